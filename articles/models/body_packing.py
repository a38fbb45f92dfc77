"""A body as revisions keep it: compressed, with an older body of the same story for a dictionary.

Pure. What the two have in common costs next to nothing, at any length and in any place; zstd's own
checksum tells whether what comes out is what went in.
"""

import zstandard

LEVEL = 9
LARGEST = 2**27  # no body comes near; what claims more is damaged


class DamagedBodyError(Exception):
    """What is kept cannot be read: it, or the body that it leans on, is not what was written."""


def pack(body: str, base: str | None = None) -> bytes:
    """The body in as few bytes as it takes for one who has `base`."""
    data = body.encode()
    settings = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(data),
        dict_size=len(base.encode()) if base else 0,
        write_checksum=True,
    )
    packer = zstandard.ZstdCompressor(compression_params=settings, dict_data=_dictionary(base))
    return packer.compress(data)


def unpack(packed: bytes, base: str | None = None) -> str:
    """The body again. Raises DamagedBodyError."""
    try:
        if zstandard.frame_content_size(packed) > LARGEST:
            raise DamagedBodyError
        return zstandard.ZstdDecompressor(dict_data=_dictionary(base)).decompress(packed).decode()
    except (zstandard.ZstdError, UnicodeDecodeError) as error:
        raise DamagedBodyError from error


def _dictionary(base: str | None) -> zstandard.ZstdCompressionDict | None:
    """Taken as it is, not as one that was trained; an empty one is none."""
    if not base:
        return None
    raw = zstandard.DICT_TYPE_RAWCONTENT
    return zstandard.ZstdCompressionDict(base.encode(), dict_type=raw)
