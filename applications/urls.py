"""The applicant's pages. Addresses live long: letters and mails point at them."""

from django.urls import include, path, register_converter

from applications.views import (
    attachment,
    basket,
    case,
    document,
    enquiry,
    failed_mail,
    form,
    form_preview,
    form_version,
    invitation,
    presence,
    project,
    representative,
    review,
    rows,
    start,
    team,
)
from applications.views import case_actions as act

register_converter(invitation.InvitationToken, "invitation")

case_urls = [
    path("", case.application_page, name="application_page"),
    path("form/", form.application_form_start, name="application_form_start"),
    path("form/<slug:section>/", form.application_form, name="application_form"),
    path("form/<slug:section>/presence/", presence.presence_tell, name="presence_tell"),
    path("form/<slug:section>/<slug:question>/import/", rows.rows_import, name="rows_import"),
    path("form/<slug:section>/<slug:question>/template/", rows.rows_template, name="rows_template"),
    path("review/", review.application_review, name="application_review"),
    path("newer-form/", form_version.application_newer_form, name="application_newer_form"),
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
    path("demand/", act.decision_demand, name="decision_demand"),
    path("withdraw/", act.application_withdraw, name="application_withdraw"),
]

team_urls = [
    path("", team.team_page, name="team_page"),
    path("invite/", team.team_invite, name="team_invite"),
    path("invitations/<uuid:invitation>/withdraw/", team.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/<uuid:invitation>/again/", team.invitation_again, name="invitation_again"),
    path("me/", team.team_me, name="team_me"),
    path("confirm/", team.team_confirm, name="team_confirm"),
    path("hand-over/", team.team_hand_over, name="team_hand_over"),
    path("leave/", team.team_leave, name="team_leave"),
    path("members/<int:member>/", team.team_member, name="team_member"),
    path("members/<int:member>/remove/", team.team_remove, name="team_remove"),
]

preview_urls = [
    path("", form_preview.draft_preview, name="draft_preview"),
    path("<slug:section>/", form_preview.draft_preview, name="draft_preview_section"),
]

urlpatterns = [
    path("setup/mail/", failed_mail.failed_mail_list, name="failed_mail_list"),
    path("setup/mail/<int:pk>/send/", failed_mail.failed_mail_send, name="failed_mail_send"),
    path("projects/", project.project_list, name="project_list"),
    path("projects/<uuid:public_id>/", project.project_page, name="project_page"),
    path("projects/<uuid:public_id>/", include("applications.project_urls")),
    path("projects/<uuid:public_id>/team/", include(team_urls)),
    path("basket/", basket.basket_page, name="basket_page"),
    path("basket/put/", basket.basket_put, name="basket_put"),
    path("basket/take/", basket.basket_take, name="basket_take"),
    path("basket/begin/", basket.basket_begin, name="basket_begin"),
    path("authorities/<slug:slug>/apply/", start.application_start, name="application_start"),
    path("applications/<uuid:public_id>/", include(case_urls)),
    path("setup/<slug:slug>/forms/<uuid:draft_id>/preview/", include(preview_urls)),
    path("enquiries/", enquiry.enquiry_list, name="enquiry_list"),
    path("enquiries/new/", enquiry.enquiry_new, name="enquiry_new"),
    path("enquiries/<uuid:public_id>/", enquiry.enquiry_page, name="enquiry_page"),
    path("enquiries/<uuid:public_id>/write/", enquiry.enquiry_write, name="enquiry_write"),
    path("enquiries/<uuid:public_id>/close/", enquiry.enquiry_close, name="enquiry_close"),
    path("r/<invitation:token>/", invitation.invitation_page, name="invitation_page"),
    path("r/<str:token>/", representative.representative_page, name="representative_page"),
    path("r/<str:token>/<uuid:document>/", representative.representative_document, name="representative_document"),
]
