"""Addresses as feeds need them: whole, because a feed's entry lies on no page. Pure."""

import re

# The sanitiser leaves no "<", ">" or '"' inside a tag's attributes: this is one whole tag, and
# nothing that looks like an address in the text between two tags.
TAG = re.compile(r"<[a-z][^<>]*>")
OWN_PATH = re.compile(r'( (?:href|src|poster)=")(?=/(?!/))')
WITHIN_PAGE = re.compile(r'( href=")(?=#)')


def absolute(path: str, site: str) -> str:
    """An address with its host: this site's, if it is a path; "//host/…" lacks only the scheme."""
    if path.startswith("//"):
        return f"https:{path}"
    return f"{site}{path}" if path.startswith("/") else path


def with_absolute_links(html: str, site: str, page: str) -> str:
    """A clean body whose links and pictures work outside its page."""
    if '="/' not in html and '="#' not in html:
        return html

    def whole(tag: re.Match[str]) -> str:
        found = OWN_PATH.sub(lambda start: start[1] + site, tag[0])
        return WITHIN_PAGE.sub(lambda start: start[1] + page, found)

    return TAG.sub(whole, html)
