"""Who decides, by which rules: configuration, all of it dated."""

from registries.models.authority import ApprovedInstitution, Authority, LegalReference, LetterTemplate, Notice, Receiver
from registries.models.dated import DatedVersion, UsedConfiguration, VersionPart
from registries.models.fee_schedule import FeeSchedule, Pricing
from registries.models.form_version import AttachmentRule, FormVersion
from registries.models.membership import Membership, Role
from registries.models.procedure import (
    AgreementKind,
    ApplicationKind,
    DeliveryMethod,
    Procedure,
    ReviewKind,
    Stage,
    StageKey,
)
from registries.models.registry import Registry, Variable

__all__ = [
    "AgreementKind",
    "ApplicationKind",
    "ApprovedInstitution",
    "AttachmentRule",
    "Authority",
    "DatedVersion",
    "DeliveryMethod",
    "FeeSchedule",
    "FormVersion",
    "LegalReference",
    "LetterTemplate",
    "Membership",
    "Notice",
    "Pricing",
    "Procedure",
    "Receiver",
    "Registry",
    "ReviewKind",
    "Role",
    "Stage",
    "StageKey",
    "UsedConfiguration",
    "Variable",
    "VersionPart",
]
