"""Which registries, and the kinds whose answers are rows of their own beside the answers."""

from django.utils.translation import gettext as _

from portal.base.texts import pick
from registries.kinds.base import Kind
from registries.kinds.choices import ChoicesKind
from registries.models import Registry

LONG_TEXTS = ("description", "search_text")


class RegistriesKind(ChoicesKind):
    """Which of the authority's registries the application covers, as check boxes."""

    name = "registries"

    def choices(self, question, language, authority):
        registries = authority.registries if authority else Registry.objects.select_related("authority")
        return [
            (registry.slug, pick(registry.name, language, fallback=(authority or registry.authority).language))
            for registry in registries.defer(*LONG_TEXTS)
        ]

    def fields(self, question, language, authority, value=None):
        """Closed registries are not offered; one that is chosen already stays, and is said to be closed."""
        built = super().fields(question, language, authority, value)
        registries = authority.registries.exclude(closed_on=None) if authority else []
        closed = {registry.slug for registry in registries if registry.is_closed(authority.today())}
        mark = _("closed")
        built[question.key].choices = [
            (slug, f"{name} ({mark})" if slug in closed else name)
            for slug, name in built[question.key].choices
            if slug not in closed or slug in (value or ())
        ]
        return built

    def faults(self, question):
        return []


class RowsKind(Kind):
    """The answer is rows: the page draws a table or a list of files, and there is no value in the answers."""

    has_value = False
    is_composite = True
    empty = None

    def build(self, question, language, authority):
        return {}

    def gather(self, question, data):
        return None

    def spread(self, question, value):
        return {}

    def is_answered(self, value):
        """Rows are counted by whoever holds them; a value may be given as a list of them."""
        return bool(value)

    def show(self, question, value, language):
        return []

    def differs(self, one, other):
        return one != other

    def to_fact(self, value):
        return None


class VariablesKind(RowsKind):
    """The variable list: which variables, and why each is needed."""

    name = "variables"


class AttachmentsKind(RowsKind):
    """The files of every attachment rule of the form."""

    name = "attachments"


class FileKind(RowsKind):
    """A file, under the attachment rule that the option `rule` names."""

    name = "file"
