from django.urls import path

from kaocheng_web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/retry/", views.retry, name="retry"),
]
