"""A case officer at an authority: absence with a stand-in, and what the person knows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from applications.problems import NotAllowed, Refused
from registries.models import Absence, Membership, Role
from registries.roles import authorities_of, has_role
from reviews.actions import absence, competence
from reviews.forms.officer import AbsenceForm, CompetenceForm
from reviews.views.access import desk_only

FORMS = {form.do: form for form in (AbsenceForm, CompetenceForm)}


@require_safe
@desk_only
def own_absence(request):
    """To the person's own page, at the first authority where he or she is a case officer."""
    own = Membership.objects.filter(user=request.user, role=Role.CASE_OFFICER).select_related("authority")
    first = own.order_by("authority__slug").first()
    if first is None:
        raise PermissionDenied
    return redirect("desk_officer", first.authority.slug, request.user.public_id)


@method_decorator(desk_only, name="dispatch")
class OfficerPage(View):
    """The officer's own page, and that of whoever coordinates or administers there. Colleagues get 403, others 404."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, slug, public_id, **kwargs):
        """Find the officer; refuse those whom it is no matter of."""
        officers = Membership.objects.filter(role=Role.CASE_OFFICER, authority__in=authorities_of(request.user))
        self.membership = get_object_or_404(
            officers.select_related("user", "authority", "competence"), authority__slug=slug, user__public_id=public_id
        )
        self.authority, self.officer = self.membership.authority, self.membership.user
        self.may_plan = has_role(request.user, self.authority, Role.COORDINATOR, Role.ADMINISTRATOR)
        if not self.may_plan and request.user != self.officer:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        """The absences that are not over, and the forms."""
        return self.draw()

    def post(self, request, **kwargs):
        """Keep an absence, take one back, or keep what the officer knows (`do`)."""
        deed = request.POST.get("do", "")
        if deed == "take_back":
            return self.take_back()
        if deed not in FORMS:
            raise Http404
        form = FORMS[deed](request.POST, authority=self.authority, officer=self.officer)
        if not form.is_valid():
            return self.draw(status=422, **{deed: form})
        try:
            getattr(self, f"keep_{deed}")(form.cleaned_data)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refused as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
            return self.draw(status=409, **{deed: form})
        return redirect(request.path)

    def keep_absence(self, data: dict) -> None:
        """The officer is away."""
        absence.say_absence(
            by=self.request.user, authority=self.authority, officer=self.officer, away=absence.Away(**data)
        )
        messages.success(self.request, _("The absence is kept."))

    def keep_competence(self, data: dict) -> None:
        """What the officer knows."""
        competence.say_competence(by=self.request.user, membership=self.membership, **data)
        messages.success(self.request, _("What the officer knows is kept."))

    def take_back(self):
        """The officer is back, or stays."""
        wanted = self.request.POST.get("absence", "")
        rows = Absence.objects.standing().filter(user=self.officer, authority=self.authority)
        row = get_object_or_404(rows, pk=int(wanted) if wanted.isdecimal() else 0)
        absence.take_back(by=self.request.user, absence=row)
        messages.success(self.request, _("The absence is taken back."))
        return redirect(self.request.path)

    def elsewhere(self) -> list:
        """The other authorities where the person is a case officer, for whoever looks at the own page."""
        if self.request.user != self.officer:
            return []
        return list(authorities_of(self.request.user, Role.CASE_OFFICER).exclude(pk=self.authority.pk))

    def draw(self, status: int = 200, **typed):
        """The page. `typed` is a form that is shown again with what was typed."""
        about = {"authority": self.authority, "officer": self.officer}
        known = getattr(self.membership, "competence", None)
        said = {"registries": known.registries.all(), "languages": known.languages} if known else {}
        words = {
            "absence": typed.get("absence") or AbsenceForm(**about),
            "competence": typed.get("competence") or (CompetenceForm(initial=said, **about) if self.may_plan else None),
            "absences": Absence.objects.not_over()
            .filter(user=self.officer, authority=self.authority)
            .select_related("stand_in"),
            "elsewhere": self.elsewhere(),
            "sees_load": has_role(self.request.user, self.authority, Role.COORDINATOR),
            **about,
        }
        return render(self.request, "reviews/officer.html", words, status=status)
