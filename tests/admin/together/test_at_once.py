"""Two who save one story at the same moment: both changes survive, on either database."""

import json
import os
import subprocess
import sys

import pytest

from tests.importer.processes import PATIENCE, ROOT, Databases

pytestmark = pytest.mark.own_databases
PROGRAM = "from tests.admin.together import at_once; at_once.main()"


def test_both_changes_survive(tmp_path, migrated):
    databases = Databases(tmp_path, os.environ["DATABASE_URL"], migrated)

    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": databases.fresh()},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout.splitlines()[-1])
    assert told == {
        "answers": [302] * 8,
        "fields": ["Ann 3", "Ben 3", "<p>Ann 3.</p><p>Two.</p><p>Ben 3.</p>"],
        "revisions": 8,
    }
