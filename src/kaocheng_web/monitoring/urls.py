from django.urls import path

from kaocheng_web.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("start/<int:pk>/<int:number>/", views.start, name="start"),
    path("rounds/<int:pk>/", views.round, name="round"),
    path("rounds/<int:pk>/answers/", views.answers, name="answers"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/expenditure/", views.expenditure, name="expenditure"),
    path("projects/<int:pk>/curve/", views.curve, name="curve"),
    path("ledgers/", views.ledgers, name="ledgers"),
    path("ledgers/<int:pk>/", views.ledger, name="ledger"),
    path("ledgers/<int:pk>/take/", views.take, name="take_ledger"),
    path("ledgers/<int:pk>/errors.csv", views.errors, name="ledger_errors"),
    path("rules/", views.rules, name="rules"),
]
