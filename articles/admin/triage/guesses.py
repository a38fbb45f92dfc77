"""Which stories have a title that the importer guessed, and that nobody has looked at since."""

from django.db import connection

from articles.admin.base import COUNT_LIMIT

GUESSED = "W_TITLE_GUESSED"
# A problem tells its file, not its story. It must be one of the run that last saw a change in the
# file: a later version may have brought a title. By the list of a person's edits another one did.
STORIES = """
SELECT article.id
FROM (
    SELECT batch_id, root, path FROM articles_importproblem
    WHERE code = %s ORDER BY id DESC LIMIT %s
) AS problem
JOIN articles_sighting AS file
    ON file.root = problem.root AND file.path = problem.path
    AND file.batch_id = problem.batch_id AND NOT file.superseded
JOIN articles_article AS article ON article.id = file.article_id
WHERE CAST(article.edited_fields AS text) NOT LIKE %s
"""


def guessed_titles() -> list[int]:
    """Their numbers, as far as the newest COUNT_LIMIT guesses tell: a list shows no more."""
    with connection.cursor() as cursor:
        cursor.execute(STORIES, [GUESSED, COUNT_LIMIT, '%"title"%'])
        return sorted({number for (number,) in cursor})
