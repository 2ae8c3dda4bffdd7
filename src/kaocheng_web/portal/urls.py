from django.urls import path, re_path

from kaocheng_web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^projects\.(?P<form>csv|json)$", views.export, name="export"),
    path("projects/<slug:slug>/", views.project, name="project"),
    re_path(r"^projects/(?P<slug>[-a-zA-Z0-9_]+)\.(?P<form>docx|xlsx|json|csv)$", views.download, name="download"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("completeness/", views.completeness, name="completeness"),
    re_path(r"^language/(?P<code>zh|en)/$", views.language, name="language"),
]
