"""Why a move is refused. Every refusal carries sentences for the person who tried."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The move was not made; nothing was changed. `sentences` say why."""

    def __init__(self, sentences: Sequence):
        self.sentences = list(sentences)
        super().__init__(" ".join(str(sentence) for sentence in self.sentences))


class StaleCase(Refused):
    """Somebody was faster: the case has changed since the page was opened (HTTP 409)."""

    def __init__(self):
        super().__init__(
            [_("The case has changed since you opened this page. Nothing of yours was done. Look at it again.")]
        )


class NotAllowed(Refused):
    """The person may not do this in this case (HTTP 403)."""

    def __init__(self):
        super().__init__([_("Your role does not include this step in this case.")])


class NotReady(Refused):
    """Conditions are not met yet; all of them are listed (HTTP 409)."""


def refuse_unless(*rules: tuple[object, object]) -> None:
    """Raise NotReady with the sentence of every rule that does not hold; a rule is (whether it holds, sentence)."""
    reasons = [sentence for holds, sentence in rules if not holds]
    if reasons:
        raise NotReady(reasons)
