"""Freezing an application: what is sent is kept as it was sent."""

import hashlib
import json
from datetime import datetime

from applications.case_coverage import rows_held
from applications.completeness import Whole, read_whole
from applications.facts import project_facts
from applications.linkage import plan_of
from applications.models import Application, Submission
from applications.scope import changed_by


def freeze(case: Application, *, by, at: datetime) -> Submission:
    """Write the next submission of a case whose row is locked: answers, facts, variables, attachments, registries."""
    content = content_of(case, read_whole(case))
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return Submission.objects.create(
        application=case,
        number=case.submissions.count() + 1,
        content=content,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        submitted_at=at,
        submitted_by=by,
    )


def content_of(case: Application, whole: Whole) -> dict:
    """What a submission of the case would hold, as the draft stands."""
    asked = {
        question.key: whole.values[question.key]
        for section in case.form_version.sections
        for question in whole.visible_questions(section)
        if question.key in whole.values
    }
    return {
        "title": case.title,
        "answers": asked,
        "facts": facts_in_force(case) | project_facts(case.form_version, asked),
        "registries": list(case.registries.order_by("slug").values_list("slug", flat=True)),
        "variables": [_variable(row) for row in case.requested_variables.select_related("registry", "variable")],
        "principal_is_approved": whole.facts["principal_is_approved"],
        "approvals": rows_held(whole),
        "linkage_plan": plan_of(case.project),
        "attachments": [_attachment(attachment) for attachment in whole.attachments],
    }


def facts_in_force(case: Application) -> dict:
    """What a change need not say again, since it stays as it was granted; {} for a new application (B16)."""
    before = changed_by(case)
    return before.facts if before else {}


def _variable(row) -> dict:
    return {
        "registry": row.registry.slug,
        "registry_name": row.registry.name,
        "name": row.variable.name,
        "label": row.variable.label,
        "identifying": row.variable.identifying,
        "tags": row.variable.tags,
        "reason": row.reason,
        "level": row.level,
        "identifying_reason": row.identifying_reason,
    }


def _attachment(attachment) -> dict:
    return {
        "id": str(attachment.public_id),
        "rule": attachment.rule_key,
        "name": attachment.name,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }
