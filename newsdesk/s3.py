"""A bucket as a storage. Imported only where one is set: its library takes 20 MB of memory."""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from threading import RLock
from typing import Any

from boto3 import Session
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CLIENT = Config(
    # Not only Amazon's: others lack its newer checksums, and have no name for each bucket.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},
)
# Renditions are small; those who store many have threads of their own.
TRANSFER = TransferConfig(use_threads=False)
# Each thread has a connection, made from a session that all share: to read what a session knows of
# the service takes 0.2 s. They must not make one at the same time.
CONNECTING = RLock()
session = cache(Session)


def _as_os_error(method: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever uses a storage need not know which one it is: it fails as a disk would."""

    @wraps(method)
    def call(bucket: "Bucket", *args: Any, **kwargs: Any) -> Any:
        try:
            return method(bucket, *args, **kwargs)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise OSError(f"The bucket {bucket.bucket_name} failed: {error}") from error

    return call


class Bucket(S3Storage):
    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=CLIENT, transfer_config=TRANSFER, **options)

    @property
    def connection(self) -> Any:
        with CONNECTING:
            return super().connection

    def _create_session(self) -> Session:
        return session(self.access_key, self.secret_key)

    def walk(self, folder: str) -> Iterator[str]:
        """The names of all files below it, a thousand in one answer."""
        inside = f"{self.location.strip('/')}/".removeprefix("/")
        for found in self.bucket.objects.filter(Prefix=f"{inside}{folder}/"):
            yield found.key.removeprefix(inside)


METHODS = ("_open", "_save", "delete", "exists", "listdir", "size", "get_modified_time")
for name in METHODS:
    setattr(Bucket, name, _as_os_error(getattr(S3Storage, name)))
