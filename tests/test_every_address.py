"""Everybody looks at every address: who gets a page, who is told that there is none, who is led to the sign-in.

The test walks the addresses of the portal, so a new page cannot be forgotten: one without a row in ANSWERS fails it.
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from applications.models import Application, ProjectMember
from registries.models import Membership, Role
from tests.factories.place import Place, begin_place, make_place
from tests.factories.rows import Rows, rows_of
from tests.factories.world import MONDAY

OUR_APPS = ("applications", "reviews", "registries", "portal")
THEIRS_THAT_COUNT = (
    *("account_login", "account_signup", "account_logout"),
    *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_authenticate", "mfa_reauthenticate"),
    *("mfa_add_webauthn", "mfa_list_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list"),
    *(
        "socialaccount_connections",
        "socialaccount_signup",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
    ),
)
BASKET = ("basket_put", "basket_take", "basket_begin")
# Addresses at which whoever is signed in writes nothing but what is the person's own.
ONES_OWN = (
    *(*THEIRS_THAT_COUNT, *BASKET, "account_profile", "mail_choices", "application_start", "enquiry_new"),
    *("desk_view_save", "socialaccount_signup"),
)
# What a member of a team writes of himself or herself, whatever else the member may do there.
A_MEMBERS_OWN = ("team_me", "team_leave")
# Pages of a person that name no case.
PERSONAL = (
    "desk",
    "desk_agenda",
    "desk_agenda_day",
    "desk_load",
    "desk_view_save",
    "desk_view",
    "desk_register",
    "todo",
    "project_list",
    "enquiry_list",
    "enquiry_new",
)
# What a GET answers. "in": led to the sign-in. 405: only POST, which has a test of its own.
# owner: the researcher. member: reads in the project. officer: has the case. lawyer, auditor: at the same authority.
# elsewhere: an officer of another authority. outsider: no part in anything, as a superuser and a registry holder have,
# who answers for one registry and not for the authority, of which the enquiry is asked.
ANSWERS = """
name                        owner member officer lawyer auditor elsewhere outsider nobody
home                        302   302    302     302    302     302       302      200
accessibility               200   200    200     200    200     200       200      200
privacy                     200   200    200     200    200     200       200      200
cookies                     200   200    200     200    200     200       200      200
contact                     200   200    200     200    200     200       200      200
healthz                     200   200    200     200    200     200       200      200
readyz                      200   200    200     200    200     200       200      200
metrics                     200   200    200     200    200     200       200      200
demo_mail_list              200   200    200     200    200     200       200      200
demo_mail_detail            200   200    200     200    200     200       200      200
demo_mail_html              200   200    200     200    200     200       200      200
demo_mail_attachment        200   200    200     200    200     200       200      200
authority_page              200   200    200     200    200     200       200      200
self_check                  200   200    200     200    200     200       200      200
statistics                  200   200    200     200    200     200       200      200
statistics_file             200   200    200     200    200     200       200      200
registry_list               200   200    200     200    200     200       200      200
registry_page               200   200    200     200    200     200       200      200
variable_page               200   200    200     200    200     200       200      200
variable_file               200   200    200     200    200     200       200      200
basket_page                 200   200    200     200    200     200       200      200
basket_put                  405   405    405     405    405     405       405      405
basket_take                 405   405    405     405    405     405       405      405
basket_begin                302   302    302     302    302     302       302      in
account_login               302   302    302     302    302     302       302      200
account_signup              302   302    302     302    302     302       302      200
account_logout              200   200    200     200    200     200       200      302
account_profile             200   200    200     200    200     200       200      in
mail_choices                200   200    200     200    200     200       200      in
own_data                    302   302    302     302    302     302       302      in
own_data_file               302   302    302     302    302     302       302      in
close_account               302   302    302     302    302     302       302      in
account_go_on               302   302    302     302    302     302       302      in
socialaccount_connections   200   200    200     200    200     200       200      in
socialaccount_signup        in    in     in      in     in      in        in       in
socialaccount_login_cancelled 200 200    200     200    200     200       200      200
socialaccount_login_error   401   401    401     401    401     401       401      401
session_left                200   200    200     200    200     200       200      401
session_end                 405   405    405     405    405     405       405      405
usersessions_list           200   200    200     200    200     200       200      in
mfa_index                   200   200    200     200    200     200       200      in
mfa_activate_totp           302   302    302     302    302     302       302      in
mfa_deactivate_totp         404   404    404     404    404     404       404      in
mfa_authenticate            302   302    302     302    302     302       302      in
mfa_reauthenticate          302   302    302     302    302     302       302      in
mfa_reauthenticate_webauthn 302   302    302     302    302     302       302      in
mfa_login_webauthn          302   302    302     302    302     302       302      in
mfa_add_webauthn            302   302    302     302    302     302       302      in
mfa_list_webauthn           200   200    200     200    200     200       200      in
mfa_edit_webauthn           302   302    302     302    302     302       302      in
mfa_remove_webauthn         302   302    302     302    302     302       302      in
mfa_view_recovery_codes     404   404    404     404    404     404       404      in
mfa_generate_recovery_codes 302   302    302     302    302     302       302      in
mfa_download_recovery_codes 404   404    404     404    404     404       404      in
mail_stop                   404   404    404     404    404     404       404      404
start                       302   302    302     302    302     302       302      in
todo                        200   200    200     200    200     200       200      in
project_list                200   200    200     200    200     200       200      in
project_page                200   200    404     404    404     404       404      in
presence_tell               405   405    405     405    405     405       405      405
team_page                   200   200    404     404    404     404       404      in
team_me                     200   200    404     404    404     404       404      in
team_member                 200   403    404     404    404     404       404      in
team_hand_over              200   403    404     404    404     404       404      in
team_invite                 405   405    405     405    405     405       405      405
team_confirm                405   405    405     405    405     405       405      405
team_leave                  405   405    405     405    405     405       405      405
team_remove                 405   405    405     405    405     405       405      405
invitation_withdraw         405   405    405     405    405     405       405      405
invitation_again            405   405    405     405    405     405       405      405
invitation_page             403   403    403     403    403     403       403      200
approval_list               200   200    404     404    404     404       404      in
approval_new                200   403    404     404    404     404       404      in
approval_page               200   403    404     404    404     404       404      in
approval_remove             405   405    405     405    405     405       405      405
linkage_page                200   200    404     404    404     404       404      in
project_sharing             200   403    404     404    404     404       404      in
project_facts               200   200    404     404    404     404       404      in
application_start           200   200    200     200    200     200       200      in
application_page            200   200    302     302    302     404       404      in
application_form_start      302   302    404     404    404     404       404      in
application_form            200   302    404     404    404     404       404      in
application_newer_form      200   200    404     404    404     404       404      in
application_review          200   200    404     404    404     404       404      in
rows_template               200   200    404     404    404     404       404      in
rows_import                 405   405    405     405    405     405       405      405
attachment_download         302   302    404     404    404     404       404      in
attachment_add              405   405    405     405    405     405       405      405
attachment_remove           405   405    405     405    405     405       405      405
document_download           302   302    404     404    404     404       404      in
message_write               405   405    405     405    405     405       405      405
completion_answer           405   405    405     405    405     405       405      405
specification_accept        405   405    405     405    405     405       405      405
specification_decline       405   405    405     405    405     405       405      405
delivery_complain           405   405    405     405    405     405       405      405
duty_attest                 405   405    405     405    405     405       405      405
decision_demand             405   405    405     405    405     405       405      405
application_withdraw        405   405    405     405    405     405       405      405
enquiry_list                200   200    200     200    200     200       200      in
enquiry_new                 200   200    200     200    200     200       200      in
enquiry_page                200   404    200     404    404     404       404      in
enquiry_write               405   405    405     405    405     405       405      405
enquiry_close               405   405    405     405    405     405       405      405
representative_page         200   200    200     200    200     200       200      200
representative_document     200   200    200     200    200     200       200      200
desk                        403   403    200     200    200     200       403      in
desk_view_save              403   403    200     200    200     200       403      in
desk_view                   403   403    200     404    404     404       403      in
desk_agenda                 403   403    200     200    200     403       403      in
desk_agenda_day             403   403    200     200    200     403       403      in
desk_statistics             403   403    403     403    200     403       403      in
desk_statistics_file        403   403    403     403    200     403       403      in
desk_bulk                   405   405    405     405    405     405       405      405
desk_export                 403   403    200     404    404     404       403      in
desk_export_file            403   403    302     404    404     404       403      in
desk_absence                403   403    302     403    403     302       403      in
desk_load                   403   403    403     403    403     403       403      in
desk_officer                403   403    200     403    403     404       403      in
desk_register               403   403    200     403    403     200       403      in
desk_registered             403   403    200     403    403     404       403      in
desk_registered_attachment  403   403    302     403    403     404       403      in
desk_case                   404   404    200     200    200     404       404      in
desk_panel                  403   403    200     200    200     404       403      in
desk_application            404   404    200     200    200     404       404      in
desk_checklist              404   404    200     200    200     404       404      in
desk_dialogue               404   404    200     200    200     404       404      in
desk_legal                  404   404    200     200    200     404       404      in
desk_specification          404   404    200     200    200     404       404      in
desk_specification_variables 404  404    200     200    200     404       404      in
desk_price                  403   403    200     200    200     404       403      in
desk_specification_preview  403   403    200     200    200     404       403      in
desk_decision               404   404    200     200    200     404       404      in
desk_decision_preview       403   403    200     200    200     404       403      in
desk_delivery               404   404    200     200    200     404       404      in
desk_delay                  404   404    200     200    200     404       404      in
desk_time                   404   404    200     200    200     404       404      in
desk_invoice                404   404    200     200    200     404       404      in
desk_invoice_preview        403   403    200     200    200     404       403      in
desk_history                404   404    200     200    200     404       404      in
desk_step                   404   404    200     200    403     404       404      in
desk_attachment             403   403    302     302    302     404       403      in
desk_attachment_view        403   403    200     200    200     404       403      in
desk_document               403   403    302     302    302     404       403      in
setup_home                  403   403    403     403    403     403       403      in
setup_authority             404   404    403     403    403     404       404      in
setup_registries            404   404    403     403    403     404       404      in
setup_registry_add          404   404    403     403    403     404       404      in
setup_registry              404   404    403     403    403     404       404      in
setup_registry_close        404   404    403     403    403     404       404      in
setup_registry_open         405   405    405     405    405     405       405      405
setup_variables             404   404    403     403    403     404       404      in
setup_variable_import       404   404    403     403    403     404       404      in
setup_variable              404   404    403     403    403     404       404      in
draft_list                  404   404    403     403    403     404       404      in
draft_begin                 405   405    405     405    405     405       405      405
draft_page                  404   404    403     403    403     404       404      in
draft_details               404   404    403     403    403     404       404      in
draft_discard               405   405    405     405    405     405       405      405
draft_add                   404   404    403     403    403     404       404      in
draft_move                  405   405    405     405    405     405       405      405
draft_remove                405   405    405     405    405     405       405      405
draft_part                  404   404    403     403    403     404       404      in
draft_test                  404   404    403     403    403     404       404      in
draft_faults                404   404    403     403    403     404       404      in
draft_compare               404   404    403     403    403     404       404      in
draft_publish               404   404    403     403    403     404       404      in
draft_preview               404   404    403     403    403     404       404      in
draft_preview_section       404   404    403     403    403     404       404      in
failed_mail_list            403   403    403     403    403     403       403      in
failed_mail_send            405   405    405     405    405     405       405      405
setup_fees                  404   404    403     403    403     404       404      in
setup_fees_add              404   404    403     403    403     404       404      in
setup_fees_change           404   404    403     403    403     404       404      in
setup_fees_remove           405   405    405     405    405     405       405      405
setup_people                404   404    403     403    403     404       404      in
setup_role_take             405   405    405     405    405     405       405      405
setup_notices               404   404    403     403    403     404       404      in
setup_notice_add            404   404    403     403    403     404       404      in
setup_notice                404   404    403     403    403     404       404      in
setup_notice_remove         405   405    405     405    405     405       405      405
setup_references            404   404    403     403    403     404       404      in
setup_reference_add         404   404    403     403    403     404       404      in
setup_reference             404   404    403     403    403     404       404      in
setup_reference_remove      405   405    405     405    405     405       405      405
setup_paragraphs            404   404    403     403    403     404       404      in
setup_letters               404   404    403     403    403     404       404      in
setup_letter                404   404    403     403    403     404       404      in
setup_letter_remove         405   405    405     405    405     405       405      405
setup_institutions          404   404    403     403    403     404       404      in
setup_institution_add       404   404    403     403    403     404       404      in
setup_institution           404   404    403     403    403     404       404      in
setup_institution_remove    405   405    405     405    405     405       405      405
setup_details               404   404    403     403    403     404       404      in
setup_details_list          404   404    403     403    403     404       404      in
setup_log                   404   404    403     403    403     404       404      in
"""
HEAD, *LINES = [line.split() for line in ANSWERS.strip().splitlines()]
TABLE = {name: dict(zip(HEAD[1:], answers, strict=True)) for name, *answers in LINES}
COLUMN = {who: who for who in HEAD[1:]} | {"superuser": "outsider", "registry_holder": "outsider"}
EVERYTHING_TYPED = {
    **dict.fromkeys(("text", "message", "answer", "complaint", "because", "reason", "content", "title"), "Words"),
    **{
        "do": "send",
        "sure": "yes",
        "sure_demand": "yes",
        "stated": "yes",
        "version": "1",
        "hours": "3",
        "day": "2026-09-07",
        "work": "extraction",
    },
    **{"channel": "post", "received_on": "2026-09-01", "registries": "patients", "contact_name": "Pia Papper"},
    **{"contact_email": "pia@example.org", "principal_name": "X", "principal_number": "202100-2874", "rows": "[]"},
}


def own_patterns(resolver: URLResolver, keys: frozenset = frozenset()) -> Iterator[tuple[URLPattern, set[str]]]:
    """Every address of our own apps and the parts that it is made of."""
    for entry in resolver.url_patterns:
        inside = keys | set(entry.pattern.converters)
        if isinstance(entry, URLResolver) and entry.namespace == "admin":
            continue  # what the administration pages show and refuse is held by tests of their own
        if isinstance(entry, URLResolver):
            yield from own_patterns(entry, inside)
        elif entry.callback.__module__.split(".")[0] in OUR_APPS or entry.name in THEIRS_THAT_COUNT:
            yield entry, inside


PATTERNS = [(pattern.name, keys) for pattern, keys in own_patterns(get_resolver())]


@pytest.fixture
def place(db, settings, tmp_path) -> Iterator[Place]:
    with time_machine.travel(MONDAY, tick=False):
        begun = begin_place()
        settings.DEMO, settings.MAIL_DIR = True, tmp_path
        yield make_place(*begun, tmp_path)


def everything() -> Rows:
    """Every row of our own tables, as it stands."""
    return rows_of(model for model in apps.get_models() if model.__module__.split(".")[0] in OUR_APPS)


def answer_of(response) -> str:
    """The status, or "in" where it leads to the sign-in."""
    is_led_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "in" if is_led_in else str(response.status_code)


def test_addresses_when_walked_then_each_has_a_row_in_the_table():
    for name, _keys in PATTERNS:
        assert name in TABLE, f"{name or 'An address without a name'} is new: add its row to ANSWERS, for everybody."
    gone = set(TABLE) - {name for name, _keys in PATTERNS}
    assert not gone, f"{gone} is no address any more: take its row out of ANSWERS."


@pytest.mark.parametrize("who", COLUMN)
def test_every_address_when_somebody_looks_then_answers_as_the_table_says_and_changes_nothing(place, who):
    client, before = place.client_of(who), everything()
    if who == "owner":  # whose looking at messages is what marks them read
        before = None
    given = {name: answer_of(client.get(place.address(name, keys))) for name, keys in PATTERNS}
    assert given == {name: answers[COLUMN[who]] for name, answers in TABLE.items()}
    assert before is None or everything() == before


@pytest.mark.parametrize(
    "who", ["outsider", "elsewhere", "superuser", "registry_holder", "nobody", "member", "auditor"]
)
def test_every_address_when_somebody_without_the_right_posts_then_nothing_changes(place, who):
    client, before = place.client_of(who), everything()
    typed = EVERYTHING_TYPED | {"authority": place.world.authority.pk, "attachment": place.file_of(place.paper)}
    for name, keys in PATTERNS:
        if name in ONES_OWN or (who == "member" and name in A_MEMBERS_OWN):
            continue
        answer, looked = answer_of(client.post(place.address(name, keys), typed)), TABLE[name][COLUMN[who]]
        assert answer < "5" or answer == "in", name
        if looked in ("403", "404"):
            assert answer in ("403", "404", "405"), name
        if looked in ("in", "405") and who not in ("member", "auditor"):
            assert answer in (("in", "405") if who == "nobody" else ("403", "404")), name
        assert everything() == before, name


@pytest.mark.parametrize("who", ["auditor", "lawyer"])
def test_every_deed_of_the_desk_when_the_role_lacks_it_then_nothing_changes(place, who):
    client, before = place.client_of(who), everything()
    theirs = {"lawyer": ("message", "note", "time", "meeting", "conflict", "flags", "remind")}.get(who, ())
    views = {pattern.name: getattr(pattern.callback, "view_class", None) for pattern, _ in own_patterns(get_resolver())}
    for name, keys in PATTERNS:
        for deed in getattr(views[name], "deeds", {}):
            if deed in theirs:
                continue
            address = place.address(name, keys).replace("/conflict/", f"/{deed}/")
            answer = client.post(address, EVERYTHING_TYPED | {"do": deed}).status_code
            assert answer in (403, 409, 422), (name, deed)
    assert everything() == before


def test_draft_when_looked_for_at_the_desk_then_is_not_there(place):
    client = place.client_of("officer")
    for page in ("desk_case", "desk_application", "desk_panel", "desk_price"):
        assert client.get(reverse(page, args=[place.draft.public_id])).status_code == 404, page


def test_file_of_a_registered_case_when_removed_by_a_name_that_is_none_then_is_not_found(place):
    address = reverse("desk_registered", args=[place.paper.public_id])
    typed = {"do": "remove", "attachment": "no-such-file"}
    assert place.client_of("officer").post(address, typed).status_code == 404


def test_superuser_when_reading_in_a_case_then_may_do_no_more_than_anybody_with_that_role(place):
    person, world = place.world.people["superuser"], place.world
    Membership.objects.create(user=person, authority=world.authority, role=Role.AUDITOR)
    ProjectMember.objects.create(project=place.draft.project, user=person, role="member")
    assert person.has_perm("applications.change_application")
    for deed in ("applications.grant", "applications.write_on_desk", "applications.reassign"):
        assert not person.has_perm(deed, place.case), deed
    for deed in ("applications.submit", "applications.edit", "applications.withdraw"):
        assert not person.has_perm(deed, place.draft), deed


@pytest.mark.parametrize("who", ["owner", "officer"])
def test_pages_of_a_case_when_answered_then_nobody_may_keep_a_copy(place, who):
    client = place.client_of(who)
    for name, keys in PATTERNS:
        about_a_case = keys & {"public_id", "token"} or name in PERSONAL
        if about_a_case and TABLE[name][who] == "200":
            kept = client.get(place.address(name, keys)).get("Cache-Control", "")
            assert "no-store" in kept, f"{name}: Cache-Control is “{kept}”"


def test_case_file_when_opened_by_a_superuser_in_the_administration_then_can_only_be_read(place, rf):
    request = rf.get("/admin/")
    request.user = place.world.people["superuser"]
    labels = ("applications", "reviews")
    pages = {model: page for model, page in site._registry.items() if model._meta.app_label in labels}
    assert Application in pages
    for model, page in pages.items():
        row = model.objects.first()
        assert not page.has_add_permission(request), model
        assert not page.has_change_permission(request, row), model
        assert not page.has_delete_permission(request, row), model
        assert page.has_view_permission(request, row), model
