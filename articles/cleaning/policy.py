"""What may stand in a stored body: data tables, read by the sanitiser and the CSP.

An element that is not listed loses its tags and keeps its text, unless it is in DROP_CONTENT.
"""

from collections.abc import Mapping

HEADINGS = ("h2", "h3", "h4", "h5", "h6")

# Elements that go together with all that is in them.
DROP_CONTENT = frozenset(
    "script style svg math template title noframes noembed object applet textarea select xmp"
    " plaintext head".split()
)

# Elements that hold no content and have no end tag (HTML Living Standard, 13.1.2).
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

EVERYWHERE = frozenset({"title", "lang", "dir", "id"})

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    tag: frozenset(attributes.split())
    for tag, attributes in {
        "a": "href",
        "abbr": "",
        "aside": "",
        "audio": "src",
        "b": "",
        "bdi": "",
        "bdo": "",
        "blockquote": "",
        "br": "",
        "caption": "",
        "center": "",
        "cite": "",
        "code": "class",
        "col": "span",
        "colgroup": "span",
        "dd": "",
        "del": "datetime",
        "details": "open",
        "dfn": "",
        "div": "",
        "dl": "",
        "dt": "",
        "em": "",
        "figcaption": "",
        "figure": "",
        "h2": "",
        "h3": "",
        "h4": "",
        "h5": "",
        "h6": "",
        "hr": "",
        "i": "",
        "iframe": "src width height allowfullscreen",
        "img": "src alt width height",
        "ins": "datetime",
        "kbd": "",
        "li": "value",
        "mark": "",
        "ol": "start reversed type",
        "p": "",
        "pre": "",
        "q": "",
        "rp": "",
        "rt": "",
        "ruby": "",
        "s": "",
        "samp": "",
        "section": "",
        "small": "",
        "source": "src type",
        "span": "",
        "strong": "",
        "sub": "",
        "summary": "",
        "sup": "",
        "table": "",
        "tbody": "",
        "td": "colspan rowspan",
        "tfoot": "",
        "th": "colspan rowspan scope",
        "thead": "",
        "time": "datetime",
        "tr": "",
        "u": "",
        "ul": "",
        "var": "",
        "video": "src poster width height",
        "wbr": "",
    }.items()
}
TAGS = frozenset(ATTRIBUTES)

# What every such element carries, whatever the author wrote.
FIXED: Mapping[str, dict[str, str]] = {
    "img": {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"},
    "iframe": {"loading": "lazy", "referrerpolicy": "strict-origin-when-cross-origin"},
    "audio": {"controls": "", "preload": "none"},
    "video": {"controls": "", "preload": "none"},
}
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"
LINK_REL = "nofollow noopener noreferrer"

SCHEMES = frozenset({"http", "https", "mailto"})
URL_ATTRIBUTES = frozenset({"href", "src", "poster"})
# Addresses that our own site serves; every other relative address belongs to the original's site.
OWN_PATHS = ("/media/",)

# Players that may be framed; an iframe from anywhere else becomes a link to it.
EMBED_HOSTS = frozenset(
    {
        "open.spotify.com",
        "player.bilibili.com",
        "player.vimeo.com",
        "player.youku.com",
        "v.qq.com",
        "www.youtube-nocookie.com",
        "www.youtube.com",
    }
)

# Where lazy-loading scripts keep the real picture, best first.
LAZY_SOURCES = (
    "data-original-src",
    "data-original",
    "data-actualsrc",
    "data-src",
    "data-lazy-src",
    "data-lazyload",
    "data-url",
)

# Link redirectors: host and path, and the query key that holds the true address.
REDIRECTORS: Mapping[str, str] = {
    "link.zhihu.com/": "target",
    "link.juejin.cn/": "target",
    "link.juejin.im/": "target",
    "www.oschina.net/action/GoToLink": "url",
    "link.csdn.net/": "target",
    "gitee.com/link": "target",
    "www.jianshu.com/go-wild": "url",
    "links.jianshu.com/go": "to",
    "link.segmentfault.com/": "url",
    "www.google.com/url": "q",
    "l.facebook.com/l.php": "u",
    "www.youtube.com/redirect": "q",
    "steamcommunity.com/linkfilter/": "url",
    "t.umblr.com/redirect": "z",
    "out.reddit.com/": "url",
}

# Prefixes that proxy a picture; the true address follows.
IMAGE_PROXIES = ("https://cors.zfour.workers.dev/?", "https://images.weserv.nl/?url=")
# Random pictures that generators put where a story has none.
PLACEHOLDER_HOSTS = frozenset(
    {"picsum.photos", "source.unsplash.com", "placehold.it", "via.placeholder.com", "placehold.co"}
)

# Classes of highlighted code's tokens (highlight.py, code.css), by Pygments' kinds of tokens. What
# is not listed belongs to what it is a kind of.
TOKEN_CLASSES = {
    "Comment": "c",
    "Comment.Preproc": "p",
    "Keyword": "k",
    "Keyword.Constant": "m",
    "Keyword.Type": "t",
    "Literal.Number": "m",
    "Literal.String": "s",
    "Literal.String.Escape": "e",
    "Literal.String.Interpol": "e",
    "Name.Attribute": "a",
    "Name.Builtin": "b",
    "Name.Class": "f",
    "Name.Constant": "m",
    "Name.Decorator": "p",
    "Name.Entity": "e",
    "Name.Function": "f",
    "Name.Tag": "k",
    "Name.Variable": "v",
    "Operator.Word": "k",
    "Generic.Deleted": "gd",
    "Generic.Heading": "c",
    "Generic.Inserted": "gi",
    "Generic.Prompt": "p",
    "Generic.Subheading": "c",
}
TOKENS = frozenset(TOKEN_CLASSES.values())
