from django.urls import path

from kaocheng_web.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.home, name="home"),
    path("imports/<int:pk>/", views.show_import, name="import"),
    path("imports/<int:pk>/take/", views.take, name="take"),
    path("imports/<int:pk>/errors/", views.errors, name="errors"),
    path("templates/<slug:form>.<slug:format>", views.template, name="template"),
    path("export/", views.export, name="export"),
]
