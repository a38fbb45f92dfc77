"""Hosts that lead to what is nobody's business, and names that change their mind."""

from tests.images.hostile.pictures import JPEG
from tests.images.hostile.server import NEVER, OWN, Case, after, answer, in_turn, redirect

METADATA, INSIDE = "169.254.169.254", "10.0.0.1"
# name: (where to, what must become of it)
LOCATIONS: dict[str, tuple[str | bytes, str]] = {
    "to-metadata": ("http://169.254.169.254/latest/meta-data/", "I_PRIVATE"),
    "to-loopback": ("http://127.0.0.1/", "I_PRIVATE"),
    "to-redis": ("http://127.0.0.1:6379/", "I_PRIVATE"),
    "to-private": ("http://192.168.1.1/", "I_PRIVATE"),
    "to-shared": ("http://100.64.0.1/", "I_PRIVATE"),
    "to-zero": ("http://0.0.0.0/", "I_PRIVATE"),
    "to-broadcast": ("http://255.255.255.255/", "I_PRIVATE"),
    "to-multicast": ("http://224.0.0.1/", "I_PRIVATE"),
    "to-loopback-6": ("http://[::1]/", "I_PRIVATE"),
    "to-unspecified-6": ("http://[::]/", "I_PRIVATE"),
    "to-link-local-6": ("http://[fe80::1]/", "I_PRIVATE"),
    "to-zone-6": ("http://[fe80::1%25eth0]/", "I_HOST"),
    "to-unique-local-6": ("http://[fd00:ec2::254]/", "I_PRIVATE"),
    "to-mapped": ("http://[::ffff:127.0.0.1]/", "I_PRIVATE"),
    "to-mapped-hex": ("http://[::ffff:a9fe:a9fe]/", "I_PRIVATE"),
    "to-compatible": ("http://[::127.0.0.1]/", "I_PRIVATE"),
    "to-nat64": ("http://[64:ff9b::7f00:1]/", "I_PRIVATE"),
    "to-6to4": ("http://[2002:7f00:1::1]/", "I_PRIVATE"),
    "to-teredo": ("http://[2001:0:7f00:1::1]/", "I_PRIVATE"),
    "to-localhost": ("http://localhost/", "I_HOST"),
    "to-localhost-dot": ("http://LOCALHOST./", "I_HOST"),
    "to-localhost-below": ("http://x.localhost/", "I_HOST"),
    "to-one-label": ("http://redis/", "I_HOST"),
    "to-decimal": ("http://2130706433/", "I_HOST"),
    "to-octal": ("http://0177.0.0.1/", "I_HOST"),
    "to-hexadecimal": ("http://0x7f000001/", "I_HOST"),
    "to-short": ("http://127.1/", "I_HOST"),
    "to-zero-padded": ("http://127.000.000.001/", "I_HOST"),
    "to-last-dot": ("http://127.0.0.1./", "I_HOST"),
    "to-full-width": ("http://１２７.０.０.１/", "I_HOST"),
    "to-circled": ("http://①②⑦.⓪.⓪.①/", "I_HOST"),
    "to-escaped-host": ("http://%31%32%37.0.0.1/", "I_HOST"),
    "to-userinfo": ("http://example.com@127.0.0.1/", "I_USERINFO"),
    "to-password": ("http://user:secret@to-password.example/", "I_USERINFO"),
    "to-userinfo-hash": ("http://example.com#@127.0.0.1/", "I_DNS"),
    "to-file": ("file://localhost/etc/passwd", "I_ADDRESS"),
    "to-gopher": ("gopher://127.0.0.1:6379/_FLUSHALL", "I_ADDRESS"),
    "to-ftp": ("ftp://to-ftp.example/picture.jpg", "I_ADDRESS"),
    "to-dict": ("dict://127.0.0.1:11211/stats", "I_ADDRESS"),
    "to-javascript": ("javascript:alert(1)", "I_ADDRESS"),
    "to-data": ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "I_ADDRESS"),
    "to-no-scheme": ("//127.0.0.1/", "I_PRIVATE"),
    "to-backslashes": ("\\\\127.0.0.1\\picture.jpg", "I_ADDRESS"),
    "to-slash-backslash": ("/\\127.0.0.1/", "I_ADDRESS"),
    "to-backslash-userinfo": ("http://to-x.example\\@127.0.0.1/", "I_ADDRESS"),
    "to-tab-in-scheme": ("ht\ttp://127.0.0.1/", "I_ADDRESS"),
    "to-three-slashes": ("http:///127.0.0.1/", "I_ADDRESS"),
    "to-no-slashes": ("http:127.0.0.1", "I_ADDRESS"),
    "to-ssh": ("http://to-ssh.example:22/", "I_PORT"),
    "to-port-8080": ("http://to-port-8080.example:8080/", "I_PORT"),
    "to-port-0": ("http://to-port-0.example:0/", "I_PORT"),
    "to-port-65616": ("http://to-port-65616.example:65616/", "I_PORT"),  # 80 + 2 ** 16
    "to-port-minus": ("http://to-port-minus.example:-80/", "I_PORT"),
    "to-huge": ("http://to-huge.example/" + "a" * 60_000, "I_ADDRESS"),
    "to-binary": (b"http://\x00\xff\xfe.example/\x80", "I_ADDRESS"),
    "to-itself": ("http://to-itself.example/picture.jpg", "I_REDIRECTS"),
}


