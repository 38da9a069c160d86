"""People in post: masked in lists, whole on request, and every look logged."""

from __future__ import annotations

from datetime import date

import pytest

from services.actor import Actor, NotAllowed
from services.contacts import list_contacts, show_phone
from services.store import Store
from tests.services.small_county import BUREAU, LEADER, POLICE, take
from warehouse.audit import list_entries

DAY = date(2024, 3, 31)
TOWN = Actor(name="人员004", role="单位", unit="HF001", origin="测试")
ROSTER = """单位,角色,姓名,职务,是否班子成员,联系电话,任命日期,离任日期,备案日期
县公安局,数据专员,人员012,科员,否,13800000012,2023-01-10,,2023-01-20
县公安局,政务专员,人员013,科员,否,,2023-01-10,,
县公安局,数据专员,人员010,科员,否,13800000010,2023-01-04,2023-01-09,
"""


@pytest.fixture
def filed(store: Store) -> Store:
    take(store, ROSTER, "名单.csv")
    return store


def test_list_masks_phones_and_follows_the_day(filed: Store) -> None:
    assert [(one.name, one.masked) for one in list_contacts(filed, DAY)] == [
        ("人员012", "138****0012"),
        ("人员013", ""),
    ]
    assert [one.name for one in list_contacts(filed, date(2023, 1, 8))] == ["人员010"]
    assert [one.name for one in list_contacts(filed, DAY, roles=("政务专员",))] == ["人员013"]


@pytest.mark.parametrize("actor", [BUREAU, POLICE], ids=["bureau", "own-unit"])
def test_look_at_a_phone_is_logged(filed: Store, actor: Actor) -> None:
    contact = list_contacts(filed, DAY)[0]
    assert show_phone(filed, contact, actor) == "13800000012"
    entry = list_entries(filed.warehouse)[0]
    assert (entry.action, entry.subject, entry.actor) == ("查看联系电话", "人员012（数据专员）", actor.name)


@pytest.mark.parametrize("actor", [LEADER, TOWN], ids=["leader", "other-unit"])
def test_others_see_no_phone_and_nothing_is_logged_as_seen(filed: Store, actor: Actor) -> None:
    contact = list_contacts(filed, DAY)[0]
    with pytest.raises(NotAllowed, match="只有县政数局和本单位人员可以查看"):
        show_phone(filed, contact, actor)
    assert all(one.action != "查看联系电话" for one in list_entries(filed.warehouse))


def test_phone_that_was_never_filed_is_said(filed: Store) -> None:
    with pytest.raises(NotAllowed, match="没有填报人员013的联系电话"):
        show_phone(filed, list_contacts(filed, DAY)[1], BUREAU)
