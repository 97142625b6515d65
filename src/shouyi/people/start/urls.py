from django.urls import path

from shouyi.people.start import showing, views

urlpatterns = [
    path("my/", views.desk, name="my_desk"),
    path("my/organisations", views.organisations, name="my_organisations"),
    path("search", views.search_page, name="search"),
    path("help", views.help_page, name="help"),
    path("look", views.preferences, name="preferences"),
    path("look/choose", views.choose, name="look"),
    path("language", views.choose_language, name="set_language"),
    path("components", showing.everything, name="components"),
    path("components/<slug:name>/<int:number>", showing.alone, name="component"),
]
