"""Who decides, by which rules: configuration, all of it dated."""

from registries.models.authority import Authority, Country, LegalReference, Notice
from registries.models.dated import DatedVersion, UsedConfiguration, VersionPart
from registries.models.fee_schedule import FeeSchedule
from registries.models.form_version import AttachmentRule, FormVersion
from registries.models.membership import Membership, Role
from registries.models.procedure import (
    AgreementKind,
    ApplicationKind,
    DeliveryMethod,
    Procedure,
    Stage,
    StageKey,
)
from registries.models.registry import Registry, Variable

__all__ = [
    "AgreementKind",
    "ApplicationKind",
    "AttachmentRule",
    "Authority",
    "Country",
    "DatedVersion",
    "DeliveryMethod",
    "FeeSchedule",
    "FormVersion",
    "LegalReference",
    "Membership",
    "Notice",
    "Procedure",
    "Registry",
    "Role",
    "Stage",
    "StageKey",
    "UsedConfiguration",
    "Variable",
    "VersionPart",
]
