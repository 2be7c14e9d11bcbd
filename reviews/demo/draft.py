"""The draft that a case of the demonstration begins with: registries, variables, answers, files."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.template.loader import render_to_string

from applications.actions.answers import Row, set_variables
from applications.actions.application import start_application
from applications.actions.attachment import enclose
from applications.completeness import read_whole
from applications.fact_sharing import ProjectFacts
from applications.models import Answers, Application, Project
from portal.accounts.models import User
from portal.base.pdf import render_pdf
from portal.base.texts import pick
from registries.models import AttachmentRule, Authority, Registry
from reviews.demo.filling import fill

DECIDED_ON = "2024-03-14"  # the day of every approval
ENDS_ON = "2031-12-31"  # the day on which every project ends, so that what is owed then lies ahead


@dataclass
class Draft:
    """An application as its researcher writes it. `data` is its entry in its file, `common` what all share."""

    data: dict
    common: dict
    principal: dict
    researcher: User
    authority: Authority
    at: datetime
    project: Project | None = None

    def begin(self) -> Application:
        """Begin the application; its form says what the project says, and nothing else."""
        registries = self._registries()
        receiver = registries.first() if self.authority.receives_by_registry else None
        case = start_application(
            by=self.researcher,
            authority=self.authority,
            title=self.data["title"],
            registry=receiver,
            project=self.project,
            at=self.at,
        )
        case.registries.set(registries)
        return case

    def fill_in(self, case: Application) -> None:
        """Fill in whatever the form of the application asks for, so that it is ready to be sent."""
        self._choose_variables(case, self._registries())
        filled_in = Answers.objects.get(application=case).values | self._answers(case) | _said_by_project(case)
        answers = fill(case, filled_in, self._usual())
        Answers.objects.filter(application=case).update(values=answers)
        self._enclose_files(case, answers)

    def _registries(self) -> QuerySet[Registry]:
        return Registry.objects.filter(authority=self.authority, slug__in=self.data["registries"])

    def _choose_variables(self, case: Application, registries) -> None:
        words = self.common["words"]
        rows = [
            Row(variable_id=variable.pk, registry_id=registry.pk, reason=words["reason"], level=words["level"])
            for registry in registries
            for variable in registry.variables.filter(identifying=False)[:9]
        ]
        section = next(
            section.key
            for section in case.form_version.sections
            if any(question.kind == "variables" for question in section.questions)
        )
        set_variables(by=self.researcher, application_id=case.pk, section=section, rows=rows, version=0)

    def _answers(self, case: Application) -> dict:
        """What is said of this case, as far as its form asks for it."""
        answers = self.common["answers"] | self.data.get("replaced", {})
        answers |= {
            "population_description": self.data["population"],
            "population_codes": {"classification": "ICD-10-SE", "codes": self.data.get("codes", "")},
            "registries": self.data["registries"],
        }
        questions, facts = case.form_version.questions, self.facts()
        known = {key: value for key, value in answers.items() if key in questions}
        return known | {key: facts[q.fact] for key, q in questions.items() if q.fact in facts}

    def facts(self) -> dict:
        """{fact: value} of what the file of the case says of its whole project."""
        return {
            "project.title": self.data["title"],
            "project.research_question": self.data["question"],
            "project.principal": self._organisation(),
            "project.principal_is_authority": self.principal["is_authority"],
            "project.representative": self.principal["representative"],
            "project.representative_address": self.principal["address"],
            "project.principal_investigator": self._person(),
            "project.contact_person": self._person(),
            "project.period": self._period(),
            "project.duration": self._period() | {"to": ENDS_ON},
            "project.invoicing_number": self._organisation(),
            "project.invoicing_address": self.principal["address"] | {"reference": "ZZ 4711"},
        }

    def _usual(self) -> dict:
        """What is written where nothing else is said, by the kind of the question."""
        words, person = self.common["words"], self._person()
        row = {"name": person["name"], "title": person["title"], "email": person["email"]}
        return {
            "text": words["text"],
            "person": person,
            "address": self.principal["address"],
            "organisation": self._organisation(),
            "period": self._period(),
            "date": DECIDED_ON,
            "people": [row | {"affiliation": self.principal["name"]}],
            "approvals": [{"reference": "2024/1017", "decided_on": DECIDED_ON} | self._period()],
            "documents": [{"document": words["document"], "level": words["level"], "reason": words["text"]}],
        }

    def _person(self) -> dict:
        person = self.researcher
        return {"name": person.name, "title": person.title, "email": person.email, "telephone": person.telephone}

    def _organisation(self) -> dict:
        return {"name": self.principal["name"], "number": self.principal["number"]}

    def _period(self) -> dict:
        return dict(zip(("from", "to"), self.data["period"], strict=True))

    def _enclose_files(self, case: Application, answers: dict) -> None:
        whole = read_whole(case, answers)
        for rule in whole.rules:
            if whole.is_required(rule):
                enclose(by=self.researcher, application_id=case.pk, rule=rule, uploaded=self._file(rule))

    def _file(self, rule: AttachmentRule) -> SimpleUploadedFile:
        name = pick(rule.label, self.authority.language)
        html = render_to_string("demo/attachment.html", {"name": name, "title": self.data["title"]})
        return SimpleUploadedFile(f"{rule.key}.pdf", render_pdf(html), "application/pdf")


def _said_by_project(case: Application) -> dict:
    """{key: answer} for every question that the project of a case answers."""
    facts, questions = ProjectFacts(case.project), case.form_version.questions.values()
    said = {question.key: facts.answer_to(question, case) for question in questions}
    return {key: answer for key, answer in said.items() if answer is not None}