def endless_road() -> list[Case]:
    """From /picture.jpg to /1 to /2 … to the picture: too far."""
    steps = [redirect(f"/{number}") for number in range(1, 40)]
    return [Case("to-many", in_turn(*steps, answer(JPEG)), "I_REDIRECTS")]


CASES = [
    *(Case(name, redirect(where), code) for name, (where, code) in LOCATIONS.items()),
    *endless_road(),
    Case("to-nowhere", redirect(""), "I_STATUS", status=302),
    Case("to-no-location", answer(status="302 Found"), "I_STATUS", status=302),
    Case("to-and-fro", in_turn(*[redirect("/b"), redirect("/picture.jpg")] * 20), "I_REDIRECTS"),
    Case("to-another-path", in_turn(redirect("/moved.jpg"), answer(JPEG))),
    Case("to-a-path-with-script", redirect("https:///\\[", "301 Moved"), "I_ADDRESS"),
    Case("to-slow-hops", in_turn(*[after(0.3, redirect(f"/{n}")) for n in range(9)]), "I_TIMEOUT"),
    Case("location-of-a-picture", answer(JPEG, Location="http://127.0.0.1/")),
    Case("slow-name", answer(JPEG), "I_TIMEOUT", names={"slow-name.example": [[NEVER]]}),
    Case("junk-for-a-name", answer(JPEG), "I_PRIVATE", names={"junk-for-a-name.example": [["x"]]}),
    Case(
        "to-half-private",
        redirect("http://half.example/"),
        "I_PRIVATE",
        names={"half.example": [[OWN, INSIDE]]},
    ),
    Case(
        "to-mapped-name",
        redirect("http://mapped.example/"),
        "I_PRIVATE",
        names={"mapped.example": [["::ffff:127.0.0.1"]]},
    ),
    Case(
        "to-metadata-name",
        redirect("http://metadata.google.internal/computeMetadata/v1/"),
        "I_HOST",
        names={"metadata.google.internal": [[METADATA]]},
    ),
    Case("rebinds", answer(JPEG), names={"rebinds.example": [[OWN], [METADATA]]}),
    Case(
        "rebinds-at-redirect",
        redirect("http://rebinds-at-redirect.example/again.jpg"),
        "I_PRIVATE",
        names={"rebinds-at-redirect.example": [[OWN], [METADATA]]},
    ),
    Case("private-name", answer(JPEG), "I_PRIVATE", names={"private-name.example": [[INSIDE]]}),
    Case("unknown-name", answer(JPEG), "I_DNS", names={"unknown-name.example": [[]]}),
    Case(
        "half-private-name",
        answer(JPEG),
        "I_PRIVATE",
        names={"half-private-name.example": [[OWN, "fd00::1"]]},
    ),
]
