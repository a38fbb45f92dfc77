"""How HugeRTE is set up: to lose nothing, and to run under our policy of contents."""

from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.translation import gettext as _

from .labels import labels
from .schema import valid_children, valid_elements

PROGRAM = "hugerte/hugerte.min.js"
SHEETS = ("articles/base.css", "articles/prose.css", "articles/admin/editor-text.css")
TOOLS = (
    "undo redo | blocks | bold italic | link image | bullist numlist blockquote table"
    " | removeformat visualblocks searchreplace"
)
BLOCKS = "Paragraph=p;Heading 2=h2;Heading 3=h3;Heading 4=h4;Preformatted=pre"
# Each of these would rewrite what nobody touched.
LEFT_ALONE = {
    # It would drop every address with "JavaScript:" in it, say in a title to be shared. Scripts do
    # not run from addresses: the cleaning and the policy of contents are what keeps them from it.
    "allow_script_urls": True,
    "convert_urls": False,
    "convert_fonts_to_spans": False,
    "entity_encoding": "raw",
    "fix_list_elements": False,
    "indent": False,
    "inline_styles": False,
    "media_filter_html": False,
    "media_live_embeds": False,
    "remove_trailing_brs": False,
    "verify_html": True,
}
# What would write styles, which the cleaning takes away.
NO_STYLES = {
    "image_dimensions": True,
    "link_default_target": "",
    "link_target_list": False,
    "object_resizing": False,
    "table_advtab": False,
    "table_appearance_options": False,
    "table_cell_advtab": False,
    "table_default_attributes": {},
    "table_default_styles": {},
    "table_resize_bars": False,
    "table_row_advtab": False,
    "table_sizing_mode": "responsive",
    "table_style_by_css": False,
    "text_patterns": False,
}


def program() -> str:
    """Where the editor's script lies; "" if it is not installed, or not collected yet."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    installed = finders.find(PROGRAM) if collected is None else PROGRAM in collected
    return static(PROGRAM) if installed else ""


def options() -> dict[str, Any]:
    return {
        **LEFT_ALONE,
        **NO_STYLES,
        "add_form_submit_trigger": False,  # an untouched text is not to be sent
        "base_url": f"{staticfiles_storage.base_url}hugerte",
        "suffix": ".min",
        "block_formats": BLOCKS,
        "body_class": "prose",
        "branding": False,
        "browser_spellcheck": True,
        "content_css": [static(sheet) for sheet in SHEETS],
        "contextmenu": False,
        "elementpath": False,
        "help_accessibility": False,
        "iframe_aria_text": _("The story's text. Alt and F10 lead to the tools, Escape back."),
        "labels": labels(),
        "menubar": False,
        "min_height": 320,
        "paste_data_images": False,
        "paste_remove_styles_if_webkit": False,  # they tell what is bold: editor-paste.js
        "plugins": "link image lists table searchreplace visualblocks",
        "promotion": False,
        "resize": False,  # by the browser: editor.css
        "statusbar": False,
        "toolbar": TOOLS,
        "toolbar_mode": "wrap",
        "valid_children": valid_children(),
        "valid_elements": valid_elements(),
    }
