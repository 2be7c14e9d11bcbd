"""The applicant's pages. Addresses live long: letters and mails point at them."""

from django.urls import include, path

from applications.views import (
    attachment,
    basket,
    case,
    document,
    enquiry,
    form,
    project,
    representative,
    review,
    rows,
    start,
)
from applications.views import case_actions as act

case_urls = [
    path("", case.application_page, name="application_page"),
    path("form/", form.application_form_start, name="application_form_start"),
    path("form/<slug:section>/", form.application_form, name="application_form"),
    path("form/<slug:section>/<slug:question>/import/", rows.rows_import, name="rows_import"),
    path("form/<slug:section>/<slug:question>/template/", rows.rows_template, name="rows_template"),
    path("review/", review.application_review, name="application_review"),
    path("attachments/add/<slug:rule>/", attachment.attachment_add, name="attachment_add"),
    path("attachments/<uuid:attachment>/", attachment.attachment_download, name="attachment_download"),
    path("attachments/<uuid:attachment>/remove/", attachment.attachment_remove, name="attachment_remove"),
    path("documents/<uuid:document>/", document.document_download, name="document_download"),
    path("messages/", act.message_write, name="message_write"),
    path("completion/", act.completion_answer, name="completion_answer"),
    path("specification/accept/", act.specification_accept, name="specification_accept"),
    path("specification/decline/", act.specification_decline, name="specification_decline"),
    path("deliveries/<int:delivery>/complaint/", act.delivery_complain, name="delivery_complain"),
    path("duties/<int:duty>/", act.duty_attest, name="duty_attest"),
    path("withdraw/", act.application_withdraw, name="application_withdraw"),
]

urlpatterns = [
    path("projects/", project.project_list, name="project_list"),
    path("projects/<uuid:public_id>/", project.project_page, name="project_page"),
    path("basket/", basket.basket_page, name="basket_page"),
    path("basket/put/", basket.basket_put, name="basket_put"),
    path("basket/take/", basket.basket_take, name="basket_take"),
    path("basket/begin/", basket.basket_begin, name="basket_begin"),
    path("authorities/<slug:slug>/apply/", start.application_start, name="application_start"),
    path("applications/<uuid:public_id>/", include(case_urls)),
    path("enquiries/", enquiry.enquiry_list, name="enquiry_list"),
    path("enquiries/new/", enquiry.enquiry_new, name="enquiry_new"),
    path("enquiries/<uuid:public_id>/", enquiry.enquiry_page, name="enquiry_page"),
    path("enquiries/<uuid:public_id>/write/", enquiry.enquiry_write, name="enquiry_write"),
    path("enquiries/<uuid:public_id>/close/", enquiry.enquiry_close, name="enquiry_close"),
    path("r/<str:token>/", representative.representative_page, name="representative_page"),
    path("r/<str:token>/<uuid:document>/", representative.representative_document, name="representative_document"),
]
