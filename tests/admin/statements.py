"""What is wrong with a statement that grows with the archive: read from its words alone."""

import re
from collections.abc import Iterator

from articles.admin import paging
from articles.admin.paging import COUNT_LIMIT

# Few rows by what they are; whatever counts or searches them may look at all of them.
SMALL = {
    "articles_beat": "sources and sections of single people",
    "articles_category": "the sections of a site: its menu",
    "articles_importrule": "written by hand",
    "articles_job": "begun by hand",
    "articles_savedsearch": "saved by hand, 50 a person",
    "articles_source": "each has its rights agreed",
    "articles_tagsynonym": "entered by hand",
    "auth_group": "made by hand",
    "auth_permission": "four a table",
    "auth_user": "who works here",
    "taggit_tag": "thousands, of a line each",
}
COUNT = re.compile(r"\bCOUNT\(", re.I)
LIMITED = re.compile(r"COUNT\(\*\) FROM \(SELECT .* LIMIT (\d+)\) subquery", re.I | re.S)
OFFSET = re.compile(r"\bOFFSET (\d+)", re.I)
TABLES = re.compile(r'(?:FROM|JOIN) "(\w+)"', re.I)
FEW = re.compile(r'"(?:id|\w+_id)" (?:IN \((?!SELECT)|= )', re.I)  # of a page's own rows
WINDOW = re.compile(r'"id" > +-?\d+', re.I)  # the newest so many rows
# LIKE '%…' reads every row; so does one over UPPER(…), unless an index holds just that.
LIKE = re.compile(r"\bLIKE '%|UPPER\([^()]*(?:::text)?\)\s+LIKE|\bLIKE UPPER\('%", re.I)
BODY = re.compile(r'^SELECT (?:(?! FROM ).)*"articles_article"\."body"', re.I | re.S)


def wrongs(sql: str, *, is_list: bool = False) -> Iterator[str]:
    """`is_list`: a list's, which has no use for whole texts."""
    is_small = set(TABLES.findall(sql)) <= SMALL.keys()
    if COUNT.search(sql) and not is_small and not is_bounded(sql):
        yield "counts without an end"
    if any(int(skipped) > paging.MOST_SKIPPED for skipped in OFFSET.findall(sql)):
        yield f"skips more than {paging.MOST_SKIPPED} rows"
    if LIKE.search(sql) and not is_small and not WINDOW.search(sql) and not FEW.search(sql):
        yield "looks through every text"
    if is_list and BODY.search(sql) and not FEW.search(sql):
        yield "loads whole texts into a list"


def is_bounded(sql: str) -> bool:
    limited = LIMITED.search(sql)
    if limited:
        return int(limited[1]) <= COUNT_LIMIT + 1
    return bool(FEW.search(sql))
