"""The table of routes: one row an address. An address without a row, and a row without an address, fail the build.

A row says which action of the table of rules guards it, how a target is built, who may, and what a denied role, another
person, another organisation and somebody signed out are answered. `test_visitors` plays every row on the real house.
"""

from __future__ import annotations

from time import time
from types import MappingProxyType
from typing import Any

from people.routes.rows import (
    ACCOUNT,
    ADMINS,
    ASKING,
    CLOSING,
    CONSOLE,
    CONSOLE_WORKING,
    COUNTERS,
    FILE,
    FILE_ROW,
    FREE,
    HELPER_ROW,
    MEMBERS,
    NOT_HERE,
    OWN_JOB,
    OWN_ROW,
    PUBLIC,
    SAME,
    WORKING,
    Arguments,
    Row,
)
from people.routes.standing import COUNTER, A, B, Standing, orders_csv


def uid(word: str, **more: Any) -> Arguments:
    """The random name of a planted thing."""
    return lambda standing: {"uid": standing.things[word].uid, **more}


def member(who: str) -> Arguments:
    return lambda standing: {"org": A, "uid": standing.accounts[who].uid}


def fixed(**arguments: Any) -> Arguments:
    return lambda standing: arguments


def key(word: str, **more: Any) -> Arguments:
    return lambda standing: {"public": standing.things[word], **more}


def body(**fields: Any) -> Arguments:
    return lambda standing: fields


def answered(standing: Standing) -> dict[str, Any]:
    return {"outcome": "declined", "text": "looked at it", "version": standing.things["case"].version, "sure": "1"}


def upload(standing: Standing) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from gateways import hostile

    picture = SimpleUploadedFile("a.jpg", hostile.talkative("JPEG"), "image/jpeg")
    return {"file": picture, "file-whole": "1", "alternative": "blue"}


def rows_file(standing: Standing) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {"file": SimpleUploadedFile("a.csv", b"reach,post\n13900000077,reader\n", "text/csv")}


def orders_file(standing: Standing) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {"kind": "orders", "file": SimpleUploadedFile("a.csv", orders_csv("x9"), "text/csv")}


def about(**more: Any) -> Arguments:
    """A proposal, named by its digest."""
    return lambda standing: {"digest": standing.things["vote"], **more}


def other_numbers(standing: Standing) -> dict[str, Any]:
    from shouyi.people.votes.forms import GuideForm
    from shouyi.score.guide import parse_guide
    from shouyi.score.guides import guide_bytes

    form = GuideForm(guide=parse_guide(guide_bytes()), taken={"2.1"})
    return {name: str(form[name].value()) for name in form.fields} | {"h.dispatch": "90"}


def standard_file(standing: Standing) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {"subject": "standard", "file": SimpleUploadedFile("a.json", b'{"version": "9"}', "application/json")}


def week(standing: Standing) -> dict[str, Any]:
    from shouyi.canon.days import to_iso
    from shouyi.people.statements.asking import today

    return {"first": to_iso(today()), "last": to_iso(today() + 6)}


def a_code(purpose: str) -> Any:
    """The session of somebody to whom a code was sent."""
    held = {"uid": "00000000-0000-4000-8000-000000000000", "reach": "+8613900000055", "more": {"account": "-"}}
    return lambda standing: {"codes": {purpose: held}}


def arrived(standing: Standing) -> dict[str, Any]:
    return {"arrived": {"reach": "+8613900000056", "next": "", "at": int(time())}}


def replied(standing: Standing) -> dict[str, Any]:
    return {"statement_reply": str(standing.things["reply"].uid)}


W = fixed(public_id="SY7K3M92QF")
ORDER = body(title="scarf", items="2", amount="536.00", ordered_on="2026-10-02", promised_on="2026-10-12")
WRONG_CODE = body(code="000000")
A_REACH = body(reach="13900000088")

