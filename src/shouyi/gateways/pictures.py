"""Pictures made anew: what comes out holds the pixels and nothing of what the file told beside them.

Size and kind are read from the first bytes and judged before anything is decoded. Then: the first frame, turned as the
camera was held, colours in sRGB, no side longer than SIDE_MAX. No EXIF, position, XMP, comment, profile, thumbnail or
trailing byte survives, because only pixels are carried over. The same picture gives the same bytes under one version of
Pillow. Transparent and drawn pictures (PNG) stay PNG, all others become JPEG.

Decoders of strangers' bytes are called in a process of their own (`workbench.py`), without keys.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageFile

from shouyi.evidence.upload import Judged, UploadRefused

PIXELS_MAX = 64_000_000
"""The largest cameras of telephones in common use, at their usual setting, make 50 million."""
SIDE_MAX = 2560
PNG_BYTES_MAX = 4 * 1024 * 1024
QUALITY = 86

_FORMATS = ("JPEG", "PNG", "WEBP")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def looks_like_picture(head: bytes) -> bool:
    """Whether these first bytes claim one of the formats that are taken."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def remake_picture(unverified_data: bytes) -> Judged:
    """The picture anew. Raises UploadRefused: picture_format, picture_too_large, picture_broken, too_hard."""
    if not looks_like_picture(unverified_data[:16]):
        raise UploadRefused("picture_format")
    _require_size(*_size(unverified_data))
    try:
        return _encode(*_pixels(unverified_data))
    except UploadRefused:
        raise
    except Image.DecompressionBombError as problem:
        raise UploadRefused("picture_too_large", detail=str(problem)) from None
    except MemoryError:
        raise UploadRefused("too_hard", detail="memory") from None
    except Exception as problem:  # decoders fail on strangers' bytes in more ways than they name
        raise UploadRefused("picture_broken", detail=type(problem).__name__) from None


def _require_size(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise UploadRefused("picture_too_large", detail=f"{width} × {height}")


def _size(data: bytes) -> tuple[int, int]:
    """Width and height as the header claims them, without a decoder. Those of JPEG are read lazily by Pillow."""
    try:
        if data.startswith(b"\x89PNG"):
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data.startswith(b"RIFF"):
            return _webp_size(data)
    except struct.error:
        raise UploadRefused("picture_broken", detail="header") from None
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    """RFC 9649: section 2.7 (VP8X), 2.5 (VP8), 2.6 (VP8L)."""
    if data[12:16] == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack("<HBHB", data[24:30])
        return 1 + low_w + (high_w << 16), 1 + low_h + (high_h << 16)
    if data[12:16] == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _pixels(data: bytes) -> tuple[Image.Image, bool]:
    """The first frame, upright, in sRGB, small enough; and whether it was drawn rather than photographed."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # one switch a process, which WeasyPrint turns on when it is imported
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _require_size(*image.size)
            image.draft("RGB", (SIDE_MAX, SIDE_MAX))  # a JPEG is decoded at ½, ¼ or ⅛ where that is enough
            image.load()
            drawn, turn = image.format == "PNG", _turn(image)
            small = _in_srgb(image)
    small.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    return _bare(small if turn is None else small.transpose(turn)), drawn


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to set the picture upright (Exif 2.32, tag 274). What cannot be read turns nothing."""
    try:
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # an EXIF block is a format of its own, full of strangers' offsets
        return None


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through. A colour profile that cannot be used is passed over."""
    profile, mode = image.info.get("icc_profile"), "RGBA" if _is_transparent(image) else "RGB"
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    plain = image if image.mode == "CMYK" else image.convert(mode)
    try:
        if profile:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(plain, source, target, outputMode=mode) or plain.convert(mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        pass
    return plain.convert(mode)


def _is_transparent(image: Image.Image) -> bool:
    if not image.has_transparency_data:
        return False
    lowest, _ = image.convert("RGBA").getchannel("A").getextrema()
    return bool(lowest < 255)


def _bare(image: Image.Image) -> Image.Image:
    """The same pixels in a picture that knows nothing else. What nobody sees, under full transparency, goes too."""
    bare = Image.new(image.mode, image.size)
    seen = image.getchannel("A").point(lambda alpha: 255 if alpha else 0) if image.mode == "RGBA" else None
    bare.paste(image, mask=seen)
    return bare


def _encode(image: Image.Image, drawn: bool) -> Judged:
    if image.mode == "RGBA" or drawn:
        data = _written(image, "PNG", compress_level=6)
        if image.mode == "RGBA" or len(data) <= PNG_BYTES_MAX:
            return Judged("png", data, *image.size)
    return Judged("jpeg", _written(image, "JPEG", quality=QUALITY, optimize=True), *image.size)


def _written(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
