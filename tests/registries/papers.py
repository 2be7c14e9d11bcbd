"""A small catalogue on paper, for tests that change one line of it."""

from pathlib import Path

import pytest

from registries.loading import CatalogueProblems, Problem, load_catalogue
from registries.models import Authority

AUTHORITY = """\
[authority]
slug = "agency"
short_name = "Agency"
name = { sv = "Myndigheten", en = "The Agency" }
country = "SE"
organisation_number = "202100-0555"
currency = "SEK"
language = "sv"
case_number_pattern = "{seq:05d}/{year}"
email = "agency@example.org"
address = "106 30 Stockholm"
updated_on = 2026-11-20

[[notices]]
shown_from = 2026-11-01
text.sv = "Nu handlägger vi ärenden från maj."
text.en = "We now handle cases from May."
says_how_far = true

[[legal_references]]
key = "osl-24-8"
valid_from = 2009-06-30
short.sv = "24 kap. 8 § OSL"
text.sv = \"\"\"
Sekretess gäller.
key = "not a key"
\"\"\"
short.en = "Ch. 24 s. 8"
text.en = "Secrecy applies."
"""

FEES = """\
[[fee_schedules]]
valid_from = 2017-11-01
base = "0"
hourly_rate = "1100"
reinvoicing = "250"
withdrawal = "0"
refusal = "0"
vat_percent = "25"
"""

REGISTRY = """\
[registry]
slug = "patients"
name = { sv = "Patientregistret", en = "Patient register" }
from_year = 1964

[[variables]]
name = "HDIA"
label.sv = "Huvuddiagnos"
label.en = "Main diagnosis"

[[variables]]
name = "FODDAT"
identifying = true
label.sv = "Födelsedatum"
label.en = "Date of birth"
"""

NEW = """\
[procedure]
version = "S"
source = "The page of 2017"
specification_answer_days = 10
completion_answer_days = 15
appeal_body.sv = "kammarrätten"
appeal_body.en = "the court of appeal"

[procedure.texts.before_applying]
sv = "Läs detta först."
en = "Read this first."

[[stages]]
key = "submitted"
role = "coordinator"
name.sv = "Inkommet"
name.en = "Received"

[[stages]]
key = "assigned"
role = "case_officer"
limit_days = 30
name.sv = "Handläggare"
name.en = "Officer"

[[checklist]]
key = "whole"
label.sv = "Blanketten är hel"
label.en = "The form is whole"
when = "linkage or variables_count > 100"

[[reservations]]
key = "purpose"
text.sv = "Bara för forskningen."
text.en = "For the research only."

[[reasons]]
key = "grant"
title.sv = "Bifall"
title.en = "Grant"
text.sv = "Det står klart."
text.en = "It is clear."

[[sections]]
key = "study"
title.sv = "Studien"
title.en = "The study"

[[sections.questions]]
key = "linkage"
kind = "yes_no"
required = true
label.sv = "Samkörs uppgifterna?"
label.en = "Are the data linked?"

[[sections.questions]]
key = "linkage_with"
kind = "text"
required = true
visible_when = "linkage"
label.sv = "Med vad?"
label.en = "With what?"
options = { since = 2020-01-01 }

[[sections.questions]]
key = "files"
kind = "attachments"
label.sv = "Filer"
label.en = "Files"

[[sections]]
key = "end"
title.sv = "Slut"
title.en = "End"

[[sections.questions]]
key = "ended_on"
kind = "date"
min = 2004-01-01
max = "today"
label.sv = "När?"
label.en = "When?"

[[attachments]]
key = "plan"
required_when = "linkage"
label.sv = "Forskningsplan"
label.en = "Research plan"
"""

LATER = """\
[procedure]
version = "T"
specification_answer_days = 10
completion_answer_days = 15

[[stages]]
key = "assigned"
name.sv = "Handläggare"
name.en = "Officer"

[form]
extends = "new-2017-11-01"
without = ["end", "plan"]

[[sections]]
key = "extra"
title.sv = "Mer"
title.en = "More"

[[sections.questions]]
key = "why"
kind = "long_text"
label.sv = "Varför?"
label.en = "Why?"
"""

FILES = {
    "authority.toml": AUTHORITY,
    "fees.toml": FEES,
    "registries/patients.toml": REGISTRY,
    "new-2017-11-01.toml": NEW,
    "new-2019-01-01.toml": LATER,
}


INSTITUTIONS = """\
[[institutions]]
name = "Karolinska institutet"
number = "202100-2973"
valid_from = 2018-01-01
"""

