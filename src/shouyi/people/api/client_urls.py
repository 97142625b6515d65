from django.urls import URLPattern, URLResolver, path

from shouyi.people.api import client_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:org>/clients", client_views.clients, name="organisation_clients"),
    path("<slug:org>/clients/new", client_views.new_client, name="new_client"),
    path("<slug:org>/clients/<uuid:uid>/end", client_views.end, name="end_client"),
]
