"""The guarded child: takes one request on standard input, limits itself, parses, answers on standard output, ends.

Run by the parent as `python -I main.py`. Nothing of the uploaded file is ever executed.
"""

from __future__ import annotations

import gc
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from config.settings import Limits
from loaders.child.refusal import Refusal
from loaders.transfer import pack

if TYPE_CHECKING:
    from loaders.cells import Workbook


def main() -> None:
    """Answer one request."""
    gc.disable()  # one file, then the end: collecting a million cells again and again costs a third of the time
    request = json.load(sys.stdin)
    sys.stdin.close()
    limits = Limits(**request["limits"])
    limit_self(limits)
    if request["action"] == "mark":
        from loaders.child.mark import mark

        sys.stdout.buffer.write(mark(request, limits))
        return
    if request["action"] == "mend":
        from loaders.child.mend import mend

        sys.stdout.buffer.write(mend(request, limits))
        return
    workbook, problems = _answer(request, limits)
    pack(sys.stdout.buffer, workbook, problems)
    sys.stdout.buffer.flush()


def limit_self(limits: Limits) -> None:
    """Bound memory, processor time and output, where the system can; the parent bounds the clock."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits.child_memory_bytes),
        (resource.RLIMIT_FSIZE, limits.answer_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # at the lower bound the system says that time is up, at the upper it kills as it does for want of memory
    resource.setrlimit(resource.RLIMIT_CPU, (limits.child_seconds, limits.child_seconds + 1))


def read(path: Path, file_name: str, limits: Limits) -> Workbook:
    """The workbook in a file, by its content.

    Raises:
        Refusal: it cannot be read, and why.
    """
    from loaders.child.sniff import HTML, OLE, ZIP, sniff

    kind = sniff(path)
    if kind == ZIP:
        from loaders.child.archive import Archive
        from loaders.child.package import kind_of
        from loaders.child.spreadsheet import read_ods, read_xlsb, read_xlsx

        archive = Archive(path, limits)
        format_name, main_part = kind_of(archive)
        if format_name in ("xlsx", "xlsm"):
            is_wps = file_name.lower().endswith((".et", ".ett"))
            return read_xlsx(path, archive, main_part, "et" if is_wps else format_name, limits)
        if format_name == "ods":
            return read_ods(path, archive, limits)
        return read_xlsb(path, archive, main_part, limits)
    if kind == OLE:
        from loaders.child.spreadsheet import read_xls

        return read_xls(path, "et" if file_name.lower().endswith((".et", ".ett")) else "xls", limits)
    if kind == HTML:
        from loaders.child.html_table import read_html

        return read_html(path, limits)
    from loaders.child.delimited import read_delimited

    return read_delimited(path, limits)


def _answer(request: dict[str, Any], limits: Limits) -> tuple[Workbook | None, list[dict[str, object]]]:
    try:
        return read(Path(request["path"]), request["file_name"], limits), []
    except Refusal as refusal:
        return None, [refusal.entry]
    except MemoryError:
        return None, [Refusal("out_of_memory").entry]
    except RecursionError:
        return None, [Refusal("damaged", found="嵌套过深").entry]
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None, [Refusal("damaged", found="压缩数据与校验值不符").entry]
    except BaseException as error:  # a panic of the reading library is no Exception
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return None, [Refusal("damaged", found="内部数据不完整").entry]


if __name__ == "__main__":
    main()
