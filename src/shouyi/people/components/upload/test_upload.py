from collections.abc import Callable


def test_every_control_has_a_visible_label(render: Callable[..., str]) -> None:
    from shouyi.people.uploads.forms import UploadForm

    html = render("upload", form=UploadForm())
    for name in ("file", "alternative", "decorative"):
        assert f'for="id_{name}"' in html
    assert 'type="file"' in html
    assert html.index('type="file"') < html.index('name="file-whole"')  # arrives only after the file did


def test_errors_are_tied_to_their_control(render: Callable[..., str]) -> None:
    from shouyi.people.uploads.forms import UploadForm

    html = render("upload", form=UploadForm({}, {}))
    assert "Choose a file." in html
    assert 'aria-invalid="true"' in html
    assert "id_file-wrong" in html
