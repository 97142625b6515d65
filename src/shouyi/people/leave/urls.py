from django.urls import path

from shouyi.people.leave import views

urlpatterns = [
    path("leave", views.mine, name="my_leave"),
    path("leave/declare", views.declare, name="leave_declare"),
    path("leave/<int:log>/<int:index>/end", views.end, name="leave_end"),
    path("leave/<uuid:uid>/take-back", views.take_back, name="leave_take_back"),
]
