"""Files that people might hand in: sound ones, and the bad ones that are tried."""

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image, ImageDraw, TiffImagePlugin
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **saved: object) -> bytes:
    """Return a picture with a dark square on its upper left."""
    image = Image.new(mode, size, "white" if mode in {"RGB", "L"} else None)
    if mode == "RGB":
        ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="black")
    out = io.BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def picture_with_place() -> bytes:
    """Return a JPEG that says where it was taken, and that it lies on its side (EXIF orientation 6)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0110] = "SecretCamera 3000"
    exif.get_ifd(0x8825).update(
        {1: "N", 2: tuple(TiffImagePlugin.IFDRational(n) for n in (20, 40, 30)), 3: "W", 29: "2026:11:23"}
    )
    return picture(exif=exif)


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of some hundred bytes whose head promises thousands of millions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, password: str = "") -> bytes:
    """Return a PDF as a utility company would send its bill."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password) if password else None)
    for number in range(pages):
        canvas.drawString(100, 700, f"Recibo de luz, hoja {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_with(catalog: str, *objects: str) -> bytes:
    """Return a PDF of one page whose catalog and further objects are given as PDF source."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return data + f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def pdf_with_packed(inside: bytes, *, extra: bytes = b"", filtered: bytes = b"/FlateDecode") -> bytes:
    """Return a PDF whose object stream unfolds to `inside`."""
    packed = zlib.compress(inside)
    stream = b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter %b /Length %d %b >>\nstream\n%b\nendstream\nendobj\n" % (
        filtered,
        len(packed),
        extra,
        packed,
    )
    sound = pdf_with("")
    return sound.replace(b"xref\n0", stream + b"xref\n0", 1)


def edited(data: bytes, changes: Mapping[bytes, bytes]) -> bytes:
    """Return a file with some of its bytes replaced."""
    for old, new in changes.items():
        assert old in data
        data = data.replace(old, new)
    return data
