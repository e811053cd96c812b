"""Files handed in as evidence: what is taken, how it comes out, and the bad ones that are refused in words."""

import io
import struct

import pytest
from PIL import Image

from app.errors import InvalidInputError
from app.services.evidence_file import DOCUMENT_SIDE, JPEG, PDF, PHOTO_SIDE, CleanFile, clean_file
from tests.factories.files import edited, huge_png, pdf, pdf_with, pdf_with_packed, picture, picture_with_place

MOST_BYTES, MOST_PAGES = 2 * 2**20, 20


def clean(data: bytes, *, photo: bool = False) -> CleanFile:
    return clean_file(data, photo=photo, most_bytes=MOST_BYTES, most_pages=MOST_PAGES)


def opened(found: CleanFile) -> Image.Image:
    assert found.media_type == JPEG
    return Image.open(io.BytesIO(found.content), formats=["JPEG"])


SOUND = {
    "a JPEG": picture(),
    "a PNG": picture("PNG"),
    "a WebP": picture("WEBP"),
    "a PNG that one can look through": picture("PNG", mode="RGBA"),
    "a PNG with a palette": picture("PNG", mode="P"),
    "a PNG of 16 bits": picture("PNG", mode="I;16"),
    "a picture in grey": picture(mode="L"),
    "a JPEG for print (CMYK)": picture(mode="CMYK"),
    "a progressive JPEG": picture(progressive=True),
    "a moving WebP: its first picture": picture("WEBP", save_all=True, append_images=[Image.new("RGB", (640, 480))]),
}


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_a_sound_picture_comes_out_as_a_fresh_jpeg(data: bytes) -> None:
    image = opened(clean(data))
    assert image.mode == "RGB"
    assert image.size == (640, 480)
    image.load()


def test_a_file_is_what_is_in_it_whatever_its_name_says() -> None:
    assert opened(clean(picture("PNG"))).size == (640, 480)  # handed in as scan.pdf, no name is asked


def test_where_a_picture_was_taken_and_by_what_is_dropped_and_it_stands_upright() -> None:
    data = picture_with_place()
    assert b"SecretCamera" in data
    image = opened(clean(data))
    assert b"SecretCamera" not in clean(data).content
    assert dict(image.getexif()) == {}
    assert image.size == (480, 640)
    assert image.getpixel((400, 50)) == pytest.approx((0, 0, 0), abs=20)  # the dark corner has turned to the right


def test_a_large_photo_is_made_as_small_as_it_is_needed() -> None:
    data = picture(size=(6000, 4000))
    assert max(opened(clean(data)).size) == DOCUMENT_SIDE
    assert max(opened(clean(data, photo=True)).size) == PHOTO_SIDE


def test_a_picture_that_is_a_page_too_loses_the_page() -> None:
    payload = b"<script>alert(1)</script>"
    found = clean(picture() + payload)
    assert payload not in found.content
    comment = picture(comment=payload)
    assert payload in comment
    assert payload not in clean(comment).content


def test_a_pdf_stays_as_it_came() -> None:
    data = pdf(2)
    found = clean(data)
    assert (found.media_type, found.content) == (PDF, data)


def test_a_pdf_whose_objects_are_packed_is_looked_into_and_taken() -> None:
    assert clean(pdf_with_packed(b"5 0 << /Type /Font /BaseFont /Helvetica >>")).media_type == PDF


