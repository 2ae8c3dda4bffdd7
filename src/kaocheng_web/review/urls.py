from django.urls import path

from kaocheng_web.review import views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("decide/", views.decide, name="decide"),
    path("desk/", views.desk, name="desk"),
    path("filings/<int:pk>/", views.filing, name="filing"),
    path("filings/<int:pk>/recheck/", views.select, name="select"),
    path("filings/<int:pk>/panel/", views.form_panel, name="form_panel"),
    path("samples/", views.samples, name="samples"),
    path("samples/draw/", views.draw, name="draw"),
    path("samples/<int:pk>/", views.sample, name="sample"),
    path("rechecks/", views.rechecks, name="rechecks"),
    path("rechecks/<int:pk>/", views.recheck, name="recheck"),
    path("rechecks/<int:pk>/answer/", views.answer, name="answer"),
    path("panels/", views.panels, name="panels"),
    path("panels/<int:pk>/", views.panel, name="panel"),
    path("panels/<int:pk>/seats/", views.add_seat, name="add_seat"),
    path("seats/<int:pk>/", views.seat, name="seat"),
    path("seats/<int:pk>/manage/", views.manage_seat, name="manage_seat"),
]
