from django.urls import path

from kaocheng_web.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("forms/", views.forms, name="forms"),
]
