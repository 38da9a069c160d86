"""The catalogue and the SQL name the same figures, and no two definitions share a text."""

import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.contracts import load_contracts
from config.reference import load_areas, load_phases
from metrics.catalog import SUBJECTS_FOLDER, load_catalog, read_subject_sql
from metrics.figure import Point, Scope
from metrics.relations import compose, parameters

FIXED = ["as_of", "version", "unit", "key", "label", "sort_no", "dataset", "row_id", "upload_id"]
CONFIRMED = {
    "county_posts", "posts_filled", "units_complete", "workplan_filed", "approval_opinion", "acceptance_opinion",
    "cloud_new", "lists_filed", "attended", "report_submitted", "report_on_time", "report_complete",
}  # fmt: skip
STATE = {
    "project_in_use", "cloud_migrated", "cloud_new", "cloud_on_plan", "fresh", "systems_covered", "functions_covered",
    "mlps_graded", "mlps_valid", "crypto_valid", "localised",
}  # fmt: skip
SHARED_METRICS = Path(__file__).parents[3] / "shared" / "spec" / "metrics.md"


def test_there_are_thirty_nine_figures():
    assert len(load_catalog()) == 39


def test_every_outcome_column_has_an_entry_and_the_reverse(county):
    point = parameters([Point(date(2023, 6, 30), 0)], Scope())
    columns = {}
    for path in sorted(SUBJECTS_FOLDER.glob("*.sql")):
        name = path.stem
        described = county.warehouse.query(
            compose([name], f"\nselect * from (describe select * from {name}_rows)"), point
        )
        found = [row[0] for row in described]
        assert found[: len(FIXED)] == FIXED, name
        assert {row[1] for row in described[len(FIXED) :]} == {"VARCHAR"}, name
        columns |= dict.fromkeys(found[len(FIXED) :], name)
    assert columns == {metric.id: metric.subject for metric in load_catalog().values()}


@pytest.mark.parametrize("part", ["name", "definition", "numerator"])
def test_no_two_texts_are_alike(part):
    texts = Counter(getattr(metric, part) for metric in load_catalog().values())
    assert [text for text, count in texts.items() if count > 1] == []


def test_texts_are_filled_and_use_full_width_marks():
    for metric in load_catalog().values():
        texts = (metric.name, metric.definition, metric.numerator, metric.denominator, metric.excluded, metric.clause,
                 metric.subject_noun, metric.done_words, metric.open_words)  # fmt: skip
        for text in texts:
            assert text and not re.search(r"[A-Za-z,;:()!?]", text), (metric.id, text)
        assert metric.definition.endswith("。"), metric.id


def test_sources_areas_and_silent_datasets_exist():
    datasets, areas = set(load_contracts()), {area.id for area in load_areas()}
    for metric in load_catalog().values():
        assert set(metric.sources) <= datasets and metric.area in areas
        assert metric.silent_dataset in {"", *metric.sources}
        assert read_subject_sql(metric.subject).startswith("--")


def test_cards_and_leads_name_figures():
    known = set(load_catalog())
    assert {card for phase in load_phases() for card in phase.cards} <= known
    assert {area.lead for area in load_areas()} <= known
    assert all(load_catalog()[area.lead].area == area.id for area in load_areas())


def test_only_confirmed_targets_are_set_each_with_its_clause():
    targets = {metric.id: metric for metric in load_catalog().values() if metric.target is not None}
    assert set(targets) == CONFIRMED
    assert all(metric.target == Decimal(1) and metric.target_clause for metric in targets.values())


def test_basis_of_every_figure():
    assert {metric.id for metric in load_catalog().values() if metric.basis == "state"} == STATE


def test_special_figures_are_marked():
    catalog = load_catalog()
    assert [one.id for one in catalog.values() if one.is_aim] == ["rollout_coverage"]
    assert [one.id for one in catalog.values() if one.restricted] == ["localised"]
    assert [one.id for one in catalog.values() if one.is_count] == ["evaluation_excellent"]
    assert [one.id for one in catalog.values() if one.population != "in_scope"] == ["county_posts", "rollout_coverage"]


def test_a_result_that_is_no_failure_is_not_called_one():
    graded = load_catalog()["evaluation_excellent"]
    assert [graded.outcome_name(one) for one in ("achieved", "missed", "exempt")] == ["优秀", "其他等次", "不纳入"]
    assert load_catalog()["cloud_migrated"].outcome_name("missed") == "未达成"
    # Either both words of a figure are its own or none.
    assert all(bool(one.achieved_word) == bool(one.missed_word) for one in load_catalog().values())


def test_relations_neither_divide_nor_round_nor_cut_off():
    for path in [*SUBJECTS_FOLDER.glob("*.sql"), SUBJECTS_FOLDER.parent / "terms.sql"]:
        statements = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"/|\bround\b|\blimit\b|\bdouble\b|\bfloat\b", statements), path.name


@pytest.mark.skipif(not SHARED_METRICS.exists(), reason="the definitions are not beside the project")
def test_names_and_order_are_those_of_the_definitions():
    text = SHARED_METRICS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(load_catalog())
    for identifier, title in rows:
        ours = unicodedata.normalize("NFKC", load_catalog()[identifier].name)
        assert unicodedata.normalize("NFKC", title).startswith(ours), identifier
