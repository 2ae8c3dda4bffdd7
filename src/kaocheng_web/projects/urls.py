from django.urls import path

from kaocheng_web.projects import views

app_name = "projects"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/<int:cycle>/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]
