"""Every text of ours is translated, and the compiled translations are those of the sources."""

import re
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils.translation import gettext, override

from articles.importer.errors import explain
from articles.importer.problems import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "articles" / "locale").rglob("*.po"))
CHINESE = ROOT / "articles" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

every_source = pytest.mark.parametrize(
    "source", SOURCES, ids=lambda path: str(path.relative_to(ROOT))
)

# What a translation may not lose or add: Python's placeholders, HTML, and the space around it.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>|&\w+;")
OUTER_SPACE = re.compile(r"^\s*|\s*$")

# What a template says without gettext: the text between tags, and attributes that are read out.
# The block for the body's class is an attribute's value, though it stands between tags. What stands
# in <code> is typed as it is in every language.
TRANSLATED = re.compile(
    r"{%\s*blocktrans\w*\b.*?{%\s*endblocktrans\w*\s*%}|{%\s*comment\b.*?{%\s*endcomment\s*%}"
    r"|{%\s*block bodyclass\s*%}.*?{%\s*endblock\s*%}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}",
    re.DOTALL,
)
SPOKEN = re.compile(r"""(?:alt|aria-label|placeholder|title)=(["'])(.*?)\1""", re.DOTALL)
MARKUP = re.compile(
    r"<(script|style|code|kbd)\b.*?</\1>|<[^>]*>|&#?\w+;| data-label=\"\"", re.DOTALL
)
WORD = re.compile(r"[A-Za-z]{2,}")


def catalogue(entries):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values())
        for entry in entries
    }


def texts(source: Path) -> set[tuple[str | None, str, str]]:
    entries = polib.pofile(str(source))
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The texts that the Chinese catalogue has."""
    return {entry.msgid for entry in polib.pofile(str(CHINESE)).translated_entries()}


@every_source
def test_the_compiled_file_is_fresh(source):
    compiled = polib.mofile(str(source.with_suffix(".mo")))

    assert catalogue(compiled) == catalogue(polib.pofile(str(source)).translated_entries()), (
        "stale: run `make messages`"
    )


@every_source
def test_nothing_is_untranslated_or_only_guessed(source):
    entries = polib.pofile(str(source))

    assert [
        entry.msgid for entry in entries if entry.obsolete or entry.fuzzy or not entry.translated()
    ] == []


@every_source
@pytest.mark.parametrize(
    "kept", [PLACEHOLDER, TAG, OUTER_SPACE], ids=["placeholders", "HTML", "outer space"]
)
def test_a_translation_keeps(source, kept):
    different = [
        (entry.msgid, text)
        for entry in polib.pofile(str(source))
        for text in translations(entry)
        if sorted(kept.findall(entry.msgid_plural or entry.msgid)) != sorted(kept.findall(text))
    ]

    assert different == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs gettext")
def test_the_catalogue_holds_what_the_sources_say(tmp_path):
    for name in ("articles", "newsdesk", "templates"):
        ignored = shutil.ignore_patterns("__pycache__", "static")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "manage.py", tmp_path)  # its settings lead to the copied catalogue
    gathered = tmp_path / CHINESE.relative_to(ROOT)
    gathered.unlink()
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    assert texts(gathered) == texts(CHINESE), "stale: run `make messages`, translate what is new"


@pytest.mark.parametrize("code", SENTENCES)
def test_a_problem_is_explained_in_chinese(code, known):
    assert SENTENCES[code] in known
    with override("zh-hans"):
        assert explain(code, {}) == gettext(SENTENCES[code]) != SENTENCES[code]


def texts_of_fields(model) -> list:
    fields = [
        field
        for field in chain(model._meta.fields, model._meta.many_to_many)
        if not field.auto_created
    ]
    choices = [label for field in fields for _value, label in field.flatchoices]
    return [*choices, *(text for field in fields for text in (field.verbose_name, field.help_text))]


# An index that only the database keeps (not managed) is named to nobody.
@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_app_config("articles").get_models() if model._meta.managed],
    ids=lambda model: model.__name__,
)
def test_a_model_speaks_chinese(model, known):
    texts = [model._meta.verbose_name, model._meta.verbose_name_plural, *texts_of_fields(model)]

    with override("en"):
        assert {str(text) for text in texts if text} <= known


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_untranslated(template):
    left = TRANSLATED.sub("", template.read_text(encoding="utf-8"))
    spoken = " ".join(value for _quote, value in SPOKEN.findall(left))

    assert WORD.findall(MARKUP.sub(" ", left) + " " + spoken) == []
