from django.urls import path, re_path

from kaocheng_web.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("", views.index, name="list"),
    path("assemble/", views.assemble, name="assemble"),
    path("<int:pk>/", views.package, name="package"),
    path("<int:pk>/hide/", views.hide, name="hide"),
    path("<int:pk>/show/", views.show, name="show"),
    path("<int:pk>/reword/", views.reword, name="reword"),
    path("completeness/", views.completeness, name="completeness"),
    re_path(r"^completeness\.(?P<form>csv)$", views.completeness, name="export"),
]
