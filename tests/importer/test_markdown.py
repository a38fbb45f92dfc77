"""Markdown bodies: shortcodes resolved, code left alone."""

import pytest

from articles.importer.markdown import MAX_BRACKETS, MAX_CHARS, resolve_shortcodes, to_html
from tests.hanging import without_hanging
from tests.importer.documents import story

HTML = {
    "paragraphs": ("a\n\nb", "<p>a</p>\n<p>b</p>\n"),
    "a table": ("|a|\n|-|\n|b|\n", "<td>b</td>"),
    "crossed out": ("~~a~~", "<s>a</s>"),
    "a footnote": ("a[^1]\n\n[^1]: b", "footnote"),
    "raw HTML": ("a <b>c</b>", "a <b>c</b>"),
    "code": ("```py\nx\n```", '<code class="language-py">'),
    "no typography": ('"a" -- (c)', "&quot;a&quot; -- (c)"),
}


@pytest.mark.parametrize(("text", "expected"), HTML.values(), ids=HTML)
def test_markdown_becomes_html(text, expected):
    assert expected in to_html(text)[0]


RESOLVED = {
    "a figure": (
        '{{< figure src="/a.jpg" alt="b" caption="c & d" >}}',
        '<figure><img src="/a.jpg" alt="b"><figcaption>c &amp; d</figcaption></figure>',
    ),
    "a figure with a title": ("{{% figure src='a' title='b' %}}", "<figcaption>b</figcaption>"),
    "an image by place": ('{{< image "a.jpg" "b" >}}', '<img src="a.jpg" alt="b">'),
    "a linked figure": ("{{< figure link=a.jpg >}}", '<img src="a.jpg" alt="">'),
    "Hexo's image": (
        "{% img left /a/b.jpg 100 200 the title %}",
        '<img src="/a/b.jpg" alt="the title">',
    ),
    "Hexo's asset": ("{% asset_img b.jpg %}", '<img src="b.jpg" alt="">'),
    "an image without a path": ("{% img left %}", ""),
    "a link": (
        "{% link New chips https://a.example/?b&c external %}",
        '<a href="https://a.example/?b&amp;c">New chips</a>',
    ),
    "a link without a text": (
        "{% link https://a.example/ %}",
        '<a href="https://a.example/">https://a.example/</a>',
    ),
    "a link without an address": ("{% link New <chips> %}", "New &lt;chips&gt;"),
    "YouTube": ("{{< youtube abc >}}", '<iframe src="https://www.youtube-nocookie.com/embed/abc">'),
    "YouTube by name": ('{{< youtube id="abc" >}}', "embed/abc"),
    "Vimeo": ("{% vimeo 12 %}", '<iframe src="https://player.vimeo.com/video/12">'),
    "bilibili": ("{{< bilibili BV1 >}}", "player.html?bvid=BV1"),
    "a player without a film": ("{{< youtube >}}", ""),
    "highlighting": ("{% highlight python %}\nx\n{% endhighlight %}", "\n```python\n\nx\n\n```\n"),
    "highlighting of Hugo": ("{{< highlight go >}}x{{< /highlight >}}", "\n```go\nx\n```\n"),
    "a code block": ("{% codeblock lang:js %}x{% endcodeblock %}", "\n```js\nx\n```\n"),
    "a code block without a language": ("{% code %}x{% endcode %}", "\n```\nx\n```\n"),
    "a hostile language": ("{% code a`b<c> %}x{% endcode %}", "\n```abc\nx"),
    "a quotation": ("{% blockquote %}x{% endblockquote %}", "<blockquote>\n\nx\n\n</blockquote>"),
    "unknown, with content": ("a{% note info %}b{% endnote %}c", "abc"),
    "a template's output": ("a{{ site.title }}b", "ab"),
    "MDX": ("import A from 'b';\nexport const c = 1\n\nd", "\n\n\nd"),
    "MDX, bare": ("import './a.css'\nd", "\nd"),
    "white space control": ("a{%- more -%}b", "ab"),
    "white space control after an argument": ("{%- vimeo 12 -%}", 'video/12"'),
    "no white space before the end": ("{%vimeo 12-%}", 'video/12"'),
    "Hugo's without content": ("{{< vimeo 12 />}}", 'video/12"'),
    "Hugo's with a sign within": ('{{% figure src="a" alt="5 > 4%" %}}', "5 &gt; 4%"),
    "an argument without a value": ("{{< figure src = a.jpg alt= >}}", 'src="a.jpg"'),
}


