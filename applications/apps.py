from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """Let the permission table be known before anybody is asked."""
        from applications import permission_table  # noqa: F401, PLC0415 (it reads the models, which are there only now)
