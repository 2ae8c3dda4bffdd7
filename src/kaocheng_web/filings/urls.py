from django.urls import path

from kaocheng_web.filings import views

app_name = "filings"
urlpatterns = [
    path("start/<int:pk>/", views.start_self_evaluation, name="start_self_evaluation"),
    path("notes/<int:pk>/answer/", views.answer, name="answer_note"),
    path("notes/<int:pk>/settle/", views.settle, name="settle_note"),
    path("<int:pk>/", views.form, name="form"),
    path("<int:pk>/cells/", views.cells, name="cells"),
    path("<int:pk>/rows/", views.rows, name="rows"),
    path("<int:pk>/adopt/", views.adopt, name="adopt"),
    path("<int:pk>/take-monitoring/", views.take_monitoring, name="take_monitoring"),
    path("<int:pk>/explain/", views.explain, name="explain"),
    path("<int:pk>/seen/", views.seen, name="seen"),
    path("<int:pk>/lost/<int:number>/", views.lost, name="lost"),
    path("<int:pk>/notes/", views.notes, name="notes"),
]
