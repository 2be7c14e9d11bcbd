"""How an authority finds the officer for a case: rules in their order, the first one counts most."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rule_engine import DataType

from registries.rules import RuleProblem, parse

# What the condition of a rule can ask of a case.
CASE_TYPES = {
    "registries": DataType.ARRAY(DataType.STRING),
    "language": DataType.STRING,
    "kind": DataType.STRING,
    "channel": DataType.STRING,
    "principal_is_authority": DataType.BOOLEAN,
}


def check_case_condition(expression: str) -> None:
    """Raise ValidationError unless the condition is empty, or one about what CASE_TYPES names."""
    if not expression.strip():
        return
    try:
        parse(expression, CASE_TYPES, common={})
    except RuleProblem as problem:
        raise ValidationError(str(problem)) from problem


class AssignmentRule(models.Model):
    """Where its condition holds, officers who fit better by what it looks at come first."""

    class LooksAt(models.TextChoices):
        REGISTRY = "registry", _("knows the registries of the case")
        LANGUAGE = "language", _("speaks the language of the applicant")
        EARLIER = "earlier", _("has had another case of the project")
        CASES = "cases", _("has the fewest open cases")
        HOURS = "hours", _("has the fewest hours left to work")

    authority = models.ForeignKey(
        "registries.Authority", models.CASCADE, related_name="assignment_rules", verbose_name=_("authority")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    when = models.CharField(
        _("when"),
        max_length=300,
        blank=True,
        validators=[check_case_condition],
        help_text=_("A condition, such as: language == 'nb'. Empty: always."),
    )
    looks_at = models.CharField(_("looks at"), max_length=10, choices=LooksAt.choices)

    class Meta:
        verbose_name = _("rule for assigning")
        verbose_name_plural = _("rules for assigning")
        ordering = ["authority", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(looks_at__in=["registry", "language", "earlier", "cases", "hours"]),
                name="assignment_rule_known",
                violation_error_message=_("Choose something that the portal can look at."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.get_looks_at_display()}"
