"""A small register, a few actors and small workbooks, written here and taken in through the services."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from services.actor import Actor
from services.store import Store, open_store
from services.submit import Options, Receipt, accept_at_once, examine_upload

REGISTER = """单位编号,单位全称,简称,别名,类别,批次,纳入日期,退出日期,排序
HF000,海丰县,县本级,,县本级,不纳入,2023-01-03,,0
HF001,海城镇人民政府,海城镇,海城镇政府,镇（场、区）,首批试点,2023-01-03,,1
HF002,海丰县公安局,县公安局,,县直部门,首批试点,2023-01-03,,2
HF003,海丰县教育局,县教育局,,县直部门,全面推广,2023-09-01,,3
"""
BUREAU = Actor(name="人员001", role="县政数局", origin="测试")
POLICE = Actor(name="人员002", role="单位", unit="HF002", origin="测试")
LEADER = Actor(name="人员003", role="领导", origin="测试")
SYSTEMS = """单位,系统名称,系统状态,部署位置,投用日期,上云日期
县公安局,网格管理,在用,市政务云,2022-05-01,2023-03-01
县公安局,出租屋管理,在用,自建机房,2022-06-01,
"""


def take(
    store: Store, text: str, name: str, actor: Actor = BUREAU, at: datetime = datetime(2024, 1, 5, 9), **options: object
) -> Receipt:
    """Examines and accepts a CSV written as text, without review."""
    draft = examine_upload(store, text.encode(), name, actor, options=Options(**options), now=at)
    return accept_at_once(store, draft, actor, now=at)


@contextmanager
def opened_copy(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of a closed store, open: the test may write."""
    shutil.copytree(made, tmp_path / "store")
    with closing(open_store(tmp_path / "store")) as store:
        yield store
