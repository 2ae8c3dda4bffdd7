from django.urls import path, re_path

from kaocheng_web.results import views

app_name = "results"
urlpatterns = [
    path("", views.index, name="list"),
    path("<int:pk>/", views.opinion, name="opinion"),
    path("<int:pk>/adjust/", views.adjust, name="adjust"),
    path("editions/<int:pk>/", views.edition, name="edition"),
    path("cycles/<int:pk>/rule/", views.rule, name="rule"),
    path("cycles/<int:pk>/propose/", views.propose, name="propose"),
    path("cycles/<int:pk>/confirm/", views.confirm, name="confirm"),
    re_path(r"^cycles/(?P<pk>[0-9]+)/opinions\.(?P<form>csv|xlsx)$", views.export, name="export"),
]
