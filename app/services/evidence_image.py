"""Pictures drawn anew: only what is seen stays; places, names of cameras and whatever else came along is gone."""

import io
import struct
import zlib

from PIL import Image, ImageOps

from app.errors import InvalidInputError
from app.messages import mark

MOST_PIXELS = {"JPEG": 89_000_000, "PNG": 32_000_000, "WEBP": 32_000_000}
"""A JPEG is decoded at the size that is kept; of the others the whole picture lies in memory, 4 bytes a pixel."""
LEAST_SIDE = 120
QUALITY = 85
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)


def redraw(data: bytes, kind: str, *, side: int) -> bytes:
    """Return the picture as a fresh JPEG, upright, its longer side at most `side` pixels.

    Only the decoder of `kind` is asked. InvalidInputError where the picture is too large, too small or broken.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=[kind])
        _check_size(image.size, kind)
        if kind == "JPEG":
            image.draft("RGB", (side, side))
        image.load()
        return _draw(image, side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidInputError(mark("This picture has too many pixels to open. Send a smaller one.")) from error
    except _BROKEN as error:
        raise InvalidInputError(mark("This picture is broken or cut off. Take it again and send it whole.")) from error


def _check_size(size: tuple[int, int], kind: str) -> None:
    """Refuse what the file's head says before a pixel is decoded."""
    if size[0] * size[1] > MOST_PIXELS[kind]:
        raise InvalidInputError(
            mark("This picture has %(pixels)s million pixels, too many to open. Send a smaller one."),
            pixels=round(size[0] * size[1] / 1e6),
        )
    if min(size) < LEAST_SIDE:
        raise InvalidInputError(
            mark("This picture is too small to be read: %(width)s × %(height)s pixels. Send the photo itself."),
            width=size[0],
            height=size[1],
        )


def _draw(image: Image.Image, side: int) -> bytes:
    """Return the pixels alone as JPEG: turned as the camera said, on white where they were transparent."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    if upright.mode in {"RGBA", "LA", "PA", "P"}:
        seen = upright.convert("RGBA")
        fresh = Image.new("RGB", seen.size, "white")
        fresh.paste(seen, mask=seen.getchannel("A"))
    else:
        fresh = Image.new("RGB", upright.size)
        fresh.paste(upright.convert("RGB"))
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
