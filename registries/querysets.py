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


class MeasuredWaitQuerySet(models.QuerySet):
    """Waits that were counted from cases."""

    def of_receivers(self):
        """One for each who receives applications: an authority, or its registries where each receives by itself."""
        by_registry = Q(authority__receives="registry")
        return self.filter((by_registry & Q(registry__isnull=False)) | (~by_registry & Q(registry=None)))


class HeldFromToQuerySet(models.QuerySet):
    """Rows that hold from a day to a day: paragraphs of the law, approved institutions."""

    def in_force(self, on: date | None = None):
        """Those that hold on the day `on` (today)."""
        on = on or clock.today()
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class RegistryQuerySet(models.QuerySet):
    """Registries, with their variables."""

    def matching(self, words: str):
        """Those whose name, description or authority holds every one of `words`, in any language."""
        found = self
        for word in words.split():
            found = found.filter(search_text__contains=word.casefold())
        return found


class VariableQuerySet(models.QuerySet):
    """Variables of registries."""

    def matching(self, words: str):
        """Those that hold every one of `words`, in any language, in name, label, description or code system.

        One of several words may be the registry's instead: “cancer diagnosis” finds the diagnoses of a cancer registry.
        """
        said = [Q(search_text__contains=word.casefold()) for word in words.split()]
        if len(said) < 2:
            return self.filter(*said)
        registries = self.model._meta.get_field("registry").related_model.objects
        found, own = self, Q()
        for word, in_variable in zip(words.split(), said, strict=True):
            # The few registries are read first: beside a subquery no database uses its index of words.
            those = list(registries.matching(word).values_list("pk", flat=True))
            found = found.filter(in_variable | Q(registry__in=those) if those else in_variable)
            own |= in_variable
        return found.filter(own)

    def named(self, words: str):
        """Those whose whole name is one of `words`, written small or large."""
        forms = {form for word in words.split() for form in (word, word.upper(), word.lower())}
        return self.filter(name__in=forms)

    def with_data(self, first: int | None, last: int | None):
        """Those with data from the year `first` to the year `last`; None: from, or to, the other one alone.

        A variable without years of its own has those of its registry; where neither says a year, none is ruled out.
        """
        if first is None and last is None:
            return self
        begins, ends = (last if first is None else first), (first if last is None else last)
        return self.filter(
            Q(from_year__lte=begins)
            | Q(from_year=None) & (Q(registry__from_year__lte=begins) | Q(registry__from_year=None)),
            Q(to_year__gte=ends) | Q(to_year=None) & (Q(registry__to_year__gte=ends) | Q(registry__to_year=None)),
        )

    def in_order(self):
        """Registry by registry, each in its own order: the order in which the search goes on, page by page."""
        return self.order_by("registry_id", "position", "pk")

    def behind(self, registry_id: int, position: int, pk: int):
        """Those that come, in order, behind the place of another one."""
        return self.filter(
            Q(registry_id__gt=registry_id) | Q(position__gt=position) | Q(position=position, pk__gt=pk),
            registry_id__gte=registry_id,
        )
