"""Who decides, by which rules: configuration, all of it dated."""

from registries.models.absence import Absence
from registries.models.assignment_rule import AssignmentRule
from registries.models.authority import ApprovedInstitution, Authority, LegalReference, LetterTemplate, Notice, Receiver
from registries.models.competence import Competence
from registries.models.dated import DatedVersion, UsedConfiguration, VersionPart
from registries.models.fee_schedule import FeeSchedule, Pricing
from registries.models.flag import Flag
from registries.models.form_draft import FormDraft
from registries.models.form_version import AttachmentRule, FormVersion
from registries.models.measured_wait import FEWEST, MeasuredWait
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
from registries.models.registry import Registry, Sensitivity, Variable
from registries.models.setup_event import SetupEvent

__all__ = [
    "FEWEST",
    "Absence",
    "AgreementKind",
    "ApplicationKind",
    "ApprovedInstitution",
    "AssignmentRule",
    "AttachmentRule",
    "Authority",
    "Competence",
    "DatedVersion",
    "DeliveryMethod",
    "FeeSchedule",
    "Flag",
    "FormDraft",
    "FormVersion",
    "LegalReference",
    "LetterTemplate",
    "MeasuredWait",
    "Membership",
    "Notice",
    "Pricing",
    "Procedure",
    "Receiver",
    "Registry",
    "ReviewKind",
    "Role",
    "Sensitivity",
    "SetupEvent",
    "Stage",
    "StageKey",
    "UsedConfiguration",
    "Variable",
    "VersionPart",
]
