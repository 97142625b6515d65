from django.urls import URLPattern, URLResolver, path

from shouyi.people.consent import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("consent", views.consents, name="consents"),
    path("consent/history", views.history, name="consent_history"),
    path("consent/give", views.give, name="consent_give"),
    path("consent/give/preview", views.preview_draft, name="consent_preview_draft"),
    path("consent/give/done", views.given, name="consent_given"),
    path("consent/give/<slug:step>", views.give, name="consent_give_step"),
    path("consent/code", views.code, name="consent_code"),
    path("consent/ask/<uuid:uid>", views.answer, name="consent_answer"),
    path("consent/link/<str:token>", views.by_link, name="consent_by_link"),
    path("consent/<uuid:uid>/preview", views.preview, name="consent_preview"),
    path("consent/<uuid:uid>/withdraw", views.withdraw, name="consent_withdraw"),
    path("consent/<uuid:uid>/ended", views.ended, name="consent_ended"),
]
