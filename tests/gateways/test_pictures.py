"""Pictures made anew: upright, small, in sRGB, and silent about everything but their pixels."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, ImageCms, ImageDraw

from gateways import hostile
from shouyi.gateways.pictures import SIDE_MAX, remake_picture

QUIET_PNG = {b"IHDR", b"IDAT", b"IEND"}
QUIET_JPEG = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}
"""Start, JFIF's own header, tables, frame, scan, end."""


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_chunks(data: bytes) -> list[bytes]:
    names, place = [], 8
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        names.append(data[place + 4 : place + 8])
        place += 12 + length
    return names


def jpeg_markers(data: bytes) -> list[int]:
    markers, place = [0xD8], 2
    while data[place + 1] != 0xDA:
        assert data[place] == 0xFF
        markers.append(data[place + 1])
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    assert data.endswith(b"\xff\xd9")
    assert data.index(b"\xff\xd9", place) == len(data) - 2  # nothing follows the end
    return [*markers, 0xDA, 0xD9]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_comes_out(form: str) -> None:
    told = hostile.talkative(form)
    assert hostile.SECRET in told
    judged = remake_picture(told)
    assert hostile.SECRET not in judged.data
    if judged.kind == "png":
        assert set(png_chunks(judged.data)) == QUIET_PNG
    else:
        assert set(jpeg_markers(judged.data)) <= QUIET_JPEG
    image = opened(judged.data)
    assert not image.getexif()
    assert {"icc_profile", "exif", "xmp", "comment"} & image.info.keys() == set()
    assert image.info.get("dpi") in (None, (1, 1))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_an_archive_or_a_page_behind_a_picture_is_gone(form: str) -> None:
    for behind in (hostile.zipped(), b"<html><script>alert(1)</script>", bytes(1 << 20)):
        out = remake_picture(hostile.picture(form) + behind).data
        assert b"PK\x03\x04" not in out
        assert b"<html" not in out
        assert len(out) < 2000


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_picture_stands_as_the_camera_was_held(form: str, turn: int) -> None:
    """The eight orientations of Exif: what is stored turned is seen upright, red at the top left, blue beside it."""
    seen = Image.new("RGB", (64, 48), "white")
    ImageDraw.Draw(seen).rectangle((0, 0, 31, 23), "red")
    ImageDraw.Draw(seen).rectangle((32, 0, 63, 23), "blue")
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[turn]  # how the camera stored it
    stored = seen if back is None else seen.transpose(Image.Transpose(back))
    options = {"quality": 95} | ({"lossless": True} if form == "WEBP" else {})
    judged = remake_picture(hostile.written(stored, form, exif=hostile.exif(turn), **options))
    assert (judged.width, judged.height) == (64, 48)
    red, blue, white = (opened(judged.data).convert("RGB").getpixel(at) for at in ((8, 8), (52, 8), (32, 40)))
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]
    assert min(white) > 200


def test_large_pictures_become_smaller_and_keep_their_shape() -> None:
    judged = remake_picture(hostile.picture("JPEG", size=(6000, 3000)))
    assert (judged.width, judged.height) == (SIDE_MAX, SIDE_MAX // 2)
    assert opened(judged.data).size == (judged.width, judged.height)


def test_small_pictures_stay_as_they_are() -> None:
    assert opened(remake_picture(hostile.picture("PNG", size=(1, 1))).data).size == (1, 1)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_same_picture_gives_the_same_bytes(form: str) -> None:
    data = hostile.picture(form)
    assert remake_picture(data) == remake_picture(data)


def test_of_moving_pictures_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    for form in ("PNG", "WEBP"):
        data = hostile.written(frames[0], form, save_all=True, append_images=frames[1:], lossless=True)
        image = opened(remake_picture(data).data)
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((10, 10))[0] > 240


def test_what_shows_through_still_does_and_what_it_hid_is_gone() -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 255))
    image.paste((12, 34, 56, 0), (0, 0, 10, 20))  # painted over by making it transparent
    for form in ("PNG", "WEBP"):
        judged = remake_picture(hostile.written(image, form, lossless=True, exact=True))
        assert judged.kind == "png"
        assert opened(judged.data).getpixel((2, 2)) == (0, 0, 0, 0)
        assert opened(judged.data).getpixel((15, 5)) == (255, 0, 0, 255)


def test_transparency_that_nobody_sees_makes_no_larger_file() -> None:
    assert remake_picture(hostile.picture("WEBP", mode="RGBA", lossless=True)).kind == "jpeg"


def test_colours_of_another_profile_are_brought_home() -> None:
    """Swapped primaries: what the file calls red is green for whoever reads its profile."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ", 128), profile.index(b"gXYZ", 128)
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    image = Image.new("RGB", (20, 20), (255, 0, 0))
    judged = remake_picture(hostile.written(image, "PNG", icc_profile=bytes(profile)))
    pixel = opened(judged.data).convert("RGB").getpixel((5, 5))
    assert pixel[1] > 200 > 80 > pixel[0]


@pytest.mark.parametrize("profile", [b"", b"rubbish", bytes(200)])
def test_a_profile_that_cannot_be_used_is_passed_over(profile: bytes) -> None:
    image = Image.new("RGB", (20, 20), (255, 0, 0))
    judged = remake_picture(hostile.written(image, "PNG", icc_profile=profile))
    assert opened(judged.data).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_sixteen_bits_of_grey_are_kept_as_eight() -> None:
    grey = Image.new("I;16", (20, 20), 0x8000)
    pixel = opened(remake_picture(hostile.written(grey, "PNG")).data).convert("RGB").getpixel((5, 5))
    assert all(126 <= value <= 130 for value in pixel)


def test_a_photograph_saved_as_png_becomes_a_jpeg() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((1600, 1600), 90) for _ in range(3)])
    assert remake_picture(hostile.written(noise, "PNG", compress_level=1)).kind == "jpeg"
