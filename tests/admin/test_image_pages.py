"""The pictures' pages in a browser: accessible in both themes on phone and desk, and the script."""

import pytest
from django.urls import reverse

from articles.models import Article, Image
from tests.admin.helpers import change_url
from tests.admin.pictures import address_for, make_image, picture, shop, show, with_files
from tests.axe import faults, violations
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["shop"]
# The file is handed over as a person would: into the field that listens.
HAND_OVER = """([kind, name]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(name), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], "chip.png", { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...options, clipboardData: transfer })
    : new DragEvent(kind, { ...options, dataTransfer: transfer });
  document.getElementById("id_body").dispatchEvent(event);
}"""


INSERTED = "[data-pictures=body] [role=status]:has-text('Inserted.')"


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def addresses() -> list[str]:
    image = make_image(credit="Ann")
    show(image, title="Chips are up", alt="A chip", before="<p>They rose.</p>")
    failed = address_for(None, state="failed", reason="I_STATUS", detail={"status": 503})
    make_article("Another").image_uses.create(address=failed)
    show(make_image(is_upload=True), body='<img src="https://pics.example/far.jpg">')
    names = ("image_changelist", "image_texts", "image_add", "imageaddress_changelist")
    return [
        *(reverse(f"admin:articles_{name}") for name in names),
        *(change_url(image, name) for name in ("change", "replace")),
        change_url(failed),
        f"{reverse('admin:articles_image_pick')}?story={Article.objects.latest('pk').pk}",
    ]


def test_axe_finds_nothing_and_nothing_is_cut_off(desk_page, addresses):
    assert faults(desk_page, addresses) == {}


def test_a_picture_comes_in_where_the_cursor_is_by_keyboard_alone(desk_page, shop):
    story = make_article(body="<p>Before.</p><p>After.</p>")
    desk_page.goto(change_url(story))
    desk_page.evaluate("document.getElementById('id_body').setSelectionRange(14, 14)")
    files = [{"name": "chip.png", "mimeType": "image/png", "buffer": picture().read()},
             {"name": "no.png", "mimeType": "image/png", "buffer": b"no picture"}]  # fmt: skip

    desk_page.set_input_files("[data-pictures=body] input[type=file]", files)
    desk_page.keyboard.type('A "chip"')
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector(INSERTED)

    image = Image.objects.get()
    assert image.alt == 'A "chip"'
    assert desk_page.input_value("#id_body") == (
        f'<p>Before.</p>\n<figure><img src="/media/{image.folder}/8.jpg" alt="A &quot;chip&quot;"'
        ' width="8" height="6"></figure>\n<p>After.</p>'
    )
    assert "no.png: What came is no picture" in desk_page.inner_text(INSERTED)
    assert Article.objects.get().body == story.body  # nothing is saved by it


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted_into_the_text(desk_page, shop, kind):
    import base64

    desk_page.goto(reverse("admin:articles_article_add"))

    desk_page.evaluate(HAND_OVER, [kind, base64.b64encode(picture().read()).decode()])
    desk_page.click("[data-pictures=body] [data-go]")
    desk_page.wait_for_selector(INSERTED)

    assert Image.objects.get().width == 8


def test_a_lead_image_is_chosen_from_ours_or_the_storys(desk_page):
    image = with_files(make_image(is_upload=True, alt="A chip"))
    story = make_article(body='<p><img src="/media/a.jpg" alt="Far" width="30" height="20"></p>')
    desk_page.goto(change_url(story))

    desk_page.click("[data-pictures=lead] [data-browse]")
    desk_page.click("[data-pictures=lead] [data-own] button:has-text('Far')")
    values = [desk_page.input_value(f"#id_lead_{name}") for name in ("image", "alt", "width")]
    assert values == ["/media/a.jpg", "Far", "30"]
    marked = "[data-pictures=lead] .desk-tile-lead"
    assert desk_page.inner_text(marked).split("\n") == ["Far", "lead image"]
    assert violations(desk_page) == []
    desk_page.fill("[data-pictures=lead] [data-search]", "chip")
    desk_page.click("[data-pictures=lead] [data-found] button:has-text('A chip')")
    desk_page.wait_for_selector("[data-heading]:has-text('Found among our pictures')")
    assert desk_page.inner_text(marked).startswith("A chip")

    assert desk_page.input_value("#id_lead_image") == f"/media/{image.folder}/640.jpg"
    assert desk_page.input_value("#id_lead_alt") == "A chip"
    assert desk_page.input_value("#id_lead_width") == "640"


def test_an_upload_that_does_not_arrive_is_told_and_nothing_is_lost(desk_page, shop):
    desk_page.goto(reverse("admin:articles_article_add"))
    desk_page.route("**/upload/", lambda route: route.abort())
    file = {"name": "chip.png", "mimeType": "image/png", "buffer": b"x"}

    desk_page.set_input_files("[data-pictures=lead] input[type=file]", [file])
    desk_page.keyboard.type("A chip")
    desk_page.click("[data-pictures=lead] [data-go]")

    desk_page.wait_for_selector("[data-pictures=lead] [role=status]:has-text('did not arrive')")
    assert desk_page.input_value("[data-pictures=lead] [data-alt]") == "A chip"


def test_a_click_on_the_picture_sets_the_focal_point(desk_page):
    desk_page.goto(change_url(make_image()))
    large = desk_page.locator("[data-focal] img")
    box = large.bounding_box()

    large.click(position={"x": box["width"] / 4, "y": box["height"] * 3 / 4})

    # A click falls on a whole pixel, of which a small picture has few.
    across, down = (1 + 100 / box[side] for side in ("width", "height"))
    assert int(desk_page.input_value("#id_focal_x")) == pytest.approx(25, abs=across)
    assert int(desk_page.input_value("#id_focal_y")) == pytest.approx(75, abs=down)


def test_texts_are_written_by_keyboard_alone(desk_page):
    for _ in range(2):
        show(make_image(), alt="A chip")
    desk_page.goto(reverse("admin:articles_image_texts"))

    desk_page.focus(".desk-texts input[type=text]")
    for key in ("Tab", "Enter"):  # what stories say is taken by a button
        desk_page.keyboard.press(key)
    assert desk_page.input_value(".desk-texts input[type=text]") == "A chip"
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.type("A factory")
    with desk_page.expect_navigation():
        desk_page.keyboard.press("Control+Enter")

    assert [*Image.objects.order_by("-pk").values_list("alt", flat=True)] == ["A chip", "A factory"]
