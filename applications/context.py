"""What templates of any page may ask of an applicant's things. Nothing is read before a template asks."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from applications.basket import Basket


def basket(request: HttpRequest) -> dict:
    """`basket`: the variables that the person has put aside."""
    return {"basket": SimpleLazyObject(lambda: Basket(request))}
