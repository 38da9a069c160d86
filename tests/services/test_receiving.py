"""代收: reading in the background, each file on behalf of its own unit, what is missing and what came twice; 本期无变化."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest

from services import receiving, submit
from services.actor import NotAllowed
from services.receipts import read_receipt
from services.received import examine_upload
from services.receiving import Reception, find_missing, find_spare, find_twice, next_step, sender_of, units_of
from services.store import Store
from services.unchanged import draft_nil, draft_unchanged, list_unit_tables
from tests.services.small_county import BUREAU, LEADER, POLICE, SYSTEMS, take
from warehouse.history import list_uploads

NOW = datetime(2024, 4, 1, 9)
TOWN = SYSTEMS.replace("县公安局", "海城镇")
BAD = SYSTEMS.replace("2022-05-01", "待定")


def receive(store: Store, *files: tuple[str, str]) -> list[submit.Draft]:
    reception = Reception(store, BUREAU)
    for name, text in files:
        reception.add(name, text.encode())
    reception.wait(60)
    return [one.draft for one in reception.states() if one.draft is not None]


def test_files_are_read_in_their_order(store: Store) -> None:
    reception = Reception(store, BUREAU)
    reception.add("公安.csv", SYSTEMS.encode())
    reception.add("扫描件.pdf", b"%PDF-1.4")
    reception.wait(60)
    assert not reception.is_busy
    done = reception.states()
    assert [(one.name, one.share) for one in done] == [("公安.csv", 1.0), ("扫描件.pdf", 1.0)]
    assert done[1].draft is not None and not done[1].draft.is_acceptable


def test_file_being_read_is_found_by_whose_it_is_until_it_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_let_on = threading.Event()

    def examine(*given: object) -> submit.Draft:
        assert is_let_on.wait(60)
        return examine_upload(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving, "examine_upload", examine)
    reception = Reception(store, BUREAU)
    reception.add("公安.csv", SYSTEMS.encode())
    assert receiving.find_unfinished(store, BUREAU) is reception
    assert receiving.find_unfinished(store, POLICE) is None
    is_let_on.set()
    reception.wait(60)
    assert receiving.find_unfinished(store, BUREAU) is None


def test_each_file_counts_on_behalf_of_the_unit_recognised_in_it(store: Store) -> None:
    drafts = receive(store, ("公安.csv", SYSTEMS), ("海城.csv", TOWN), ("汇总.csv", SYSTEMS + TOWN.partition("\n")[2]))
    senders = [sender_of(BUREAU, one).on_behalf_of for one in drafts]
    assert senders == ["HF002", "HF001", ""]
    for draft in drafts[:2]:
        submit.accept(store, draft, sender_of(BUREAU, draft), now=NOW)
    uploads = list_uploads(store.warehouse)
    assert [(one.file_name, one.on_behalf_of) for one in uploads[:2]] == [("海城.csv", "HF001"), ("公安.csv", "HF002")]
    assert sender_of(POLICE, drafts[0]) == POLICE


def test_batch_says_who_is_missing_and_what_came_twice(store: Store) -> None:
    drafts = receive(store, ("公安.csv", SYSTEMS), ("公安又一份.csv", SYSTEMS + "\n"))
    (twice,) = find_twice(drafts)
    assert (twice.dataset, twice.unit, len(twice.tokens)) == ("system", "HF002", 2)
    # four units in the register: 县本级 owes nothing, 县公安局 is in the batch, 县教育局 joined in September 2023
    (missing,) = find_missing(store, drafts, BUREAU, date(2024, 4, 1))
    assert (missing.dataset, missing.units) == ("system", ("HF001", "HF003"))
    assert find_missing(store, drafts, BUREAU, date(2023, 8, 31))[0].units == ("HF001",)


def test_file_that_cannot_be_taken_is_no_second_list_but_spare_beside_one_that_can(store: Store) -> None:
    bad, good, other, both = receive(
        store, ("坏.csv", BAD), ("好.csv", SYSTEMS), ("别的.csv", TOWN.replace("市政务云", "云上")),
        ("两家.csv", BAD + TOWN.partition("\n")[2]),
    )  # fmt: skip
    assert not bad.is_acceptable and not both.is_acceptable
    assert find_twice([bad, good, other, both]) == ()
    assert find_spare([bad, good, other, both]) == {bad.token}
    assert find_spare([bad, other, both]) == frozenset()


def test_file_with_problems_says_its_next_step(store: Store) -> None:
    bad, good, pdf = receive(store, ("坏.csv", BAD), ("好.csv", TOWN), ("乱.csv", "甲,乙\n1,2\n"))
    assert next_step(bad) == "在网页上改1格，或带问题入库"
    (packed,) = receive(store, ("打包.zip", "PK\x05\x06" + "\0" * 18))
    assert next_step(packed) == "解压后把其中的表格拖进来" and "请先解压" in packed.examined.problems[0].mend
    assert next_step(good) == "核对后确认" and next_step(pdf) == "按问题清单改好后重新报送"


def test_unchanged_list_is_confirmed_for_the_new_day_without_touching_a_row(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv")
    (table,) = [one for one in list_unit_tables(store, POLICE, "HF002") if one.dataset == "system"]
    assert (table.rows, table.reported_on) == (2, date(2024, 1, 5))
    draft = draft_unchanged(store, BUREAU, "system", "HF002", date(2024, 3, 31), now=NOW)
    assert units_of(draft) == ("HF002",)
    (rows,) = submit.preview(store, draft, BUREAU).rows.tables
    assert (rows.new, rows.changed, rows.unchanged, rows.withdrawn) == (0, 0, 2, 0)
    submit.accept(store, draft, sender_of(BUREAU, draft), now=NOW)
    (table,) = [one for one in list_unit_tables(store, POLICE, "HF002") if one.dataset == "system"]
    assert (table.rows, table.reported_on) == (2, date(2024, 3, 31))


def test_unchanged_list_keeps_its_pending_cells(store: Store) -> None:
    take(store, BAD, "清单.csv", accept_incomplete=True)
    draft = draft_unchanged(store, BUREAU, "system", "HF002", date(2024, 3, 31), now=NOW)
    assert draft.is_acceptable
    (rows,) = submit.preview(store, draft, BUREAU).rows.tables
    assert (rows.changed, rows.unchanged) == (0, 2)


def test_nil_report_in_one_click_withdraws_the_rows(store: Store) -> None:
    take(store, SYSTEMS, "清单.csv")
    draft = draft_nil(store, BUREAU, "system", "HF002", date(2024, 3, 31), now=NOW)
    made = submit.accept(store, draft, sender_of(BUREAU, draft), now=NOW)
    (table,) = made.tables
    assert table.is_nil and table.closed == 2
    paper = read_receipt(store, made.number, POLICE)
    assert paper.tables[0].is_nil and paper.on_behalf_of == "海丰县公安局"


def test_another_units_table_and_a_register_cannot_be_declared(store: Store) -> None:
    with pytest.raises(NotAllowed, match="本单位"):
        draft_nil(store, POLICE, "system", "HF001", date(2024, 3, 31))
    with pytest.raises(NotAllowed, match="领导"):
        list_unit_tables(store, LEADER, "HF002")
    with pytest.raises(NotAllowed, match="逐条登记"):
        draft_nil(store, BUREAU, "task", "HF002", date(2024, 3, 31))
    with pytest.raises(NotAllowed, match="还没有报过"):
        draft_unchanged(store, BUREAU, "roster", "HF002", date(2024, 3, 31))


def test_receipt_of_another_unit_is_not_shown(store: Store) -> None:
    made = take(store, TOWN, "清单.csv")
    with pytest.raises(NotAllowed, match="不是本单位"):
        read_receipt(store, made.number, POLICE)
    with pytest.raises(NotAllowed, match="没有编号"):
        read_receipt(store, "999999", BUREAU)
