"""Views of the queue that somebody saved under a name, for oneself or for everybody at an authority."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registries.models import Authority, Role
from registries.roles import DESK_ROLES, authority_ids_of


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedViewQuerySet":
        """One's own, and those shared at an authority where the person works."""
        here = authority_ids_of(user, *DESK_ROLES, Role.ADMINISTRATOR)
        return self.filter(Q(owner=user) | Q(is_shared=True, authority__in=here))


class SavedView(models.Model):
    """A choice in the queue under a name. `query` is the address of the choice, as the queue itself writes it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=6000)
    is_shared = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="reviews_saved_view_named_once",
                violation_error_message=_("You have a view of this name already. Choose another name."),
            ),
            models.CheckConstraint(
                condition=Q(is_shared=True, authority__isnull=False) | Q(is_shared=False, authority=None),
                name="reviews_saved_view_shared_somewhere",
                violation_error_message=_("A view is shared with an authority, or it is your own."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def can_be_changed_by(self, user) -> bool:
        """Its owner; and where it is shared, a coordinator or an administrator of the authority."""
        if self.owner_id == user.pk:
            return True
        return self.is_shared and self.authority_id in authority_ids_of(user, Role.COORDINATOR, Role.ADMINISTRATOR)
