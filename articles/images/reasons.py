"""Why there is no picture: codes and the sentences that explain them. Pure.

`I_…` it could not be had, `P_…` what came is no picture of the story's. Values in a sentence stand
in the refusal's detail.
"""

from collections.abc import Mapping


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators."""
    return sentence


SENTENCES: Mapping[str, str] = {
    # The address, before anybody is asked.
    "I_ADDRESS": gettext_noop("This is no http or https address that means one thing only."),
    "I_USERINFO": gettext_noop("The address holds a user's name, which deceives about the host."),
    "I_PORT": gettext_noop("Port %(port)s is not among those that pictures are fetched from."),
    "I_HOST": gettext_noop("“%(host)s” is no public name of a host."),
    "I_PRIVATE": gettext_noop("The host lies in a network that is not public: %(ip)s."),
    # Asking.
    "I_DNS": gettext_noop("The host's name is not known."),
    "I_CONNECT": gettext_noop("The host could not be reached."),
    "I_TLS": gettext_noop("The host's certificate does not hold, or its TLS does not."),
    "I_TIMEOUT": gettext_noop("The answer took longer than %(seconds)s s."),
    "I_PROTOCOL": gettext_noop("The answer was no HTTP that we read."),
    "I_STATUS": gettext_noop("The host answered %(status)s."),
    "I_REDIRECTS": gettext_noop("The address led on more than %(most)s times, or in a circle."),
    "I_ENCODED": gettext_noop("The answer was compressed although we ask for it as it is."),
    "I_CUT": gettext_noop("The answer ended before its announced length."),
    "I_EMPTY": gettext_noop("The answer was empty."),
    "I_TOO_LARGE": gettext_noop("The file is larger than %(most)s MB."),
    "I_MISSING": gettext_noop("There is no such file on this site."),
    "I_REPLACED": gettext_noop("Picture %(number)s has replaced this one in all its stories."),
    # What came.
    "I_NOT_PICTURE": gettext_noop("What came is no picture but %(type)s."),
    "I_SVG": gettext_noop("SVG pictures are programs: they are not shown."),
    "I_FORMAT": gettext_noop("We do not read this format of pictures: %(type)s."),
    "I_BROKEN": gettext_noop("The picture is damaged."),
    "I_TOO_MANY_PIXELS": gettext_noop("The picture has %(width)s × %(height)s pixels: too many."),
    "I_TOO_MANY_FRAMES": gettext_noop("The animation has more than %(most)s pictures."),
    "I_TOO_MUCH_WORK": gettext_noop("It took more than %(seconds)s s to decode."),
    "I_TOO_MUCH_MEMORY": gettext_noop("It took more than %(most)s MB to decode."),
    "I_CRASHED": gettext_noop("The decoder died of it."),
    # No picture.
    "P_PLACEHOLDER": gettext_noop("A service's random picture, put where a story has none."),
    "P_TRACKER": gettext_noop("An address that counts readers."),
    "P_DATA": gettext_noop("A picture inside the page itself, such as lazy loading leaves."),
    "P_TINY": gettext_noop("A picture of %(width)s × %(height)s pixels."),
    "P_BLANK": gettext_noop("A picture of one colour."),
    "P_REJECTED": gettext_noop("An editor said that this is no picture of a story."),
    "P_WITHDRAWN": gettext_noop("An editor took this picture down."),
}
# What may be otherwise the next time; everything else is not tried again by itself.
PASSING = frozenset(
    "I_DNS I_CONNECT I_TLS I_TIMEOUT I_PROTOCOL I_STATUS I_CUT I_EMPTY I_REDIRECTS"
    " I_MISSING I_CRASHED".split()
)
FOR_GOOD = frozenset({400, 401, 404, 405, 406, 410, 414, 451})  # HTTP statuses, even so


LONGEST_VALUE = 200


def _printable(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    return "".join(filter(str.isprintable, value[:LONGEST_VALUE]))


class Refusal(Exception):
    """There is no picture; `code` says why, `status` what the host answered (0: nothing), and
    `retry_after` in how many seconds it wants to be asked again (0: it did not say)."""

    def __init__(self, code: str, *, status: int = 0, retry_after: float = 0, **detail: str | int):
        self.code = code
        self.status = status
        self.retry_after = retry_after
        # Some of it is what a stranger's host or file said, and it is stored.
        told = {name: _printable(value) for name, value in detail.items()}
        self.detail = {"status": status, **told} if status else told
        super().__init__(SENTENCES[code] % self.detail)

    @property
    def is_passing(self) -> bool:
        """Whether another try later may succeed."""
        return self.code in PASSING and self.status not in FOR_GOOD

    @property
    def is_no_picture(self) -> bool:
        return self.code.startswith("P_")
