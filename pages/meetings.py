"""会议培训: attendance by kind, the matrix unit × activity with 代会 and 请假 apart, and the tick list on the day."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from metrics.listings import AttendanceCount, count_attendance
from metrics.listings.meetings import Attendance, list_attendance
from services.progress import Topic
from services.supervision import MAY_RULE
from ui import cache
from ui.acts import is_present
from ui.attendance import TICKING, show_ticking
from ui.choose import pick_from_address
from ui.markup import show, two_columns
from ui.session import look
from ui.topic import show_topic

METRIC = "attended"
SHOWN_ACTIVITIES = 8
EVERY_KIND = ""
# Shape and word always together; 委托代会 counts as 到会, 请假 is not counted.
MARKS = {
    "出席": ("good", "●", "出席"),
    "委托代会": ("near", "◐", "代会"),
    "请假": ("none", "△", "请假"),
    "缺席": ("bad", "■", "缺席"),
    "": ("none", "○", "未填报"),
}

here = look()


def draw_mark(one: Attendance | None) -> str:
    """One cell of the matrix; empty where the unit was not expected."""
    if one is None:
        return "<td></td>"
    css, shape, word = MARKS[one.attendance]
    who = escape(one.attendee) if one.attendance in ("出席", "委托代会") else ""
    return f'<td title="{who}"><span class="light {css}">{shape} {word}</span></td>'


def show_attendance(topic: Topic) -> None:
    """Counts by kind of activity, then the matrix of the last ones."""
    counts: list[AttendanceCount] = cache.listing(here, count_attendance, METRIC)
    marks: list[Attendance] = cache.listing(here, list_attendance, METRIC)
    left, right = two_columns("meetings", [0.55, 0.45])
    with left:
        rows = "".join(
            f"<tr><td><span>{escape(one.kind)}</span></td>"
            + "".join(
                f'<td class="num">{number}</td>'
                for number in (one.present, one.deputised, one.excused, one.absent, one.unreported)
            )
            + "</tr>"
            for one in counts
        )
        heads = "".join(f"<th>{word}</th>" for word in ("● 本人出席", "◐ 委托代会", "△ 请假", "■ 缺席", "○ 未填报"))
        show(
            f'<h2>按活动类型（人次）</h2><div class="scroll"><table class="marks broad"><tr><th>类型</th>{heads}</tr>{rows}</table></div>'
            if rows
            else '<h2>按活动类型（人次）</h2><p class="quiet">没有考勤记录。</p>'
        )
        show('<p class="foot">委托代会计入到会率，本人出席另列；请假经批准的不计入分母。</p>')
    kinds = [EVERY_KIND, *(one.kind for one in counts)]
    with right:
        kind = pick_from_address("活动类型", kinds, "activity", format_func=lambda one: one or "全部类型")
    shown = [one for one in marks if kind in (EVERY_KIND, one.kind)]
    activities = list(dict.fromkeys((one.held_on, one.activity_name) for one in shown))[-SHOWN_ACTIVITIES:]
    if activities:
        by_place = {(one.unit, one.held_on, one.activity_name): one for one in shown}
        titles = "".join(
            f"<th>{escape(name)}<br>{held_on.year}年{held_on.month}月{held_on.day}日</th>"
            for held_on, name in activities
        )
        body = "".join(
            f"<tr><td><span>{escape(line.unit.short_name)}</span></td>"
            + "".join(draw_mark(by_place.get((line.unit.code, *activity))) for activity in activities)
            + "</tr>"
            for line in topic.lines
        )
        total = len(dict.fromkeys((one.held_on, one.activity_name) for one in shown))
        show(
            f'<h2>考勤表</h2><div class="scroll"><table class="marks wrap"><tr><th>单位</th>{titles}</tr>{body}</table></div>'
            f'<p class="foot">共{total}次活动，列出最近{len(activities)}次；空白为该单位不在应到名单。</p>'
        )


views: dict[str, Callable[[Topic], None]] = {"考勤表": show_attendance}
if here.actor.role in MAY_RULE and is_present(here):
    views[TICKING] = lambda _: show_ticking(here)
show_topic(here, "meetings", views=views)
