"""Begin the applications that a basket leads to."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Project


class BasketForm(forms.Form):
    """In which project: one that the person leads, or a new one with a title."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("A new project"),
        help_text=gettext_lazy("Drafts that the project already has are filled in; the others are begun."),
        to_field_name="public_id",
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the new project"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As it stands in the ethical approval. You can change it until you send."),
    )

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects
        self.fields["title"].is_optional = projects.exists()
        if not projects.exists():
            del self.fields["project"]

    def clean(self):
        """A project that is there has its title; a new one needs one."""
        cleaned = super().clean()
        if project := cleaned.get("project"):
            cleaned["title"] = project.title
        elif not cleaned.get("title") and "project" not in self.errors:
            self.add_error("title", _("Write a title for the new project, or choose one that you have."))
        return cleaned
