"""Forms of the public pages."""

from django import forms
from django.utils.translation import get_language

from registries.kinds import kind_of


class SelfCheckForm(forms.Form):
    """The questions of a self-check that are asked, with what the address of the page answers.

    Nothing is refused: a question that is open is said to be open, on the page.
    """

    def __init__(self, questions, answers, authority):
        super().__init__()
        for question in questions:
            kind = kind_of(question)
            self.fields |= kind.fields(question, get_language(), authority)
            self.initial |= kind.spread(question, kind.gather(question, answers))
