"""The stages of a case in groups, and who can be waited for in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registries.models import Role
from registries.models import StageKey as S

OPEN_STAGES = (
    S.SUBMITTED,
    S.ASSIGNED,
    S.LEGAL_REVIEW,
    S.SPECIFICATION,
    S.CONFIDENTIALITY_DECISION,
    S.DELIVERY,
    S.INVOICE,
)
REVIEWING_ROLES = (Role.LAWYER, Role.DECISION_MAKER)  # who can conclude the review, as the procedure says
DELIVERED_STAGES = (S.INVOICE, S.CLOSED, S.ARCHIVED)
ENDED_STAGES = (S.CLOSED, S.ARCHIVED, S.WITHDRAWN, S.DISMISSED, S.REFUSED)
BEFORE_DECISION = (
    S.DRAFT,
    S.SUBMITTED,
    S.ASSIGNED,
    S.LEGAL_REVIEW,
    S.SPECIFICATION,
    S.CONFIDENTIALITY_DECISION,
)


class Waiting(models.TextChoices):
    """Who has to do something now: a legal question, so it is stored and shown everywhere."""

    APPLICANT = "applicant", _("applicant")
    COORDINATOR = "coordinator", _("coordinator")
    CASE_OFFICER = "case_officer", _("case officer")
    LAWYER = "lawyer", _("lawyer")
    DECISION_MAKER = "decision_maker", _("decision maker")
    DATA_MANAGER = "data_manager", _("data manager")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    NOBODY = "nobody", _("nobody")
