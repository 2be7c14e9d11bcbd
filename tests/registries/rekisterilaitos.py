"""An invented Finnish authority on paper, written from docs/catalogue.md alone: Finland, euro, Swedish and English."""

SLUG = "rekisterilaitos"

AUTHORITY = """\
[authority]
slug = "rekisterilaitos"
short_name = "Rekisterilaitos"
name = { sv = "Registerinrättningen", en = "The Registry Institute" }
unit = { sv = "Tillståndsenheten", en = "The permit unit" }
country = "FI"
organisation_number = "0112038-9"
currency = "EUR"
time_zone = "Europe/Helsinki"
language = "sv"
case_number_pattern = "RL/{seq}/{year}"
email = "data@rekisterilaitos.example"
address = \"\"\"
Sjögatan 1
00100 Helsingfors\"\"\"
updated_on = 2026-02-01
takes_enquiries = true

[authority.about]
sv = "Vi har uppgifter om lotsar och fyrvaktare."
en = "We hold data on pilots and lighthouse keepers."

[[contacts]]
label = { sv = "Frågor om tillstånd", en = "Questions on permits" }
telephone = "+358 9 000 000"

[[links]]
title = { sv = "Vägledning", en = "Guide" }
web = "https://rekisterilaitos.example/guide"

[[legal_references]]
key = "lag-552-2019"
valid_from = 2019-05-01
short = { sv = "lag 552/2019", en = "Act 552/2019" }
text = { sv = "Uppgifterna får bara användas enligt tillståndet.", en = "The data may be used under the permit only." }
"""

INSTITUTIONS = """\
[[institutions]]
name = "Lotsinstitutet"
number = "2077474-0"
valid_from = 2020-01-01
"""

FEES = """\
[[fee_schedules]]
valid_from = 2026-01-01
base = "500"
hourly_rate = "115"
reinvoicing = "20"
withdrawal = "0"
refusal = "0"
vat_percent = "25.5"
source = "Invented"
"""

PILOTS = """\
[registry]
slug = "lotsregistret"
name = { sv = "Lotsregistret", en = "The Pilot Registry" }
from_year = 1950

[[variables]]
name = "HEMKOMMUN"
label = { sv = "Hemkommun", en = "Home municipality" }
tags = ["place"]

[[variables]]
name = "EXAMEN"
label = { sv = "Examensår", en = "Year of examination" }
from_year = 1972
"""

LIGHTHOUSES = """\
[registry]
slug = "fyrregistret"
name = { sv = "Fyrregistret", en = "The Lighthouse Registry" }

[[variables]]
name = "FYR"
label = { sv = "Fyrens namn", en = "Name of the lighthouse" }
"""

