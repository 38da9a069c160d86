"""The terminal: the same services as the pages, for the technician, for scripts and for tests.

Exit status: 0 done, 1 something was refused or differs, 2 wrong usage, 3 the store is in use by the running app.
Human output is Chinese; `--json` and `--format json` are for programs and stay stable.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from services import submit
from services.accounts import AccountRefused
from services.actor import NotAllowed
from services.faults import log_fault
from services.meeting_errors import MeetingRefused, MeetingUnknown
from services.store import StoreFailed, StoreInUse
from terminal.names import IN_USE, REFUSED, USAGE, UsageError, place_of
from terminal.parser import build_parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except StoreInUse:
        print(f"数据库正在被使用：{place_of(options)[0]}。\n请先停止看板程序，或在看板页面上办理。", file=sys.stderr)
        return IN_USE
    except (NotAllowed, UsageError, MeetingRefused, AccountRefused, submit.Refused) as refusal:
        print(str(refusal), file=sys.stderr)
        return USAGE if isinstance(refusal, (UsageError, MeetingUnknown)) else REFUSED
    except StoreFailed as failure:
        number = log_fault(failure, place_of(options)[0])
        print(f"数据没有写入，已入库的数据不受影响。请检查磁盘空间后重试。记录编号：{number}。", file=sys.stderr)
        return REFUSED
    except Exception as error:  # a traceback is for the log, not for the person at the terminal
        number = log_fault(error, place_of(options)[0])
        print(f"程序出错，没有办成。详情见数据目录的logs/faults.log，记录编号：{number}。", file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
