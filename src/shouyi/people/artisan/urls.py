from django.urls import path

from shouyi.people.artisan import views

urlpatterns = [
    path("score", views.assessment, name="my_assessment"),
    path("score/what-if", views.what_if, name="my_what_if"),
    path("score/history", views.history, name="my_history"),
    path("score/report-<slug:size>.pdf", views.report_pdf, name="my_report_pdf"),
    path("file", views.own_file, name="my_file"),
    path("file/export", views.export, name="my_export"),
    path("file/<int:log>/<int:index>/proof", views.line_proof, name="my_line_proof"),
]
