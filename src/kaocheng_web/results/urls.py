from django.urls import path

from kaocheng_web.results import views

app_name = "results"
urlpatterns = [path("", views.index, name="list")]
