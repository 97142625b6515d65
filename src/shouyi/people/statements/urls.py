from django.urls import path

from shouyi.people.statements import views

urlpatterns = [
    path("my/statements", views.mine, name="my_statements"),
    path("my/statements/new", views.new, name="statement_new"),
    path("my/statements/<uuid:uid>", views.one, name="my_statement"),
    path("my/statements/<uuid:uid>/sent", views.sent, name="statement_sent"),
    path("my/statements/<uuid:uid>/ask", views.ask, name="statement_ask"),
    path("my/statements/<uuid:uid>/remove", views.remove, name="statement_remove"),
    path("c/<slug:token>", views.confirm, name="statement_confirm"),
    path("confirm/code", views.code, name="statement_code"),
    path("confirm/thanks", views.thanks, name="statement_thanks"),
]
