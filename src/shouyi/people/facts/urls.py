from django.urls import URLPattern, URLResolver, path

from shouyi.people.facts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:org>/facts", views.deliveries, name="deliveries"),
    path("<slug:org>/facts/new", views.new_delivery, name="new_delivery"),
    path("<slug:org>/facts/<uuid:uid>", views.delivery, name="delivery"),
    path("<slug:org>/facts/<uuid:uid>/refused.csv", views.refused_file, name="delivery_refused_file"),
    path("<slug:org>/facts/<uuid:uid>/admit", views.admit, name="admit_delivery"),
    path("<slug:org>/facts/<uuid:uid>/undo", views.undo_delivery, name="undo_delivery"),
]
