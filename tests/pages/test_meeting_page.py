"""会议展示 with a small county, an empty one and a single unit: what each role may do, and each slide's own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from services.actor import Actor
from services.agenda import Matter
from services.history import undo
from services.meetings import (
    AgendaItem,
    Decision,
    Meeting,
    confirm_decisions,
    freeze,
    frozen_pack,
    list_decisions,
    list_meetings,
    prepare,
    record_decision,
)
from services.pack_search import find_in_pack
from services.store import Store
from tests.pages.conftest import html_of, run_page
from tests.services.small_county import REGISTER, SYSTEMS, take
from ui.slide_fit import HEIGHT
from ui.slide_pages import (
    MATTER_SIZES,
    TASK_SIZES,
    matter_pages,
    matter_size,
    task_columns,
    task_lines,
    task_pages,
    task_size,
)
from ui.slides import MOST_UNIT_LINES, list_slides, matrix_units

pytestmark = pytest.mark.slow

BUREAU = Actor(name="人员001", role="县政数局")
DAY = date(2024, 3, 31)
AGENDA = (AgendaItem("area", "cloud", "先议"), AgendaItem("area", "tasks"), AgendaItem("unit", "HF002"))


def freeze_one(store: Store) -> Meeting:
    meeting = prepare(store, BUREAU, name="第一次联席会议", held_on=DAY, as_of=DAY, agenda=AGENDA)
    return freeze(store, meeting, BUREAU)


def slides_of(store: Store, meeting: Meeting, **params: str) -> list[str]:
    """Every slide of the meeting as the page draws it."""
    shown = []
    number = 0
    while True:
        number += 1
        page = run_page("meeting.py", meeting=str(meeting.id), slide=str(number), **params)
        assert not page.exception
        html = html_of(page)
        shown.append(html)
        if f"{number}／{number}</b>" in html:
            return shown


def test_page_without_meetings_says_how_to_make_one(full_store: Store) -> None:
    page = run_page("meeting.py")
    assert "还没有可以展示的会议，填写名称和日期即可新建。" in html_of(page)
    assert [button.label for button in page.button] == ["新建会议"]


@pytest.mark.parametrize("role", ["领导", "单位"])
def test_page_without_meetings_offers_no_form_to_other_roles(full_store: Store, role: str) -> None:
    page = run_page("meeting.py", role=role)
    assert "会议由县政数局筹备" in html_of(page)
    assert not page.button


def test_new_meeting_is_kept_and_checked_before_the_freeze(full_store: Store) -> None:
    page = run_page("meeting.py")
    page.text_input[0].set_value("第一次联席会议")
    page.button[0].click().run()
    assert not page.exception
    (meeting,) = list_meetings(full_store, BUREAU)
    assert (meeting.name, meeting.is_frozen) == ("第一次联席会议", False)
    page = run_page("meeting.py", meeting=str(meeting.id))
    assert "会前核对" in html_of(page)
    assert {"保存", "加入议程", "冻结本次会议的数据"} <= {button.label for button in page.button}


def test_agenda_that_somebody_else_changed_is_told_and_kept(full_store: Store) -> None:
    meeting = prepare(full_store, BUREAU, name="会议", held_on=DAY, as_of=DAY, agenda=AGENDA)
    first, second = (run_page("meeting.py", meeting=str(meeting.id)) for _ in range(2))
    _button(first, "下移").click().run()
    assert [item.id for item in list_meetings(full_store, BUREAU)[0].agenda] == ["tasks", "cloud", "HF002"]
    _button(second, "移出").click().run()
    assert any("已由他人修改" in error.value for error in second.error)
    assert len(list_meetings(full_store, BUREAU)[0].agenda) == 3


def test_leader_shows_but_neither_prepares_nor_records(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    page = run_page("meeting.py", meeting=str(meeting.id), role="领导")
    assert "开始展示" in html_of(page)
    assert not {"冻结本次会议的数据", "新建会议"} & {button.label for button in page.button}
    assert "记录决定" not in html_of(run_page("meeting.py", meeting=str(meeting.id), slide="1", role="领导"))
    record_decision(full_store, meeting.id, BUREAU, content="完成迁云", unit="HF002", due_on=date(2024, 6, 30))
    decided = run_page("meeting.py", meeting=str(meeting.id), slide="1", view="decide", role="领导")
    assert "完成迁云" in html_of(decided) and "待确认" in html_of(decided)
    assert not decided.text_area and not decided.button


def test_long_names_of_units_stand_whole_beside_their_bars_and_tasks(full_store: Store) -> None:
    long = {
        "海城镇": "海城镇赤石红草联合服务中心办事处服务点",
        "县公安局": "县公安局和应急管理指挥中心（消防站）综合执法监督办公室",
    }
    register = REGISTER.replace(",海城镇,海", f",{long['海城镇']},海").replace(",县公安局,,", f",{long['县公安局']},,")
    take(full_store, register, "单位名录.csv")
    meeting = freeze_one(full_store)
    slides = "".join(slides_of(full_store, meeting))
    # A bar has room for 16 letters: 19 are written at 16/19 of the size, 26 at the smallest, on two lines.
    assert f'<span style="font-size: 0.84em">{long["海城镇"]}</span>' in slides
    assert f'<span style="font-size: 0.62em">{long["县公安局"]}</span>' in slides
    pack = frozen_pack(full_store, meeting.id, BUREAU)
    lines = task_lines(pack, ())
    # 督〔2023〕1号: 督, 〔, 〕, 号 and five digits of 0.56 with four gaps of 0.18 between the scripts = 7.52, and 0.7.
    assert task_columns(pack, lines) == (pytest.approx(8.22), 11.6)
    plain = replace(pack, units=tuple(replace(one, short_name="县农业农村局") for one in pack.units))
    assert task_columns(plain, lines)[1] == pytest.approx(6.7)
    assert "--no: 8.2em; --who: 11.6em" in slides


def test_slides_follow_the_agenda_and_carry_the_frozen_figures(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    pack = frozen_pack(full_store, meeting.id, BUREAU)
    kinds = [(slide.kind, slide.subject) for slide in list_slides(pack, meeting.agenda, ())]
    assert kinds[:2] == [("contents", ""), ("overall", "")]
    assert [one for one in kinds if one[1]] == [("area", "cloud"), ("area", "tasks"), ("unit", "HF002")]
    shown = slides_of(full_store, meeting)
    assert len(shown) == len(kinds)
    cloud = shown[kinds.index(("area", "cloud"))]
    lead = pack.metric("cloud_migrated")
    assert lead is not None
    assert lead.headline in cloud
    assert lead.county.number in cloud
    for line in lead.units:
        if line.figure.denominator:
            assert f"{line.figure.percent}%" in cloud
    assert all("截至2024年3月31日" in html and "第一次联席会议" in html for html in shown)
    assert "迁云经费不足" in shown[kinds.index(("unit", "HF002"))]


def test_rows_behind_a_figure_come_from_what_was_frozen(full_store: Store) -> None:
    take(full_store, f"{SYSTEMS}县公安局,一号系统,在用,自建机房,2022-06-01,\n", "清单二.csv")
    meeting = freeze_one(full_store)
    pack = frozen_pack(full_store, meeting.id, BUREAU)
    page = run_page("meeting.py", meeting=str(meeting.id), slide="3", view="rows", about="cloud_migrated", of="HF002")
    html = html_of(page)
    rows = [one.row for one in pack.metric("cloud_migrated").rows if one.row.unit == "HF002"]  # type: ignore[union-attr]
    assert rows
    assert all(row.label in html and row.file in html for row in rows)
    assert "返回第3页" in html
    # 出租屋管理, which was explained, stands before 一号系统, which is the first by name
    assert [row.label for row in rows] == ["一号系统", "出租屋管理", "网格管理"]
    assert html.index("<b>出租屋管理</b>") < html.index("<b>一号系统</b>")


def test_search_in_the_room_finds_number_unit_figure_and_subject(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    pack = frozen_pack(full_store, meeting.id, BUREAU)
    lead = pack.metric("cloud_migrated")
    assert lead is not None
    (number,) = find_in_pack(pack, lead.county.number)
    assert (number.kind, number.metric, number.is_exact) == ("number", "cloud_migrated", True)
    own = lead.of("HF002")
    assert own is not None
    typed = f" 数据编号 {own.number.lower().replace('-', '—')}"
    assert [(hit.metric, hit.unit) for hit in find_in_pack(pack, typed)] == [("cloud_migrated", "HF002")]
    assert [(hit.metric, hit.unit) for hit in find_in_pack(pack, lead.number)] == [("cloud_migrated", "")]
    # Years later the catalogue has another order: the number is the one that was printed.
    moved = replace(lead, number="Z91", county=replace(lead.county, number="Z91-000"))
    assert [hit.metric for hit in find_in_pack(replace(pack, metrics=(moved,)), "Z91-000")] == ["cloud_migrated"]
    assert find_in_pack(replace(pack, metrics=(moved,)), lead.county.number) == []
    assert find_in_pack(pack, "县公安局")[0].unit == "HF002"
    assert find_in_pack(pack, "政务信息系统上云率")[0].metric == "cloud_migrated"
    assert any(hit.kind == "row" for hit in find_in_pack(pack, "出租屋"))
    assert find_in_pack(pack, "没有这样的名称") == []
    many = len(find_in_pack(pack, "率"))
    html = html_of(run_page("meeting.py", meeting=str(meeting.id), slide="1", view="find", find="率"))
    assert f"共{many}项，只列前8项" in html and html.count("<li>") == 8


def test_decision_stands_on_the_last_slide_until_confirmed(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    record_decision(
        full_store, meeting.id, BUREAU, content="完成出租屋管理迁云", unit="HF002", due_on=date(2024, 6, 30)
    )
    last = slides_of(full_store, meeting)[-1]
    assert "完成出租屋管理迁云" in last
    assert "待确认" in last
    page = run_page("meeting.py", meeting=str(meeting.id))
    _button(page, "确认所选1项，转为督办事项").click().run()
    assert not page.error
    assert [one.state for one in list_decisions(full_store, meeting.id, BUREAU)] == ["已确认"]
    assert "已转督办" in slides_of(full_store, meeting)[-1]


def test_unit_staff_see_their_own_part_only(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    shown = "".join(slides_of(full_store, meeting, role="单位", own_unit="HF001"))
    assert "海城镇" in shown
    assert "县公安局" not in shown


def test_recount_without_differences_says_so(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    page = run_page("meeting.py", meeting=str(meeting.id), recount="1")
    assert "无差异" in html_of(page)


def test_slides_of_a_county_without_figures_say_that_there_are_none(single_store: Store) -> None:
    meeting = prepare(single_store, BUREAU, name="第一次会议", held_on=DAY, as_of=DAY)
    frozen = freeze(single_store, meeting, BUREAU)
    shown = slides_of(single_store, frozen)
    assert len(shown) > 4
    assert any("没有" in html for html in shown)


def test_restricted_figures_left_out_are_told_to_those_who_may_see_them(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    told = [
        "国产化适配率限制查看，不封存、不展示。" in html_of(run_page("meeting.py", meeting=str(meeting.id), role=role))
        for role in ("县政数局", "领导")
    ]
    assert told == [True, False]
    assert not any("国产化" in html for html in slides_of(full_store, meeting))


def test_unknown_meeting_and_slide_are_answered(full_store: Store) -> None:
    page = run_page("meeting.py", meeting="99")
    assert any("没有编号为99的会议" in warning.value for warning in page.warning)
    meeting = freeze_one(full_store)
    html = html_of(run_page("meeting.py", meeting=str(meeting.id), slide="999"))
    count = len(list_slides(frozen_pack(full_store, meeting.id, BUREAU), meeting.agenda, ()))
    assert f"{count}／{count}</b>" in html


def test_matrix_lists_every_unit_while_they_fit(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    units, left_out = matrix_units(frozen_pack(full_store, meeting.id, BUREAU))
    assert 0 < len(units) <= MOST_UNIT_LINES
    assert left_out == 0


def test_decision_whose_task_was_undone_is_not_told_as_handed_out(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    made = record_decision(full_store, meeting.id, BUREAU, content="完成迁云", unit="HF002", due_on=date(2024, 6, 30))
    (confirmed,) = confirm_decisions(full_store, meeting.id, BUREAU, [made.id])
    assert confirmed.version
    undo(full_store, confirmed.version, "议定有误", BUREAU)
    last = slides_of(full_store, meeting)[-1]
    assert ("督办已撤销" in last, "已转督办" in last) == (True, False)
    page = run_page("meeting.py", meeting=str(meeting.id))
    assert "已转为督办事项</h3>" not in html_of(page)
    (box,) = page.checkbox
    assert f"{confirmed.task_no}已从督办事项中撤销" in box.label
    box.check().run()
    _button(page, "确认所选1项，转为督办事项").click().run()
    assert "已转督办" in slides_of(full_store, meeting)[-1]


def test_task_opens_with_its_whole_text(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    last = slides_of(full_store, meeting)[-1]
    assert "view=task" in last
    html = html_of(run_page("meeting.py", meeting=str(meeting.id), slide="1", view="task", about="督〔2023〕1号"))
    assert all(words in html for words in ("网格数据共享", "牵头单位：海城镇", "正在办理", "逾期183天", "返回第1页"))


def test_long_matters_and_tasks_take_more_pages_and_few_short_ones_are_written_larger(full_store: Store) -> None:
    meeting = freeze_one(full_store)
    pack = frozen_pack(full_store, meeting.id, BUREAU)
    short = Matter("HF001", "tasks", "task_on_time", "“短事项”逾期1天未办结", "督〔2024〕1号，时限2024年3月30日")
    long = replace(short, sentence=f"“{'事项' * 300}”逾期1天未办结")
    few = replace(pack, matters=(short,) * 3)
    assert [len(page) for page in matter_pages(few)] == [3]
    assert matter_size(few, matter_pages(few)) == MATTER_SIZES[0]
    many = replace(pack, matters=(long,) * 6)
    assert [len(page) for page in matter_pages(many)] == [3, 3]
    assert matter_size(many, matter_pages(many)) == MATTER_SIZES[-1]
    # 4 lines of 1.15 and the line beneath with their gaps: three of them fill a slide
    assert 3 * (4 * MATTER_SIZES[-1] * 1.35 + 1.35 + 1.1) <= HEIGHT
    decision = Decision(1, meeting.id, "决定" * 150, "HF001", "", DAY)
    none = replace(pack, tasks=())
    assert len(task_pages(none, [decision] * 6)) == 2
    one = [replace(decision, content="短决定")]
    assert task_size(none, one, task_pages(none, one)) == TASK_SIZES[0]


def test_areas_without_data_are_left_out_unless_the_agenda_names_them(full_store: Store) -> None:
    day = date(2022, 12, 31)  # before anybody had joined: the county's own posts and how many have joined
    meeting = prepare(full_store, BUREAU, name="会议", held_on=day, as_of=day)
    pack = frozen_pack(full_store, freeze(full_store, meeting, BUREAU).id, BUREAU)
    every, asked = (
        [slide.subject for slide in list_slides(pack, agenda, ()) if slide.kind == "area"]
        for agenda in ((), (AgendaItem("area", "cloud"),))
    )
    assert (every, asked) == (["posts", "pilot"], ["cloud"])


def _button(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(button for button in page.button if button.label == label and not button.disabled)
