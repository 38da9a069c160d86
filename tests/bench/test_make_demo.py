"""The demo county: what is in data/samples is what the generator writes, complete, and every state of the product occurs."""

import tomllib
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bench import make_demo

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def steps():
    return tomllib.loads((SAMPLES / "rounds.toml").read_text(encoding="utf-8"))["steps"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    make_demo.write_samples(folder)
    return folder


def content(path):
    if path.read_bytes()[:2] not in {b"PK", b"\xd0\xcf"}:
        return path.read_bytes()
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_samples_and_rounds_name_the_same_files(steps):
    there = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()} - {"rounds.toml"}
    assert there == {step["file"] for step in steps if "file" in step}


@pytest.mark.slow
def test_samples_are_what_the_generator_writes(written):
    names = sorted(path.relative_to(written) for path in written.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*") if path.is_file())
    assert [name for name in names if content(written / name) != content(SAMPLES / name)] == []


@pytest.mark.slow
def test_samples_stay_small(written):
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 3_000_000


def test_steps_are_in_the_order_of_time(steps):
    times = [step.get("received_at") or step["at"] for step in steps]
    assert times == sorted(times)


def test_every_answer_and_every_format_occurs(steps):
    uploads = [step for step in steps if step["do"] == "upload"]
    assert {step["expect"] for step in uploads} == {"accepted", "refused", "unchanged", "waiting", "returned"}
    assert {Path(step["file"]).suffix for step in uploads} == {".xlsx", ".xls", ".ods", ".csv", ".tsv"}
    assert any(step.get("accept_incomplete") for step in uploads)
    assert any(step.get("replaces") for step in uploads)
    assert any(step.get("on_behalf_of") for step in uploads)
    assert any(step["do"] == "undo" for step in steps)
    assert {step.get("is_frozen", False) for step in steps if step["do"] == "meeting"} == {True, False}