NEW = """\
[procedure]
version = "R1"
specification_answer_days = 10
completion_answer_days = 10
agreement_kind = "secrecy_information"
appeal_body = { sv = "förvaltningsdomstolen", en = "the administrative court" }
appeal_weeks = 4
retention_years = 10

[procedure.texts.decision_heading]
sv = "Datatillstånd"
en = "Data permit"

[procedure.texts.secrecy_other]
sv = "Ni är bundna av villkoren i tillståndet."
en = "You are bound by the conditions of the permit."

# Without legal_review: cases pass over it.
[[stages]]
key = "submitted"
role = "coordinator"
name = { sv = "Inkommen", en = "Received" }

[[stages]]
key = "assigned"
role = "case_officer"
limit_days = 20
name = { sv = "Beredning", en = "Preparation" }

[[stages]]
key = "specification"
role = "case_officer"
name = { sv = "Offert", en = "Offer" }

[[stages]]
key = "confidentiality_decision"
role = "decision_maker"
name = { sv = "Tillstånd", en = "Permit" }

[[stages]]
key = "delivery"
role = "data_manager"
name = { sv = "Leverans", en = "Delivery" }

[[stages]]
key = "invoice"
role = "finance_officer"
name = { sv = "Faktura", en = "Invoice" }

[[checklist]]
key = "whole"
label = { sv = "Ansökan är fullständig", en = "The application is complete" }

[[checklist]]
key = "place"
when = "'place' in variable_tags"
label = { sv = "Ortsuppgifter är motiverade", en = "Data on places are justified" }

[[reservations]]
key = "purpose"
text = { sv = "Bara för forskningen.", en = "For the research only." }

[[reasons]]
key = "grant"
title = { sv = "Bifall", en = "Grant" }
text = { sv = "Ändamålet är klart.", en = "The purpose is clear." }

[self_check]
intro = { sv = "Svara på en fråga.", en = "Answer one question." }

[[self_check.questions]]
key = "open_figures"
kind = "yes_no"
label = { sv = "Räcker öppna siffror?", en = "Would open figures do?" }

[[self_check.outcomes]]
key = "figures"
result = "not_needed"
when = "open_figures"
title = { sv = "Ni behöver kanske inte söka", en = "You may not need to apply" }
text = { sv = "Öppna siffror finns på vår webb.", en = "Open figures are on our web." }
web = "https://rekisterilaitos.example/figures"

[[self_check.outcomes]]
key = "here"
result = "apply"
title = { sv = "Sök här", en = "Apply here" }
text = { sv = "Vi har uppgifterna.", en = "We hold the data." }

[[duties]]
key = "destroy"
title = { sv = "Förstör uppgifterna", en = "Destroy the data" }
text = { sv = "När projektet är slut.", en = "When the project has ended." }
statement = { sv = "Vi har förstört dem.", en = "We have destroyed them." }
after = "project_end"
months = 6
remind_days = 14

[[sections]]
key = "project"
title = { sv = "Projektet", en = "The project" }

[[sections.questions]]
key = "title"
kind = "text"
fact = "project.title"
required = true
label = { sv = "Projektets namn", en = "Title of the project" }

[[sections.questions]]
key = "principal"
kind = "organisation"
fact = "project.principal"
required = true
label = { sv = "Forskningshuvudman", en = "Research principal" }

[[sections.questions]]
key = "is_public"
kind = "yes_no"
fact = "project.principal_is_authority"
required = true
label = { sv = "Är det en myndighet?", en = "Is it a public authority?" }

[[sections.questions]]
key = "contact"
kind = "person"
fact = "project.contact_person"
required = true
label = { sv = "Kontaktperson", en = "Contact person" }

[[sections.questions]]
key = "duration"
kind = "period"
fact = "project.duration"
required = true
label = { sv = "När pågår projektet?", en = "When does the project run?" }

[[sections.questions]]
key = "invoicing"
kind = "address"
fact = "project.invoicing_address"
required = true
label = { sv = "Fakturaadress", en = "Invoicing address" }

[[sections]]
key = "data"
title = { sv = "Uppgifterna", en = "The data" }

[[sections.questions]]
key = "registries"
kind = "registries"
required = true
label = { sv = "Vilka register?", en = "Which registries?" }

[[sections.questions]]
key = "variable_list"
kind = "variables"
required = true
label = { sv = "Variabler", en = "Variables" }

[[sections.questions]]
key = "approved_on"
kind = "date"
label = { sv = "När godkändes projektet?", en = "When was the project approved?" }

[[sections.questions]]
key = "files"
kind = "attachments"
label = { sv = "Bilagor", en = "Attachments" }

[[attachments]]
key = "assessment"
required_when = "approved_on >= d'2018-05-25'"
label = { sv = "Konsekvensbedömning", en = "Impact assessment" }
because = { sv = "Projektet godkändes efter den 25 maj 2018.", en = "The project was approved after 25 May 2018." }

[[attachments]]
key = "guarantee"
required_when = "not principal_is_approved"
label = { sv = "Garanti", en = "Guarantee" }
because = { sv = "Huvudmannen är inte godkänd.", en = "The principal is not approved." }

[[attachments]]
key = "map"
required_when = "'place' in variable_tags and 'fyrregistret' in registries"
kinds = ["pdf", "png"]
label = { sv = "Karta", en = "Map" }
"""

LETTER = """\
{% extends "letters/secrecy_information.html" %}
{% block paragraphs %}
  <h2>{% if language == "sv" %}Lagen{% else %}The law{% endif %}</h2>
  <p>{{ references.lag_552_2019.short }}: {{ references.lag_552_2019.text }}</p>
{% endblock %}
"""

FILES = {
    f"{SLUG}/authority.toml": AUTHORITY,
    f"{SLUG}/institutions.toml": INSTITUTIONS,
    f"{SLUG}/fees.toml": FEES,
    f"{SLUG}/registries/lotsregistret.toml": PILOTS,
    f"{SLUG}/registries/fyrregistret.toml": LIGHTHOUSES,
    f"{SLUG}/new-2026-01-01.toml": NEW,
    f"{SLUG}/letters/secrecy_information.html": LETTER,
}
ANSWERS = {
    "title": "Fyrvaktares hälsa",
    "principal": {"name": "Lotsinstitutet", "number": "2077474-0"},
    "is_public": "no",
    "contact": {"name": "Aino", "title": "", "email": "aino@example.org", "telephone": ""},
    "duration": {"from": "2026-10-01", "to": "2028-09-30"},
    "invoicing": {"street": "Sjögatan 2", "postcode": "00100", "city": "Helsingfors", "reference": ""},
    "registries": ["fyrregistret"],
    "approved_on": "2018-05-24",
}
