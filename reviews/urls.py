"""The desk, under desk/; `root_urlpatterns` stand beside it."""

from django.urls import include, path

from reviews.views import (
    bulk,
    case,
    decision,
    desk,
    export,
    files,
    invoice,
    load,
    officer,
    registration,
    saved_view,
    specification,
    statistics,
    todo,
)
from reviews.views.agenda import MeetingList, MeetingPage
from reviews.views.checklist import ChecklistPage
from reviews.views.delay import DelayPage
from reviews.views.delivery import DeliveryPage
from reviews.views.dialogue import DialoguePage
from reviews.views.legal import LegalPage
from reviews.views.steps import StepPage
from reviews.views.time_entry import TimePage

case_urlpatterns = [
    path("", case.OverviewPage.as_view(), name="desk_case"),
    path("panel/", case.panel, name="desk_panel"),
    path("application/", case.ApplicationPage.as_view(), name="desk_application"),
    path("checklist/", ChecklistPage.as_view(), name="desk_checklist"),
    path("dialogue/", DialoguePage.as_view(), name="desk_dialogue"),
    path("legal/", LegalPage.as_view(), name="desk_legal"),
    path("specification/", specification.SpecificationPage.as_view(), name="desk_specification"),
    path("specification/variables/", specification.VariablesPage.as_view(), name="desk_specification_variables"),
    path("specification/price/", specification.live_price, name="desk_price"),
    path("specification/preview/", specification.preview, name="desk_specification_preview"),
    path("decision/", decision.DecisionPage.as_view(), name="desk_decision"),
    path("decision/preview/<slug:kind>/", decision.preview, name="desk_decision_preview"),
    path("delivery/", DeliveryPage.as_view(), name="desk_delivery"),
    path("delay/", DelayPage.as_view(), name="desk_delay"),
    path("time/", TimePage.as_view(), name="desk_time"),
    path("invoice/", invoice.InvoicePage.as_view(), name="desk_invoice"),
    path("invoice/preview/<int:number>/", invoice.preview, name="desk_invoice_preview"),
    path("history/", case.HistoryPage.as_view(), name="desk_history"),
    path("steps/<slug:step>/", StepPage.as_view(), name="desk_step"),
    path("attachments/<uuid:attachment_id>/", files.desk_attachment, name="desk_attachment"),
    path("attachments/<uuid:attachment_id>/view/", files.desk_attachment_view, name="desk_attachment_view"),
    path("documents/<uuid:document_id>/", files.desk_document, name="desk_document"),
]
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("agenda/", MeetingList.as_view(), name="desk_agenda"),
    path("agenda/<str:day>/", MeetingPage.as_view(), name="desk_agenda_day"),
    path("views/save/", saved_view.save, name="desk_view_save"),
    path("views/<int:view_id>/", saved_view.saved, name="desk_view"),
    path("bulk/", bulk.bulk, name="desk_bulk"),
    path("exports/<uuid:public_id>/", export.export_page, name="desk_export"),
    path("exports/<uuid:public_id>/file/", export.export_file, name="desk_export_file"),
    path("absence/", officer.own_absence, name="desk_absence"),
    path("load/", load.load_page, name="desk_load"),
    path("load/<slug:slug>/<uuid:public_id>/", officer.OfficerPage.as_view(), name="desk_officer"),
    path("register/", registration.register, name="desk_register"),
    path("register/<uuid:public_id>/", registration.registered, name="desk_registered"),
    path(
        "register/<uuid:public_id>/attachments/<uuid:attachment_id>/",
        registration.registered_attachment,
        name="desk_registered_attachment",
    ),
    path("statistics/", statistics.desk_statistics, name="desk_statistics"),
    path("statistics/figures.xlsx", statistics.desk_statistics_file, name="desk_statistics_file"),
    path("cases/<uuid:public_id>/", include(case_urlpatterns)),
]
root_urlpatterns = [
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/figures.xlsx", statistics.statistics_file, name="statistics_file"),
    path("todo/", todo.todo, name="todo"),
    path("start/", todo.start, name="start"),
]
