from django.urls import path

from kaocheng_web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.tree, name="list"),
    path("new/", views.create, name="create"),
    path("<int:pk>/", views.organisation, name="organisation"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/active/", views.set_active, name="active"),
    path("people/", views.people, name="people"),
    path("people/new/", views.create_person, name="create_person"),
    path("people/import/", views.import_people, name="import"),
    path("people/import/template.xlsx", views.template, name="template"),
    path("people/<int:person>/", views.person, name="person"),
    path("people/<int:person>/password/", views.reset_password, name="reset_password"),
    path("people/<int:person>/active/", views.set_person_active, name="person_active"),
    path("people/<int:person>/roles/", views.add_membership, name="add_membership"),
    path("people/<int:person>/sign-on/", views.set_sign_on, name="sign_on"),
    path("roles/<int:membership>/remove/", views.remove_membership, name="remove_membership"),
]
