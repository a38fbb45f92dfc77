"""The pages at hand: those used last, as many as fit into so many bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from .pages import Page

LARGEST = 8  # no page takes more than this part of the room


class Store:
    """Safe for threads. A page may grow while it is here: `put` weighs it again."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = 0
        self._pages: OrderedDict[Hashable, tuple[Page, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Page | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, page: Page) -> None:
        size = page.size
        with self._lock:
            _old, before = self._pages.pop(key, (None, 0))
            self.taken -= before
            if size > self.room // LARGEST:
                return
            self._pages[key] = page, size
            self.taken += size
            while self.taken > self.room:
                _key, (_page, freed) = self._pages.popitem(last=False)
                self.taken -= freed
