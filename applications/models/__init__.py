"""The nouns of the case file, one module each."""

from applications.models.answers import Answers, RequestedVariable
from applications.models.application import Application
from applications.models.approval import Approval
from applications.models.attachment import Attachment
from applications.models.basket import BasketItem
from applications.models.case_words import CaseWords
from applications.models.completion_request import CompletionRequest
from applications.models.decision import Decision, DecisionRow
from applications.models.delay import DelayNotice, Demand
from applications.models.delivery import Delivery, DeliveryComplaint
from applications.models.document import Document
from applications.models.draft_notice import DraftNotice
from applications.models.duty import Duty
from applications.models.enquiry import Enquiry, EnquiryMessage
from applications.models.event import Event, EventReason
from applications.models.invitation import AccessConfirmation, Invitation
from applications.models.invoice import Counter, Invoice, InvoiceLine
from applications.models.legal_review import LegalReview
from applications.models.linkage import LinkagePlan, LinkageStep
from applications.models.message import Message
from applications.models.notification import Digest, Notification
from applications.models.presence import Presence
from applications.models.project import Project, ProjectMember, Sharing
from applications.models.project_event import ProjectEvent
from applications.models.project_fact import ProjectFact
from applications.models.reading import Reading
from applications.models.specification import ESTIMATED_WORK, Becomes, Specification, Work
from applications.models.stages import BEFORE_DECISION, ENDED_STAGES, OPEN_STAGES, REVIEWING_ROLES, Waiting
from applications.models.submission import Submission

__all__ = [
    "BEFORE_DECISION",
    "ENDED_STAGES",
    "ESTIMATED_WORK",
    "OPEN_STAGES",
    "REVIEWING_ROLES",
    "AccessConfirmation",
    "Answers",
    "Application",
    "Approval",
    "Attachment",
    "BasketItem",
    "Becomes",
    "CaseWords",
    "CompletionRequest",
    "Counter",
    "Decision",
    "DecisionRow",
    "DelayNotice",
    "Delivery",
    "DeliveryComplaint",
    "Demand",
    "Digest",
    "Document",
    "DraftNotice",
    "Duty",
    "Enquiry",
    "EnquiryMessage",
    "Event",
    "EventReason",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "LegalReview",
    "LinkagePlan",
    "LinkageStep",
    "Message",
    "Notification",
    "Presence",
    "Project",
    "ProjectEvent",
    "ProjectFact",
    "ProjectMember",
    "Reading",
    "RequestedVariable",
    "Sharing",
    "Specification",
    "Submission",
    "Waiting",
    "Work",
]
