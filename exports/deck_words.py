"""What every slide of a deck says in the same words: its day and scope, where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.slides import EDGE, GREY, INK, RED, WIDTH
from metrics.lights import Light
from metrics.sentences import show_date
from services.pack_contents import Pack, PackMetric
from services.pack_words import say_compared

FULL = WIDTH - 2 * EDGE  # inches between the edges


def say_provenance(pack: Pack) -> str:
    """Day, version, scope and what changes count from: the last line of every notes page."""
    return (
        f"数据截至{show_date(pack.as_of)}，数据第{pack.version}版，范围：{pack.scope_name}；"
        f"{say_compared(pack.compared_on, pack.compared_words)}。"
    )


def say_definitions(metrics: Sequence[PackMetric]) -> Iterator[str]:
    """For the notes: the finding of each metric with its number, its 口径, target and source."""
    for one in metrics:
        yield f"【{one.metric.name}】数据编号{one.county.number}。{one.finding}"
        yield f"口径：{one.metric.definition}分子：{one.metric.numerator}。分母：{one.metric.denominator}。不计入：{one.metric.excluded}。"
        yield f"依据：{one.metric.clause}。目标：{one.target or '未定目标'}。{one.denominator}。"
        yield f"回溯方式：{one.looking_back}。数据来源：{'、'.join(one.sources)}。"


def say_subtitle(pack: Pack, what: str, looking_back: str = "") -> str:
    """The grey line below a slide's title."""
    parts = (what, f"截至{show_date(pack.as_of)}", pack.scope_name, looking_back)
    return "　".join(part for part in parts if part)


def colour_of(light: Light | None) -> str:
    """Red for 未达标 alone, grey without a light."""
    if light is None:
        return GREY
    return RED if light.code == "missed" else INK
