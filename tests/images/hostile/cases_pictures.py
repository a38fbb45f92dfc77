"""Pictures that are too much, too little, damaged, or that tell what is nobody's business."""

from PIL import Image

from tests.images.hostile.pictures import (
    GIF,
    JPEG,
    PNG,
    animated,
    avif_of_size,
    drawn,
    exif,
    gif,
    gif_frame,
    jpeg_of_size,
    jpeg_with,
    many_scans,
    png,
    png_16_bit,
    png_chunk,
    png_with,
    saved,
    webp_of_size,
    zeros,
)
from tests.images.hostile.server import COPIED, Case, answer

WEBP, AVIF = saved(drawn(), "WEBP"), saved(drawn(), "AVIF", speed=10)
SECRET = b"GPS-SECRET"  # no file that pages show may hold it
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"

BOMBS = {
    "png-65535": (png(65535, 65535, png_chunk(b"IDAT", zeros(8))), "I_TOO_MANY_PIXELS"),
    "png-2-31": (png(2**31 - 1, 2**31 - 1, png_chunk(b"IDAT", zeros(1))), "I_TOO_MANY_PIXELS"),
    "png-long": (png(10, 10**8, png_chunk(b"IDAT", zeros(1))), "P_TINY"),
    "png-data-bomb": (png(100, 100, png_chunk(b"IDAT", zeros(200))), "P_BLANK"),
    "png-text-bomb": (png_with(png_chunk(b"zTXt", b"a\0\0" + zeros(80))), "I_BROKEN"),
    "png-texts": (png_with(*[png_chunk(b"zTXt", b"a\0\0" + zeros(1))] * 80), "I_TOO_MUCH_MEMORY"),
    "png-profile-bomb": (png_with(png_chunk(b"iCCP", b"a\0\0" + zeros(80))), "I_BROKEN"),
    "png-many-chunks": (png_with(*[png_chunk(b"tEXt", b"a\0b")] * 20_000), COPIED),
    "jpeg-65535": (jpeg_of_size(65535, 65535), "I_TOO_MANY_PIXELS"),
    "jpeg-scans": (many_scans((3000, 3000), 2500), "I_TOO_MUCH_WORK"),
    "gif-frames": (gif((40, 40), *[gif_frame((40, 40))] * 1000), "I_TOO_MANY_FRAMES"),
    "gif-huge-frames": (gif((1, 1), *[gif_frame((65535, 65535))] * 30), "I_TOO_MANY_PIXELS"),
    "gif-huge-screen": (gif((65535, 65535), gif_frame((1, 1))), "I_TOO_MANY_PIXELS"),
    "gif-far-frame": (gif((9, 9), gif_frame((9, 9), at=(65000, 65000))), "I_TOO_MANY_PIXELS"),
    "webp-16384": (webp_of_size(16384, 16384), "I_TOO_MANY_PIXELS"),
    "avif-65535": (avif_of_size(AVIF, 65535, 65535), "I_BROKEN"),
}
DAMAGED = {
    "jpeg-half": JPEG[: len(JPEG) // 2],
    "jpeg-head": JPEG[:20],
    "jpeg-three-bytes": JPEG[:3],
    "jpeg-of-nothing": JPEG[:2] + b"\xff\xd9",
    "png-half": PNG[: len(PNG) // 2],
    "png-head": PNG[:33],
    "png-wrong-sum": PNG[:29] + b"\0\0\0\0" + PNG[33:],
    "png-no-width": png(0, 10, png_chunk(b"IDAT", zeros(1))),
    "png-no-data": png(100, 100),
    "png-odd-bits": png(100, 100, png_chunk(b"IDAT", zeros(1)), bits=3),
    "gif-half": GIF[: len(GIF) // 2],
    "gif-no-frames": gif((100, 100)),
    "webp-half": WEBP[: len(WEBP) // 2],
    "webp-head": WEBP[:16],
    "avif-half": AVIF[: len(AVIF) // 2],
    "avif-head": AVIF[:32],
}
ODD = {
    "jpeg-cmyk": saved(drawn(mode="CMYK"), "JPEG"),
    "jpeg-small": saved(drawn((16, 16)), "JPEG"),
    "jpeg-grey": saved(drawn(mode="L"), "JPEG"),
    "jpeg-progressive": saved(drawn(), "JPEG", progressive=True),
    "jpeg-exif-junk": jpeg_with(0xE1, b"Exif\0\0" + b"\xff" * 999),
    "jpeg-exif-loop": jpeg_with(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08"),
    "jpeg-exif-gps": saved(drawn(), "JPEG", exif=exif(gps=True)),
    "jpeg-orientation-99": saved(drawn(), "JPEG", exif=exif(99)),
    "jpeg-xmp": jpeg_with(0xE1, XMP),
    "jpeg-comment": jpeg_with(0xFE, SECRET),
    "jpeg-iptc": jpeg_with(0xED, b"Photoshop 3.0\x008BIM\4\4\0\0\0\0\0\x0a" + SECRET),
    "jpeg-profile-junk": jpeg_with(0xE2, b"ICC_PROFILE\0\1\1" + b"\xff" * 999),
    "jpeg-profile-parts": jpeg_with(0xE2, b"ICC_PROFILE\0\xff\xff" + b"\xff" * 999),
    "png-16-bit": png_16_bit(200),
    "png-1-bit": saved(drawn(mode="1"), "PNG"),
    "png-grey-alpha": saved(drawn(mode="LA"), "PNG"),
    "png-palette": saved(drawn(mode="P"), "PNG", transparency=3),
    "png-animated": animated("PNG"),
    "png-exif-gps": saved(drawn(), "PNG", exif=exif(gps=True)),
    "png-no-gamma": png_with(png_chunk(b"gAMA", b"\0\0\0\0")),
    "gif-animated": animated("GIF"),
    "gif-no-end": GIF[:-1],
    "webp-animated": animated("WEBP"),
    "webp-exif-gps": saved(drawn(), "WEBP", exif=exif(gps=True)),
    "avif": AVIF,
    "avif-animated": animated("AVIF"),
    "avif-exif-gps": saved(drawn(), "AVIF", speed=10, exif=exif(gps=True)),
}
NO_PICTURES = {
    "gif-1-1": (gif((1, 1), gif_frame((1, 1))), "P_TINY"),
    "png-2-2": (saved(drawn((2, 2)), "PNG"), "P_TINY"),
    "jpeg-3-3": (saved(drawn((3, 3)), "JPEG"), "P_TINY"),
    "png-spacer": (saved(drawn((1000, 1)), "PNG"), "P_TINY"),
    "png-one-colour": (saved(Image.new("RGB", (300, 200), "white"), "PNG"), "P_BLANK"),
    "jpeg-one-colour": (saved(Image.new("RGB", (300, 200), "#eee"), "JPEG"), "P_BLANK"),
    "png-transparent": (saved(Image.new("RGBA", (300, 200)), "PNG"), "P_BLANK"),
    "gif-transparent": (saved(Image.new("P", (60, 40)), "GIF", transparency=0), "P_BLANK"),
}

CASES = [
    *(Case(name, answer(data), code) for name, (data, code) in BOMBS.items()),
    *(Case(f"damaged-{name}", answer(data), "I_BROKEN") for name, data in DAMAGED.items()),
    *(Case(f"odd-{name}", answer(data)) for name, data in ODD.items()),
    *(Case(f"none-{name}", answer(data), code) for name, (data, code) in NO_PICTURES.items()),
]
