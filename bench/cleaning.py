"""The cost of cleaning a body, against nh3 alone; and what bleach would cost."""

import bleach
import nh3

from articles.cleaning import clean_html
from bench.corpus import bodies
from bench.measure import cpu_seconds, row


def report(runs: int) -> None:
    stories = bodies()
    size = sum(map(len, stories)) // len(stories)
    print(f"Cleaning, {len(stories)} bodies of the demo, {size:,} characters on average")
    floor = cpu_seconds(lambda: [nh3.clean(body) for body in stories], runs)
    ours = cpu_seconds(lambda: [clean_html(body) for body in stories], runs)
    other = cpu_seconds(lambda: [bleach.clean(body) for body in stories], max(1, runs // 2))
    row("nh3.clean alone (baseline)", floor, len(stories), floor)
    row("clean_html: repair, links, nh3", ours, len(stories), floor)
    row("bleach.clean alone", other, len(stories), floor)
