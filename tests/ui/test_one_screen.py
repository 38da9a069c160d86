"""The lists of 总览 give way, in their order, until they fit the screen."""

from __future__ import annotations

from ui.one_screen import entry_height, fit_lists

MATTER = entry_height(
    "县交通运输局“治超检测记录”接口开发经费未落实，请求协调解决；承诺2025年3月31日前完成；责任人：人员045", "汇聚率"
)
LINE = entry_height("汇聚率上升8.2个百分点")
MOST, LEAST = (5, 4, 7), (3, 3, 1)


def test_heights_follow_the_lines_of_the_texts() -> None:
    # two lines of 21, small text of 18.5, an edge of 9; one line and its edge
    assert (MATTER, LINE) == (69.5, 30)


def test_all_stand_where_there_is_room_and_never_more_than_asked_for() -> None:
    assert fit_lists("短", [[MATTER] * 2, [LINE] * 4, [LINE] * 3], MOST, LEAST) == [2, 4, 3]
    assert fit_lists("短", [[LINE] * 9, [LINE] * 9, []], MOST, LEAST) == [5, 4, 0]


def test_matters_give_way_first_then_deadlines_then_changes() -> None:
    # 5: 126 + 347.5 + 30 + 120 + 30 + 210 = 863.5; 4: 794 of 815
    assert fit_lists("短", [[MATTER] * 6, [LINE] * 6, [LINE] * 7], MOST, LEAST) == [4, 4, 7]
    # under a finding of two lines there is room for 787
    assert fit_lists("长" * 90, [[MATTER] * 6, [LINE] * 6, [LINE] * 7], MOST, LEAST) == [3, 4, 7]
    # 3, 3: 126 + 208.5 + 30 + 90 + 30 + 7 × 72 = 988.5, with 30 for 另有n项 five changes of 72 at most: 874.5, four: 802.5
    assert fit_lists("短", [[MATTER] * 6, [LINE] * 6, [72] * 7], MOST, LEAST) == [3, 3, 4]
    assert fit_lists("短", [[400] * 4, [LINE] * 4, [72] * 7], MOST, LEAST) == [3, 3, 1]
