"""A bucket for tests: enough of S3 for our storage, in this process, with what it was asked."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY, SECRET = "a key", "a/secret+"
PAGE = 5  # names in one answer to LIST, so that there are several


@dataclass
class Stored:
    body: bytes
    headers: dict[str, str]
    at: datetime


@dataclass
class Service:
    """Files by bucket and name. What lies in `public` anybody may GET."""

    public: str = "pictures"
    files: dict[str, Stored] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""
    is_down: bool = False

    def url(self, bucket: str, options: str = "") -> str:
        """As it stands in STORAGE_URL."""
        host = self.address.removeprefix("http://")
        return f"s3+http://a%20key:a%2Fsecret%2B@{host}/{bucket}{options}"


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(_Handler):
        files = service

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: Service

    def log_message(self, *args: object) -> None:
        pass

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionResetError):
            super().handle_one_request()

    def begin(self) -> str | None:
        """The name of the file, unless the request is refused."""
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length)
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        name = unquote(parts.path).strip("/")
        self.files.asked.append(f"{self.command} {name}")
        signed = self.headers.get("Authorization", "").startswith(
            f"AWS4-HMAC-SHA256 Credential={KEY}/"
        )
        is_open = self.command == "GET" and name.startswith(f"{self.files.public}/")
        if self.files.is_down:
            self.answer(503, b"<Error><Code>ServiceUnavailable</Code></Error>")
        elif not (signed or is_open):
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        else:
            return name
        return None

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        if (name := self.begin()) is None:
            return
        kept = {key: self.headers[key] for key in ("Content-Type", "Cache-Control")
                if key in self.headers}  # fmt: skip
        self.files.files[name] = Stored(self.body, kept, datetime.now(UTC))
        self.answer(200, ETag='"1"')

    def do_DELETE(self) -> None:
        if (name := self.begin()) is not None:
            self.files.files.pop(name, None)
            self.answer(204)

    def do_GET(self) -> None:
        if (name := self.begin()) is None:
            return
        found = self.files.files.get(name)
        if found:
            headers = {key.replace("-", "_"): value for key, value in found.headers.items()}
            modified = format_datetime(found.at, usegmt=True)
            self.answer(200, found.body, Last_Modified=modified, ETag='"1"', **headers)
        elif "/" not in name:
            self.answer(200, self.listing(name), Content_Type="application/xml")
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET  # noqa: N815  # as http.server calls it

    def listing(self, bucket: str) -> bytes:
        """Names after `marker`, a page of them; with a delimiter the folders instead."""
        prefix, after = self.query.get("prefix", ""), self.query.get("marker", "")
        start = len(f"{bucket}/")
        keys = sorted(name[start:] for name in self.files.files
                      if name.startswith(f"{bucket}/{prefix}"))  # fmt: skip
        rest = [key for key in keys if key > after]
        if "delimiter" in self.query:
            folders = {prefix + key.removeprefix(prefix).split("/")[0] for key in keys}
            entries = "".join(
                f"<CommonPrefixes><Prefix>{escape(folder)}/</Prefix></CommonPrefixes>"
                for folder in sorted(folders)
            )
            rest = []
        else:
            entries = "".join(
                f"<Contents><Key>{escape(key)}</Key></Contents>" for key in rest[:PAGE]
            )
        more = "true" if len(rest) > PAGE else "false"
        return (
            f"<ListBucketResult><IsTruncated>{more}</IsTruncated>{entries}</ListBucketResult>"
        ).encode()
