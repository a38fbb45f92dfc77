"""Problems in the reader's language."""

from django.utils.translation import gettext

from .generally import GENERALLY
from .problems import OUR_WORDS_UNDER, SENTENCES, WORDS, Detail


def explain(code: str, detail: Detail) -> str:
    """What happened and what to do, in the active language; the bare code if it is unknown."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return code
    ours = {key: gettext(str(detail[key])) for key in OUR_WORDS_UNDER if detail.get(key) in WORDS}
    try:
        return gettext(sentence) % ({**detail, **ours} if ours else detail)
    except (KeyError, TypeError, ValueError):  # a row of an older version, without some detail
        return gettext(sentence)


def in_general(code: str) -> str:
    """The code's sentence about no file in particular; the bare code if it is unknown."""
    return gettext(GENERALLY.get(code) or SENTENCES.get(code) or code)
