"""The joint meetings of the county: prepared and frozen on the morning they were held, one still being prepared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

FROZEN_AT = time(8, 30)


@dataclass(frozen=True)
class Meeting:
    """agenda: pages as kind:id:note. at: when it was prepared (and frozen, when it was)."""

    name: str
    held_on: date
    as_of: date
    agenda: Sequence[str]
    notes: str
    at: datetime
    is_frozen: bool = True


def meetings() -> Iterator[Meeting]:
    """In the order of time."""
    yield _held(
        "2023年第二次联席会议", date(2023, 12, 14), date(2023, 11, 30),
        ("area:posts:推广单位名单备案情况", "area:pilot:", "area:cloud:请县自然资源局说明不动产登记系统迁移安排", "area:data:", "area:tasks:", "unit:HF007:治超检测记录共享"),
        "议题：推广期进展；共享需求协调。",
    )  # fmt: skip
    yield _held(
        "2024年第一次联席会议", date(2024, 6, 20), date(2024, 5, 31),
        ("area:posts:", "area:projects:专属意见出具情况", "area:cloud:", "area:data:宅基地审批信息共享", "area:security:", "area:tasks:"),
        "议题：上半年工作安排；梅陇农场并入后的资料衔接。",
    )  # fmt: skip
    yield _held(
        "2024年第二次联席会议", date(2024, 12, 12), date(2024, 11, 30),
        ("area:posts:", "area:projects:", "area:cloud:可塘镇网格管理平台迁移", "area:data:", "area:apps:", "area:security:密码应用改造进度", "area:tasks:"),
        "议题：全年任务完成情况；工伤和医保数据比对。",
    )  # fmt: skip
    yield _held(
        "2025年第一次联席会议", date(2025, 6, 19), date(2025, 5, 31),
        ("area:posts:政务专员空缺", "area:projects:", "area:cloud:", "area:data:", "area:security:", "area:reports:", "area:tasks:", "unit:HF008:医共体数据回流机制", "unit:HF040:两张清单从未报送"),
        "议题：上半年进展和未报单位。",
    )  # fmt: skip
    yield Meeting(
        "2025年第二次联席会议", date(2025, 7, 18), date(2025, 6, 30),
        ("area:posts:", "area:cloud:", "area:data:", "area:tasks:", "unit:HF040:"),
        "会前核对后冻结。", datetime(2025, 7, 3, 16, 30), is_frozen=False,
    )  # fmt: skip


def _held(name: str, held_on: date, as_of: date, agenda: Sequence[str], notes: str) -> Meeting:
    return Meeting(name, held_on, as_of, agenda, notes, datetime.combine(held_on, FROZEN_AT))
