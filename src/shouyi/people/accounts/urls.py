"""Sign-in, one's own account, helpers and counters. The first three names are those that allauth looks up."""

from allauth.account.views import logout
from django.urls import path
from django.views.decorators.http import require_http_methods

from shouyi.people.accounts import counter, helper_pages, own, passkeys, proving, signing, signing_lost
from shouyi.people.permission.requests import permitted

urlpatterns = [
    path("sign-in", signing.sign_in, name="account_login"),
    path(
        "sign-out", require_http_methods(["GET", "HEAD", "POST"])(permitted("sign.in")(logout)), name="account_logout"
    ),
    path("again", proving.reauthenticate, name="account_reauthenticate"),
    # joining and signing in
    path("join", signing.join, name="account_join"),
    path("join/name", signing.name, name="account_name"),
    path("code", signing.code, name="account_code"),
    path("code/again", signing.code_again, name="account_code_again"),
    path("lost", signing.lost, name="account_lost"),
    path("lost/code", signing_lost.by_recovery_code, name="account_by_recovery_code"),
    path("lost/stop/<str:token>", signing_lost.stop_by_link, name="account_recovery_stop_link"),
    path("passkey", passkeys.sign_in, name="account_passkey_sign_in"),
    path("passkey/options", passkeys.sign_in_options, name="account_passkey_options"),
    # once more
    path("again/code", proving.code, name="account_fresh_code"),
    path("again/code/again", proving.code_again, name="account_fresh_again"),
    path("again/options", proving.passkey_options, name="account_fresh_options"),
    # one's own
    path("", own.overview, name="account"),
    path("name", own.settle, name="account_settle"),
    path("password", own.password, name="account_password"),
    path("reach", own.reach, name="account_reach"),
    path("reach/code", own.reach_code, name="account_reach_code"),
    path("reach/code/again", own.reach_again, name="account_reach_again"),
    path("recovery-codes", own.recovery_codes, name="account_recovery_codes"),
    path("recovery/stop", own.stop_recovery, name="account_recovery_stop"),
    path("devices", own.sessions_page, name="account_sessions"),
    path("close", own.close, name="account_close"),
    path("file", own.ask_for_file, name="account_file"),
    path("passkeys", passkeys.listed, name="account_passkeys"),
    path("passkeys/add", passkeys.add, name="account_passkey_add"),
    path("passkeys/add/options", passkeys.add_options, name="account_passkey_add_options"),
    path("passkeys/<int:number>/name", passkeys.rename, name="account_passkey_rename"),
    path("passkeys/<int:number>/remove", passkeys.remove, name="account_passkey_remove"),
    # helpers
    path("helpers", helper_pages.helpers, name="account_helpers"),
    path("helpers/offer", helper_pages.offer, name="account_help_offer"),
    path("helpers/<uuid:uid>/end", helper_pages.end, name="account_help_end"),
    path("helping", helper_pages.helping_page, name="account_helping"),
    path("helping/accept", helper_pages.accept, name="account_help_accept"),
    path("helping/act", helper_pages.act, name="account_act"),
    path("helping/<uuid:uid>/end", helper_pages.lay_down, name="account_help_lay_down"),
    path("helping/<uuid:uid>/back-in", helper_pages.back_in, name="account_back_in"),
    # a counter
    path("counter", counter.counter, name="account_counter"),
    path("counter/new", counter.new, name="account_counter_new"),
    path("counter/file", counter.file, name="account_counter_file"),
    path("counter/back-in", counter.back, name="account_counter_back"),
    path("counter/code", counter.code, name="account_counter_code"),
    path("counter/code/again", counter.code_again, name="account_counter_again"),
    path("counter/paper", counter.paper, name="account_counter_paper"),
]
