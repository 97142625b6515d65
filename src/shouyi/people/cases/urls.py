from django.urls import path

from shouyi.people.cases import views

urlpatterns = [
    path("my/cases", views.my_cases, name="my_cases"),
    path("my/cases/new", views.new, name="case_new"),
    path("my/cases/<uuid:uid>", views.my_case, name="my_case"),
    path("my/cases/<uuid:uid>/write", views.write, name="case_write"),
    path("my/cases/<uuid:uid>/escalate", views.escalate, name="case_escalate"),
    path("my/cases/<uuid:uid>/close", views.close, name="case_close"),
    path("organisation/<slug:org>/cases", views.queue, name="case_queue"),
    path("organisation/<slug:org>/cases/<uuid:uid>", views.org_case, name="org_case"),
    path("organisation/<slug:org>/cases/<uuid:uid>/answer", views.answer, name="case_answer"),
    path("organisation/<slug:org>/cases/<uuid:uid>/take", views.take_charge, name="case_take"),
]
