"""An import in a browser, from the upload to its undoing, by keyboard; and what axe finds."""

import threading

import pytest
from django.db import connections
from django.urls import reverse

from articles.admin.jobs import runner
from articles.models import Article, ImportBatch, ImportPlan, RefusedFile
from tests.admin.helpers import change_url
from tests.axe import faults
from tests.importer.corpus import Folder, html, seed_file, sentences
from tests.importer.test_unpacking import packed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NEW = reverse("admin:articles_importbatch_new")
LIST = reverse("admin:articles_importbatch_changelist")
BAD = "---\ntitle: 'Mended by hand'\ndate: 2020-03-10\n"
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"

DROP = """(text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "dropped.md"));
  const options = { bubbles: true, cancelable: true, dataTransfer };
  document.querySelector("[data-upload]").dispatchEvent(new DragEvent("drop", options));
}"""


@pytest.fixture
def uploads(tmp_path, settings):
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.IMPORT_FOLDERS = [str(tmp_path)]


@pytest.fixture
def desk_page(page, desk, live_server, uploads):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def work() -> None:
    """As `manage.py work` would, in a thread of its own: the browser's loop keeps this one."""

    def go() -> None:
        runner.work(threading.Event())
        connections.close_all()

    thread = threading.Thread(target=go)
    thread.start()
    thread.join()


def press(page, name: str) -> None:
    """The button or link of this name, by keyboard."""
    door = page.locator(f"input[value='{name}'], button:text-is('{name}'), a:text-is('{name}')")
    door.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_upload_plan_apply_mend_and_undo_by_keyboard(desk_page):
    page = desk_page
    stories = [(f"wire/{n}.md", seed_file(title=f"{n} {HOSTILE}", body=html(sentences(n))).encode())
               for n in range(3)]  # fmt: skip
    zipped = packed(*stories, (f"wire/{HOSTILE.replace('/', '')}.md", BAD.encode())).getvalue()
    page.goto(LIST)
    press(page, "New import")
    page.set_input_files(
        "#id_files", {"name": "wire.zip", "mimeType": "application/zip", "buffer": zipped}
    )
    press(page, "Plan the import")
    work()
    page.wait_for_url("**/importplan/*/change/")  # the job leads there by itself
    press(page, "Apply")
    press(page, "Apply")
    work()
    page.wait_for_selector("text=refused: 1")
    assert Article.objects.count() == 3

    press(page, "Open the import")
    press(page, "Mend")
    page.focus("#id_text")
    page.keyboard.press("Control+End")
    page.keyboard.type("---\n\nSome words of its own stand here.\n")
    press(page, "Look what it would become")
    assert "Mended by hand" in page.inner_text("section[aria-labelledby=desk-would]")
    press(page, "Import it")
    assert Article.objects.filter(title="Mended by hand").exists()

    for batch in ImportBatch.objects.order_by("-pk"):
        page.goto(change_url(batch))
        press(page, "Undo this import")
        press(page, "Undo this import")
        work()
        page.wait_for_selector("text=is undone")
    assert not Article.objects.exists()
    assert page.title() != "owned"


def test_a_folder_is_sent_in_pieces(desk_page, tmp_path):
    folder = Folder(tmp_path, "wire")
    for number in range(100):
        folder.write(f"{number % 7}/{number}.md", title=f"Story {number}", body=f"<p>{number}</p>")
    desk_page.goto(NEW)

    desk_page.set_input_files("#id_folder", folder.top)
    press(desk_page, "Plan the import")
    desk_page.goto(LIST)
    assert "Plan the import of “wire”" in desk_page.inner_text("#hub-jobs")
    work()
    desk_page.wait_for_selector("#hub-jobs[data-live='']", state="attached")  # it looks by itself

    assert ImportPlan.objects.get().counts["outcomes"]["files"] == 100
    assert ImportPlan.objects.get().root == "wire"


def test_dropped_files_are_sent_as_well(desk_page):
    desk_page.goto(NEW)

    desk_page.evaluate(DROP, seed_file())
    desk_page.wait_for_selector("[role=status]:has-text('Files chosen: 1')")
    press(desk_page, "Plan the import")
    work()

    assert [file.path for file in ImportPlan.objects.get().files.all()] == ["dropped.md"]


def test_importing_a_mended_file_says_so_meanwhile(desk_page, tmp_path):
    page = desk_page
    folder = Folder(tmp_path)
    folder.write("bad.md", BAD)
    folder.run()
    page.goto(change_url(RefusedFile.objects.get()))
    page.fill("#id_text", seed_file(title="Mended by hand", body=html(sentences(1))))
    stay = "form => form.addEventListener('submit', event => event.preventDefault())"
    page.eval_on_selector("form.desk-mend", stay)  # as long as it takes

    page.click("input[name=import]")

    page.wait_for_selector("input[name=import][value='Importing …']:disabled")
    assert page.is_disabled("input[name=preview]")


@pytest.fixture
def addresses(tmp_path) -> list[str]:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("bad.md", BAD)
    batch = ImportBatch.objects.get(pk=folder.run().batch)
    folders = reverse("admin:articles_importbatch_folders")
    refused = RefusedFile.objects.get(path="bad.md")
    lists = reverse("admin:articles_refusedfile_changelist")
    return [LIST, NEW, f"{folders}?place=0&below=", lists, change_url(refused), change_url(batch)]


def test_axe_finds_nothing_and_nothing_is_cut_off(desk_page, addresses):
    assert faults(desk_page, addresses) == {}
