"""Begin an application."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Project
from registries.models import Authority, Registry


class ReceiversField(forms.ModelMultipleChoiceField):
    """Registries that receive applications themselves, each with its holder (Q7)."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, registry: Registry) -> str:
        """The registry, and who holds it."""
        parts = (registry.authority.text(text) for text in (registry.name, registry.holder))
        return " – ".join(part for part in parts if part)


class GrantedField(forms.ModelChoiceField):
    """The granted case that is to be changed (B16)."""

    def label_from_instance(self, case: Application) -> str:
        """The case by its number and title."""
        return f"{case.case_number} · {case.title}"


class StartForm(forms.Form):
    """What is applied for, in which project, and in which language letters are written."""

    parent = GrantedField(
        Application.objects.none(),
        label=gettext_lazy("What is to be changed?"),
        required=False,
        empty_label=gettext_lazy("A project that was granted before it came to the portal"),
        help_text=gettext_lazy("What you wrote in that case is filled in, so that you only change what is new."),
        to_field_name="public_id",
        error_messages={
            "invalid_choice": gettext_lazy(
                "Only a case that was granted here, in a project that you lead, can be changed. Choose one of the list."
            )
        },
    )
    registries = ReceiversField(
        Registry.objects.none(),
        label=gettext_lazy("Which registries do you need data from?"),
        help_text=gettext_lazy("Each registry gets an application of its own, and decides about it by itself."),
        to_field_name="slug",
        error_messages={"required": gettext_lazy("Choose a registry: each one decides by itself.")},
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("A new project"),
        help_text=gettext_lazy(
            "A project has one research question and an application to each authority that it needs data from."
        ),
        to_field_name="public_id",
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the project"),
        max_length=200,
        help_text=gettext_lazy(
            "As it stands in the ethical approval. You can change it until you send the application."
        ),
        error_messages={
            "required": gettext_lazy("Write a title, so that you and the authority can tell your projects apart.")
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letters"),
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Decision and other letters are written in it."),
    )

    def __init__(self, *args, authority: Authority, projects, receivers=None, granted=None, **kwargs):
        """`receivers` are the registries to choose from, where each receives by itself; `granted` for a change."""
        super().__init__(*args, **kwargs)
        languages = {authority.language: None, "en": None}
        names = dict(settings.LANGUAGES)
        self.fields["language"].choices = [(code, names[code]) for code in languages]
        self.fields["project"].queryset = projects
        self._offer("language", len(languages) > 1)
        self._offer("project", projects.exists())
        if "project" in self.fields:  # whose title holds for its applications too
            self.fields["title"].required, self.fields["title"].is_optional = False, True
            self.fields["title"].help_text = _(
                "For a new project. In another one it is the project’s, unless you write one."
            )
        self._offer("registries", receivers is not None, receivers)
        self._offer("parent", granted is not None and granted.exists(), granted)
        if "parent" in self.fields:
            # Of a case that was granted here everything is known; only one from before the portal has to be described.
            for name in {"registries", "title"} & set(self.fields):
                self.fields[name].required, self.fields[name].is_optional = False, True
            self.fields["title"].help_text = _("Only for a project that was granted before it came to the portal.")

    def _offer(self, name: str, is_offered: bool, choices=None) -> None:
        if not is_offered:
            del self.fields[name]
        elif choices is not None:
            self.fields[name].queryset = choices

    def clean(self):
        """A change of a case that was granted here goes by that case; everything else needs a title and a receiver."""
        cleaned = super().clean()
        if "parent" in self.errors:
            return cleaned
        if cleaned.get("parent"):
            return cleaned | {"project": None, "registries": [], "title": cleaned["title"] or cleaned["parent"].title}
        if cleaned.get("project") and not cleaned.get("title"):
            cleaned["title"] = cleaned["project"].title
        for name in {"registries", "title"} & set(self.fields):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned
