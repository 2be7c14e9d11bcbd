"""Keep a choice of the queue under a name, change it, and take it away again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.http import QueryDict

from applications.problems import NotAllowed, NotReady
from registries.models import Authority, Role
from registries.roles import DESK_ROLES, has_role, roles_by_authority
from reviews.models import SavedView
from reviews.queue.choice import Choice, read_choice


def choice_of(view: SavedView, user) -> Choice:
    """The choice that a view keeps, as it is for this person: “me” is whoever looks."""
    roles = set().union(*roles_by_authority(user).values())
    return read_choice(QueryDict(view.query.removeprefix("?")), roles)


@transaction.atomic
def save_view(*, by, name: str, choice: Choice, authority: Authority | None = None) -> SavedView:
    """Keep a choice, behind the person's other views; shared with everybody at an authority where one is given.

    Raises NotAllowed where the person does not work there, NotReady where the name is taken or missing.
    """
    last = SavedView.objects.filter(owner=by).aggregate(last=Max("position"))["last"]
    view = SavedView(owner=by, query=choice.but().address(), position=0 if last is None else last + 1)
    return _keep(view, by=by, name=name, authority=authority)


@transaction.atomic
def change_view(*, by, view: SavedView, name: str, authority: Authority | None = None) -> SavedView:
    """Give a view another name, and share it or no longer. Raises NotAllowed or NotReady, as `save_view` does."""
    if not view.can_be_changed_by(by):
        raise NotAllowed
    return _keep(view, by=by, name=name, authority=authority)


@transaction.atomic
def put_first(*, by, view: SavedView) -> None:
    """Let a view stand before the others of its owner. Raises NotAllowed."""
    if not view.can_be_changed_by(by):
        raise NotAllowed
    others = list(SavedView.objects.select_for_update().filter(owner=view.owner_id).exclude(pk=view.pk))
    for position, one in enumerate([view, *others]):
        one.position = position
    SavedView.objects.bulk_update([view, *others], ["position"])


@transaction.atomic
def remove_view(*, by, view: SavedView) -> None:
    """Take a view away, for everybody who sees it. No case is touched. Raises NotAllowed."""
    if not view.can_be_changed_by(by):
        raise NotAllowed
    view.delete()


def _keep(view: SavedView, *, by, name: str, authority: Authority | None) -> SavedView:
    if authority and not has_role(by, authority, *DESK_ROLES, Role.ADMINISTRATOR):
        raise NotAllowed
    view.name, view.authority, view.is_shared = " ".join(name.split()), authority, authority is not None
    try:
        view.full_clean()
    except ValidationError as error:
        raise NotReady(error.messages) from error
    view.save()
    return view
