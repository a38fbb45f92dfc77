"""Hosts that speak HTTP endlessly, slowly, wrongly, compressed, or not at all."""

import gzip
import zlib

from tests.images.hostile.pictures import JPEG
from tests.images.hostile.server import Behaviour, Case, answer, endless, raw, silent

OK = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
LONG = OK + b"Content-Length: 9999\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BLOCK = JPEG[:3] + bytes(65533)
ONE_MORE = b"X-More: %s\r\n" % (b"1" * 999)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LONG_CONTINUE = b"HTTP/1.1 100 Continue\r\nX: %s\r\n\r\n" % (b"x" * 9_999)  # soon too much
PAUSE = 0.05  # between two bytes of what drips


def drip(head: bytes, text: bytes) -> Behaviour:
    return endless(head, lambda number: text[number % len(text) :][:1], PAUSE)


def chunk(data: bytes, size: bytes = b"") -> bytes:
    return (size or b"%x" % len(data)) + b"\r\n" + data + b"\r\n"


ZEROS = gzip.compress(bytes(2**20), 9)  # members may follow each other


ENDLESS = [
    Case("endless-body", endless(OK + b"\r\n", lambda _: BLOCK), "I_TOO_LARGE"),
    Case("endless-chunks", endless(CHUNKED, lambda _: chunk(BLOCK)), "I_TOO_LARGE"),
    Case("endless-chunk-line", endless(CHUNKED, lambda _: b"0" * 65536), "I_PROTOCOL"),
    Case("endless-chunk-extension", endless(CHUNKED + b"5;", lambda _: BLOCK), "I_PROTOCOL"),
    Case(
        "endless-trailers",
        endless(CHUNKED + chunk(JPEG) + b"0\r\n", lambda _: ONE_MORE),
        "I_PROTOCOL",
    ),
    Case("endless-headers", endless(OK, lambda _: ONE_MORE), "I_PROTOCOL"),
    Case("endless-header-line", endless(OK + b"X: ", lambda _: BLOCK), "I_PROTOCOL"),
    Case("endless-status-line", endless(b"HTTP/1.1 200 ", lambda _: BLOCK), "I_PROTOCOL"),
    Case("endless-continue", endless(b"", lambda _: LONG_CONTINUE), "I_PROTOCOL"),
    Case("100k-headers", raw(OK, b"X-Flood: 1\r\n" * 100_000, b"\r\n", JPEG), "I_PROTOCOL"),
    Case("10-mb-header", raw(OK, b"X-Flood: " + b"1" * 10**7, b"\r\n\r\n", JPEG), "I_PROTOCOL"),
    Case("folded-headers", raw(OK, b"X: 1\r\n" + b" 1\r\n" * 100_000, b"\r\n", JPEG), "I_PROTOCOL"),
]
SLOW = [
    Case("drip-status", drip(b"", b"HTTP/1.1 200 " + b"O" * 999), "I_TIMEOUT"),
    Case("drip-headers", drip(OK, b"X: y\r\n"), "I_TIMEOUT"),
    Case("drip-body", drip(LONG, b"\xff"), "I_TIMEOUT"),
    Case("drip-chunks", drip(CHUNKED, b"1\r\n\xff\r\n"), "I_TIMEOUT"),
    Case("drip-continue", endless(b"", lambda _: CONTINUE, PAUSE), "I_TIMEOUT"),
    Case("silence", silent(), "I_TIMEOUT"),
    Case("silence-after-headers", silent(LONG), "I_TIMEOUT"),
    Case("silence-after-half", silent(LONG + JPEG[:400]), "I_TIMEOUT"),
    Case("never-accepts", None, "I_CONNECT"),
]
WRONG = [
    Case("hangs-up", raw(), "I_PROTOCOL"),
    Case("length-too-long", answer(JPEG, Content_Length=str(len(JPEG) + 9)), "I_CUT"),
    Case("length-too-short", answer(JPEG, Content_Length=str(len(JPEG) // 2)), "I_BROKEN"),
    Case("length-huge", answer(JPEG, Content_Length="9" * 30), "I_TOO_LARGE"),
    Case("length-negative", answer(JPEG, Content_Length="-1"), "I_PROTOCOL"),
    Case("length-of-words", answer(JPEG, Content_Length="many"), "I_PROTOCOL"),
    Case("length-with-plus", answer(JPEG, Content_Length=f"+{len(JPEG)}"), "I_PROTOCOL"),
    Case(
        "two-lengths",
        raw(OK, b"Content-Length: 5\r\nContent-Length: %d\r\n\r\n" % len(JPEG), JPEG),
        "I_PROTOCOL",
    ),
    Case(
        "length-and-chunks",
        raw(
            OK, b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", chunk(JPEG), chunk(b"")
        ),
        "I_PROTOCOL",
    ),
    Case("chunks", raw(CHUNKED, chunk(JPEG[:99]), chunk(JPEG[99:]), chunk(b""))),
    Case("chunk-size-of-words", raw(CHUNKED, chunk(JPEG, b"size")), "I_CUT"),
    Case("chunk-size-negative", raw(CHUNKED, chunk(JPEG, b"-5")), "I_PROTOCOL"),
    Case("chunk-size-huge", raw(CHUNKED, chunk(JPEG, b"f" * 40)), "I_TOO_LARGE"),
    Case("chunks-cut", raw(CHUNKED, chunk(JPEG)), "I_CUT"),
    Case("unknown-coding", raw(OK, b"Transfer-Encoding: gzip, chunked\r\n\r\n", JPEG), "I_ENCODED"),
    Case("http-0-9", raw(JPEG), "I_PROTOCOL"),
    Case("http-2", raw(b"\0\0\x12\4\0\0\0\0\0" + bytes(18)), "I_PROTOCOL"),
    Case("ssh", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "I_PROTOCOL"),
    Case("smtp", raw(b"220 mail.example ESMTP\r\n"), "I_PROTOCOL"),
    Case("status-of-words", raw(b"HTTP/1.1 fine\r\n\r\n", JPEG), "I_PROTOCOL"),
    Case("status-negative", raw(b"HTTP/1.1 -200 OK\r\n\r\n", JPEG), "I_PROTOCOL"),
    Case("status-9999", raw(b"HTTP/1.1 9999 OK\r\n\r\n", JPEG), "I_PROTOCOL"),
    Case("nul-in-header", raw(OK, b"X: \0\r\n: \r\n\r\n", JPEG), "I_PROTOCOL"),
]
STATUS = [
    Case(f"status-{status}", answer(JPEG, f"{status} Any"), "I_STATUS", status=status)
    for status in (206, 300, 401, 402, 403, 404, 410, 451, 500, 503, 599, 999)
] + [
    Case("status-204", raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "I_STATUS", status=204),
    Case("status-304", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "I_STATUS", status=304),
    Case("status-101", raw(b"HTTP/1.1 101 Switching\r\n\r\n"), "I_STATUS", status=101),
    Case(
        "too-many-requests",
        answer(b"", "429 Too Many Requests", Retry_After="86400"),
        "I_STATUS",
        status=429,
        retry_after=86_400,
    ),
    Case(
        "retry-after-an-age",
        answer(b"", "503 Busy", Retry_After="9" * 400),
        "I_STATUS",
        status=503,
    ),
    Case(
        "retry-after-a-date",
        answer(b"", "503 Busy", Retry_After="Fri, 31 Dec 9999 23:59:59 GMT"),
        "I_STATUS",
        status=503,
        retry_after=7 * 86_400,
    ),
]
ENCODED = [
    Case("gzip-bomb", answer(ZEROS * 200, Content_Encoding="gzip"), "I_ENCODED"),
    Case("gzip", answer(gzip.compress(JPEG), Content_Encoding="gzip"), "I_ENCODED"),
    Case("deflate", answer(zlib.compress(JPEG), Content_Encoding="deflate"), "I_ENCODED"),
    Case("brotli", answer(JPEG, Content_Encoding="br"), "I_ENCODED"),
    Case("identity", answer(JPEG, Content_Encoding="identity")),
    Case("gzip-unannounced", answer(gzip.compress(JPEG)), "I_NOT_PICTURE"),
]
CASES = [*ENDLESS, *SLOW, *WRONG, *STATUS, *ENCODED]
