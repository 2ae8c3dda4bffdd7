from django.urls import path

from kaocheng_web.operations import views

app_name = "operations"
urlpatterns = [path("", views.status, name="status")]
