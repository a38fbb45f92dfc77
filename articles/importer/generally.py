"""What the problems of many files have in common: the sentences of problems.py that name something
of one file, worded for no file in particular. errors.py translates them.
"""

from collections.abc import Mapping

from .problems import gettext_noop

GENERALLY: Mapping[str, str] = {
    "E_NOT_A_FILE": gettext_noop(
        "This is no file. Links are not followed: import the folder they lead to."
    ),
    "E_PATH_UNSAFE": gettext_noop(
        "A part of the path could lead out of the folder. Rename the file."
    ),
    "E_PATH_TOO_LONG": gettext_noop("The path is too long. Shorten it."),
    "E_UNREADABLE": gettext_noop("The file could not be read. Check its permissions."),
    "E_TOO_BIG": gettext_noop("The file is larger than any article is. Take out what is embedded."),
    "E_NOT_STORED": gettext_noop(
        "The database did not take it. Please report this file to newsdesk's authors."
    ),
    "E_BUG": gettext_noop(
        "newsdesk failed at this file. Please report the file to newsdesk's authors."
    ),
    "E_BINARY": gettext_noop(
        "The file is no text, but a picture, an archive or the like. Only front-matter text files"
        " can be imported."
    ),
    "W_ENCODING": gettext_noop(
        "The file is not in UTF-8; its encoding was found out. Check that the text reads well."
    ),
    "W_ENCODING_LOSSY": gettext_noop(
        "Damaged characters were replaced by �. Compare with the original story."
    ),
    "W_CONTROL": gettext_noop("Control characters were taken out of the text."),
    "E_FM_UNTERMINATED": gettext_noop(
        "The front matter is never closed. Add the closing line before the text."
    ),
    "E_FM_TOO_BIG": gettext_noop("The front matter is too long. Move long texts into the body."),
    "E_FM_SYNTAX": gettext_noop(
        "The front matter breaks the rules of its format. Correct it at the line that is named."
    ),
    "E_YAML_UNSAFE": gettext_noop(
        "The front matter uses something that articles do not need and attacks do. Take it out."
    ),
    "W_YAML_SALVAGED": gettext_noop(
        "The front matter is no valid YAML and was read line by line. Check title, date and"
        " categories."
    ),
    "W_DUP_KEY": gettext_noop("A key is given twice; the last one counts."),
    "W_TITLE_GUESSED": gettext_noop(
        "There is no title; one was taken from a heading or the file name. Draft until you check"
        " it."
    ),
    "W_TITLE_TRUNCATED": gettext_noop("The title was too long and was cut. Write a shorter one."),
    "W_SOURCE_GUESSED": gettext_noop(
        "The file does not name its source; one was assumed. Set the right source."
    ),
    "W_DATE_BAD": gettext_noop(
        "What stands for the date is no date that exists. The story is a draft until you give it"
        " one."
    ),
    "W_DATE_YEARLESS": gettext_noop(
        "The date was written without a year and became 2001. Draft until you give it a date."
    ),
    "W_DATE_FUTURE": gettext_noop(
        "The date lies in the future: the story stays invisible until then."
    ),
    "W_IMAGE_DROPPED": gettext_noop(
        "The picture's address leads to no picture; the story has none now."
    ),
    "W_URL_DROPPED": gettext_noop("The original's address is no web address; left out."),
    "W_CATEGORY_DROPPED": gettext_noop(
        "A category could not be used; the story was filed without it."
    ),
    "W_BODY_CUT": gettext_noop("The text is too long; the rest is only in the kept original."),
    "W_POSSIBLY_SAME": gettext_noop(
        "Perhaps the same as another story: same source and title within three days, or until now"
        " the same file, but another text."
    ),
}
