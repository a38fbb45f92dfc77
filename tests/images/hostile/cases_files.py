"""Files that are no pictures, or not only pictures, under a picture's name."""

import gzip
import io
import zipfile

from tests.images.hostile import pictures
from tests.images.hostile.pictures import GIF, JPEG, PNG
from tests.images.hostile.server import COPIED, Case, answer

HTML = b"<!DOCTYPE html><html><body><h1>Not found</h1><script>alert(1)</script></body></html>" * 9
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" onload="alert(1)">'
    '<script>alert(1)</script><image href="http://169.254.169.254/"/></svg>'
)
PASSWORDS = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file://localhost/etc/passwd">]>'
ENTITIES = f'<?xml version="1.0"?>{PASSWORDS}{SVG}'
PHP = b"<?php system($_GET['c']); ?><script>alert(1)</script>"


def archive() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("script.js", "alert(1)" * 99)
    return into.getvalue()


NO_PICTURES = {
    "html": HTML,
    "json": b'{"error": "not found"}',
    "xml": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "plain-text": b"Forbidden",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "zip": archive(),
    "elf": b"\x7fELF\2\1\1" + bytes(99),
    "windows-program": b"MZ\x90\0" + bytes(99),
    "javascript": b"alert(document.cookie)",
    "zeros": bytes(5000),
    "comments": b"<!---->" * 140,  # many ways to read them
    "open-comments": b"<!--" * 250,
    "doctypes": b"<!DOCTYPE svg [" * 60,
    "one-byte": b"\xff",
    "mp4": pictures.box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + pictures.box(b"mdat", bytes(99)),
    "matroska": b"\x1aE\xdf\xa3" + bytes(99),
    "mp3": b"ID3\4" + bytes(99),
    "font": b"wOF2" + bytes(99),
}
VECTORS = {
    "svg": SVG.encode(),
    "svg-utf-16": SVG.encode("utf-16"),
    "svg-utf-16-no-bom": SVG.encode("utf-16-be"),
    "svg-bom": b"\xef\xbb\xbf" + SVG.encode(),
    "svg-late": b"\n<!--" + b"x" * 3000 + b"-->" + SVG.encode(),
    "svg-entities": ENTITIES.encode(),
    "svg-prefixed": SVG.replace("svg", "s:svg").replace("xmlns=", "xmlns:s=").encode(),
    "svgz": gzip.compress(SVG.encode()),
}
FORMATS = {
    "tiff": pictures.saved(pictures.drawn(), "TIFF"),
    "bmp": pictures.saved(pictures.drawn(), "BMP"),
    "ico": pictures.saved(pictures.drawn((256, 256)), "ICO"),
    "ppm": pictures.saved(pictures.drawn(), "PPM"),
    "tga": pictures.saved(pictures.drawn(), "TGA"),
    "jpeg-2000": pictures.saved(pictures.drawn(), "JPEG2000"),
    "psd": b"8BPS\0\1" + bytes(20),
    "heic": pictures.box(b"ftyp", b"heic\0\0\0\0mif1heic") + pictures.box(b"meta", bytes(99)),
    "jpeg-xl": b"\xff\x0a" + bytes(99),
    "jpeg-xl-box": pictures.box(b"JXL ", b"\r\n\x87\n") + bytes(99),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\nshowpage\n",
    "postscript": b"%!PS\n(/etc/passwd) (r) file\n",
    "wmf": b"\xd7\xcd\xc6\x9a" + bytes(99),
    "mpo": pictures.saved(pictures.drawn(), "MPO"),
}
TOLD_APART = dict.fromkeys(("tga", "ppm", "wmf"), "I_NOT_PICTURE") | {"mpo": COPIED}
TOLD_APART |= dict.fromkeys(("svg-utf-16-no-bom", "svg-late", "svgz"), "I_NOT_PICTURE")

CASES = [
    *(Case(f"is-{name}", answer(data), "I_NOT_PICTURE") for name, data in NO_PICTURES.items()),
    *(
        Case(f"is-{name}", answer(data), TOLD_APART.get(name, "I_SVG"))
        for name, data in VECTORS.items()
    ),
    *(
        Case(f"is-{name}", answer(data), TOLD_APART.get(name, "I_FORMAT"))
        for name, data in FORMATS.items()
    ),
    Case("is-svg-by-type", answer(SVG.encode(), Content_Type="image/svg+xml"), "I_SVG"),
    Case("is-empty", answer(b""), "I_EMPTY"),
    Case("is-html-by-type", answer(JPEG, Content_Type="text/html")),
    Case("is-of-no-type", answer(JPEG, Content_Type="")),
    Case("is-of-odd-type", answer(JPEG, Content_Type="\xff\0;;;" * 99)),
    Case("is-download", answer(JPEG, Content_Disposition='attachment; filename="../../etc/x.jpg"')),
    Case(
        "is-multipart",
        answer(
            b"--x\r\nContent-Type: image/jpeg\r\n\r\n" + JPEG + b"\r\n--x--\r\n",
            Content_Type="multipart/x-mixed-replace; boundary=x",
        ),
        "I_NOT_PICTURE",
    ),
    # More than one thing at once. What is copied must hold nothing but the picture.
    Case("is-gif-and-html", answer(b"GIF89a/*" + HTML + b"*/=1;"), "I_BROKEN"),
    Case("is-gif-and-page", answer(GIF + HTML)),
    Case("is-jpeg-and-php", answer(pictures.jpeg_with(0xFE, PHP))),
    Case("is-jpeg-and-page", answer(JPEG + HTML)),
    Case("is-png-and-php", answer(pictures.png_with(pictures.png_chunk(b"tEXt", b"a\0" + PHP)))),
    Case("is-png-and-zip", answer(PNG + archive())),
    Case("is-bmp-in-ico", answer(b"\0\0\1\0\1\0" + bytes(40)), "I_FORMAT"),
]
