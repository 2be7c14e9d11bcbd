"""Who decides: an authority with its registries, what it announces, and the paragraphs it refers to."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.base import clock
from portal.base.numbers import compact_number
from portal.base.texts import pick
from registries.models.fields import TranslatedTextField
from registries.querysets import HeldFromToQuerySet, NoticeQuerySet


def check_case_number_pattern(pattern: str) -> None:
    """Raise ValidationError unless the pattern makes case numbers from `seq` and `year`, and differs by `seq`."""
    try:
        numbers = {pattern.format(seq=seq, year=2026) for seq in (1, 2)}
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValidationError(_("A case number is made of {seq} and {year} only.")) from error
    if len(numbers) < 2:
        raise ValidationError(_("A case number must hold {seq}, else two cases get the same one."))


class Receiver(models.TextChoices):
    """Who receives an application: the authority as a whole, or each registry by itself (Q7)."""

    AUTHORITY = "authority", _("the authority")
    REGISTRY = "registry", _("each registry")


def check_country(code: str) -> None:
    """Raise ValidationError unless the portal has a calendar of working days for the country `code` ("SE")."""
    if not clock.knows_country(code):
        raise ValidationError(_("There is no calendar of working days for the country “%(code)s”.") % {"code": code})


class Authority(models.Model):
    """Receives applications and decides about them, by rules of its own."""

    slug = models.SlugField(_("address on the portal"), unique=True)
    name = TranslatedTextField(_("name"))
    short_name = models.CharField(_("short name"), max_length=60)
    unit = TranslatedTextField(_("unit"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[check_country],
        help_text=_("Two letters, such as SE or NO: whose working days and organisation numbers apply."),
    )
    organisation_number = models.CharField(_("organisation number"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Stockholm")
    language = models.CharField(_("own language"), max_length=8, default="sv")
    case_number_pattern = models.CharField(
        _("pattern of case numbers"),
        max_length=60,
        validators=[check_case_number_pattern],
        help_text=_("For example 4.2.3-{seq:05d}/{year}."),
    )
    email = models.EmailField(_("e-mail"))
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"))
    visiting = models.TextField(_("visiting address"), blank=True)
    web = models.URLField(_("web"), blank=True)
    about = TranslatedTextField(_("about"), blank=True)
    receives = models.CharField(
        _("who receives applications"), max_length=10, choices=Receiver.choices, default=Receiver.AUTHORITY
    )
    takes_enquiries = models.BooleanField(_("takes enquiries before an application"), default=False)
    contacts = models.JSONField(_("contacts"), default=list, blank=True)
    links = models.JSONField(_("guides and links"), default=list, blank=True)
    updated_on = models.DateField(_("last updated"), help_text=_("Shown on the authority's page (T11)."))
    catalogue_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(receives__in=Receiver.values),
                name="authority_receiver_known",
                violation_error_message=_("Choose a receiver that the portal knows."),
            ),
            models.CheckConstraint(
                condition=Q(case_number_pattern__contains="{seq"),
                name="authority_case_numbers_differ",
                violation_error_message=_("A case number must hold {seq}, else two cases get the same one."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.name, fallback=self.language)

    def text(self, value, language: str | None = None) -> str:
        """`value` ({sv, nb, en}) in `language` (the reader's), else in the authority's own, else in English."""
        return pick(value, language, fallback=self.language)

    def today(self, at=None) -> date:
        """The date at the authority, now or at the moment `at`."""
        return clock.today(at, self.time_zone)

    def procedure_in_force(self, kind: str = "new", on: date | None = None):
        """The procedure for applications of `kind` that holds on the day `on` (today); None where there is none."""
        return self.procedures.in_force(on or self.today()).filter(kind=kind).first()

    def form_in_force(self, kind: str = "new", on: date | None = None, registry=None):
        """The form for applications of `kind` that holds on the day `on` (today); None where there is none.

        A `registry` with a form of its own gets that one, every other the common form (Q5).
        """
        forms = self.form_versions.in_force(on or self.today()).filter(kind=kind)
        own = forms.filter(registry_slug=registry.slug).first() if registry else None
        return own or forms.filter(registry_slug="").first()

    def registries_with_form(self, kind: str = "new", on: date | None = None):
        """The registries that one can apply to on a day (today): with a form, their own or the common one (Q5)."""
        forms = self.form_versions.in_force(on or self.today()).filter(kind=kind)
        slugs = set(forms.values_list("registry_slug", flat=True))
        return self.registries.all() if "" in slugs else self.registries.filter(slug__in=slugs)

    def rules_with_form(self, kind: str = "new"):
        """The procedure for applications of `kind` that holds today; none where no form for them holds (Q5, Q7)."""
        forms = self.form_versions.in_force(self.today()).filter(kind=kind)
        if self.receives_by_registry:
            common = Q(registry_slug="", authority__registries__isnull=False)
            forms = forms.filter(common | Q(registry_slug__in=self.registries.values("slug")))
        else:
            forms = forms.filter(registry_slug="")
        return self.procedures.in_force(self.today()).filter(Exists(forms), kind=kind)

    def takes(self, kind: str = "new") -> bool:
        """Whether one can apply here today: rules for applications of `kind` hold, and there is a form for them."""
        return self.rules_with_form(kind).exists()

    @property
    def receives_by_registry(self) -> bool:
        """Whether each registry gets an application of its own, with its own decision (Q7)."""
        return self.receives == Receiver.REGISTRY

    @cached_property
    def flag_names(self) -> dict[str, str]:
        """{key: name} of its flags, in the reader's language."""
        return {flag.key: self.text(flag.name) for flag in self.flags.all()}

    @property
    def other_countries(self):
        """The countries of the portal's other authorities: their organisations apply here too. Read when needed."""
        known = type(self).objects.exclude(country=self.country).order_by("country")
        return known.values_list("country", flat=True).distinct()

    def approves(self, number: str, on: date) -> bool:
        """Whether the institution with this organisation number stands in the authority's list on a day (B2)."""
        wanted = compact_number(number)
        return bool(wanted) and self.approved_institutions.in_force(on).filter(number=wanted).exists()

    def fees_in_force(self, on: date | None = None):
        """The fee schedule that holds on the day `on` (today); None where there is none."""
        return self.fee_schedules.in_force(on or self.today()).first()

    def format_case_number(self, seq: int, year: int) -> str:
        """The case number of the `seq`-th case of `year`, as people read it (S14, T1)."""
        return self.case_number_pattern.format(seq=seq, year=year)


class Notice(models.Model):
    """A public line: an open house, or how far the handling has come (S3, S4)."""

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="notices", verbose_name=_("authority"))
    text = TranslatedTextField(_("text"))
    shown_from = models.DateField(_("shown from"))
    shown_to = models.DateField(_("shown to"), null=True, blank=True)
    says_how_far = models.BooleanField(
        _("says which month's cases are handled now"),
        default=False,
        help_text=_("As soon as the portal can count that month from the cases, its own line stands in place of this."),
    )
    # What the catalogue announced goes when the catalogue drops it; what was written in the browser stays.
    from_catalogue = models.BooleanField(default=False, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-shown_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_to=None) | Q(shown_to__gte=F("shown_from")),
                name="notice_ends_after_it_begins",
                violation_error_message=_("A notice cannot end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return pick(self.text, fallback=self.authority.language)


class LegalReference(models.Model):
    """A paragraph that letters refer to. Laws are replaced, so it carries the days that it holds."""

    authority = models.ForeignKey(
        Authority, models.CASCADE, related_name="legal_references", verbose_name=_("authority")
    )
    key = models.SlugField(_("key"), help_text=_("For example osl-24-8."))
    short = TranslatedTextField(_("as it is cited"))
    text = TranslatedTextField(_("what it says"), blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = HeldFromToQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal reference")
        verbose_name_plural = _("legal references")
        ordering = ["key", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "key", "valid_from"],
                name="legal_reference_once_a_day",
                violation_error_message=_("This paragraph already has a version from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="legal_reference_ends_after_it_begins",
                violation_error_message=_("A paragraph cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return pick(self.short, fallback=self.authority.language)


class ApprovedInstitution(models.Model):
    """A research institution that an authority has approved (B2). Administrators keep the list."""

    authority = models.ForeignKey(
        Authority, models.CASCADE, related_name="approved_institutions", verbose_name=_("authority")
    )
    name = models.CharField(_("name"), max_length=200)
    number = models.CharField(_("organisation number"), max_length=20, help_text=_("Digits only."))
    valid_from = models.DateField(_("approved from"))
    valid_to = models.DateField(_("approved to"), null=True, blank=True)

    objects = HeldFromToQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved institution")
        verbose_name_plural = _("approved institutions")
        ordering = ["authority", "name", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number", "valid_from"],
                name="approved_institution_once_a_day",
                violation_error_message=_("This institution is already approved from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="approved_institution_ends_after_it_begins",
                violation_error_message=_("An approval cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Write the institution, its number without spaces and signs, as answers are compared with it."""
        self.number = compact_number(self.number)
        super().save(*args, **kwargs)

    def clean(self):
        """Bring the number into the form that is kept, so that the same one is found to be there already."""
        self.number = compact_number(self.number)


class LetterTemplate(models.Model):
    """An authority's own version of a letter. Letters that were made stay as they are."""

    authority = models.ForeignKey(
        Authority, models.CASCADE, related_name="letter_templates", verbose_name=_("authority")
    )
    name = models.SlugField(_("letter"))
    source = models.TextField(_("template"))

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["authority", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="letter_template_once",
                violation_error_message=_("The authority already has this letter."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.name}"
