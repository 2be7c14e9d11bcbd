"""Conversations before there is a case: whom each reaches, and what waits for whom (Q2)."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from registries.models import Membership, Role

ANSWERING_DESK = (Role.CASE_OFFICER, Role.COORDINATOR)  # who answers what no registry holder does


class EnquiryQuerySet(models.QuerySet):
    def asked_by(self, user) -> "EnquiryQuerySet":
        """Enquiries that the person wrote."""
        return self.filter(asked_by=user)

    def answerable_by(self, user) -> "EnquiryQuerySet":
        """Enquiries of others that the person answers: as holder of the registry, or at the authority's desk."""
        return self.filter(answering(user)).exclude(asked_by=user)

    def visible_to(self, user) -> "EnquiryQuerySet":
        """Enquiries that the person wrote or answers."""
        return self.filter(Q(asked_by=user) | answering(user))

    def with_marks(self, user) -> "EnquiryQuerySet":
        """Each with whether it has something that the person has not read, and whether the authority wrote last."""
        messages = self.model._meta.get_field("messages").related_model.objects.filter(enquiry=OuterRef("pk"))
        from_other_side = Q(enquiry__asked_by=user, from_authority=True) | (
            ~Q(enquiry__asked_by=user) & Q(from_authority=False)
        )
        return self.annotate(
            is_unread=Exists(messages.filter(from_other_side, read_at=None)),
            is_answered=Subquery(messages.order_by("-sent_at", "-pk").values("from_authority")[:1]),
            last_at=Subquery(messages.order_by("-sent_at", "-pk").values("sent_at")[:1]),
        )

    def waiting_for(self, user) -> "EnquiryQuerySet":
        """Own enquiries with an answer that is not read, and open ones of others whose last word is not answered."""
        unread_answer = Q(asked_by=user, is_unread=True)
        unanswered = Q(closed_at=None, is_answered=False) & ~Q(asked_by=user)
        return self.visible_to(user).with_marks(user).filter(unread_answer | unanswered)


def answering(user) -> Q:
    """Which enquiries reach the person.

    Those on a registry reach its holders; those on none, and those on a registry that nobody holds, the officers and
    coordinators of the authority, and whoever holds all registries there.
    """
    holds = Membership.objects.filter(user=user, role=Role.REGISTRY_HOLDER)
    everywhere = holds.filter(registry=None).values("authority")
    desk = Membership.objects.filter(user=user, role__in=ANSWERING_DESK).values("authority")
    holders = Membership.objects.filter(
        Q(registry=None) | Q(registry=OuterRef("registry")),
        authority=OuterRef("authority"),
        role=Role.REGISTRY_HOLDER,
        user__is_active=True,
    ).exclude(user=OuterRef("asked_by"))
    return (
        Q(registry__in=holds.exclude(registry=None).values("registry"))
        | Q(authority__in=everywhere)
        | Q(Q(registry=None) | ~Exists(holders), authority__in=desk)
    )


def answerers(enquiry) -> models.QuerySet:
    """The memberships of everybody whom an enquiry reaches (see `answering`), save that of the person who asks."""
    others = Membership.objects.exclude(user=enquiry.asked_by_id)
    at_place = others.filter(authority=enquiry.authority_id, user__is_active=True)
    holders = at_place.filter(Q(registry=None) | Q(registry=enquiry.registry_id), role=Role.REGISTRY_HOLDER)
    if enquiry.registry_id is None or not holders.exists():
        return holders | at_place.filter(role__in=ANSWERING_DESK)
    return holders
