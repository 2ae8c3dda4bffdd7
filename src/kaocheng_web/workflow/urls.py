from django.urls import path

from kaocheng_web.workflow import views

app_name = "workflow"
urlpatterns = [path("move/<slug:kind>/<int:pk>/", views.move, name="move")]
