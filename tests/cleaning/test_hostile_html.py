"""Attacks of every known family, written for this table: nothing of them is left."""

import pytest

from articles.cleaning import clean_html
from tests.cleaning.judge import faults, second_opinion, starts, words

HANDLERS = {
    "on an allowed element": "<p onclick=alert(1)>x</p>",
    "on a picture": "<img src=https://a.example/i.png onerror=alert(1)>",
    "upper case": "<IMG SRC=https://a.example/i.png ONLOAD=alert(1)>",
    "slashes for spaces": "<img/src=https://a.example/i.png/onerror=alert(1)>",
    "no space after a quoted value": '<a href="https://a.example/"onclick="alert(1)">x</a>',
    "a line feed and a form feed": "<b\nonmouseover\f=\talert(1)>x</b>",
    "after a NUL": "<p on\x00click=alert(1)>x</p>",
    "in the value of another": '<p title="x" onfocus="alert(1)" autofocus tabindex=1>x</p>',
    "quotes that do not match": "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
    "a back tick quote": "<img src=`x` onerror=alert(1)>",
    "details that open": "<details open ontoggle=alert(1)><summary>s</summary>x</details>",
    "media": '<video src="https://a.example/v.mp4" onloadstart=alert(1)></video>',
    "closing tag with attributes": "<p>x</p onclick=alert(1)>",
    "animation": "<p style='animation:x' onanimationend=alert(1)>x</p>",
}
SCHEMES = {
    "javascript": '<a href="javascript:alert(1)">x</a>',
    "mixed case": '<a href="jAvAsCrIpT:alert(1)">x</a>',
    "decimal references": '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    "references without semicolons": '<a href="&#0000106&#0000097vascript&#58alert(1)">x</a>',
    "hexadecimal references": '<a href="&#x6a;avascript&#x3A;alert(1)">x</a>',
    "named references": '<a href="javascript&colon;alert&lpar;1&rpar;">x</a>',
    "a tab inside": '<a href="java\tscript:alert(1)">x</a>',
    "a tab reference inside": '<a href="java&Tab;script:alert(1)">x</a>',
    "a line feed inside": '<a href="java&NewLine;script:alert(1)">x</a>',
    "control characters before": '<a href="\x01\x0c javascript:alert(1)">x</a>',
    "a soft hyphen inside": '<a href="java\u00adscript:alert(1)">x</a>',
    "a zero width space before": '<a href="\u200bjavascript:alert(1)">x</a>',
    "a NUL inside": '<a href="java\x00script:alert(1)">x</a>',
    "twice encoded": '<a href="javascript&amp;#58;alert(1)">x</a>',
    "percent encoded colon": '<a href="javascript%3Aalert(1)">x</a>',
    "vbscript": '<a href="vbscript:msgbox(1)">x</a>',
    "data": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "data in a picture": '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "data in a frame": '<iframe src="data:text/html;base64,PHNjcmlwdD4="></iframe>',
    "javascript in a frame": '<iframe src="javascript:alert(1)"></iframe>',
    "view source and blob": '<a href="view-source:x">x</a><a href="blob:https://a.example/1">y</a>',
    "javascript in a redirector": (
        '<a href="https://www.google.com/url?q=javascript:alert(1)">x</a>'
    ),
    "javascript behind an image proxy": (
        '<img src="https://images.weserv.nl/?url=javascript:alert(1)">'
    ),
    "javascript as a poster": '<video poster="javascript:alert(1)"></video>',
    "javascript as a lazy source": '<img data-src="javascript:alert(1)">',
    "javascript in a srcset": '<img srcset="javascript:alert(1) 2x">',
    "a quotation's source": '<blockquote cite="javascript:alert(1)">x</blockquote>',
    "a form's address": '<form action="javascript:alert(1)"><button formaction=x>x</button></form>',
    "backslashes for slashes": '<a href="\\\\evil.example\\x">x</a>',
    "out of the media folder": '<a href="/media/../admin/">x</a>',
    "out of the media folder, encoded": '<img src="/media/%2e%2e/admin/">',
}
ELEMENTS = {
    "script": "<script>alert(1)</script><p>x</p>",
    "script that is never closed": "<p>x</p><script>alert(1)",
    "script within a tag's name": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script that is closed oddly": "<script>alert(1)</script/x><p>x</p>",
    "svg": "<svg onload=alert(1)><g/></svg>",
    "svg with a link": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "svg with foreign content": "<svg><foreignObject><p onclick=x>y</p></foreignObject></svg>",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "math with a link": "<math href='javascript:alert(1)'>x</math>",
    "template": "<template><img src=x onerror=alert(1)></template>",
    "style that leaves": "<style><!--</style><img src=x onerror=alert(1)>--></style>",
    "style attribute": "<p style='background:url(javascript:alert(1))'>x</p>",
    "stylesheet and import": "<link rel=stylesheet href=//evil.example><style>@import 'x'</style>",
    "base": '<base href="https://evil.example/"><a href="x">y</a>',
    "meta refresh": '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    "form": "<form id=f><input name=password><button type=submit>x</button></form>",
    "object and embed": "<object data=x><embed src=https://evil.example/x.swf></object>",
    "frame with a document": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "a player's address as user name": '<iframe src="https://v.qq.com@evil.example/"></iframe>',
    "a player's address as subdomain": '<iframe src="https://v.qq.com.evil.example/"></iframe>',
    "a player's frame with a document": '<iframe src=https://v.qq.com/x srcdoc="<b>"></iframe>',
    "frameset": "<frameset><frame src=javascript:alert(1)></frameset>",
    "marquee": "<marquee onstart=alert(1)>x</marquee>",
    "custom element": "<x-y is=z onclick=alert(1)>x</x-y>",
}
MUTATIONS = {
    "comment that ends early": "<!--><img src=x onerror=alert(1)>-->",
    "comment that ends oddly": "<!-- x --!><img src=x onerror=alert(1)>",
    "comment that never ends": "<p>x</p><!-- <img src=x onerror=alert(1)>",
    "conditional comment": "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "CDATA": "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "processing instruction": "<?xml version='1.0'?><img src=x onerror=alert(1)>",
    "noscript and title": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "textarea and title": '<textarea><p title="</textarea><img src=x onerror=alert(1)>">',
    "title": '<title><p id="</title><img src=x onerror=alert(1)>">',
    "xmp": '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "plaintext": "<plaintext><img src=x onerror=alert(1)>",
    "select": "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "table that moves its content": "<table><a href='javascript:alert(1)'><tr><td>x</table>",
    "nested forms in svg": "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="
    '"</style><img onerror=alert(1) src>">',
    "tag that never ends": "<img src=x onerror=alert(1)//",
    "two opening signs": "<<img src=x onerror=alert(1)>>",
    "opening sign as a reference": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "opening sign encoded twice": "&amp;lt;script&amp;gt;alert(1)",
    "full width signs": "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "lone surrogates": "<\ud83cscript>alert(1)</script\udf00><p title='\ud800'>x</p>",
    "NUL in a tag's name": "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "an address that holds a tag": 'https://a.example/"onmouseover="alert(1)<b>',
    "an attribute that holds tags": '<p title="</p><script>alert(1)</script>">x</p>',
    "clobbered names": "<a id=cookie name=body></a><img src=https://a.example/i.png name=forms>",
    "equals sign as a name": "<p ==x onclick=alert(1) =y>x</p>",
}
FAMILIES = {"handlers": HANDLERS, "schemes": SCHEMES, "elements": ELEMENTS, "mutations": MUTATIONS}
VECTORS = {
    f"{family}: {name}": markup
    for family, table in FAMILIES.items()
    for name, markup in table.items()
}
BASES = ["", "https://site.example/news/1.html"]


