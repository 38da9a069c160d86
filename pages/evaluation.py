"""履职评价: confirmed results only, 通报表扬, and 优秀案例库."""

from __future__ import annotations

from html import escape

from metrics.listings.evaluations import GRADES, Evaluation, GoodCase, list_evaluations, list_good_cases
from metrics.sentences import show_date
from services.progress import Topic
from ui import cache
from ui.markup import show, show_list, two_columns
from ui.session import look
from ui.topic import show_topic

METRIC = "evaluation_excellent"
SHOWN_YEARS, SHOWN_CASES = 4, 30

here = look()


def draw_grade(one: Evaluation | None) -> str:
    """A confirmed grade with 通报表扬; a dash where nothing is confirmed."""
    if one is None:
        return '<td class="quiet">—</td>'
    praise = '<div class="quiet">通报表扬</div>' if one.commended_on else ""
    mark = "<b>★ 优秀</b>" if one.grade == "优秀" else escape(one.grade or "未填报")
    return f"<td>{mark}{praise}</td>"


def show_results(topic: Topic) -> None:
    """Confirmed grades by year, 通报表扬, and the good cases."""
    results: list[Evaluation] = cache.listing(here, list_evaluations, METRIC)
    cases: list[GoodCase] = cache.listing(here, list_good_cases, METRIC)
    years = sorted({one.period for one in results})[-SHOWN_YEARS:]
    left, right = two_columns("evaluation", [0.42, 0.58])
    with left:
        if years:
            by_place = {(one.unit, one.period): one for one in results}
            heads = "".join(f"<th>{escape(year)}</th>" for year in years)
            counted = "".join(
                f"<tr><td><span>{grade}</span></td>"
                + "".join(
                    f"<td><span>{sum(one.grade == grade and one.period == year for one in results)}</span></td>"
                    for year in years
                )
                + "</tr>"
                for grade in GRADES
            )
            rows = "".join(
                f"<tr><td><span>{escape(line.unit.short_name)}</span></td>"
                + "".join(draw_grade(by_place.get((line.unit.code, year))) for year in years)
                + "</tr>"
                for line in topic.lines
            )
            show(
                f"<h2>各等次单位数</h2><table><tr><th>等次</th>{heads}</tr>{counted}</table>"
                f'<h2>各单位等次</h2><table class="marks"><tr><th>单位</th>{heads}</tr>{rows}</table>'
                '<p class="foot">只列已确认的评价结果；“—”为没有已确认的结果。</p>'
            )
        else:
            show('<h2>各单位等次</h2><p class="quiet">还没有已确认的评价结果；未经确认的结果不公布。</p>')
    with right:
        praised = [one for one in results if one.commended_on]
        show_list(
            f"通报表扬（{len(praised)}个单位次）",
            [
                (
                    f"<div>{escape(here.names.get(one.unit, one.unit))}　{escape(one.period)}</div>",
                    show_date(one.commended_on),
                )
                for one in sorted(praised, key=lambda one: one.commended_on or one.evaluated_on, reverse=True)[
                    :SHOWN_CASES
                ]
                if one.commended_on
            ],
            "没有通报表扬。",
            in_line=True,
        )
        body = "".join(
            f"<tr><td><b>{escape(one.title)}</b></td><td>{escape(here.names.get(one.unit, one.unit))}</td>"
            f"<td class='keep'>{escape(one.kind)}</td><td>{'未填报' if one.is_replicable is None else '是' if one.is_replicable else '否'}</td>"
            f'<td>{escape(one.adopted_by) or "暂无"}</td><td class="place keep">{show_date(one.included_on)}</td></tr>'
            for one in cases[:SHOWN_CASES]
        )
        more = f'<p class="foot">共{len(cases)}个，只列最近{SHOWN_CASES}个。</p>' if len(cases) > SHOWN_CASES else ""
        show(
            f"<h2>优秀案例库（{len(cases)}个）</h2>"
            + (
                '<table class="rows cases broad"><tr><th>案例</th><th>单位</th><th>类别</th><th>易复制易推广</th><th>推广应用单位</th>'
                f"<th>入库日期</th></tr>{body}</table>{more}"
                if body
                else '<p class="quiet">还没有入库的案例。</p>'
            )
        )


show_topic(here, "evaluation", views={"等次、表扬和优秀案例库": show_results})
