"""The rules: from a source's grant to what a page may print."""

from dataclasses import dataclass

from articles.models import Article, TextRights


@dataclass(frozen=True)
class Rights:
    """What the source lets us do with one story, and the words that it asks for."""

    text: TextRights
    licence: str
    licence_url: str
    credit_line: str

    @property
    def shows_body(self) -> bool:
        return self.text == TextRights.FULL

    @property
    def shows_picture(self) -> bool:
        """Pictures belong to the full text: neither an excerpt nor a headline carries one."""
        return self.text == TextRights.FULL

    @property
    def shows_summary(self) -> bool:
        return self.text in {TextRights.FULL, TextRights.EXCERPT}


def rights_of(article: Article) -> Rights:
    """The rights in one story. Costs no query when the article came with its source."""
    source = article.source
    known = source.text_rights in TextRights.values
    return Rights(
        # A grant that we do not know is the smallest one.
        text=TextRights(source.text_rights) if known else TextRights.LINK,
        licence=source.licence,
        licence_url=source.licence_url,
        credit_line=source.credit_line,
    )
