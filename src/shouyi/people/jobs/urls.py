from django.urls import URLPattern, URLResolver, path

from shouyi.people.jobs import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs", views.my_jobs, name="my_jobs"),
    path("jobs/<uuid:uid>", views.job, name="job"),
    path("jobs/<uuid:uid>/progress", views.job_progress, name="job_progress"),
    path("jobs/<uuid:uid>/cancel", views.cancel_job, name="cancel_job"),
    path("jobs/<uuid:uid>/again", views.try_job_again, name="try_job_again"),
]