PUBLIC_PAGES = (
    Row("home", "page.read", PUBLIC),
    Row("guide", "guide.read", PUBLIC),
    Row("guide_document", "guide.read", PUBLIC),
    Row("recompute", "guide.read", PUBLIC),
    Row("set_language", "page.read", PUBLIC, get=None, post=302, body=body(language="en")),
    Row("work", "work.read", PUBLIC, arguments=W),
    Row("work_code", "work.read", PUBLIC, arguments=W),
    Row("work_code_svg", "work.read", PUBLIC, arguments=W),
    Row("work_problem", "work.report", PUBLIC, post=302, arguments=W, body=body(what="other", said="torn")),
    Row("work_problem_sent", "work.report", PUBLIC, arguments=W),
    Row("search", "page.read", PUBLIC, post=200, body=body(q="blue")),
    Row("help", "page.read", PUBLIC),
    Row("preferences", "page.read", PUBLIC),
    Row("look", "page.read", PUBLIC, get=None, post=302, body=body(theme="dark")),
    Row("components", "page.read", PUBLIC),
    Row("component", "page.read", PUBLIC, arguments=fixed(name="button", number=0)),
    Row("outbox", "outbox.read", PUBLIC),
    Row("api_guide", "page.read", PUBLIC),
    Row("votes", "vote.read", PUBLIC),
    Row("roll", "vote.read", PUBLIC),
    Row("vote", "vote.read", PUBLIC, arguments=about()),
    Row("vote_count", "vote.read", PUBLIC, arguments=about()),
    Row("vote_effect", "vote.read", PUBLIC, arguments=about()),
    Row("vote_document", "vote.read", PUBLIC, arguments=about()),
)
# What a link, a code or a telephone opens: whoever holds it may, signed in or not.
BY_LINK = (
    Row("statement_confirm", "statement.confirm", PUBLIC, post=302, marked=True,
        arguments=lambda s: {"token": s.things["token"]}, body=body(was_so="no")),
    Row("statement_code", "statement.confirm", PUBLIC, post=200, session=replied, body=WRONG_CODE,
        but=dict.fromkeys(("buyer", "other", "admin_b", "out"), NOT_HERE)),
    Row("statement_thanks", "statement.confirm", PUBLIC),
    Row("notices_off", "notice.off", PUBLIC, post=200, arguments=uid("delivery")),
    Row("invitation", "invitation.accept", PUBLIC, post=200, body=body(code="NO-SUCH-CODE")),
    Row("answer_invitation", "invitation.accept", PUBLIC, get=None, post=410, body=body(code="NO-SUCH", no="1")),
    Row("erasure_receipt", "receipt.read", PUBLIC, arguments=lambda s: {"link": s.things["receipt"]}),
    Row("account_recovery_stop_link", "account.recover", PUBLIC, post=200,
        arguments=lambda s: {"token": s.things["stop_token"]}),
)  # fmt: skip
SIGNING_IN = (
    Row("account_login", "sign.in", PUBLIC, get=302, post=302, body=body(login="nobody", password="wrong-wrong"),
        but={"out": 200}),
    Row("account_logout", "sign.in", PUBLIC, post=302, but={"out": 302}),
    Row("account_join", "join", PUBLIC, get=302, post=302, body=A_REACH, but={"out": FREE}),
    Row("account_name", "join", PUBLIC, session=arrived, post=302, body=body(name="A-Yue"),
        but=dict.fromkeys(("buyer", "other", "admin_b", "out"), 302)),
    Row("account_code", "sign.in", PUBLIC, session=a_code("enter"), post=200, body=WRONG_CODE,
        but=dict.fromkeys(("buyer", "other", "admin_b", "out"), 302)),
    Row("account_code_again", "sign.in", PUBLIC, get=None, post=302),
    Row("account_lost", "sign.in", PUBLIC),
    Row("account_by_recovery_code", "account.recover", PUBLIC, post=200, body=body(login="nobody", code="00000000")),
    Row("account_passkey_sign_in", "sign.in", PUBLIC, get=None, post=302),
    Row("account_passkey_options", "sign.in", PUBLIC),
)  # fmt: skip
OWN_ACCOUNT = (
    Row("my_desk", "desk.read", ACCOUNT),
    Row("my_organisations", "desk.read", ACCOUNT),
    Row("account", "account.read", ACCOUNT, marked=True),
    Row("account_settle", "account.settle", ACCOUNT, post=302, marked=True, body=body(name="A", language="en")),
    Row("account_reauthenticate", "account.read", ACCOUNT, post=200),
    Row("account_fresh_code", "account.read", ACCOUNT, session=a_code("fresh"), post=200, body=WRONG_CODE,
        but=dict.fromkeys(("buyer", "other", "admin_b"), 302)),
    Row("account_fresh_again", "account.read", ACCOUNT, get=None, post=302),
    Row("account_fresh_options", "account.read", ACCOUNT),
    Row("account_password", "account.change", ACCOUNT, post=302,
        body=body(new_password1="blue-thread-77", new_password2="blue-thread-77")),
    Row("account_reach", "account.change", ACCOUNT, post=302, body=A_REACH),
    Row("account_reach_code", "account.change", ACCOUNT, session=a_code("change"), post=200, body=WRONG_CODE,
        but=dict.fromkeys(("buyer", "other", "admin_b"), 302)),
    Row("account_reach_again", "account.change", ACCOUNT, get=None, post=302),
    Row("account_recovery_codes", "account.key", ACCOUNT, post=200),
    Row("account_recovery_stop", "recovery.stop", ACCOUNT, get=None, post=302),
    Row("account_sessions", "session.end", ACCOUNT, post=302, body=body(end="others")),
    Row("account_close", "account.close", CLOSING, post=200, lasting=True),
    Row("account_file", "account.read", ACCOUNT),
    Row("my_rights", "account.read", ACCOUNT),
    Row("export_new", "account.export", ACCOUNT, post=302),
    Row("export_content", "account.export", OWN_ROW, arguments=uid("export")),
    Row("file_keep", "account.settle", ACCOUNT, get=None, post=302),
    Row("account_passkeys", "account.read", ACCOUNT, marked=True),
    Row("account_passkey_add", "account.key", ACCOUNT, post=200),
    Row("account_passkey_add_options", "account.key", ACCOUNT),
    Row("account_passkey_rename", "account.key", OWN_ROW, post=302, marked=True,
        arguments=lambda s: {"number": s.things["passkey"]}, body=body(name="phone")),
    Row("account_passkey_remove", "account.key", OWN_ROW, get=None, post=302,
        arguments=lambda s: {"number": s.things["passkey"]}),
    Row("account_helpers", "help.read", ACCOUNT, marked=True),
    Row("account_help_offer", "help.appoint", ACCOUNT, post=302,
        body=body(note="sister", reach="13900000066", rights=["recovers"], days="30", confirm="1")),
    Row("account_help_end", "help.end", OWN_ROW, get=None, post=302, arguments=uid("helping")),
    Row("account_helping", "help.list", ACCOUNT),
    Row("account_help_accept", "help.accept", ACCOUNT, post=200, body=body(code="0123456789")),
    Row("account_act", "help.act", ACCOUNT, get=None, post=302),
    Row("account_help_lay_down", "help.act", HELPER_ROW, get=None, post=302, arguments=uid("helping")),
    Row("account_back_in", "recovery.start", HELPER_ROW, post=200, arguments=uid("trusted"), marked=True,
        body=A_REACH),
    Row("my_notices", "notice.read", ACCOUNT),
    Row("notices_read", "notice.read", ACCOUNT, get=None, post=302),
    Row("notice_read", "notice.read", OWN_ROW, get=None, post=302, arguments=uid("notice")),
    Row("notice_wishes", "notice.settle", ACCOUNT, post=302, body=body(off="on")),
    Row("my_jobs", "job.list", ACCOUNT),
    Row("job", "job.read", OWN_JOB, arguments=uid("job"), but={"admin_op": SAME}),
    Row("job_progress", "job.read", OWN_JOB, arguments=uid("job")),
    Row("cancel_job", "job.change", OWN_JOB, get=None, post=302, arguments=uid("job")),
    Row("try_job_again", "job.change", OWN_JOB, get=None, post=302, arguments=uid("failed_job")),
    Row("my_seat", "seat.read", ACCOUNT),
    Row("seat_key", "seat.key", ACCOUNT, get=None, post=302),
    Row("seat_ballot", "seat.vote", OWN_ROW, post=302, arguments=about(), body=body(choice="yes", sure="1")),
    Row("seat_veto", "seat.vote", OWN_ROW, post=302, arguments=about(), body=body(of="indicator.repeat", sure="1")),
    Row("my_cases", "case.read", ACCOUNT),
    Row("case_new", "case.open", ACCOUNT, post=302, body=body(kind="question", text="when?", sure="1")),
)  # fmt: skip
OWN_FILE = (
    Row("my_assessment", "file.read", FILE),
    Row("my_what_if", "file.read", FILE, query="?of=dispatch&n=3"),
    Row("my_history", "file.read", FILE),
    Row("my_report_pdf", "file.read", FILE, arguments=fixed(size="a4")),
    Row("my_file", "file.read", FILE),
    Row("my_export", "file.export", FILE),
    Row("my_line_proof", "file.prove", FILE, arguments=fixed(log=1, index=1000)),
    Row("trail", "trail.read", FILE),
    Row("trail_file", "trail.read", FILE),
    Row("my_statements", "statement.read", FILE, marked=True),
    Row("statement_new", "statement.write", FILE, post=302, body=ORDER),
    Row("my_statement", "statement.read", OWN_ROW, arguments=uid("statement"), marked=True),
    Row("statement_sent", "statement.write", OWN_ROW, get=None, post=302, arguments=uid("statement"),
        body=body(dispatched_on="2026-11-23")),
    Row("statement_ask", "statement.write", OWN_ROW, get=None, post=200, arguments=uid("statement")),
    Row("statement_remove", "statement.write", OWN_ROW, get=None, post=302, arguments=uid("statement")),
    Row("my_leave", "file.read", FILE),
    Row("leave_declare", "leave.declare", FILE, post=302, body=week),
    Row("leave_end", "leave.declare", FILE, get=None, post=404, arguments=fixed(log=1, index=1000)),
    Row("leave_take_back", "leave.declare", OWN_ROW, get=None, post=302, arguments=uid("wish")),
    Row("my_case", "case.read", OWN_ROW, arguments=uid("case"), marked=True),
    Row("case_write", "case.write", OWN_ROW, get=None, post=302, arguments=uid("case"), body=body(text="and more")),
    Row("case_escalate", "case.escalate", OWN_ROW, get=None, post=302, arguments=uid("case")),
    Row("case_close", "case.close", OWN_ROW, get=None, post=302, arguments=uid("case")),
    Row("my_uploads", "upload.read", FILE, marked=True),
    Row("upload_new", "upload.write", FILE, post=302, body=upload),
    Row("upload_content", "upload.read", OWN_ROW, arguments=uid("upload")),
    Row("upload_delete", "upload.write", OWN_ROW, post=302, arguments=uid("upload"), marked=True),
    Row("file_erase", "file.erase", FILE, post=200, body=body(when="later", what="file", sure="1")),
    Row("my_cosigned", "file.read", FILE),
    Row("my_cosigned_note", "file.read", FILE_ROW, arguments=uid("signed")),
    Row("cosigned_answer", "cosign.answer", FILE_ROW, post=200, arguments=uid("signed")),
    Row("consents", "consent.read", FILE),
    Row("consent_history", "consent.read", FILE),
    Row("consent_give", "consent.give", FILE, get=302, post=302),
    Row("consent_give_step", "consent.give", FILE, post=302, arguments=fixed(step="organisation"),
        body=body(answer=B)),
    Row("consent_preview_draft", "file.preview", FILE, get=302),
    Row("consent_given", "consent.read", FILE),
    Row("consent_code", "consent.give", FILE, post=200),
    Row("consent_answer", "consent.give", FILE_ROW, post=302, arguments=uid("ask"), body=body(no="1")),
    Row("consent_by_link", "consent.give", FILE, post=302, arguments=lambda s: {"token": s.things["ask_token"]}),
    Row("consent_preview", "file.preview", FILE_ROW, arguments=uid("consent")),
    Row("consent_withdraw", "consent.withdraw", FILE_ROW, get=None, post=302, arguments=uid("consent")),
    Row("consent_ended", "consent.read", FILE_ROW, arguments=uid("ended_consent")),
)  # fmt: skip
ORGANISATION = (
    Row("organisation", "org.read", MEMBERS, arguments=fixed(org=A)),
    Row("organisation_settings", "org.edit", ADMINS, post=302, arguments=fixed(org=A), marked=True,
        body=body(name_zh="甲", name_en="A", contact="")),
    Row("organisation_members", "member.read", MEMBERS, arguments=fixed(org=A)),
    Row("organisation_members_file", "member.read", MEMBERS, arguments=fixed(org=A)),
    Row("organisation_member", "member.change", ADMINS, post=302, arguments=member("reader_a"),
        body=body(post="officer")),
    Row("end_member", "member.end", ADMINS, post=302, arguments=member("reader_a")),
    Row("organisation_invitations", "member.invite", ADMINS, arguments=fixed(org=A)),
    Row("invite", "member.invite", ADMINS, post=302, arguments=fixed(org=A),
        body=body(reach="13900000044", post="reader", sure="1")),
    Row("invite_many", "member.invite", ADMINS, post=200, arguments=fixed(org=A), body=rows_file),
    Row("take_back_invitation", "member.invite", ADMINS, get=None, post=302, arguments=uid("invitation", org=A)),
    Row("resend_invitation", "member.invite", ADMINS, get=None, post=302, arguments=uid("invitation", org=A)),
    Row("organisation_keys", "key.read", MEMBERS, arguments=fixed(org=A)),
    Row("add_key", "key.add", ADMINS, post=302, arguments=fixed(org=A), body=body(purpose="issue", sure="1")),
    Row("own_key", "key.add", ADMINS, post=200, arguments=fixed(org=A), body=body(purpose="batch", public="ab" * 32)),
    Row("prove_key", "key.add", ADMINS, get=None, post=404, arguments=fixed(org=A), body=body(challenge="forged")),
    Row("rotate_key", "key.rotate", ADMINS, post=302, arguments=key("key", org=A)),
    Row("revoke_key", "key.revoke", ADMINS, post=302, arguments=key("key", org=A)),
    Row("organisation_clients", "client.read", ADMINS, arguments=fixed(org=A)),
    Row("new_client", "client.change", ADMINS, post=200, arguments=fixed(org=A),
        body=body(name="till", scopes=["case.queue"])),
    Row("end_client", "client.change", ADMINS, post=302, arguments=uid("client", org=A)),
    Row("deliveries", "facts.read", WORKING, arguments=fixed(org=A)),
    Row("new_delivery", "facts.upload", WORKING, post=302, arguments=fixed(org=A), body=orders_file),
    Row("delivery", "facts.read", WORKING, arguments=uid("delivered", org=A)),
    Row("delivery_refused_file", "facts.read", WORKING, arguments=uid("delivered", org=A)),
    Row("admit_delivery", "facts.admit", WORKING, get=None, post=302, arguments=uid("delivered", org=A)),
    Row("undo_delivery", "facts.undo", WORKING, get=None, post=302, arguments=uid("delivered", org=A)),
    Row("organisation_votes", "vote.look", MEMBERS, arguments=fixed(org=A)),
    Row("edit_guide", "vote.draft", WORKING, post=302, arguments=fixed(org=A), body=other_numbers),
    Row("new_vote_document", "vote.draft", WORKING, post=302, arguments=fixed(org=A), body=standard_file),
    Row("vote_draft", "vote.draft", WORKING, arguments=uid("draft", org=A)),
    Row("drop_vote_draft", "vote.draft", WORKING, get=None, post=302, arguments=uid("draft", org=A)),
    Row("propose", "vote.propose", ADMINS, post=302, arguments=uid("draft", org=A)),
    Row("vote_comment", "vote.comment", WORKING, post=302, arguments=about(org=A), body=body(text="too long")),
    Row("vote_take_out", "vote.comment", WORKING, post=302,
        arguments=lambda s: {"org": A, "digest": s.things["vote"], "comment": s.things["comment"]}),
    Row("cast_ballot", "vote.cast", ADMINS, post=302, arguments=about(org=A), body=body(choice="yes", sure="1")),
    Row("carry_ballot", "vote.carry", WORKING, post=200, arguments=about(org=A), body=body(seat="seat-1", word="no")),
    Row("activate_vote", "vote.activate", ADMINS, post=302, arguments=about(org=A)),
    Row("case_queue", "case.queue", MEMBERS, arguments=fixed(org=A)),
    Row("org_case", "case.queue", MEMBERS, arguments=uid("case", org=A), marked=True),
    Row("case_answer", "case.answer", WORKING, get=None, post=302, arguments=uid("case", org=A), body=answered),
    Row("case_take", "case.assign", WORKING, get=None, post=302, arguments=uid("case", org=A)),
    Row("disclosed_people", "file.disclosed", ASKING, arguments=fixed(org=B)),
    Row("disclosed_person", "file.disclosed", ASKING, arguments=uid("consent", org=B)),
    Row("disclosed_proof", "file.disclosed", ASKING, arguments=uid("consent", org=B)),
    Row("cosigning", "cosign.read", ASKING, arguments=fixed(org=B)),
    Row("cosigning_person", "cosign.read", ASKING, arguments=uid("cosigning", org=B)),
    Row("cosign", "cosign.sign", ASKING, post=200, arguments=uid("cosigning", org=B)),
    Row("cosigned_note", "cosign.read", ASKING, arguments=uid("cosigning", org=B)),
    Row("consent_ask", "consent.ask", ASKING, post=200, arguments=fixed(org=B), body=body(answer="lending", link="1")),
)  # fmt: skip
OPERATORS = (
    Row("console", "console.read", CONSOLE),
    Row("console_organisations", "orgs.read", CONSOLE),
    Row("console_organisation", "orgs.read", CONSOLE, arguments=fixed(org=A)),
    Row("console_keys", "keys.read", CONSOLE),
    Row("console_jobs", "jobs.read", CONSOLE),
    Row("console_cases", "cases.read", CONSOLE),
    Row("console_scores", "scores.read", CONSOLE),
    Row("look_at_scores", "scores.look", CONSOLE_WORKING, get=None, post=302),
    Row("assign_case", "cases.assign", CONSOLE_WORKING, post=302, arguments=uid("case"),
        body=lambda s: {"member": str(s.accounts["officer_a"].uid)}),
    Row("register_organisation", "org.register", CONSOLE_WORKING, post=302,
        body=body(kind="bank", org="org-new", name_zh="新", name_en="New", custody="here",
                  admin="13900000033", sure="1")),
    Row("suspend_organisation", "org.suspend", CONSOLE_WORKING, post=302, arguments=fixed(org=B),
        body=body(reason="asked", sure="1")),
    Row("restore_organisation", "org.restore", CONSOLE_WORKING, get=404, post=404, arguments=fixed(org=COUNTER)),
    Row("appoint_admin", "org.appoint", CONSOLE_WORKING, post=302, arguments=fixed(org=A), body=A_REACH),
    Row("console_revoke_key", "keys.revoke", CONSOLE_WORKING, post=302, arguments=key("key")),
)  # fmt: skip
COUNTER_PAGES = (
    Row("account_counter", "person.assist", COUNTERS),
    Row("account_counter_new", "person.assist", COUNTERS, post=302, body=body(name="A", reach="13900000022")),
    Row("account_counter_file", "person.assist", COUNTERS, post=200, body=body(login="nobody", seen="on")),
    Row("account_counter_back", "person.assist", COUNTERS, post=200,
        body=body(login="nobody", seen="on", reach="13900000021")),
    Row("account_counter_code", "person.assist", COUNTERS, session=a_code("counter"), post=200, body=WRONG_CODE),
    Row("account_counter_again", "person.assist", COUNTERS, get=None, post=302),
    Row("account_counter_paper", "person.assist", COUNTERS, get=None, post=302),
)  # fmt: skip
TABLE = (
    *PUBLIC_PAGES, *BY_LINK, *SIGNING_IN, *OWN_ACCOUNT, *OWN_FILE, *ORGANISATION, *OPERATORS, *COUNTER_PAGES,
)  # fmt: skip
BY_NAME = MappingProxyType({row.name: row for row in TABLE})
