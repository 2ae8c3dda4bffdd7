"""Sign-in and one's own account.

The views of allauth are named one by one: those for signing up, for mail addresses and for resetting a password by
mail have no address here, because administrators make accounts.
"""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from django.urls import include, path

from kaocheng_web.access.rates import limited
from kaocheng_web.accounts import selectors, views

# A whole office may sign in from one address within a minute; a guesser needs more.
_sign_in = limited("sign-in", limit=60)
_code = limited("second-factor", limit=5, minutes=5, by=selectors.who_is_entering)

urlpatterns = [
    path("me/", views.account, name="account"),
    path("login/", _sign_in(views.sign_in), name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", _code(allauth.reauthenticate), name="account_reauthenticate"),
    path(
        "password/change/",
        limited("password", limit=10)(views.change_password),
        name="account_change_password",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", _code(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _code(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _code(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", social.login_error, name="socialaccount_login_error"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
