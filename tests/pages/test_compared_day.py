"""The day compared with: from the address, on the figure and the bridge alike, and refused when it makes no sense."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from services.store import Store
from tests.pages.conftest import ROOT, TASKS, html_of, run_page
from tests.services.small_county import take
from tests.services.test_compared import hold

DAY = "2024-03-31"

pytestmark = pytest.mark.slow


def test_chosen_day_is_the_one_of_change_and_bridge(full_store: Store) -> None:
    page = run_page("posts.py", as_of=DAY, since="2023-01-05")
    shown = html_of(page) + " ".join(one.label for one in page.expander)
    # All were appointed on 2023-01-10: 0/6 posts of two units before, 4/9 of three units now = 44.4%.
    assert "比2023年1月5日＋44.4个百分点" in shown
    assert "2023年1月5日以来的变动（全县）：新增达成4项，新进入3项" in shown


def test_last_meeting_is_the_default(full_store: Store) -> None:
    hold(full_store, date(2024, 1, 31))
    shown = html_of(run_page("cloud.py", as_of=DAY))
    assert "与上次会议持平" in shown
    assert "上次会议（2024年1月31日）以来的变动" in shown


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2024-03-31", "比较日期2024年3月31日不早于数据截至日期2024年3月31日，本页按默认的比较日期显示。"),
        ("2023-02-30", "链接中的比较日期“2023-02-30”不是有效日期，本页按默认的比较日期显示。"),
    ],
)
def test_day_that_cannot_be_compared_with_is_said(full_store: Store, since: str, said: str) -> None:
    page = AppTest.from_file(str(ROOT / "frame.py"), default_timeout=30)
    page.query_params.update({"as_of": DAY, "since": since})
    page.run()
    assert said in [one.value for one in page.warning]


def test_other_way_of_looking_back_stands_beside_where_it_differs(full_store: Store) -> None:
    # Everything was filed on 2024-01-05. On 2023-12-31 the posts were held, which nobody knew; the systems, without a
    # present state to look back on, are 当时无报送 and 1/2 by today's rows.
    assert "按现有资料回算<i>　</i>按当时资料：当时无报送" in html_of(run_page("posts.py", as_of="2023-12-31"))
    assert "按现有资料回算：50.0%，1/2" in html_of(run_page("cloud.py", as_of="2023-12-31"))
    latest = html_of(run_page("posts.py", as_of=DAY)) + html_of(run_page("cloud.py", as_of=DAY))
    assert "按当时资料：" not in latest and "按现有资料回算：" not in latest


def test_figure_published_otherwise_by_the_last_meeting_is_said(full_store: Store) -> None:
    # 督〔2023〕1号 was open at the meeting: 0/1. That it was done in time was filed afterwards: 1/1 for the same day.
    hold(full_store, date(2024, 1, 31))
    assert "公布" not in html_of(run_page("overview.py", as_of=DAY))
    take(full_store, TASKS.replace("2023-09-30,,", "2023-09-30,2023-09-20,"), "督办事项.csv", at=datetime(2024, 2, 10))
    words = "公布0.0%，按现有资料当时为100.0%"
    shown = html_of(run_page("overview.py", as_of=DAY))
    assert f"督办事项按期办结率上次会议{words}。</a>" in shown
    assert "meeting=1&amp;recount=1" in shown
    assert f"<p>与上次会议持平</p><p>上次会议{words}</p>" in html_of(run_page("tasks.py", as_of=DAY))
    assert "公布" not in html_of(run_page("overview.py", as_of=DAY, batch="首批试点"))
