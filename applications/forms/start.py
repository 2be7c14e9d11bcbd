"""Begin an application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Project


class StartForm(forms.Form):
    """The title, and the project that the application belongs to."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        required=False,
        empty_label=_("A new project"),
        help_text=_(
            "A project has one research question and an application to each authority that it needs data from."
        ),
        to_field_name="public_id",
    )
    title = forms.CharField(
        label=_("Title of the project"),
        max_length=200,
        help_text=_("As it stands in the ethical approval. You can change it until you send the application."),
        error_messages={"required": _("Write a title, so that you and the authority can tell your projects apart.")},
    )

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects
        if not projects.exists():
            del self.fields["project"]
