from django.urls import URLPattern, URLResolver, path

from shouyi.people.uploads import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("my/files", views.my_uploads, name="my_uploads"),
    path("my/files/new", views.new_upload, name="upload_new"),
    path("files/<uuid:uid>", views.upload_content, name="upload_content"),
    path("files/<uuid:uid>/delete", views.delete, name="upload_delete"),
]
