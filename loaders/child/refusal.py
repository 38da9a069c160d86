"""Why the child will not read a file: a code of the message catalogue with its words."""

from __future__ import annotations


class Refusal(Exception):
    """A file that cannot be read, for a reason that has a name in data/messages.toml."""

    def __init__(
        self, code: str, *, found: str = "", sheet: str = "", row: int | None = None, column: str = "", **words: object
    ) -> None:
        super().__init__(code)
        self.entry: dict[str, object] = {
            "code": code,
            "found": found,
            "sheet": sheet,
            "row": row,
            "column": column,
            "words": words,
        }


def words_of_bytes(count: int) -> str:
    """A size in plain Chinese figures: 3.2 GB, 15 MB, 900 字节."""
    for size, unit in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} 字节"
