"""Who acts: name, role, unit, on whose behalf, from where. Every service that changes anything takes an Actor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["县政数局", "单位", "领导", "技术员"]
# The role of the bureau, and what the bureau is called until 设置 says otherwise.
BUREAU: Role = "县政数局"
ROLES: tuple[Role, ...] = ("县政数局", "单位", "领导", "技术员")
MAY_UPLOAD: frozenset[Role] = frozenset({"县政数局", "单位", "技术员"})
MAY_SEE_RESTRICTED: frozenset[Role] = frozenset({"县政数局", "技术员"})
MAY_PREPARE: frozenset[Role] = frozenset({"县政数局", "技术员"})
MAY_UNDO: frozenset[Role] = frozenset({"县政数局", "技术员"})
MAY_READ_LOG: frozenset[Role] = frozenset({"县政数局", "技术员"})
MAY_MANAGE_ACCOUNTS: frozenset[Role] = frozenset({"县政数局", "技术员"})
MAY_SET: frozenset[Role] = frozenset({"县政数局", "技术员"})


class NotAllowed(Exception):
    """The actor's role or unit does not permit the act; the text is a Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Actor:
    """unit: code of the actor's own unit (role 单位).  on_behalf_of: unit code in 代收.  origin: address or 终端.

    account_id: 0 for whoever has not signed in (stand-alone mode, terminal).
    bureau: what the bureau calls itself now, for sentences that say whom to turn to.
    """

    name: str
    role: Role
    unit: str = ""
    on_behalf_of: str = ""
    origin: str = ""
    account_id: int = 0
    bureau: str = BUREAU

    @property
    def rights(self) -> Actor:
        """The same without the person: what is shown follows from role and unit alone, so results are shared by them."""
        return replace(self, name="", on_behalf_of="", origin="", account_id=0)

    @property
    def role_name(self) -> str:
        """The role as a reader knows it: the bureau's by its present name."""
        return role_name(self.role, self.bureau)

    @property
    def allowed_units(self) -> frozenset[str] | None:
        """Unit codes this actor may file for; None means every unit."""
        return frozenset({self.unit}) if self.role == "单位" else None


def role_name(role: str, bureau: str) -> str:
    """The role's name on screens; the bureau's role bears the bureau's present name."""
    return bureau if role == BUREAU else role


def require(actor: Actor, roles: frozenset[Role], act: str) -> None:
    """Raises NotAllowed when the actor's role is not among `roles`; `act` names the deed in Chinese."""
    if actor.role not in roles:
        raise NotAllowed(f"当前身份为“{actor.role_name}”，不能{act}。请由{actor.bureau}办理。")
