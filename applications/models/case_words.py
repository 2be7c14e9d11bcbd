"""The words that a case is found by, beside the case: they change seldom, and the case with every event."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.findable import parts_to_find
from applications.models.application import Application
from registries.models import Authority


class CaseWordsQuerySet(models.QuerySet):
    def holding(self, words: str) -> "CaseWordsQuerySet":
        """Those that hold every one of somebody's words."""
        return self.filter(*(models.Q(text__contains=part) for part in parts_to_find(words)))


class CaseWords(models.Model):
    """Number, title, principal, people and written answers of the newest submission, for the search of the desk alone.

    The authority and whether the case is open stand here too: the search looks nowhere but where it has to.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, primary_key=True, related_name="words")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_open = models.BooleanField()
    text = models.TextField()

    objects = CaseWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a case")
        verbose_name_plural = _("words of cases")

    def __str__(self) -> str:
        return f"{self.application_id}: words"
