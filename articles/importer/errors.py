"""Problems in the reader's language."""

from django.utils.translation import gettext

from .problems import OUR_WORDS_UNDER, SENTENCES, WORDS, Detail


def explain(code: str, detail: Detail) -> str:
    """What happened and what to do, in the active language; the bare code if it is unknown."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return code
    told = {
        key: gettext(value) if key in OUR_WORDS_UNDER and value in WORDS else value
        for key, value in detail.items()
    }
    try:
        return gettext(sentence) % told
    except (KeyError, TypeError, ValueError):  # a row of an older version, without some detail
        return gettext(sentence)
