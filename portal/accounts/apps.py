from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self):
        """Hear from allauth when somebody has proven a second factor."""
        from allauth.mfa import signals  # noqa: PLC0415 (models are not loaded before)

        from portal.accounts.proofs import factor_proven, factor_removed  # noqa: PLC0415

        for signal in (signals.authenticator_used, signals.authenticator_added):
            signal.connect(factor_proven, dispatch_uid="portal.accounts.factor_proven")
        signals.authenticator_removed.connect(factor_removed, dispatch_uid="portal.accounts.factor_removed")
