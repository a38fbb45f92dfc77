"""Thirty kinds of text that editors are known to lose, each as the cleaning stores it."""

from articles.cleaning import clean_html

IMAGE = '<img src="https://i.example/a.png" alt="A chip" title="Seen from above">'
PLAYER = '<iframe src="https://www.youtube.com/embed/abc" width="560" height="315" title="A film">'

KINDS = {
    name: clean_html(markup)
    for name, markup in {
        "paragraphs and lines": "<p>One.<br>Two.</p>\n\n<p>Three.</p>",
        "headings with ids": '<h2 id="top">Top</h2>\n<p>Text.</p><h4 lang="de" id="x">Unten</h4>',
        "links": '<p>See <a href="https://a.example/?a=1&amp;b=%E4%B8%AD#c" title="t">this</a>,'
        ' <a href="#top">above</a>, <a href="mailto:a@a.example">mail</a>.</p>',
        "a link that says JavaScript": "<p><a"
        ' href="https://a.example/share?text=JavaScript:%20the%20good%20parts">Share</a> it.</p>',
        "a picture in text": f"<p>Before {IMAGE} after.</p>",
        "a picture with sizes": '<p>A picture.</p><img srcset="https://i.example/a.png 1x,'
        ' https://i.example/b.png 2x" alt="" width="640" height="480">',
        "a figure": f"<figure>{IMAGE}<figcaption>A <em>chip</em>.</figcaption></figure>",
        "a player": f"<p>Watch:</p>\n{PLAYER}</iframe>\n<p>That was it.</p>",
        "a video": '<p>Watch:</p><video src="https://a.example/v.mp4" width="320" height="200"'
        ' poster="https://a.example/p.png"></video>',
        "sound from two sources": '<p>Hear:</p><audio><source src="https://a.example/a.ogg"'
        ' type="audio/ogg"><source src="https://a.example/a.mp3"></audio>',
        "a table with spans": "<table><caption>Chips</caption><thead><tr><th colspan=2 scope=col>A"
        "</th></tr></thead><tbody><tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr>"
        "</tbody><tfoot><tr><td></td><td>end</td></tr></tfoot></table>",
        "a table with columns": "<table><colgroup><col span=2></colgroup><tbody><tr><td><p>a</p>"
        "<ul><li>b</li></ul></td><td>c<br>d</td></tr></tbody></table>",
        "ruby": "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>の文。</p>",
        "spans with a language": '<p>Das <span lang="de" dir="ltr" title="t">Wort</span> here.</p>',
        "nested lists": "<ul><li>One<ul><li>One one<ol start=3 type=a><li value=7>Deep</li></ol>"
        "</li></ul></li><li><p>Two</p><p>Two more</p></li></ul>",
        "a list in a list": "<ul><li>One</li><ul><li>In between</li></ul><li>Two</li></ul>",
        "definitions": "<dl><dt>Chip</dt><dd>Small.</dd><dt>Wafer</dt><dd><p>Large.</p></dd></dl>",
        "details": "<details open><summary>More</summary><p>Hidden text.</p></details>",
        "code": '<pre><code class="language-python">if a &lt; b:\n\n    print("x &amp; y")\n</code>'
        "</pre>\n<p>Run <code>git log</code>, <kbd>q</kbd>, <samp>ok</samp> <var>x</var>.</p>",
        "text as it stands": "<p>Look:</p><pre>  a\n\n   b\tc</pre>",
        "quotations": "<blockquote>\n<p>He said <q>no</q>.</p>\n<cite>Ann</cite>\n</blockquote>",
        "marks": "<p>H<sub>2</sub>O, E=mc<sup>2</sup>, <mark>new</mark>, <small>fine</small>.</p>",
        "old marks": "<p><b>b</b> <i>i</i> <u>u</u> <s>s</s> <strong>st</strong> <em>em</em>.</p>",
        "edits": '<p><del datetime="2026-01-01">old</del> <ins>new</ins> text.</p>',
        "abbreviations and times": '<p><abbr title="World Wide Web">WWW</abbr>, <dfn>node</dfn>,'
        ' <time datetime="2026-05-01">May</time>, long<wbr>word.</p>',
        "two directions": '<p dir="rtl">שלום <bdi>abc</bdi> <bdo dir="ltr">def</bdo> עולם</p>',
        "entities and spaces": "<p>a&nbsp;b &lt;c&gt; &amp;amp; d&nbsp;&nbsp;e “f” – …  g</p>",
        "Chinese with emoji": "<p>芯片“涨价”了……🎉👩‍💻，Ａｐｐｌｅ　公司。</p>\n<p>第二段𠮷。</p>",
        "boxes in boxes": "<p>First.</p><section>\n<div><p>In a box.</p>\n<p>Two.</p></div>\n"
        "</section><aside><p>Beside.</p></aside><center>Middle</center><hr><p>End.</p>",
        "loose text": f"Loose text, <b>bold</b>.<figure>{IMAGE}</figure>And more of it.",
    }.items()
}
