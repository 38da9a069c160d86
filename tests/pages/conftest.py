"""Stores of three sizes for the pages: a small county, an empty one, one with a single unit; and a runner of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from config.settings import load_settings
from services.store import Store, open_store
from tests.services.small_county import REGISTER, SYSTEMS, take
from ui import session

ROOT = Path(__file__).resolve().parent.parent.parent
ONE_UNIT = "\n".join(REGISTER.splitlines()[:3]) + "\n"
ROSTER = """单位,角色,姓名,职务,是否班子成员,联系电话,任命日期,备案日期
县公安局,首席数据官,人员011,副局长,是,0660-6600011,2023-01-10,2023-01-20
县公安局,数据专员,人员012,科员,否,13800000012,2023-01-10,2023-01-20
县公安局,政务专员,人员013,科员,否,13800000013,2023-01-10,2023-01-20
海城镇,首席数据官,人员021,镇长,是,,2023-01-10,
"""
TASKS = """编号,来源,会议名称,交办日期,事项内容,牵头单位,完成时限,办结日期,进展情况
督〔2023〕1号,联席会议,第一次联席会议,2023-06-01,网格数据共享,海城镇,2023-09-30,,正在办理
"""
EXPLANATIONS = """单位,指标,对象,原因说明,承诺完成日期,责任人
县公安局,政务信息系统上云率(应上尽上口径),出租屋管理,迁云经费不足，请县财政支持,2024-06-30,人员011
"""


@pytest.fixture(scope="session")
def made_stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The stores on disk, made once; each test looks at a copy.

    full: four units, roster rows of two of them, systems, a task, an explanation.
    single: a register of one unit besides 县本级, and nothing filed.
    """
    files = {
        "full": {
            "单位名录": REGISTER,
            "名单": ROSTER,
            "政务信息系统清单": SYSTEMS,
            "督办事项": TASKS,
            "情况说明": EXPLANATIONS,
        },
        "single": {"单位名录": ONE_UNIT},
    }
    folders = {}
    for size, tables in files.items():
        folders[size] = tmp_path_factory.mktemp(size)
        store = open_store(folders[size])
        for name, text in tables.items():
            take(store, text, f"{name}.csv")
        store.close()
    return folders


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once() -> Iterator[None]:
    """Streamlit looks through all installed packages before each page under test; what it finds does not change."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture
def store_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the store that the pages of this test look at."""
    monkeypatch.setenv("CDO_STORE", str(tmp_path / "store"))
    load_settings.cache_clear()
    session.open_once.clear()
    yield tmp_path / "store"
    session.close_store()
    load_settings.cache_clear()


@pytest.fixture
def full_store(store_folder: Path, made_stores: dict[str, Path]) -> Store:
    shutil.copytree(made_stores["full"], store_folder)
    return session.open_once(str(load_settings().store))


@pytest.fixture
def single_store(store_folder: Path, made_stores: dict[str, Path]) -> Store:
    shutil.copytree(made_stores["single"], store_folder)
    return session.open_once(str(load_settings().store))


@pytest.fixture
def empty_store(store_folder: Path) -> Store:
    return session.open_once(str(load_settings().store))


def run_page(name: str, **params: str) -> AppTest:
    """One page on its own, with the address parameters given."""
    page = AppTest.from_file(str(ROOT / "pages" / name), default_timeout=30)
    for key, value in params.items():
        page.query_params[key] = value
    return page.run()


def html_of(page: AppTest) -> str:
    """All program-made HTML of a page, one after another."""
    return "\n".join(str(element.proto.body) for element in page.get("html"))
