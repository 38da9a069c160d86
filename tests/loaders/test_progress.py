"""What is told while a file is read: shares that only grow, words for each stage, silence when nobody listens."""

from __future__ import annotations

import pytest

from loaders.progress import is_told, reading_words, tell, telling


def test_told_reaches_the_listener_of_this_block_alone() -> None:
    heard: list[tuple[float, str]] = []
    tell(0.5, "没有人听")
    with telling(lambda share, words: heard.append((share, words))):
        assert is_told()
        tell(1.7, "超出")
    assert not is_told() and heard == [(1.0, "超出")]


@pytest.mark.parametrize("stage", ["rows", "columns", "time"])
def test_share_of_a_stage_grows_and_stays_within_the_reading(stage: str) -> None:
    shares = [reading_words(stage, at, 17)[0] for at in (1, 5, 17)]
    assert shares == sorted(shares) and 0 < shares[0] < shares[-1] <= 0.6


def test_rows_come_before_columns() -> None:
    assert reading_words("rows", 500_000, 0)[0] < reading_words("columns", 1, 17)[0]
    assert reading_words("rows", 100_002, 0)[1] == "正在读取，已到第100002行"
