"""Every address. Each application brings its own; each view names its permission (`access.guarding`)."""

from django.urls import include, path

from kaocheng_web.access.views import robots
from kaocheng_web.interface import views
from kaocheng_web.operations.views import healthz, show_metrics

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("metrics", show_metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/", include("kaocheng_web.accounts.urls")),
    path("organisations/", include("kaocheng_web.organisations.urls")),
    path("cycles/", include("kaocheng_web.cycles.urls")),
    path("projects/", include("kaocheng_web.projects.urls")),
    path("filings/", include("kaocheng_web.filings.urls")),
    path("workflow/", include("kaocheng_web.workflow.urls")),
    path("objectives/", include("kaocheng_web.objectives.urls")),
    path("monitoring/", include("kaocheng_web.monitoring.urls")),
    path("review/", include("kaocheng_web.review.urls")),
    path("rectification/", include("kaocheng_web.rectification.urls")),
    path("results/", include("kaocheng_web.results.urls")),
    path("disclosure/", include("kaocheng_web.disclosure.urls")),
    path("dashboards/", include("kaocheng_web.dashboards.urls")),
    path("notifications/", include("kaocheng_web.notifications.urls")),
    path("jobs/", include("kaocheng_web.jobs.urls")),
    path("operations/", include("kaocheng_web.operations.urls")),
    path("journal/", include("kaocheng_web.journal.urls")),
    path("public/", include("kaocheng_web.portal.urls")),
    path("exchange/", include("kaocheng_web.exchange.urls")),
    path("accounts/tokens/", include("kaocheng_web.api.token_urls")),
    path("api/v1/", include("kaocheng_web.api.urls")),
]

handler400 = "kaocheng_web.interface.views.bad_request"
handler403 = "kaocheng_web.interface.views.forbidden"
handler404 = "kaocheng_web.interface.views.not_found"
handler500 = "kaocheng_web.interface.views.server_error"
