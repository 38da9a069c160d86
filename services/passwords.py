"""What a password must be, how its hash is made and compared, and passwords drawn at random for handing out.

The rules are those by which GB/T 22239-2019 (身份鉴别: 复杂度要求并定期更换, 登录失败处理) is usually met; the standard names
no numbers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
import unicodedata
from datetime import datetime, timedelta

SHORTEST, LONGEST = 8, 64
CLASSES_NEEDED = 3
LASTS = timedelta(days=90)
ONE_TIME_LETTERS = 12
# Letters and digits that a reader of a printed slip may take for another are left out.
_DRAWN_FROM = "".join(one for one in string.ascii_letters + string.digits if one not in "0O1lIo")
# OWASP's password storage sheet: scrypt with N=2^15, r=8 takes 32 MB and about a tenth of a second.
COST, BLOCK, LANES = 2**15, 8, 1
_MEMORY = 128 * 1024**2
RULES = (
    f"{SHORTEST}至{LONGEST}个字符，大写字母、小写字母、数字、其他字符中至少有{CLASSES_NEEDED}种，"
    f"不含登录名，不与原密码相同，每{LASTS.days}天更换一次"
)


def faults_of(password: str, login: str, former_hash: str = "") -> list[str]:
    """What is wrong with a new password, as Chinese sentences; empty when it may be used."""
    text = _normal(password)
    found = []
    if not SHORTEST <= len(text) <= LONGEST:
        found.append(f"新密码应为{SHORTEST}至{LONGEST}个字符，现为{len(text)}个。")
    kinds = {_kind(letter) for letter in text}
    if len(kinds) < CLASSES_NEEDED:
        found.append(f"新密码应含大写字母、小写字母、数字、其他字符中的至少{CLASSES_NEEDED}种，现有{len(kinds)}种。")
    if login and login in text.casefold():
        found.append("新密码不能含登录名。")
    if former_hash and not found and matches(password, former_hash):
        found.append("新密码不能与原密码相同。")
    return found


def is_due(changed_at: datetime, now: datetime) -> bool:
    """Whether a password has lasted its time; a clock set back makes none due."""
    return now - changed_at >= LASTS


def hash_password(password: str) -> str:
    """scrypt with a salt of its own; the text carries the cost it was made with."""
    salt = secrets.token_bytes(16)
    made = _scrypt(password, salt, COST, BLOCK, LANES)
    return "$".join(("scrypt", str(COST), str(BLOCK), str(LANES), _text(salt), _text(made)))


def matches(password: str, stored: str) -> bool:
    """Whether the password made the hash; takes the same time either way."""
    _, cost, block, lanes, salt, made = stored.split("$")
    tried = _scrypt(password, base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(tried, base64.b64decode(made))


def draw_password() -> str:
    """A password for handing out, which satisfies the rules."""
    while True:
        drawn = "".join(secrets.choice(_DRAWN_FROM) for _ in range(ONE_TIME_LETTERS))
        if not faults_of(drawn, ""):
            return drawn


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    text = _normal(password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32)


def _normal(password: str) -> str:
    """Full-width letters and digits, as an input method leaves them, count as the plain ones."""
    return unicodedata.normalize("NFKC", password)


def _kind(letter: str) -> str:
    return next(
        (name for name, letters in (
            ("upper", string.ascii_uppercase), ("lower", string.ascii_lowercase), ("digit", string.digits),
        ) if letter in letters),
        "other",
    )  # fmt: skip


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
