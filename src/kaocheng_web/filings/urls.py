from django.urls import path

from kaocheng_web.filings import evidence_views, history_views, uploading_views, views

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
    path("<int:pk>/evidence/", evidence_views.show, name="evidence"),
    path("<int:pk>/evidence/<int:number>/", evidence_views.item, name="evidence_item"),
    path("<int:pk>/evidence/<int:number>/picture/", evidence_views.picture, name="evidence_picture"),
    path("<int:pk>/evidence/<int:number>/file/", evidence_views.download, name="evidence_file"),
    path("<int:pk>/evidence/<int:number>/withdraw/", evidence_views.withdraw, name="withdraw_evidence"),
    path("<int:pk>/upload/", uploading_views.upload, name="upload"),
    path("<int:pk>/upload/<int:number>/", uploading_views.uploaded, name="uploaded"),
    path("<int:pk>/upload/<int:number>/take/", uploading_views.take, name="take_upload"),
    path("<int:pk>/upload/<int:number>/file/", uploading_views.download, name="upload_file"),
    path("<int:pk>/upload/<int:number>/pages/<int:page>/", uploading_views.page, name="upload_page"),
    path("<int:pk>/documents/blank/", history_views.blank, name="blank"),
    path("<int:pk>/documents/<str:to>/", history_views.export, name="export"),
    path("<int:pk>/versions/", history_views.versions, name="versions"),
]
