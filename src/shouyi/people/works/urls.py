from django.urls import path

from shouyi.people.works import views

urlpatterns = [
    path("<slug:public_id>", views.work, name="work"),
    path("<slug:public_id>/code", views.code, name="work_code"),
    path("<slug:public_id>/code.svg", views.code_svg, name="work_code_svg"),
    path("<slug:public_id>/problem", views.problem, name="work_problem"),
    path("<slug:public_id>/problem/sent", views.problem_sent, name="work_problem_sent"),
]
