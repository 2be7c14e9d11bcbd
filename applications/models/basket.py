"""Variables that somebody has put aside while searching, before there is any case."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BasketItem(models.Model):
    """One variable in somebody's basket. The basket becomes the variable lists of cases, one a receiver."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket")
    variable = models.ForeignKey("registries.Variable", on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("variable in a basket")
        verbose_name_plural = _("variables in baskets")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "variable"], name="applications_basket_once")]

    def __str__(self) -> str:
        return str(self.variable)
