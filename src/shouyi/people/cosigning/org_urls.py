"""An organisation's addresses, below /organisation/. None of them names a person."""

from django.urls import URLPattern, URLResolver, path

from shouyi.people.cosigning import org_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:org>/cosigning", org_views.people, name="cosigning"),
    path("<slug:org>/cosigning/<uuid:uid>", org_views.person, name="cosigning_person"),
    path("<slug:org>/cosigning/<uuid:uid>/sign", org_views.sign, name="cosign"),
    path("<slug:org>/cosigning/<uuid:uid>/note", org_views.note, name="cosigned_note"),
]
