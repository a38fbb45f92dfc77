"""The visual editor in a browser: nothing is lost, nothing runs, nothing is sent untouched."""

import pytest

from articles.models import Article, Revision
from articles.provenance.guard import guarded
from tests.admin.helpers import ADD, change_url
from tests.admin.pictures import picture, shop
from tests.axe import violations
from tests.factories import make_article

from .kinds import KINDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["shop"]
# Puts the cursor behind the first letter of the first text that can be written in.
PLACE = """(html) => {
  const editor = hugerte.activeEditor;
  if (html) { editor.setContent(html); editor.undoManager.clear(); }
  editor.focus();
  const texts = editor.getDoc().createTreeWalker(editor.getBody(), NodeFilter.SHOW_TEXT);
  while (texts.nextNode() && texts.currentNode.data.trim().length < 1);
  const text = texts.currentNode;
  const range = editor.getDoc().createRange();
  range.setStart(text, text.data.length - text.data.trimStart().length + 1);
  editor.selection.setRng(range);
  return editor.getContent();
}"""
CONTENT = "hugerte.activeEditor.getContent()"
SENT = "(name) => new FormData(document.getElementById('article_form')).get(name)"
UNCLEAN = "<img src=x onerror='top.ran = 1'>"
NEVER_SAVED = "<p>H2O, E=mc2, new, fine. Never saved.</p>"  # and without its marks
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  const options = { bubbles: true, cancelable: true, clipboardData: data };
  hugerte.activeEditor.getBody().dispatchEvent(new ClipboardEvent("paste", options));
}"""


def open_editor(page) -> None:
    page.click("[data-visual]")
    page.wait_for_selector("[data-visual][aria-pressed=true]")


def test_thirty_kinds_of_text_survive_an_edit_in_the_visual_editor(desk_page, complaints):
    desk_page.goto(ADD)
    open_editor(desk_page)
    assert len(KINDS) == 30

    for kind, body in KINDS.items():
        untouched = guarded(body, desk_page.evaluate(PLACE, body))
        assert (untouched.html, untouched.lost) == (body, {}), kind
        desk_page.keyboard.type("XYZ")
        edited = guarded(body, desk_page.evaluate(CONTENT))
        assert edited.lost == {}, kind
        assert "XYZ" in edited.html, kind
        assert edited.html.replace("XYZ", "") == body, kind

    assert complaints == []


def test_a_story_is_edited_by_keyboard_on_a_phone_and_saved(desk_page, complaints):
    body = "\n".join(KINDS.values())
    story = make_article(body=body)
    desk_page.set_viewport_size({"width": 375, "height": 900})
    desk_page.emulate_media(color_scheme="dark")
    desk_page.goto(change_url(story))
    desk_page.focus("[data-visual]")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector("[data-visual][aria-pressed=true]")
    assert desk_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert complaints == []
    assert violations(desk_page) == []
    complaints.clear()  # of axe, which tries to write a style

    desk_page.evaluate(PLACE, "")
    desk_page.keyboard.type("XYZ")
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.press("Backspace")
    desk_page.focus("[data-visual]")
    desk_page.keyboard.press("Enter")  # back to the source
    desk_page.wait_for_selector("[data-visual][aria-pressed=false]")
    assert "OXYZne." in desk_page.input_value("#id_body")
    desk_page.click("[name=_continue]")
    desk_page.wait_for_url("**/change/")

    story.refresh_from_db()
    assert story.body == body.replace("One.", "OXYZne.", 1)
    assert Revision.objects.get().lost == {}
    assert complaints == []


def test_what_is_untouched_is_not_sent_and_what_is_written_is_not_lost(desk_page):
    story = make_article(body=KINDS["marks"])
    url = change_url(story)
    desk_page.goto(url)
    open_editor(desk_page)
    with desk_page.expect_request(lambda request: request.method == "POST") as sent:
        desk_page.click("[name=_continue]")
    assert 'name="body"' not in sent.value.post_data
    desk_page.wait_for_load_state()
    assert not Revision.objects.exists()

    questions = []
    desk_page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    open_editor(desk_page)
    desk_page.click("[data-visual]")  # looked at, and closed again
    desk_page.wait_for_selector("[data-visual][aria-pressed=false]")
    desk_page.fill("#id_body", NEVER_SAVED)
    assert desk_page.evaluate(SENT, "body_opened") == "", "a person wrote in the source"
    desk_page.goto(url)
    assert questions == ["beforeunload"]
    assert "never saved, written at" in desk_page.inner_text("[data-offer]")
    desk_page.click("[data-recover]")
    assert desk_page.input_value("#id_body") == NEVER_SAVED

    desk_page.click("[name=_continue]")  # it loses marks: the page asks
    desk_page.check("[name=body_loss_confirmed]")
    desk_page.click("[name=_continue]")
    desk_page.wait_for_selector(".messagelist .success")
    assert Article.objects.get().body == NEVER_SAVED
    assert desk_page.is_hidden("[data-offer]")
    assert desk_page.evaluate("Object.keys(localStorage).filter((key) => /draft/.test(key))") == []
    assert questions == ["beforeunload"]


def test_what_was_saved_is_no_draft_even_where_the_cleaning_took_some_away(desk_page):
    story = make_article(body="<p>Old.</p>")
    desk_page.goto(change_url(story))
    new = f"<p>new <iframe src=https://x.example></iframe><marquee>hi</marquee>{UNCLEAN}</p>"
    desk_page.fill("#id_body", f"<p>Old.</p>{new}")
    desk_page.click("[name=_continue]")
    desk_page.wait_for_selector(".messagelist .success")

    story.refresh_from_db()
    assert "new" in story.body
    assert "marquee" not in story.body
    assert desk_page.is_hidden("[data-offer]")
    assert desk_page.evaluate("Object.keys(localStorage).filter((key) => /draft/.test(key))") == []


def test_an_unclean_source_runs_nothing_in_the_visual_editor(desk_page, complaints):
    body = f"""<p title="a > onb=1 style=c">{UNCLEAN}<b style='color:red'onclick="x">b</b></p>"""
    desk_page.goto(ADD)
    desk_page.fill("#id_body", body)
    open_editor(desk_page)
    assert 'title="a > onb=1 style=c"' in desk_page.evaluate(CONTENT).replace("&gt;", ">")
    desk_page.evaluate("(html) => hugerte.activeEditor.setContent(html)", body)

    assert desk_page.evaluate("window.ran") is None
    assert "ran" not in desk_page.evaluate(CONTENT)
    assert complaints == []


PASTED = {
    "what runs nothing": (
        "<p>a<img src=https://i.example/x.png onerror='top.ran = 1' onload='top.ran = 1'>"
        "<a href='javascript:top.ran = 1' onclick='top.ran = 1'>b</a></p>"
        "<svg onload='top.ran = 1'></svg><iframe srcdoc='<script>top.ran = 1</script>'></iframe>",
        '<p>a<img src="https://i.example/x.png"><a>b</a></p>',
    ),
    "from Word": (
        "<html><head><style>p.MsoNormal {margin:0}</style></head><body><!--StartFragment-->"
        "<p class=MsoNormal style='mso-x:1'><b style='mso-bidi-font-weight:normal'>Bold</b>"
        "<o:p>&nbsp;</o:p><span style='font-family:Arial'> text</span></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span"
        " style='mso-list:Ignore'>1.<span>&nbsp;</span></span>One</p><p class=MsoListParagraph"
        " style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>Inner</p>"
        "<!--EndFragment--></body></html>",
        "<p><b>Bold</b>&nbsp; text</p><ol><li>One<ul><li>Inner</li></ul></li></ol>",
    ),
    "from WeChat": (
        '<section style="a:b"><section data-role="p"><span style="font-weight: bold;">芯片</span>'
        '<span leaf="">涨价</span></section><section><img class="rich_pages" src="data:image/gif'
        ';base64,AA" data-src="https://mmbiz.qpic.cn/a.png" data-ratio="1"></section></section>',
        '<p><strong>芯片</strong>涨价</p><p><img src="https://mmbiz.qpic.cn/a.png"></p>',
    ),
}


def test_what_is_pasted_is_cleaned_and_runs_nothing(desk_page, complaints):
    desk_page.goto(ADD)
    open_editor(desk_page)

    for kind, (pasted, expected) in PASTED.items():
        desk_page.evaluate(PLACE, "<p>x</p>")
        desk_page.evaluate("hugerte.activeEditor.setContent('')")
        desk_page.evaluate(PASTE, pasted)
        found = desk_page.evaluate(CONTENT).replace("\xa0", "&nbsp;").replace(' alt=""', "")
        assert found.replace("\n", "") == expected, kind
    assert desk_page.evaluate("window.ran") is None
    assert complaints == []


def test_a_picture_that_is_dropped_comes_in_with_its_alternative_text(desk_page, shop):
    desk_page.goto(ADD)
    open_editor(desk_page)
    desk_page.evaluate(PLACE, "<p>Before.</p>")
    desk_page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(bytes)], "chip.png", { type: "image/png" }));
          const options = { bubbles: true, cancelable: true, dataTransfer: data };
          hugerte.activeEditor.getBody().dispatchEvent(new DragEvent("drop", options));
        }""",
        [*picture().read()],
    )
    desk_page.keyboard.type("A chip")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector("[data-pictures=body] [role=status]:has-text('Inserted.')")

    content = desk_page.evaluate(CONTENT)
    assert '<figure><img alt="A chip"' in content
    assert 'src="/media/' in content


