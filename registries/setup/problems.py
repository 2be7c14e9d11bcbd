"""Why a change of the configuration is refused. Every refusal carries sentences for the person who tried."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Nothing was changed. `sentences` say why, and what to do now."""

    def __init__(self, sentences: Sequence):
        self.sentences = list(sentences)
        super().__init__(" ".join(str(sentence) for sentence in self.sentences))


class NotAllowed(Refused):
    """The person is no administrator of the authority (HTTP 403)."""

    def __init__(self):
        super().__init__([_("Only an administrator of this authority may do this. Nothing was changed.")])


class Stale(Refused):
    """Somebody else changed the same thing since the page was opened (HTTP 409). `row` is what stands there now."""

    def __init__(self, row=None):
        self.row = row
        super().__init__(
            [
                _(
                    "Somebody else has changed this since you opened the page. Nothing of yours was saved; what you "
                    "typed is still here. Compare both, then save again or keep what stands there."
                )
            ]
        )


def refuse_unless(*rules: tuple[object, object]) -> None:
    """Raise Refused with the sentence of every rule that does not hold; a rule is (whether it holds, sentence)."""
    if reasons := [sentence for holds, sentence in rules if not holds]:
        raise Refused(reasons)
