from django.urls import path

from kaocheng_web.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("verify/", views.verify, name="verify"),
    path("project-year/<int:pk>/", views.show_timeline, name="timeline"),
]