DRAFTS = "Object.entries(localStorage).filter(([key]) => /draft/.test(key)).map(([, kept]) => kept)"


def test_what_an_input_method_writes_comes_into_markup_that_the_editor_cannot_hold(desk_page):
    body = "<b>\n<p>One  two.</p>\n<p>Three.</p></b>\n<p>Four.</p>"
    story = make_article(body=body)
    url = change_url(story)
    desk_page.on("dialog", lambda dialog: dialog.accept())
    desk_page.goto(url)
    open_editor(desk_page)
    assert "<b><p>" not in desk_page.evaluate(PLACE, "")

    keys = desk_page.context.new_cdp_session(desk_page)
    for half in ("x", "xin", "xinpian"):
        at = len(half)
        keys.send(
            "Input.imeSetComposition", {"text": half, "selectionStart": at, "selectionEnd": at}
        )
    desk_page.wait_for_timeout(1000)  # longer than a draft waits
    assert desk_page.evaluate(DRAFTS) == []
    assert desk_page.is_hidden("[data-draft]")
    keys.send("Input.insertText", {"text": "芯片"})
    desk_page.goto(url)
    desk_page.click("[data-recover]")
    assert "O芯片ne" in desk_page.input_value("#id_body")
    desk_page.click("[name=_continue]")
    desk_page.wait_for_selector(".messagelist .success")

    story.refresh_from_db()
    assert story.body == body.replace("One", "O芯片ne")
    assert desk_page.evaluate(DRAFTS) == []
