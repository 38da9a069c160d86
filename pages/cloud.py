"""迁云上云: systems on the city cloud, with every reason not to count apart, new systems and moved plans by name."""

from __future__ import annotations

from html import escape

from metrics.figure import COUNTY
from metrics.listings import (
    PLACE_NAMES,
    SystemPlace,
    count_hosting,
    list_moved_plans,
    list_new_off_cloud,
)
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import show, show_list
from ui.session import look
from ui.topic import show_topic

METRIC = "cloud_migrated"

here = look()


def name_system(one: SystemPlace) -> str:
    return f"<div>{escape(here.names[one.unit])}“{escape(one.system_name)}”</div>"


def show_hosting(topic: Topic) -> None:
    """Where all systems in use run; new systems off the cloud; plans moved."""
    whole = next(one for one in cache.listing(here, count_hosting, METRIC) if one.unit == COUNTY)
    cells = "".join(f'<td class="num">{getattr(whole, place)}</td>' for place in PLACE_NAMES)
    heads = "".join(f"<th>{name}</th>" for name in PLACE_NAMES.values())
    show(
        f'<h2>在用系统{whole.in_use}个的去向</h2><div class="scroll"><table><tr>{heads}</tr><tr>{cells}</tr></table></div>'
        '<p class="foot">已上云和尚未上云的计入上云率；省统建、上级部署、经批准暂不上云和登记不纳入考核的不计入。</p>'
    )
    show_list(
        "新建系统未上云",
        [(name_system(one), escape(PLACE_NAMES[one.place])) for one in cache.listing(here, list_new_off_cloud, METRIC)],
        "没有应上云而未上云的新建系统。",
        in_line=True,
    )
    show_list(
        "调整过迁云计划",
        [
            (
                name_system(one),
                f"{show_date(one.first_due_on)}调整为{show_date(one.due_on) if one.due_on else '未填报'}" if one.first_due_on else "",
            )
            for one in cache.listing(here, list_moved_plans, METRIC)
        ],
        "没有调整计划的系统。",
        in_line=True,
    )


show_topic(here, "cloud", show_hosting)
