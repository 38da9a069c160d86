"""报告报送: reports owed, received and in time, unit by period with the dates."""

from __future__ import annotations

from html import escape

from metrics.listings import ReportDuty, list_report_duties
from services.progress import Topic
from ui import cache
from ui.markup import LIGHT_CLASSES, show
from ui.session import look
from ui.topic import show_topic

METRIC = "report_on_time"
SHOWN_PERIODS = 5

here = look()


def draw_cell(one: ReportDuty | None) -> str:
    """The day of receipt with the light of the duty; empty where nothing is owed."""
    if one is None:
        return "<td></td>"
    css = LIGHT_CLASSES[one.light.code]
    day = f" {one.received_on.month}月{one.received_on.day}日" if one.received_on else ""
    return f'<td title="{escape(one.light.word)}"><span class="light {css}">{one.light.shape}{day}</span></td>'


def show_periods(topic: Topic) -> None:
    """The matrix of the last periods and of the one now open."""
    duties = cache.listing(here, list_report_duties, METRIC)
    periods = sorted({(one.due_on, one.period) for one in duties})[-SHOWN_PERIODS:]
    by_place = {(one.unit, one.period): one for one in duties}
    heads = "".join(f"<th>{escape(period)}<br>{due_on.month}月{due_on.day}日前</th>" for due_on, period in periods)
    rows = "".join(
        f"<tr><td><span>{escape(line.unit.short_name)}</span></td>"
        + "".join(draw_cell(by_place.get((line.unit.code, period))) for _, period in periods)
        + "</tr>"
        for line in topic.lines
    )
    show(
        f'<h2>各期报送日期</h2><div class="scroll"><table class="dates"><tr><th>单位</th>{heads}</tr>{rows}</table></div>'
        '<p class="foot">● 按时完成　◐ 逾期完成　▲ 15日内到期　■ 逾期未完成　○ 未到期；空白为不承担该期报告。</p>'
    )


show_periods(show_topic(here, "reports"))
