"""What stands on the agenda of a legal meeting, what could, and who may see and fill it (S16, T4)."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from applications.models import Application, LegalReview
from portal.base.clock import today
from registries.models import Authority, ReviewKind, Role, Stage, StageKey
from registries.roles import authorities_of, has_role
from reviews.models import AgendaItem, LegalMeeting
from reviews.queue.cases import with_row_facts

SEEN_BY = (Role.LAWYER, Role.DECISION_MAKER, Role.CASE_OFFICER, Role.AUDITOR)
HELD_BY = (Role.LAWYER, Role.DECISION_MAKER)
DAYS_AHEAD = 7  # how long before a meeting it begins to wait for those who take part
OFFERED = 100


def with_meetings(authorities: QuerySet[Authority]) -> QuerySet[Authority]:
    """Of some authorities those where a lawyer meets at all: a harm assessment has no such meeting (Q8)."""
    reviews = Stage.objects.filter(procedure__authority=OuterRef("pk"), key=StageKey.LEGAL_REVIEW, is_on=True)
    return authorities.filter(Exists(reviews.exclude(procedure__review_kind=ReviewKind.HARM_ASSESSMENT)))


def places_of(user) -> list[Authority]:
    """The authorities whose agendas the person may read."""
    return list(with_meetings(authorities_of(user, *SEEN_BY)).order_by("slug"))


def may_hold(user, authority: Authority) -> bool:
    """Whether the person plans meetings there, orders their agendas and closes them."""
    return has_role(user, authority, *HELD_BY)


def meetings_of(authority: Authority) -> QuerySet[LegalMeeting]:
    """The meetings of an authority, each with how many cases stand on its agenda."""
    on_the_list = Count("items", filter=~Q(items__state=AgendaItem.State.TAKEN_OFF))
    people = LegalMeeting.objects.filter(authority=authority).select_related("decision_maker", "lawyer")
    return people.annotate(number_of_cases=on_the_list)


def meetings_waiting_for(user, at: datetime | None = None) -> QuerySet[LegalMeeting]:
    """Meetings of the next days in which the person takes part, and those past that nobody has closed."""
    mine = LegalMeeting.objects.filter(authority__in=authorities_of(user, *HELD_BY)).attended_by(user)
    return mine.ahead().filter(held_on__lte=today(at) + timedelta(days=DAYS_AHEAD))


def up_for_review(cases: QuerySet[Application]) -> QuerySet[Application]:
    """Of some cases those that are at the meeting with the lawyer now."""
    return cases.filter(stage=StageKey.LEGAL_REVIEW).exclude(procedure__review_kind=ReviewKind.HARM_ASSESSMENT)


def offered_for(user, meeting: LegalMeeting) -> QuerySet[Application]:
    """Cases that could be put on the agenda: up for review, on no other one, and not cleared by a record already."""
    cases = up_for_review(Application.objects.on_desk_of(user).filter(authority=meeting.authority_id))
    cleared = LegalReview.objects.filter(
        application=OuterRef("pk"), recorded_at__gte=OuterRef("stage_since"), outcome=LegalReview.Outcome.PROCEED
    )
    on_another = AgendaItem.objects.standing().filter(application=OuterRef("pk"), added_at__gte=OuterRef("stage_since"))
    on_this = meeting.items.on_the_list().filter(application=OuterRef("pk"))
    offered = cases.exclude(Exists(cleared)).exclude(Exists(on_another)).exclude(Exists(on_this))
    return _with_rights(with_row_facts(offered)).nearest_deadline_first()[:OFFERED]


def items_for(user, meeting: LegalMeeting) -> list[AgendaItem]:
    """The agenda in its order. Cases of own projects are not among it: the person is locked out of them."""
    cases = _with_rights(with_row_facts(Application.objects.all()))
    items = meeting.items.on_the_list().filter(application__in=Application.objects.on_desk_of(user))
    return list(items.select_related("review").prefetch_related(Prefetch("application", cases)))


def _with_rights(cases: QuerySet[Application]) -> QuerySet[Application]:
    """Cases with what is asked to say who may do what in each: one query for all of them."""
    return cases.select_related("procedure", "project").prefetch_related(
        "procedure__stages", "project__members", "conflicts"
    )


def standing_item(case: Application) -> AgendaItem | None:
    """Where a case stands now. One that has gone on, or has come back since it was put there, stands nowhere."""
    if not case.in_legal_review or case.has_harm_assessment:
        return None
    items = case.agenda_items.standing().filter(added_at__gte=case.stage_since)
    return items.select_related("meeting").first()


def meetings_for(case: Application, at: datetime | None = None) -> QuerySet[LegalMeeting]:
    """The meetings ahead on whose agenda a case could be put."""
    day = today(at, case.authority.time_zone)
    taken = AgendaItem.objects.on_the_list().filter(meeting=OuterRef("pk"), application=case)
    ahead = LegalMeeting.objects.filter(authority=case.authority).ahead()
    return ahead.filter(held_on__gte=day).exclude(Exists(taken))


def meeting_on(authority: Authority, day: date) -> LegalMeeting | None:
    """The meeting of an authority on a day, where one is planned."""
    return meetings_of(authority).filter(held_on=day).first()