BROKEN, MARKUP, OTHER = "broken or cut off", "web page or drawing", "no picture or PDF"
CARRIES, UNCHECKED = "carries more than pages", "can't be checked"
_JS = "<< /S /JavaScript /JS (app.alert(1)) >>"
_PAGES = {b"/Type /Page ": b"/Type /Pagx "}
BAD = {
    "nothing in it": (b"", "is empty"),
    "larger than allowed": (picture() + b"\0" * MOST_BYTES, "larger than 2 MB"),
    "SVG with a script": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', MARKUP),
    "SVG without a head": (b"  <SVG onload='alert(1)'></SVG>", MARKUP),
    "HTML called .jpg": (b"<!DOCTYPE html><html><body><script>alert(1)</script>", MARKUP),
    "HTML behind a byte order mark": (b"\xef\xbb\xbf<html></html>", MARKUP),
    "GIF that is a script too": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", OTHER),
    "a program": (b"MZ" + b"\0" * 200, OTHER),
    "a ZIP, as DOCX and XLSX are": (b"PK\x03\x04" + b"\0" * 200, OTHER),
    "a TIFF": (picture("TIFF"), OTHER),
    "a BMP": (picture("BMP"), OTHER),
    "plain text called .png": (b"hello, I am no picture", OTHER),
    "a picture of an iPhone (HEIC)": (b"\0\0\0\x18ftypheic" + b"\0" * 100, "iPhone"),
    "an AVIF": (b"\0\0\0\x18ftypavif" + b"\0" * 100, "iPhone"),
    "PNG of 3,600 million pixels": (huge_png(), "too many pixels"),
    "PNG of 40 million pixels": (huge_png(8000, 5000), "40 million pixels"),
    "PNG of no height": (huge_png(500, 0), BROKEN),
    "PNG with fewer pixels than promised": (huge_png(1000, 1000), BROKEN),
    "JPEG cut off in the middle": (picture()[:2000], BROKEN),
    "JPEG head with nothing behind": (b"\xff\xd8\xff\xe0" + b"\0" * 50, BROKEN),
    "PNG with a wrong check sum": (edited(picture("PNG"), {b"IHDR": b"IHDX"}), BROKEN),
    "PNG head and then text": (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", BROKEN),
    "WebP cut off": (picture("WEBP")[:200], BROKEN),
    "WebP head with nothing behind": (b"RIFF" + struct.pack("<I", 4) + b"WEBP", BROKEN),
    "a picture of one pixel": (picture("PNG", size=(1, 1)), "too small"),
    "a stripe of 4000 × 3 pixels": (picture(size=(4000, 3)), "too small"),
    "PDF head with nothing behind": (b"%PDF-1.7\n", BROKEN),
    "PDF cut off": (pdf()[:400], BROKEN),
    "PDF behind other bytes": (b"<script>/*" + pdf(), MARKUP),
    "PDF with a page behind it": (pdf() + b"<html>" + b"x" * 2000, BROKEN),
    "PDF without pages": (edited(pdf_with(""), _PAGES), "0 pages"),
    "PDF of 21 pages": (pdf(21), "21 pages"),
    "PDF under a password": (pdf(password="open me"), "locked with a password"),
    "PDF that runs JavaScript": (pdf_with(f"/OpenAction {_JS}"), CARRIES),
    "PDF whose JavaScript is spelled #4aavaScript": (pdf_with("/OpenAction << /S /#4aavaScript >>"), CARRIES),
    "PDF whose JavaScript is packed": (pdf_with_packed(f"5 0 {_JS}".encode()), CARRIES),
    "PDF that starts a program": (pdf_with("/OpenAction << /S /Launch /F (cmd.exe) >>"), CARRIES),
    "PDF with a file inside": (pdf_with("/Names << /EmbeddedFiles 4 0 R >>", "<< /Type /EmbeddedFile >>"), CARRIES),
    "PDF with a film inside": (pdf_with("", "<< /Subtype /RichMedia >>"), CARRIES),
    "PDF with a form that sends": (pdf_with("/OpenAction << /S /SubmitForm /F (http://x) >>"), CARRIES),
    "PDF with an XFA form": (pdf_with("/AcroForm << /XFA 4 0 R >>"), CARRIES),
    "PDF packed twice": (pdf_with_packed(b"5 0 <<>>", filtered=b"[/ASCIIHexDecode /FlateDecode]"), UNCHECKED),
    "PDF packed by columns": (pdf_with_packed(b"5 0 <<>>", extra=b"/DecodeParms << /Predictor 12 >>"), UNCHECKED),
    "PDF whose packed objects are no end": (pdf_with_packed(b"\0" * (5 * 2**20)), UNCHECKED),
    "PDF of ten thousand streams": (edited(pdf_with(""), {b"xref\n0": b"stream\n" * 10_000 + b"xref\n0"}), UNCHECKED),
}


@pytest.mark.parametrize(("data", "says"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_words_that_name_the_remedy(data: bytes, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        clean(data)


def test_a_photo_is_a_picture_and_no_pdf() -> None:
    with pytest.raises(InvalidInputError, match="A photo is a picture"):
        clean(pdf(), photo=True)
