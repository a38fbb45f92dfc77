"""A bound for what hostile input could make endless. How fast things are is measured in bench/."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_hanging(seconds: float = 10) -> Iterator[None]:
    """Fails where the block needs the processor for longer: a multiple of what it ever takes on a
    slow and busy machine, and a fraction of what it takes where it grows out of bounds."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds
