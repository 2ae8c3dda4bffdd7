from django.urls import path

from kaocheng_web.disclosure import views

app_name = "disclosure"
urlpatterns = [path("", views.index, name="list")]
