from django.urls import path, re_path

from kaocheng_web.rectification import views

app_name = "rectification"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/<int:pk>/", views.new, name="new"),
    path("findings/<int:pk>/", views.from_findings, name="from_findings"),
    path("proofs/<int:pk>/", views.proof, name="proof"),
    re_path(r"^items\.(?P<form>csv|xlsx)$", views.export, name="export"),
    path("<int:pk>/", views.item, name="item"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/deadline/", views.set_deadline, name="set_deadline"),
    path("<int:pk>/proofs/", views.add_proof, name="add_proof"),
    path("<int:pk>/proofs/<int:number>/remove/", views.remove_proof, name="remove_proof"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/corrections/<int:number>/withdraw/", views.withdraw_correction, name="withdraw_correction"),
]
