"""The repository itself: dependencies with reasons, links that lead somewhere, modules of one subject, no foreign words."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("config", "exports", "loaders", "metrics", "services", "ui", "pages", "terminal", "warehouse")
IMPORT_NAMES = {"python_calamine": "python-calamine", "pptx": "python-pptx", "docx": "python-docx"}
# put together here so that this file does not hold them itself
FOREIGN = ("/work" + "/", ".." + "/shared", "py" + "pi.", "registry." + "npm", "deb" + "ian.org", "BRIEF" + ".md")
HOSTS = re.compile(r"https?://(?!127\.0\.0\.1|localhost)[\w.-]+")
NAMESPACES = (
    "schemas.openxmlformats.org",
    "schemas.microsoft.com",
    "www.w3.org",
    "purl.org",
    "purl.oclc.org",
    "openoffice.org",
)
MOST_LINES = 400  # at 250 one looks for the second subject; past this there is one


def tracked(*endings):
    """Files that are, or would be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout.decode().split("\0")
    return [ROOT / name for name in listed if name.endswith(endings) and (ROOT / name).exists()]


def modules():
    return [path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in PROGRAM or path.parent == ROOT]


def requirement_lines(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def names_of(name):
    return {re.split(r"==", line)[0].strip().lower() for line in requirement_lines(name)}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_has_a_reason(name):
    lines = requirement_lines(name)
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+ +# \S.+", line)] == []


def test_every_library_the_program_imports_is_required_and_the_reverse():
    used = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                used.add(node.module.split(".")[0])
    own = {*PROGRAM, *(path.stem for path in ROOT.glob("*.py")), "__future__"}
    libraries = {IMPORT_NAMES.get(name, name) for name in used - own - sys.stdlib_module_names}
    assert libraries == names_of("requirements.txt")


@pytest.mark.parametrize(
    ("lock", "source"), [("requirements.lock", "requirements.txt"), ("requirements-dev.lock", "requirements-dev.txt")]
)
def test_lock_holds_every_requirement_with_hashes_and_no_address(lock, source):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M))
    wanted = dict(re.findall(r"^([\w.-]+)==([\w.]+)", "\n".join(requirement_lines(source)), re.M))
    assert {name: version for name, version in wanted.items() if pinned.get(name.lower()) != version} == {}
    blocks = re.split(r"^(?=\S)", text, flags=re.M)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert re.search(r"https?:|--index|--find-links|file:", text) is None


def test_documents_speak_of_the_project_alone():
    found = []
    for path in tracked(".py", ".md", ".toml", ".txt", ".sql", ".css", ".js", ".lock", "Makefile", "run"):
        text = path.read_text(encoding="utf-8")
        is_test = path.relative_to(ROOT).parts[0] == "tests"
        words = [word for word in FOREIGN if word in text and not (is_test and word.endswith("shared"))]
        found += [(path.relative_to(ROOT).as_posix(), word) for word in words]
    assert found == []


def test_the_program_names_no_address_outside_this_machine():
    found = []
    for path in [*modules(), *tracked(".js", ".css")]:
        hosts = HOSTS.findall(path.read_text(encoding="utf-8"))
        found += [(path.relative_to(ROOT).as_posix(), host) for host in hosts if not host.endswith(NAMESPACES)]
    assert found == []


def test_every_module_says_what_it_holds():
    without = [
        path.relative_to(ROOT).as_posix()
        for path in tracked(".py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert without == []


def test_no_module_grows_past_one_subject():
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in modules()
        if (count := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert long == {}


@pytest.mark.parametrize("document", tracked(".md"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_to_files(document):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (document.parent / target).exists()] == []


def test_change_log_sets_changed_figures_apart():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## Unreleased", text, re.M)
    assert re.search(r"^### Figures changed", text, re.M)
