"""A recipient's addresses, below /organisation/. None of them names a person."""

from django.urls import URLPattern, URLResolver, path

from shouyi.people.consent import recipient

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:org>/people", recipient.people, name="disclosed_people"),
    path("<slug:org>/people/ask", recipient.ask, name="consent_ask"),
    path("<slug:org>/people/<uuid:uid>", recipient.person, name="disclosed_person"),
    path("<slug:org>/people/<uuid:uid>/proof", recipient.proof, name="disclosed_proof"),
]
