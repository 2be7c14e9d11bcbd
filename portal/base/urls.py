from django.urls import path

from portal.base import demo_views, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("contact/", views.contact, name="contact"),
    path("demo/mail/", demo_views.mail_list, name="demo_mail_list"),
    path("demo/mail/<str:name>/", demo_views.mail_detail, name="demo_mail_detail"),
    path("demo/mail/<str:name>/html/", demo_views.mail_html, name="demo_mail_html"),
    path("demo/mail/<str:name>/attachments/<int:number>/", demo_views.mail_attachment, name="demo_mail_attachment"),
]
