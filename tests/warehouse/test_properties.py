"""Whatever the sequence: an undo gives back the former state, past states stay, order and repeats do not count."""

import itertools
import tempfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.commit import commit_upload
from warehouse.connect import Warehouse
from warehouse.history import CannotUndo, undo_version

UNITS, NAMES = ("HF001", "HF002"), ("甲", "乙", "丙")
DUE = (None, date(2023, 6, 30), date(2023, 9, 30))
NOW = datetime(2023, 5, 1)

lists = st.dictionaries(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(("在建", "在用")), st.sampled_from(DUE)),
    max_size=5,
)
uploads = st.tuples(st.sampled_from(("units", "units", "units", "keys", "all")), lists, st.sets(st.sampled_from(UNITS)))
steps = st.lists(st.one_of(uploads, uploads, st.integers(1, 8)), min_size=1, max_size=8)


class Model:
    """What should be present when just these uploads had ever been accepted, by the plainest means."""

    def __init__(self, accepted):
        self.rows, self.promises, self.coverage = {}, {}, []
        for replaces, rows, also_covered in accepted:
            covered = set(also_covered) | ({unit for unit, _ in rows} if replaces == "units" else set())
            gone = {"units": covered, "keys": set(), "all": set(UNITS)}[replaces]
            self.rows = {key: row for key, row in self.rows.items() if key[0] not in gone} | rows
            for key, (_, due) in rows.items():
                if due is not None:
                    self.promises.setdefault(key, due)
            self.coverage += [(unit, not any(key[0] == unit for key in rows)) for unit in covered]


def stored(warehouse):
    rows = warehouse.query("select unit, system_name, state, cloud_due_on from system where closed_in is null")
    promises = warehouse.query("select unit, key, promised_on from promise where closed_in is null")
    coverage = warehouse.query("select unit, is_nil from coverage where closed_in is null")
    return {row[:2]: row[2:] for row in rows}, {row[:2]: row[2] for row in promises}, sorted(coverage)


def upload(warehouse, table, facts, replaces, rows, covered):
    given_rows = [
        {"unit": unit, "system_name": name, "state": state, "hosting": "其他", "cloud_due_on": due}
        for (unit, name), (state, due) in rows.items()
    ]
    nil = tuple(sorted(unit for unit in covered if not any(key[0] == unit for key in rows)))
    incoming = table("system", given_rows, covered=tuple(sorted(covered)), nil=nil, replaces=replaces)
    return commit_upload(warehouse, facts(), [incoming], None).version


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_sequence_equals_replaying_what_was_not_undone(table, facts, somebody, state, sequence):
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder)) as warehouse:
        standing, seen = {}, {0: {}}
        for step in sequence:
            if isinstance(step, int):
                try:
                    undo_version(warehouse, step, "填错", somebody, NOW)
                    del standing[step]
                except CannotUndo as refused:
                    assert set(refused.later) <= set(standing)
            else:
                standing[upload(warehouse, table, facts, *step)] = step
            model = Model(standing[version] for version in sorted(standing))
            assert stored(warehouse) == (model.rows, model.promises, sorted(model.coverage))
            seen[warehouse.version()] = state(warehouse)
        for version in sorted(standing, reverse=True):
            undo_version(warehouse, version, "填错", somebody, NOW)
        assert stored(warehouse) == ({}, {}, [])
        for version, before in seen.items():
            assert state(warehouse, version) == before, "a past state never changes"
        assert warehouse.query("select count(*) from version") == [(warehouse.version(),)]


serial = itertools.count(1)
posts = st.lists(
    st.tuples(st.sampled_from(("人员002", "人员003")), st.sampled_from((5, 6)), st.sampled_from((1, 10, 30, None))),
    max_size=5,
    unique_by=lambda post: (post[0], post[1], post[2] or 30),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Warehouse.open(tmp_path_factory.mktemp("shared")) as opened:
        yield opened


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts, posts, st.sampled_from(("units", "keys")), st.randoms())
def test_order_of_rows_and_repeated_loading_do_not_count(shared, table, facts, before, after, replaces, chance):
    def load(unit, some):
        rows = []
        for name, month, day in some:
            last = 31 if month == 5 else 30
            row = {"unit": unit, "role": "数据专员", "name": name, "appointed_on": date(2023, month, day or last)}
            rows.append(row if day else row | {"month": ("appointed_on",)})
        incoming = table("roster", rows, covered=(unit,), replaces=replaces)
        return commit_upload(shared, facts(), [incoming], None).tables[0]

    def present(unit):
        sql = "select name, appointed_on, month_precise from roster where closed_in is null and unit = ? order by all"
        return shared.query(sql, [unit])

    first, second = f"一{next(serial)}", f"二{next(serial)}"
    shuffled = list(after)
    chance.shuffle(shuffled)
    counts = []
    for unit, some in ((first, after), (second, shuffled)):
        load(unit, before)
        made = load(unit, some)
        counts.append((made.opened, made.closed, made.unchanged))
    assert present(first) == present(second)
    assert counts[0] == counts[1]
    once = present(first)
    again = load(first, after)
    assert (again.opened, again.closed, again.unchanged) == (0, 0, len(after))
    assert present(first) == once
    if replaces == "units":
        assert len(once) == len(after)
