"""Where pictures' files lie: one address, like the database's, becomes what Django calls a storage.

`s3://KEY:SECRET@HOST/BUCKET/FOLDER?region=…&public=…`; `s3+http://` for a bucket in a network of
one's own. What is missing or contradictory stops the start. Messages never repeat an address: it
holds the secret.
"""

import mimetypes
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

A_YEAR = 31_536_000
IMMUTABLE = f"public, max-age={A_YEAR}, immutable"
SCHEMES = {"s3": "https", "s3+http": "http"}
OPTIONS = frozenset({"region", "public"})
FILES = "django.core.files.storage.FileSystemStorage"
FORM = "s3://KEY:SECRET@HOST/BUCKET"
# Small systems know neither; a bucket would call these files programs.
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")


def public(address: str) -> dict[str, Any]:
    """The storage that readers get files from: a bucket, or MEDIA_ROOT where no address is set.

    Raises ImproperlyConfigured with the variable's name and what is wrong.
    """
    if not address:
        return {"BACKEND": FILES}
    options = _options("STORAGE_URL", address)
    name, given = options["bucket_name"], dict(parse_qsl(urlsplit(address).query))
    shown = urlsplit(given.get("public") or f"{options['endpoint_url']}/{name}")
    if shown.scheme not in ("http", "https") or not shown.netloc:
        raise ImproperlyConfigured("public= in STORAGE_URL must be an http or https address.")
    return {
        "BACKEND": "newsdesk.s3.Bucket",
        "OPTIONS": options
        | {
            "url_protocol": f"{shown.scheme}:",
            "custom_domain": (shown.netloc + shown.path).rstrip("/"),
            "object_parameters": {"CacheControl": IMMUTABLE},
            "querystring_auth": False,
        },
    }


def private(address: str, root: Path, beside: str) -> dict[str, Any]:
    """The storage of files that nobody may ask for: a bucket, or this folder. `beside` is the
    address of the public one, in which it may not lie. Raises as `public` does."""
    if not address:
        return {"BACKEND": FILES, "OPTIONS": {"location": root}}
    if beside and _overlap(_place(address), _place(beside)):
        raise ImproperlyConfigured(
            "ORIGINALS_URL and STORAGE_URL are one place, or one lies in the other: originals would"
            " be as public as the pictures. Give them a bucket or a folder of their own."
        )
    return {"BACKEND": "newsdesk.s3.Bucket", "OPTIONS": _options("ORIGINALS_URL", address)}


def origin(storage: dict[str, Any]) -> str:
    """Where browsers get its files, as the Content-Security-Policy names it; empty: this site."""
    options = storage.get("OPTIONS", {})
    if "custom_domain" not in options:
        return ""
    return f"{options['url_protocol']}//{options['custom_domain'].partition('/')[0]}"


def _options(variable: str, address: str) -> dict[str, Any]:
    """What both kinds of bucket must know."""
    parts = urlsplit(address)
    name, _, folder = parts.path.strip("/").partition("/")
    _refuse_incomplete(variable, address, name)
    if not (find_spec("storages") and find_spec("boto3")):
        wanted = "pip install -r requirements-s3.txt"
        raise ImproperlyConfigured(f"{variable} needs two more packages: {wanted}")
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
        "region_name": dict(parse_qsl(parts.query)).get("region") or "us-east-1",
        "bucket_name": name,
        "location": folder,
        "file_overwrite": False,
    }


def _refuse_incomplete(variable: str, address: str, name: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured(f"{variable} must begin with s3:// or s3+http://: {FORM}")
    wanted = {
        "the key": parts.username,
        "the secret": parts.password,
        "the host": parts.hostname,
        "the bucket": name,
    }
    if missing := [what for what, value in wanted.items() if not value]:
        raise ImproperlyConfigured(f"{variable} lacks {' and '.join(missing)}: {FORM}")
    if unknown := {key for key, _ in parse_qsl(parts.query)} - OPTIONS:
        raise ImproperlyConfigured(
            f"{variable} has unknown options: {', '.join(sorted(unknown))}. It may have region"
            " and public."
        )


def _place(address: str) -> tuple[str, str]:
    """Host and path, with slashes around: one place lies in another if its path begins so."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2].lower(), f"/{parts.path.strip('/')}/"


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    same_host = one[0] == other[0]
    return same_host and (one[1].startswith(other[1]) or other[1].startswith(one[1]))
