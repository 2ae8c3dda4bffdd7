from django.urls import path

from kaocheng_web.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<int:pk>/open/", views.open_one, name="open"),
    path("read/", views.read_all, name="read_all"),
    path("calendar/", views.show_calendar, name="calendar"),
    path("calendar.ics", views.download_calendar, name="ics"),
]
