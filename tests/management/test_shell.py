"""What the shell hears of options that cannot be meant."""

import pytest
from django.core.management import execute_from_command_line

WRONG = [
    "import_articles . --naive-tz Mars/Olympus",
    "import_articles . --status draft",
    "import_articles . --dialect x",
    "import_articles",
    "export_articles out --since soon",
    "export_articles out --status gone",
    "export_articles",
]


@pytest.mark.parametrize("line", WRONG)
def test_it_hears_2_and_how_it_is_used(line, capsys):
    with pytest.raises(SystemExit) as stop:
        execute_from_command_line(["manage.py", *line.split()])

    assert stop.value.code == 2
    assert "usage: manage.py" in capsys.readouterr().err
