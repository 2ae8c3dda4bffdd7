from django.urls import path

from kaocheng_web.cycles import views

app_name = "cycles"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/open/", views.set_open, name="set_open"),
    path("<int:pk>/carry-over/", views.carry_over, name="carry_over"),
]
