"""The addresses that stories show pictures from: what failed and why, and trying again."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.images import registering
from articles.models import Article, ImageAddress, ImageUse
from articles.models.images import key_of

from . import columns, image_facts
from .base import COUNT_LIMIT, DeskList, ReadOnlyAdmin, newest
from .held_list import NONE, Count, Group
from .image_filters import HostFilter, ReasonFilter, explain, in_general

WORST = 20  # hosts and reasons in the summary
SHOWN = 25  # stories on an address's page
AT_ONCE = 500
State = ImageAddress.State
MARKS = {
    State.WAITING: "plain",
    State.COPIED: "done",
    State.FAILED: "unsure",
    State.REFUSED: "lacking",
    State.NONE: "plain",
}


class AddressList(DeskList):
    """Above the rows: which hosts and reasons fail the most; below them, what each row needs."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        image_facts.tell_uses(self.result_list, image_facts.OF_EACH_ADDRESS)
        hosts, reasons = Counter(), Counter()
        for state in (State.FAILED, State.REFUSED, State.NONE):  # as the index holds them
            rows = self.model.objects.filter(state=state).order_by("-pk")
            for host, reason in rows.values_list("host", "reason")[:COUNT_LIMIT]:
                reasons[reason] += 1
                hosts[host] += state != State.NONE
        self.groups = [
            self.group("host", _("Hosts that fail"), +hosts, str),
            self.group("reason", _("Reasons"), reasons, in_general),
        ]

    def group(
        self, parameter: str, title: str, counted: Counter[str], name_of: Callable[[str], str]
    ) -> Group:
        # By name where the numbers are equal, so that the order is the same on each database.
        worst = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:WORST]
        counts = [
            Count(
                name_of(value) or columns.EMPTY,
                number,
                self.get_query_string({parameter: value or NONE}, ["p"]),
            )
            for value, number in worst
        ]
        return Group(title, counts, len(counted) - len(counts))


@admin.register(ImageAddress)
class ImageAddressAdmin(ReadOnlyAdmin):
    list_display = ["address", "state_mark", "why", "tries", "following", "first_story"]
    list_filter = ["state", ReasonFilter, HostFilter]
    ordering = ["-pk"]
    search_fields = ["url"]
    search_help_text = _("A whole address, or a part of one of the newest 100,000.")
    fields = ["address", "host", "state_mark", "why", "status", "tries", "tried", "following",
              "seen", "picture", "stories"]  # fmt: skip
    readonly_fields = [
        "address", "state_mark", "why", "tried", "following", "seen", "picture", "stories",
    ]  # fmt: skip
    actions = ["try_again", "no_picture"]
    change_list_template = "admin/articles/imageaddress/change_list.html"

    class Media:
        css = {"all": ["articles/admin/images.css"]}

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_imageaddress")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return AddressList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        term = search_term.strip()
        if not term:
            return queryset, False
        exact = queryset.filter(key=key_of(term))
        if exact.exists():
            return exact, False
        return newest(queryset).filter(url__contains=term), False

    # Actions -----------------------------------------------------------------------------------

    @admin.action(permissions=["retry"], description=_("Try again now"))
    def try_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """At the next run, as if they had never failed. What is copied stays as it is."""
        lacking = queryset.exclude(state=State.COPIED)
        changed = self.change(
            request, lacking, state=State.WAITING, reason="", detail={}, status=None, tries=0,
            next_at=timezone.now(),
        )  # fmt: skip
        text = ngettext(
            "%(n)s address is tried again by the next run of fetch_images.",
            "%(n)s addresses are tried again by the next run of fetch_images.",
            len(changed),
        )
        self.message_user(request, text % {"n": len(changed)}, messages.SUCCESS)

    @admin.action(permissions=["retry"], description=_("This is no picture"))
    def no_picture(self, request: HttpRequest, queryset: QuerySet) -> None:
        """For good; stories show nothing in its place."""
        with transaction.atomic():
            changed = self.change(
                request, queryset, state=State.NONE, reason="P_REJECTED", detail={}, image=None,
                next_at=None,
            )  # fmt: skip
            uses = ImageUse.objects.filter(address__pk__among=changed).order_by()
            registering.refresh(list(uses.values_list("article", flat=True).distinct()))
        text = ngettext(
            "%(n)s address is no picture now: stories show none for it.",
            "%(n)s addresses are no pictures now: stories show none for them.",
            len(changed),
        )
        self.message_user(request, text % {"n": len(changed)}, messages.SUCCESS)

    def change(self, request: HttpRequest, queryset: QuerySet, **values: Any) -> list[int]:
        """At most AT_ONCE of them; says so where there are more."""
        chosen = list(queryset.order_by("pk")[: AT_ONCE + 1])
        if len(chosen) > AT_ONCE:
            text = gettext("Only the first %(limit)s of them: that is the most at once.")
            self.message_user(request, text % {"limit": AT_ONCE}, messages.WARNING)
        ids = [address.pk for address in chosen[:AT_ONCE]]
        ImageAddress.objects.filter(pk__in=ids).update(**values)
        fields = [{"changed": {"fields": ["state"]}}]
        LogEntry.objects.log_actions(request.user.pk, chosen[:AT_ONCE], CHANGE, fields)
        return ids

    # What is shown -----------------------------------------------------------------------------

    @admin.display(description=_("address"))
    def address(self, address: ImageAddress) -> str:
        return address.url

    @admin.display(description=_("state"))
    def state_mark(self, address: ImageAddress) -> str:
        return columns.mark(MARKS[address.state], address.get_state_display())

    @admin.display(description=_("reason"))
    def why(self, address: ImageAddress) -> str:
        return explain(address.reason, address.detail) if address.reason else columns.EMPTY

    @admin.display(description=_("next try"))
    def following(self, address: ImageAddress) -> str:
        return columns.when_html(address.next_at) if address.next_at else columns.EMPTY

    @admin.display(description=_("tried at"))
    def tried(self, address: ImageAddress) -> str:
        return columns.when_html(address.tried_at) if address.tried_at else columns.EMPTY

    @admin.display(description=_("seen first"))
    def seen(self, address: ImageAddress) -> str:
        return columns.when_html(address.created_at)

    @admin.display(description=_("article"))
    def first_story(self, address: ImageAddress) -> str:
        return image_facts.shown_in(address.told)

    @admin.display(description=_("picture"))
    def picture(self, address: ImageAddress) -> str:
        return image_facts.picture_link(address.image) if address.image else columns.EMPTY

    @admin.display(description=_("articles"))
    def stories(self, address: ImageAddress) -> str:
        uses = address.uses.order_by("-pk").values("article")[:SHOWN]
        found = Article.objects.filter(pk__in=uses).for_lists().order_by("-pk")
        lines = ((image_facts.story_link(article),) for article in found)
        return format_html_join("", "<div>{}</div>", lines) or columns.EMPTY
