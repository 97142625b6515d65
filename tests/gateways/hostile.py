"""Files as strangers make them: pictures that say too much, polyglots, bombs, tables that lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

SECRET = b"planted-3f9a"
PLACE = 30.2741


def picture(form: str = "JPEG", size: tuple[int, int] = (48, 32), mode: str = "RGB", **options: Any) -> bytes:
    """The left half red, the right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return written(image.convert(mode), form, **options)


def written(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """With a position, a maker's note and a description."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.ImageDescription] = SECRET.decode()
    block[ExifTags.Base.Make] = SECRET.decode()
    gps = block.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitude] = (30.0, 16.0, 26.7)
    return block.tobytes()


def talkative(form: str) -> bytes:
    """A picture with everything beside the pixels that its format knows, and more after its end."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
        data = picture("PNG", pnginfo=notes, exif=exif(), icc_profile=profile)
    elif form == "WEBP":
        data = picture("WEBP", exif=exif(), xmp=xmp, icc_profile=profile)
    else:
        data = picture("JPEG", comment=SECRET, exif=exif(), xmp=xmp, icc_profile=profile, dpi=(301, 301))
    return data + SECRET


def zipped(name: str = "a.class", content: bytes = SECRET) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    """64 MiB in 64 KiB."""
    return zipped("bomb", bytes(64 << 20))


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that claims this size, whatever it holds."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", zlib.compress(pixels)) + png_chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """64 MiB of compressed text beside one pixel."""
    whole = picture("PNG")
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(64 << 20), 9))
    return whole[:33] + bomb + whole[33:]


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims this size."""
    whole = picture("JPEG")
    place = whole.index(b"\xff\xc0") + 5
    return whole[:place] + struct.pack(">HH", height, width) + whole[place + 4 :]


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose canvas claims this size."""
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pdf(**root: Any) -> bytes:
    """One empty page, and these entries in the catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    return saved(document)


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def acting(kind: str, **more: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


def pdf_hidden_script() -> bytes:
    """The script stands in a compressed object, its name written in hex."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.OpenAction = document.make_indirect(acting("JavaScript", JS="app.alert(1)"))
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_hex_name() -> bytes:
    """The same word, spelled so that nobody finds it who only looks for it."""
    plain = pdf(OpenAction=acting("Launch", F="four"))
    return plain.replace(b"/Launch", b"/L#61unch").replace(b"(four)", b"(fo)")  # of the same length


def pdf_with_file() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["x.exe"] = b"MZ"
    return saved(document)


def pdf_locked() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    return saved(document, encryption=pikepdf.Encryption(user="a", owner="b"))


def pdf_and_zip() -> bytes:
    """The archive's end hidden in a comment before the PDF's."""
    whole = pdf()
    return whole[:-6] + b"\n%" + zipped() + b"\n%%EOF\n"