OWN_FORM = """\
[form]
version = "P"
extends = "new-2017-11-01"
without = ["end"]

[[sections]]
key = "own"
title = { sv = "Eget", en = "Own" }

[[sections.questions]]
key = "team"
kind = "people"
fact = "project.members"
label = { sv = "Vilka?", en = "Who?" }
"""

# What goes on in the file of a procedure, before its sections.
BEFORE_AND_AFTER = """\
[self_check]
intro = { sv = "Svara.", en = "Answer." }

[[self_check.questions]]
key = "about_people"
kind = "yes_no"
label = { sv = "Om människor?", en = "About people?" }

[[self_check.questions]]
key = "topic"
kind = "choice"
visible_when = "about_people"
label = { sv = "Om vad?", en = "About what?" }
choices = [{ key = "health", label = { sv = "Hälsa", en = "Health" } }]

[[self_check.outcomes]]
key = "here"
result = "apply"
when = "topic == 'health'"
title = { sv = "Sök här", en = "Apply here" }
text = { sv = "Vi har uppgifterna.", en = "We hold the data." }

[[self_check.outcomes]]
key = "open"
result = "not_needed"
title = { sv = "Sök inte", en = "Do not apply" }
text = { sv = "De är öppna.", en = "They are open." }

[[duties]]
key = "report"
title = { sv = "Rapport", en = "Report" }
statement = { sv = "Vi har lämnat den.", en = "We have handed it in." }
after = "delivery"
months = 12

"""
LETTER = """\
{% extends "letters/secrecy_information.html" %}
{% load i18n %}
{% block paragraphs %}
  {{ references.osl_24_8.text|linebreaks }}
{% endblock %}
"""
DETAILS = '''\
from_year = 1987
to_year = 1999
sensitivity = "sensitive"
code_system = "ICD"
values = [
  { code = "S72", label = { sv = "Brott", en = "Fracture" } },
  { code = "E55", label = { sv = "Brist", en = "Lack" } },
]
web = "https://example.org/hdia"'''
WHOLE = {
    "authority": AUTHORITY.replace(
        "updated_on = 2026-11-20\n",
        """\
updated_on = 2026-11-20
receives = "registry"
takes_enquiries = true

[[flags]]
key = "urgent"
name = { sv = "Brådskande", en = "Urgent" }
sign = "!"
is_offered = false

[[assignment_rules]]
looks_at = "language"
when = "'patients' in registries and not principal_is_authority"

[[assignment_rules]]
looks_at = "hours"

[[contacts]]
label = { sv = "Frågor", en = "Questions" }
email = "questions@example.org"

[[links]]
title = { sv = "Vägledning", en = "Guide" }
web = "https://example.org/guide"
""",
    ),
    "fees": FEES.replace('hourly_rate = "1100"', 'hourly_rate = "0"\npricing = "quoted"'),
    "patients": REGISTRY.replace(
        "from_year = 1964",
        """\
from_year = 1964
holder = { sv = "Regionen", en = "The region" }
advised_by = { sv = "Styrgruppen", en = "The steering group" }
email = "holder@example.org"
closed_on = 2031-01-01
closed_because = { sv = "Den flyttar.", en = "It moves." }""",
    )
    .replace("identifying = true", 'identifying = true\ntags = ["birth_date"]\nless_detail = ["HDIA"]')
    .replace('name = "HDIA"', f'name = "HDIA"\n{DETAILS}'),
    "institutions": INSTITUTIONS,
    "new_2017_11_01": NEW.replace("[[checklist]]", f"{BEFORE_AND_AFTER}[[checklist]]", 1).replace(
        'version = "S"', 'version = "S"\nreview_kind = "harm_assessment"'
    ),
    "new_2017_11_01_patients": OWN_FORM,
    "letters/secrecy_information.html": LETTER,
}


def put(folder: Path, slug: str = "agency", **changed: str | None) -> Path:
    """Write the catalogue into `folder`/<slug>; files named in `changed` have other words, None: none.

    A file is named by its stem with _ for -, or by its whole name.
    """
    stems = {Path(name).stem.replace("-", "_"): name for name in FILES}
    others = {stem: stem if "." in stem else f"{stem.replace('_', '-')}.toml" for stem in changed}
    files = FILES | {stems.get(stem, others[stem]): text for stem, text in changed.items()}
    for name, text in files.items():
        path = folder / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, "utf-8")
    return folder


def line_of(text: str, needle: str) -> int:
    """The number of the first line that holds `needle`."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if needle in line)


def problems(folder: Path) -> list[Problem]:
    """What a catalogue is refused for; that nothing of it was loaded is checked, too."""
    with pytest.raises(CatalogueProblems) as refused:
        load_catalogue(folder)
    assert not Authority.objects.filter(slug="agency").exists()
    return refused.value.problems
