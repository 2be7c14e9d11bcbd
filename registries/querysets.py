"""Reads that are sentences: which version holds on a day, which notices are shown, which registries are found."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.base import clock


class FixedOnceUsedQuerySet(models.QuerySet):
    """Rows of configuration: as soon as a case uses the version of one of them, none is changed or deleted."""

    def update(self, **values) -> int:
        """Update rows; raises UsedConfiguration where a case uses the version of one of them."""
        self._refuse_used()
        return super().update(**values)

    def delete(self):
        """Delete rows; raises UsedConfiguration where a case uses the version of one of them."""
        self._refuse_used()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def versions(self) -> Iterable[models.Model]:
        """The versions that the rows are, or belong to."""
        raise NotImplementedError

    def _refuse_used(self) -> None:
        for version in self.versions():
            version.refuse_if_used()


class DatedQuerySet(FixedOnceUsedQuerySet):
    """Versions that hold from a day until the next one begins."""

    def in_force(self, on: date | None = None):
        """The version of each group (authority, kind) with the newest `valid_from` that is not after `on` (today)."""
        on = on or clock.today()
        same_group = {name: OuterRef(name) for name in self.model.dated_by}
        newer = self.model._base_manager.filter(**same_group, valid_from__gt=OuterRef("valid_from"), valid_from__lte=on)
        return self.filter(~Exists(newer), valid_from__lte=on)

    def versions(self):
        """The rows themselves."""
        return self.all()


class PartQuerySet(FixedOnceUsedQuerySet):
    """Parts of a version: as fixed as the version that they belong to."""

    def versions(self):
        """Each version that a row belongs to, once."""
        return {part.whole for part in self.select_related(self.model.part_of)}


class NoticeQuerySet(models.QuerySet):
    """Notices on the public pages (S3, S4)."""

    def shown(self, on: date | None = None):
        """Those to be seen on the day `on` (today)."""
        on = on or clock.today()
        return self.filter(Q(shown_to=None) | Q(shown_to__gte=on), shown_from__lte=on)


class HeldFromToQuerySet(models.QuerySet):
    """Rows that hold from a day to a day: paragraphs of the law, approved institutions."""

    def in_force(self, on: date | None = None):
        """Those that hold on the day `on` (today)."""
        on = on or clock.today()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class RegistryQuerySet(models.QuerySet):
    """Registries, with their variables."""

    def matching(self, words: str):
        """Those whose name, description, authority or variables hold every one of `words`."""
        found = self
        for word in words.split():
            variables = self.model._meta.get_field("variables").related_model.objects.matching(word)
            found = found.filter(
                Q(search_text__contains=word.casefold()) | Exists(variables.filter(registry=OuterRef("pk")))
            )
        return found


class VariableQuerySet(models.QuerySet):
    """Variables of registries."""

    def matching(self, words: str):
        """Those whose name, label or description hold every one of `words`, in any language."""
        found = self
        for word in words.split():
            found = found.filter(search_text__contains=word.casefold())
        return found
