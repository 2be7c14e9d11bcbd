"""The administration pages: cases are read there, failed mail is sent again."""

import pytest
from django.contrib import admin
from django.urls import reverse

from applications import admin as pages
from applications.models import Application, Notification
from tests.factories.people import UserFactory


@pytest.fixture
def admin_client(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def asked_for(monkeypatch):
    """The tasks that were asked for while the pages were used."""
    found = []
    monkeypatch.setattr(pages, "enqueue", lambda task, pk: found.append((task, pk)))
    return found


def test_pages_of_the_case_file_when_opened_then_can_only_be_read(admin_client, world, rf):
    world.case_at("closed")
    request = rf.get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in ("applications", "reviews"):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert not page.has_add_permission(request), name
        assert not page.has_change_permission(request), name
        assert not page.has_delete_permission(request), name
        assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200, name
        row = model.objects.first()
        if row:
            assert admin_client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name


def test_case_when_posted_to_its_page_then_is_not_changed(admin_client, world):
    case = world.case_at("assigned")
    address = reverse("admin:applications_application_change", args=[case.pk])
    assert admin_client.post(address, {"stage": "closed", "title": "x"}).status_code == 403
    assert Application.objects.get(pk=case.pk).stage == "assigned"


def failed_mail(world) -> Notification:
    world.case_at("submitted")
    mail = Notification.objects.first()
    Notification.objects.exclude(pk=mail.pk).delete()
    mail.state, mail.attempts, mail.last_error = "failed", 6, "SMTPServerDisconnected: gone"
    mail.save()
    return mail


def test_failed_mail_when_its_button_is_pressed_then_waits_again(admin_client, world, asked_for):
    mail = failed_mail(world)
    assert "Send again" in admin_client.get(reverse("admin:applications_notification_changelist")).content.decode()
    admin_client.post(reverse("admin:applications_notification_send_again", args=[mail.pk]))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert asked_for == [("send_notification", mail.pk)]


def test_failed_mails_when_chosen_in_the_list_then_wait_again(admin_client, world, asked_for):
    mail = failed_mail(world)
    typed = {"action": "send_chosen_again", "_selected_action": [mail.pk]}
    address = reverse("admin:applications_notification_changelist")
    assert "1 mail is on its way again." in admin_client.post(address, typed, follow=True).content.decode()
    assert "None of these mails has failed" in admin_client.post(address, typed, follow=True).content.decode()
    assert asked_for == [("send_notification", mail.pk)]


def test_failed_mail_when_only_looked_at_then_stays_failed(admin_client, world, asked_for):
    mail = failed_mail(world)
    admin_client.get(reverse("admin:applications_notification_send_again", args=[mail.pk]))
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert asked_for == []