@pytest.mark.parametrize("base", BASES, ids=["no base", "base"])
@pytest.mark.parametrize("markup", VECTORS.values(), ids=VECTORS)
def test_nothing_hostile_is_left_of(markup, base):
    cleaned = clean_html(markup, base)

    assert faults(cleaned) == []
    assert clean_html(cleaned) == cleaned
    assert second_opinion(cleaned) == starts(cleaned)


@pytest.mark.parametrize("before", ["<p>", "<table><tr><td>", "<div><ul><li>", "<pre><code>"])
@pytest.mark.parametrize("markup", VECTORS.values(), ids=VECTORS)
def test_nothing_hostile_is_left_within_other_elements_of(markup, before):
    cleaned = clean_html(before + markup)

    assert faults(cleaned) == []
    assert clean_html(cleaned) == cleaned


SEEN_BY_THE_JUDGE = {
    "handler": "<p onclick=x>",
    "script": "<script>x</script>",
    "scheme": '<a rel="nofollow noopener noreferrer" href="java&#9;script:x">x</a>',
    "data": '<img src="data:image/png;base64,x">',
    "relative": '<img src="x.png">',
    "style": "<p style='color:red'>",
    "comment": "<!-- x -->",
    "id": "<p id=cookie>",
    "frame": '<iframe src="https://v.qq.com/x"></iframe>',
    "link": '<a href="https://a.example/">x</a>',
    "mail to a picture": '<img src="mailto:a@a.example">',
    "class": "<code class=hljs>",
}


@pytest.mark.parametrize("markup", SEEN_BY_THE_JUDGE.values(), ids=SEEN_BY_THE_JUDGE)
def test_the_judge_of_these_tests_sees(markup):
    assert faults(markup)


HARMLESS = {
    "text about tags": ("<p>Write &lt;script&gt; last.</p>", "Write <script> last."),
    "text about schemes": ("<p>javascript: is a scheme</p>", "javascript: is a scheme"),
    "an ampersand": ("<p>R&D &amp; Q&amp;A</p>", "R&D & Q&A"),
    "less than": ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
    "emoji": ("<p>\U0001f600\U0001f3fd</p>", "\U0001f600\U0001f3fd"),
}


@pytest.mark.parametrize(("markup", "text"), HARMLESS.values(), ids=HARMLESS)
def test_harmless_text_survives(markup, text):
    assert words(clean_html(markup)) == text
