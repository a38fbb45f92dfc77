"""What is typed to find rows, as words of which each must stand in a row."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

MOST_WORDS = 12  # a thousand would be a question that SQLite refuses


def words_in(term: str) -> list[str]:
    """Without NUL, which no row holds and PostgreSQL refuses."""
    return term.replace("\0", " ").split()[:MOST_WORDS]


class FewWords(admin.ModelAdmin):
    """Django's own search takes as many words as there are."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return super().get_search_results(request, queryset, " ".join(words_in(search_term)))
