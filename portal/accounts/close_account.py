"""Close an account: the person's name leaves everything but what the law keeps, and the chains stay whole."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.base.retention import parts


class CannotClose(Exception):
    """The account was not closed. `reasons` say what has to be done first."""

    def __init__(self, reasons: Sequence):
        self.reasons = list(reasons)
        super().__init__(" ".join(str(reason) for reason in self.reasons))


def reasons_against(user: User) -> list:
    """What stands against closing the account, as each app knows it: a sentence each, with what to do first."""
    return [reason for module in parts("closing") for reason in module.reasons(user)]


@transaction.atomic
def close_account(*, by: User, at: datetime | None = None) -> User:
    """Close the person's own account. Raises CannotClose with every reason where it cannot be closed yet.

    Each app forgets what it keeps of the person, the account itself comes last. What is left is a row with a
    pseudonym, which events, letters and what was sent go on naming by its id.
    """
    at = at or timezone.now()
    modules = list(parts("closing"))[::-1]
    for module in modules:  # of two who hold the last role together, the second finds the first one gone
        module.lock(by)
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if user.closed_at is not None:
        return user
    if reasons := reasons_against(user):
        raise CannotClose(reasons)
    for module in modules:
        module.forget(user, at)
    return user
