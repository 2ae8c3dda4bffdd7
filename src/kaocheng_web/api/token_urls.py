from django.urls import path

from kaocheng_web.api import views

app_name = "tokens"
urlpatterns = [path("", views.tokens, name="list"), path("<int:pk>/revoke/", views.revoke, name="revoke")]
