"""单位情况: one unit's file, in agenda order with the units before and after."""

from __future__ import annotations

from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.catalog import load_catalog
from metrics.lights import MET, MISSED, NEAR
from metrics.listings import Holder, Vacancy
from metrics.sentences import name_open, short_name, show_date, show_percent
from services.profile import ToDo
from services.progress import UnitFigure
from ui import cache
from ui.acts import show_done
from ui.attachments import show_evidence
from ui.drafting import offer_onepage, offer_report
from ui.explaining import offer_explaining, show_promises
from ui.markup import light_mark, link, outcome_mark, show, show_head, show_list, two_columns
from ui.navigation import TITLES, area_link
from ui.session import KEY_UNIT, look

SHOWN_NAMES = 6
SHOWN_UPLOADS = 8
ORDER = list(TITLES)  # task areas as the navigation has them

here = look()
offered = [
    unit
    for unit in here.units
    if unit.kind != "县本级" and here.choices.batch in ("", unit.batch) and here.choices.kind in ("", unit.kind)
]
if not offered:
    show_head("单位情况")
    st.info("当前筛选范围内没有单位。")
    st.stop()
unit = here.unit or next((one for one in offered if one.code == here.actor.unit), offered[0])
if unit not in offered:
    offered = [unit, *offered]
codes = [one.code for one in offered]
place = codes.index(unit.code)
profile = cache.profile(here, unit)


def choose_unit() -> None:
    """The picker writes the address."""
    st.query_params["unit"] = st.session_state[KEY_UNIT]


def step(offset: int, word: str) -> str:
    """A link to the unit before or after, in protocol order."""
    other = place + offset
    if not 0 <= other < len(codes):
        return ""
    return link("unit", here.choices.params(unit=codes[other]), f"{word}：{escape(here.names[codes[other]])}")


def figure_row(one: UnitFigure) -> str:
    """One metric: the unit's figure, the county's and its own kind's."""
    own = one.own
    name = escape(one.metric.name)
    page, params = area_link(one.metric.area, here.choices, metric=one.metric.id, unit=unit.code)
    if one.metric.is_count:
        cells = (f"{own.numerator}", "", f"{one.county.numerator}", f"{one.of_kind.numerator}")
    else:
        value = "○ 未报" if own.silent_units and not own.denominator else show_percent(own)
        counted = f"{own.numerator}/{own.denominator}" if own.denominator else ""
        cells = (value, counted, show_percent(one.county), show_percent(one.of_kind))
    numbers = "".join(f'<td class="num">{cell}</td>' for cell in cells)
    return f"<tr><td>{link(page, params, name)}</td>{numbers}<td><span>{light_mark(one.light)}</span></td></tr>"


def person(one: Holder) -> tuple[str, str]:
    filed = f"{show_date(one.filed_on)}备案" if one.filed_on else "未备案"
    leading = "，班子成员" if one.is_leadership else ""
    return f"<b>{escape(one.role)}</b>　{escape(one.name)}　{escape(one.position)}", (
        f"{show_date(one.appointed_on)}任{leading}，{filed}"
    )


def vacancy(one: Vacancy) -> tuple[str, str]:
    if one.is_unreported:
        return f'<b>{escape(one.role)}</b>　<span class="light none">○ 未报送名单</span>', ""
    since = f"自{show_date(one.since)}起空缺，已{one.days}天" if one.since else ""
    return f'<b>{escape(one.role)}</b>　<span class="light bad">■ 空缺</span>', since


def open_item(one: ToDo) -> tuple[str, str]:
    """What a figure still lacks, by name, with what the unit said about it."""
    page, params = area_link(one.metric.area, here.choices, metric=one.metric.id, unit=unit.code)
    said = "　".join(dict.fromkeys(text for text in one.explanations if text))
    words = name_open(one.metric, one.rows, SHOWN_NAMES)
    sentence = link(page, params, f"<b>{escape(short_name(one.metric))}</b>　{escape(words)}")
    return sentence, escape(f"情况说明：{said}") if said else ""


