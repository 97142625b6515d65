from django.urls import path

from shouyi.people.artisan import views

urlpatterns = [
    path("score", views.assessment, name="my_assessment"),
    path("file", views.own_file, name="my_file"),
    path("file/export", views.export, name="my_export"),
    path("file/<int:log>/<int:index>/proof", views.line_proof, name="my_line_proof"),
]
