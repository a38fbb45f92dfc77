"""The visual editor's own words, in the language of the desk.

HugeRTE comes in English. These are the ones that our toolbar and its dialogues show.
"""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _


def labels() -> dict[str, str]:
    """By the English word; empty where the desk speaks English."""
    if (get_language() or "en").startswith("en"):
        return {}
    words = _general() | _of_links_and_pictures() | _of_tables() | _of_searching()
    return words | _of_properties()


def _general() -> dict[str, str]:
    return {
        "Undo": _("Undo"),
        "Redo": _("Redo"),
        "Blocks": _("Blocks"),
        "Block {0}": _("Block: {0}"),
        "Paragraph": _("Paragraph"),
        "Heading 2": _("Heading 2"),
        "Heading 3": _("Heading 3"),
        "Heading 4": _("Heading 4"),
        "Preformatted": _("Preformatted"),
        "Bold": _("Bold"),
        "Italic": _("Italic"),
        "Bullet list": _("Bullet list"),
        "Numbered list": _("Numbered list"),
        "Blockquote": _("Quotation"),
        "Clear formatting": _("Clear formatting"),
        "Show blocks": _("Show blocks"),
        "Save": _("Save"),
        "Cancel": _("Cancel"),
        "Close": _("Close"),
        "OK": _("OK"),
        "Yes": _("Yes"),
        "No": _("No"),
        "None": _("None"),
        "Copy": _("Copy"),
        "Cut": _("Cut"),
        "Paste": _("Paste"),
        "More...": _("More…"),
        "Reveal or hide additional toolbar items": _("Show or hide more tools"),
        "Resize": _("Resize"),
        "Rich Text Area": _("Text"),
    }


def _of_links_and_pictures() -> dict[str, str]:
    return {
        "Link...": _("Link…"),
        "Insert/edit link": _("Insert or change a link"),
        "Insert/Edit Link": _("Insert or change a link"),
        "Remove link": _("Remove link"),
        "Open link": _("Open link"),
        "URL": _("Address"),
        "Text to display": pgettext("of a link", "Text"),
        "Title": _("Title"),
        "The URL you entered seems to be an external link."
        " Do you want to add the required https:// prefix?": _("Is https:// to stand before it?"),
        "The URL you entered seems to be an email address."
        " Do you want to add the required mailto: prefix?": _("Is mailto: to stand before it?"),
        "Image...": _("Picture…"),
        "Insert/edit image": _("Insert or change a picture"),
        "Insert/Edit Image": _("Insert or change a picture"),
        "Source": _("Address"),
        "Alternative description": _("Alternative text"),
        "Width": _("Width"),
        "Height": _("Height"),
        "Constrain proportions": _("Keep the proportions"),
        "invalid": _("not valid"),
    }


def _of_tables() -> dict[str, str]:
    return {
        "Table": _("Table"),
        "{0} columns, {1} rows": _("{0} columns, {1} rows"),
        "Insert table": _("Insert table"),
        "Delete table": _("Delete table"),
        "Cell": _("Cell"),
        "Row": _("Row"),
        "Column": _("Column"),
        "Merge cells": _("Merge cells"),
        "Split cell": _("Split cell"),
        "Insert row before": _("Insert row before"),
        "Insert row after": _("Insert row after"),
        "Delete row": _("Delete row"),
        "Cut row": _("Cut row"),
        "Copy row": _("Copy row"),
        "Paste row before": _("Paste row before"),
        "Paste row after": _("Paste row after"),
        "Insert column before": _("Insert column before"),
        "Insert column after": _("Insert column after"),
        "Delete column": _("Delete column"),
        "Cut column": _("Cut column"),
        "Copy column": _("Copy column"),
        "Paste column before": _("Paste column before"),
        "Paste column after": _("Paste column after"),
    }


def _of_searching() -> dict[str, str]:
    return {
        "Find and replace...": _("Find and replace…"),
        "Find and Replace": _("Find and replace"),
        "Find and replace": _("Find and replace"),
        "Find": _("Find"),
        "Replace with": _("Replace with"),
        "Replace": pgettext("words in a text", "Replace"),
        "Replace all": _("Replace all"),
        "Previous": pgettext("place of words in a text", "Previous"),
        "Next": pgettext("place of words in a text", "Next"),
        "Preferences": _("Preferences"),
        "Match case": _("Match case"),
        "Find whole words only": _("Find whole words only"),
        "Find in selection": _("Find in selection"),
        "Could not find the specified string.": _("Not found."),
    }


def _of_properties() -> dict[str, str]:
    """Of a table, a row, a cell."""
    return {
        "Table properties": _("Properties of the table"),
        "Table Properties": _("Properties of the table"),
        "Row properties": _("Properties of the row"),
        "Row Properties": _("Properties of the row"),
        "Cell properties": _("Properties of the cell"),
        "Cell Properties": _("Properties of the cell"),
        "Rows": _("Rows"),
        "Cols": _("Columns"),
        "Alignment": _("Alignment"),
        "Horizontal align": _("Horizontal alignment"),
        "Vertical align": _("Vertical alignment"),
        "Left": pgettext("alignment", "Left"),
        "Center": pgettext("alignment", "Centre"),
        "Right": pgettext("alignment", "Right"),
        "Top": pgettext("alignment", "Top"),
        "Middle": pgettext("alignment", "Middle"),
        "Bottom": pgettext("alignment", "Bottom"),
        "Row type": _("Part of the table"),
        "Header": pgettext("part of a table", "Head"),
        "Body": pgettext("part of a table", "Body"),
        "Footer": pgettext("part of a table", "Foot"),
        "Cell type": _("Kind of cell"),
        "Header cell": _("Heading cell"),
        "Scope": _("Heads"),
        "Row group": _("Group of rows"),
        "Column group": _("Group of columns"),
    }