def say_unit() -> str:
    """How many figures with a target reach it, and how many figures leave something to do."""
    lit = [one.light for one in profile.figures if one.light is not None and one.light.code != "none"]
    if not lit:
        joined = f"，{show_date(unit.joined_on)}纳入" if unit.joined_on and unit.joined_on > here.as_of else ""
        return f"截至{show_date(here.as_of)}，{unit.short_name}没有应统计的有目标指标{joined}。"
    parts = []
    for light, mark in ((MET, "**"), (NEAR, "**"), (MISSED, "##")):
        if count := sum(one.code == light.code for one in lit):
            parts.append(f"{mark}{count}项{light.word}{mark}")
    open_count = len(profile.to_do)
    to_do = f"待办事项涉及{open_count}项指标" if open_count else "没有待办事项"
    return f"截至{show_date(here.as_of)}，{unit.short_name}{len(lit)}项有目标的指标中{'、'.join(parts)}；{to_do}。"


joined = f"{show_date(unit.joined_on)}纳入" if unit.joined_on else "尚未纳入"
left_words = f"{show_date(unit.left_on)}退出" if unit.left_on else ""
show_head(f"单位情况　{unit.short_name}", (unit.name, unit.kind, unit.batch, joined, left_words), say_unit())
st.session_state[KEY_UNIT] = unit.code
picker, before, papers = st.columns([0.3, 0.35, 0.35], vertical_alignment="bottom")
picker.selectbox("单位", codes, format_func=lambda code: here.names[code], key=KEY_UNIT, on_change=choose_unit)
with before:
    show(f'<p class="foot">{step(-1, "上一个")}　　{step(1, "下一个")}</p>')
with papers:
    offer_onepage(here, unit.code)

left, right = two_columns("unit", [0.58, 0.42])
with left:
    rows = ""
    area = ""
    for one in sorted(profile.figures, key=lambda one: ORDER.index(one.metric.area)):
        if one.metric.area != area:
            area = one.metric.area
            rows += f'<tr class="group"><td colspan="6">{escape(TITLES[area])}</td></tr>'
        rows += figure_row(one)
    show(
        "<h2>各项指标</h2><table><tr><th>指标</th><th>本单位</th><th>达成／应计</th><th>全县</th>"
        f"<th>{escape(unit.kind)}</th><th>状态</th></tr>{rows}</table>"
        '<p class="foot">“—”为没有应统计的对象。现状类指标按当时资料，其余按现有资料回算。</p>'
    )
    show_evidence(here, unit.code)
with right:
    show_list(
        "一官两员",
        [*(person(one) for one in profile.holders), *(vacancy(one) for one in profile.vacancies)],
        "没有资料。",
    )
    show_done()
    show_promises(here, profile.promises)
    show_list(
        "待办事项",
        [open_item(one) for one in sorted(profile.to_do, key=lambda one: ORDER.index(one.metric.area))],
        "各项指标没有缺口。",
    )
    offer_explaining(here, [row for one in profile.to_do for row in one.rows], unit.code)
    marks = "".join(
        f'<tr><td class="left"><span>{escape(row.label)}</span></td><td>'
        f"{outcome_mark(load_catalog()[row.metric], row.outcome)}</td></tr>"
        for row in profile.milestones
    )
    show(
        f"<h2>试点任务</h2><table>{marks}</table>"
        if marks
        else '<h2>试点任务</h2><p class="quiet">没有应计的试点任务。</p>'
    )
    show_list(
        "报送情况",
        [
            (
                escape(one.file_name),
                escape(
                    f"{show_date(one.received_at.date())}，{one.state}，"
                    + "、".join(dict.fromkeys(load_contracts()[table.dataset].title for table in one.tables))
                ),
            )
            for one in profile.uploads
            if here.is_latest or one.received_at.date() <= here.as_of
        ],
        "还没有报送过。",
        first=SHOWN_UPLOADS,
    )
    offer_report(here, unit.code)
