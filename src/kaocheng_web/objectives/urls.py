from django.urls import path

from kaocheng_web.objectives import views

app_name = "objectives"
urlpatterns = [
    path("declare/<int:pk>/", views.declare, name="declare"),
    path("adjust/<int:pk>/", views.adjust, name="adjust"),
    path("library/", views.library, name="library"),
    path("library/new/", views.entry, name="new_entry"),
    path("library/<int:pk>/", views.entry, name="entry"),
    path("<int:pk>/indicators/", views.picker, name="picker"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/compare/", views.compare, name="compare"),
]
