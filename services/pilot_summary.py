"""The county's 试点总结 out of a pack: three duties and five tasks, each with 举措、成效、问题、下一阶段计划、佐证材料.

The order is that of the units' half-year reports, so that the county can put theirs together under each heading. What
the data say stands with its number; what only people know is a marked gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.contracts import load_contracts
from metrics.sentences import name_units, say_open, show_date
from services.county_draft import praise_words, say_figure
from services.drafts import CLAUSES, by_clause
from services.pack_contents import Pack, PackMetric
from services.pack_words import explained_words, say_compared
from services.paper import Block, Paper, gap, sentence
from services.unit_table import unit_table

_ORGANISATION = (
    "county_posts",
    "posts_filled",
    "units_complete",
    "cdo_in_leadership",
    "pilot_progress",
    "rollout_coverage",
)
_MOST_UNITS = 8


def draft_pilot_summary(pack: Pack) -> Paper:
    """The draft of the county's summary at the pack's day, with 各单位情况表 behind it."""
    blocks = [
        Block(0, f"根据首席数据官制度试点实施方案要求，现将{pack.scope_name}首席数据官制度试点工作总结如下。"
                 f"文中数字均截至{show_date(pack.as_of)}，"
                 f"{say_compared(pack.compared_on, pack.compared_words)}，各单位数字见附件。"),
        Block(1, "一、总体情况"),
        *_overall(pack),
        *by_clause("试点任务完成情况", lambda clause: _clause(pack, clause)),
        Block(1, "四、经验和典型做法"),
        Block(0, praise_words(pack)),
        Block(0, gap("可复制推广的做法")),
    ]  # fmt: skip
    return Paper(
        title=f"{pack.county_name}首席数据官制度试点工作总结",
        day_words=f"（数据截至{show_date(pack.as_of)}）",
        doc_no="",
        addressee=gap("报送对象"),
        blocks=tuple(blocks),
        attachments=("各单位情况表",),
        signature=gap("成文单位"),
        copies="",
        tables=(unit_table(pack),),
    )


def _overall(pack: Pack) -> Iterator[Block]:
    yield Block(0, gap("试点工作的组织领导和总体评价"))
    if words := _figures(pack, _ORGANISATION, with_nought=True):
        yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{words}"))


def _clause(pack: Pack, clause: str) -> Sequence[str]:
    metrics = CLAUSES[clause]
    day = f"截至{show_date(pack.as_of)}，"
    figures, problems, promised = _figures(pack, metrics), _open(pack, metrics), _promised(pack, metrics)
    sources = _sources(pack, metrics)
    return (
        "",
        sentence(day + figures) if figures else "",
        sentence(day + problems) if problems else "",
        sentence(f"{promised}{gap('其他计划')}") if promised else "",
        f"数字来源于各单位报送的{sources}，逐行来源见附表。" if sources else "",
    )


def _known(pack: Pack, metrics: Sequence[str]) -> list[PackMetric]:
    return [
        one for one in map(pack.metric, metrics) if one and not one.metric.is_count and one.county.figure.denominator
    ]


def _figures(pack: Pack, metrics: Sequence[str], *, with_nought: bool = False) -> str:
    """The county's figures in words; only where something has been achieved, unless asked otherwise."""
    found = (one for one in _known(pack, metrics) if with_nought or one.county.figure.numerator)
    return "；".join(say_figure(one, one.county) for one in found)


def _open(pack: Pack, metrics: Sequence[str]) -> str:
    """What is still open per figure, with the units by name in protocol order, and who has sent nothing."""
    parts = []
    for one in _known(pack, metrics):
        figure = one.county.figure
        if left := say_open(one.metric, figure):
            who = [line.figure.unit for line in one.units if line.figure.numerator < line.figure.denominator]
            named = f"，涉及{name_units(who, pack.names, _MOST_UNITS)}" if who else ""
            parts.append(f"{one.short_name}方面，{left}{named}（数据编号{one.county.number}）")
        silent = [line.figure.unit for line in one.units if line.figure.silent_units]
        if silent and (words := f"{name_units(silent, pack.names, _MOST_UNITS)}未报送{_tables(one)}") not in parts:
            parts.append(words)
    return "；".join(parts)


def _promised(pack: Pack, metrics: Sequence[str]) -> str:
    """How many open subjects carry a 情况说明, per figure."""
    parts = []
    for one in _known(pack, metrics):
        if said := explained_words(one.rows, one.metric.subject_noun[0]):
            parts.append(f"{one.short_name}的未完成事项中{said}")
    return "；".join(parts) + ("。" if parts else "")


def _tables(one: PackMetric) -> str:
    own = one.metric.silent_dataset
    return load_contracts()[own].title if own else "、".join(one.sources)


def _sources(pack: Pack, metrics: Sequence[str]) -> str:
    titles = dict.fromkeys(title for one in _known(pack, metrics) for title in one.sources)
    return "".join(f"《{title}》" for title in titles)