@pytest.mark.parametrize(("text", "expected"), RESOLVED.values(), ids=RESOLVED)
def test_a_shortcode_is_resolved_or_goes(text, expected):
    resolved, count = resolve_shortcodes(text)

    assert expected in resolved
    assert resolved == "" or expected
    assert count >= 1
    assert "{%" not in resolved
    assert "{{" not in resolved


KEPT = {
    "fenced": "```\n{% raw %}\n{{ x }}\n```\n",
    "fenced with tildes": "~~~\n{{< x >}}\n~~~\n",
    "fenced to the end": "```\n{% x %}\n",
    "fenced longer": "````\n```\n{% x %}\n````\n",
    "inline": "say `{{ x }}` and `{% y %}`",
    "text": "100% {sure} {{",
    "an import in a sentence": "We import 'sand' from Chile",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_code_and_text_stay_as_they_are(text):
    assert resolve_shortcodes(text) == (text, 0)


def test_shortcodes_around_code_are_resolved():
    assert resolve_shortcodes("{% a %}`{% b %}`{% c %}") == ("`{% b %}`", 2)


def test_a_very_long_text_is_only_escaped():
    assert to_html("<" * (MAX_CHARS + 1)) == ("&lt;" * (MAX_CHARS + 1), 0)
    assert to_html("![" * (MAX_BRACKETS + 1)) == ("![" * (MAX_BRACKETS + 1), 0)


REPEATED = {
    "quotes": "> ",
    "brackets": "[",
    "pictures": "![",
    "notes": "^[a]",
    "stars": "*a ",
    "emphasis": "a*",
    "shortcodes": "{% ",
    "shortcodes that never end": "{% a ",
    "Hugo's shortcodes that never end": "{{< a ",
    "ticks": "`",
    "ticks in lines": "`\n",
    "lists": "- ",
    "numbered lists": "1) a\n1. a\n",
    "lines": "a\n",
    "empty lines": "\n",
    "tables": "a|b\n-|-\n",
    "imports": "import\n",
    "tags": "a<a b",
    "references": "&amp;",
    "Hexo's images": "{% img /a b %}",
    "figures": "{{<figure a>}}",
    "white space": " ",
    "arguments": "{% img " + "a " * 980 + "%}",
    "an argument's white space": "{% img a" + " " * 1_980 + "= %}",
}
WORST = {name: part * (MAX_CHARS // len(part)) for name, part in REPEATED.items()} | {
    "an item": "- " * 20_000 + "a",
    "white space in a shortcode": "{% a" + " " * (MAX_CHARS - 4),
    "white space in Hugo's shortcode": "{{< a" + " " * (MAX_CHARS - 5),
    "a shortcode's name": "{% " + "a" * (MAX_CHARS - 3),
    "white space in a line": "a" + " " * (MAX_CHARS - 2) + "b",
    "a quotation that goes on": ">" * 19 + "a\n" + "b\n" * 5_000,
    "many columns": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "a\n" * 5_000,
    "a note that goes on": "[^1]\n\n[^1]: " + "a\n" * 100_000,
    "a title that goes on": '[a]: b "' + "a\n" * 100_000,
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_the_worst_markdown_is_read_in_a_moment(text):
    with without_hanging():
        to_html(text)


def test_a_text_that_would_take_too_long_is_only_escaped():
    assert to_html("{% a %}\n" + "*b*\n" * 20_000) == ("{% a %}\n" + "*b*\n" * 20_000, 0)


def test_a_long_story_is_read():
    text = "# b\n\nSome *text* with `code`, [a link](https://a.example/).\n\n> c\n\n" * 800

    assert to_html(text)[0].count("<h1>") == 800


def test_shortcodes_are_counted_in_a_story():
    assert story("", "{{< a >}}text{{< /a >}}").notes["N_SHORTCODE"] == 2


def test_a_hostile_shortcode_gives_safe_html():
    found = story("", '{{< figure src="javascript:x" caption="<script>x</script>" >}}\n\ntext')

    assert "<script" not in found.body
    assert "javascript" not in found.body
