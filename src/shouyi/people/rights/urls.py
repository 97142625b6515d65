from django.urls import URLPattern, URLResolver, path

from shouyi.people.rights import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("my/rights", views.my_rights, name="my_rights"),
    path("my/rights/export", views.new_export, name="export_new"),
    path("my/rights/export/<uuid:uid>", views.export_content, name="export_content"),
    path("my/rights/erase", views.erase, name="file_erase"),
    path("my/rights/keep", views.keep, name="file_keep"),
    path("erased/<slug:link>", views.receipt, name="erasure_receipt"),
]
