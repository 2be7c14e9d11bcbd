"""Propose a draft from a date, publish what somebody else has proposed, or take the proposal back."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.base.form_fields import DayField
from portal.base.templatetags.portal_tags import longdate
from registries.models import FormDraft
from registries.setup.actions.publishing import propose, publish, withdraw_proposal
from registries.setup.comparison import compare
from registries.setup.drafted import form_before, newest_day, tables_before
from registries.setup.drafts.access import draft_view
from registries.setup.problems import NotAllowed, Refused
from registries.setup.views.comparing import counts_of
from registries.setup.views.draft_pages import draft_context

PAGE = "draft_publish"


class DeedForm(forms.Form):
    """A form of this page. Browsers do not check it: our own sentences say what is wrong."""

    use_required_attribute = False

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        for field in self.fields.values():
            field.is_optional = not field.required


class ProposalForm(DeedForm):
    """From when the form is to hold, and what it is called."""

    valid_from = DayField(label=gettext_lazy("To hold from"))
    version_name = forms.CharField(
        label=gettext_lazy("Name of the version"),
        max_length=20,
        help_text=gettext_lazy("Cases and statistics name it, so that people can tell versions apart."),
    )


class WithdrawalForm(DeedForm):
    """Why a proposal is taken back."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("It stands in the log of the configuration. Name no persons."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@draft_view
def draft_publish(request, draft: FormDraft):
    """How far the draft has come towards the applicants, and the next step of this person."""
    deeds = {
        "propose": (ProposalForm, _propose),
        "publish": (DeedForm, _publish),
        "withdraw": (WithdrawalForm, _withdraw),
    }
    do = request.POST.get("do", "")
    if do not in deeds:
        return page(request, draft)
    kind, deed = deeds[do]
    form = kind(request.POST)
    if not form.is_valid():
        return page(request, draft, refused={do: form}, status=422)
    try:
        sentence = deed(request, draft, **form.cleaned_data)
    except NotAllowed:
        raise
    except Refused as refusal:
        form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        draft.refresh_from_db()
        return page(request, draft, refused={do: form}, status=409)
    messages.success(request, sentence)
    return redirect(PAGE, draft.authority.slug, draft.public_id)


def _version(request) -> int:
    """The version of the draft that the page showed; 0, which no draft has, where it is none."""
    known = request.POST.get("known", "")
    return int(known) if known.isdecimal() and len(known) < 10 else 0


def _propose(request, draft: FormDraft, **values) -> str:
    proposed = propose(by=request.user, draft_id=draft.pk, expected_version=_version(request), **values)
    said = {"version": proposed.version_name, "day": longdate(proposed.valid_from)}
    words = _(
        "“%(version)s” is proposed, to hold from %(day)s. Now another administrator looks at it and publishes it."
    )
    return words % said


def _publish(request, draft: FormDraft) -> str:
    form = publish(by=request.user, draft_id=draft.pk, expected_version=_version(request))
    words = _("“%(version)s” is published. Cases that are begun from %(day)s on get it; those of before keep theirs.")
    return words % {"version": form.version, "day": longdate(form.valid_from)}


def _withdraw(request, draft: FormDraft, because: str) -> str:
    withdraw_proposal(by=request.user, draft_id=draft.pk, because=because)
    return _("The proposal is withdrawn. The draft is as it was, and can be changed again.")


def page(request, draft: FormDraft, *, refused: dict | None = None, status: int = 200):
    """Draw the page; a form that was refused holds what was typed, and why."""
    refused = refused or {}
    context = {
        "form": refused.get("propose") or ProposalForm(initial=proposal_of(draft)),
        "withdrawal": refused.get("withdraw") or WithdrawalForm(),
        "refused": next(iter(refused.values()), None),
        "is_mendable": is_mendable(draft, refused),
        "before": form_before(draft),
        "counts": counts_of(compare(tables_before(draft), draft.content)),
        "is_proposer": draft.proposed_by_id == request.user.pk,
        "is_too_late": bool(draft.proposed_at and draft.is_open and draft.valid_from <= draft.authority.today()),
    }
    template = "registries/setup/version_publish.html"
    return render(request, template, draft_context(draft, PAGE, **context), status=status)


def is_mendable(draft: FormDraft, refused: dict) -> bool:
    """Whether something that was typed can be mended: else a refusal only tells what has happened meanwhile."""
    if any(form.errors.keys() - {NON_FIELD_ERRORS} for form in refused.values()):
        return True
    return "propose" in refused and draft.is_open and draft.proposed_at is None


def proposal_of(draft: FormDraft) -> dict:
    """What stands in the form where nobody has chosen yet: the first day on which the draft could begin."""
    today = draft.authority.today()
    first = max(today, newest_day(draft) or today) + timedelta(days=1)
    chosen = draft.valid_from
    return {"valid_from": chosen if chosen and chosen >= first else first, "version_name": draft.version_name}
