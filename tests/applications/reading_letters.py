"""What the tests of letters share: a letter as its receiver reads it, and a case with its decision."""

import re
from datetime import date

from applications import letters
from applications.models import Answers
from reviews.actions import decision as deciding
from tests.factories.world import ANSWERS, MONDAY

DAY = date(2026, 11, 27)
NBSP = "\N{NO-BREAK SPACE}"


def say(case, kind: str, language: str = "en", **subject) -> str:
    """The words of a letter, as its receiver reads them, on one line."""
    html = letters.to_html(kind, language, letters.context_for(kind, case, day=DAY, language=language, **subject))
    words = re.sub(r"<[^>]+>", " ", html.partition("<main>")[2])
    return re.sub(r"\s+", " ", words.replace(NBSP, "_")).replace("_", NBSP)


def decided(world, *, outcome="granted", is_authority="yes", reservations=()):
    """A case with its decision."""
    case = world.draft()
    Answers.objects.filter(application=case).update(values=ANSWERS | {"is_authority": is_authority})
    world.submit(case)
    for step in ("assign", "send_to_legal_review", "conclude_legal_review", "accept_specification"):
        getattr(world, step)(case)
    world.draft_decision(case, outcome=outcome, reservations=reservations)
    deciding.decide(by=world.decision_maker, application_id=case.pk, at=MONDAY)
    return world.fresh(case)


def write_texts(world, **texts) -> None:
    """Give the procedure texts of its own, before a case uses it."""
    world.procedure.texts = {key: {"en": text, "sv": f"sv {text}", "nb": f"nb {text}"} for key, text in texts.items()}
    world.procedure.save()
