"""Sign-in and sign-out, by the names that allauth looks up."""

from allauth.account.views import logout
from django.urls import path

from shouyi.people.accounts.views import SignIn

urlpatterns = [
    path("sign-in", SignIn.as_view(), name="account_login"),
    path("sign-out", logout, name="account_logout"),
]
