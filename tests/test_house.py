"""The order of the house, as docs/architecture.md draws it: who may import whom, and how long a file may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["objectives", "actors", "governance", "cottri"]  # each imports only from those before it

# The first name of a path inside an app has a level, and leans on that level and those below it, whatever the app.
PURE, DJANGO, MODELS, WORK, PAGES, URLS = range(6)
LEVELS = {
    # no Django, no clock: values in, values out
    PURE: "__init__ measure bonus course trajectory judgement grid completeness charts shares spreadsheet french "
    "periods quadrants likeness ics comparison shapes drawing",
    # Django, no models: what the models are written with, and what Django reads before them
    DJANGO: "fields clock apps assets settings",
    MODELS: "models",
    # what is done with models; roles is the backend they are asked through, timeline and chronicle tell the life of an
    # entry and of a sheet from their history, profile an actor's part in contracts and participation in meetings,
    # agenda and mobilisation what governance reads from the state of a contract and from its maps, demo plays the
    # verbs, admin_site is what admin registers with
    WORK: "forms imports admin admin_site dashboard prospect way simulation sheet timeline chronicle glossary profile "
    "means duplicates agenda mobilisation participation roles demo",
    # what answers a person: pages, files, commands; gate is what a request passes first, templatetags and context are
    # the templates' half of a page
    PAGES: "reports exports views people gate health context templatetags management",
    # what Django and the server enter by
    URLS: "urls wsgi",
}
LEVEL_OF = {name: level for level, names in LEVELS.items() for name in names.split()}
JUNK = {"services", "utils", "common", "helpers"}

LONGEST, LONGEST_TEST = 320, 520
WRITTEN = {".py", ".html", ".js", ".css"}


def modules(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Every (app, module, file): what is below `objectives/models/` is of the module `models`."""
    for app in APPS:
        for file in sorted((root / app).rglob("*.py")):
            module = file.relative_to(root / app).with_suffix("").parts[0]
            if module != "migrations":
                yield app, module, file


def imported(file: Path) -> Iterator[str]:
    """The dotted names that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from objectives import clock` names a module, `from objectives.clock import today` a function in it.
            base = "." * node.level + (node.module or "")
            yield from (f"{base}.{alias.name}" for alias in node.names) if base in APPS else (base,)


def wrong_imports(root: Path) -> Iterator[str]:
    for app, module, file in modules(root):
        where = file.relative_to(root)
        level = LEVEL_OF.get(module)
        if level is None:
            yield f"{where}: {module} has no level: name it in LEVELS, with its reason"
            continue
        for name in imported(file):
            head, _, rest = name.partition(".")
            if not head:
                yield f"{where}: {name} is relative, which hides the app it names"
            elif head == "django" and level == PURE:
                yield f"{where}: a pure module imports {name}"
            elif head in APPS and APPS.index(head) > APPS.index(app):
                yield f"{where}: {app} imports {name}"
            elif head in APPS and LEVEL_OF.get(rest.partition(".")[0], PURE) > level:
                yield f"{where}: {module} imports {name}, of a higher level"


NAMED = re.compile(r"""\{%\s*(?:url|include|extends)\s+["'](\w+)[:/]""")


def wrong_templates(root: Path) -> Iterator[str]:
    """A page that shows several apps is composed in cottri, from blocks that the templates of an app leave empty."""
    for app in APPS:
        for file in sorted((root / "templates" / app).rglob("*.html")):
            for name in NAMED.findall(file.read_text("utf-8")):
                if name in APPS and APPS.index(name) > APPS.index(app):
                    yield f"{file.relative_to(root)}: a template of {app} names {name}"


def clocks_of_pure_modules(root: Path) -> Iterator[str]:
    for _, module, file in modules(root):
        if LEVEL_OF.get(module) == PURE:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in {"today", "now"}:
                    yield f"{file.relative_to(root)}:{node.lineno}: a pure module asks what day it is"


def badly_named(root: Path) -> Iterator[str]:
    for folder in (*APPS, "tests", "templates", "static"):
        for path in sorted((root / folder).rglob("*")):
            if path.stem in JUNK:
                yield f"{path.relative_to(root)}: named for nothing it knows"


def too_long(root: Path) -> Iterator[str]:
    for folder in (*APPS, "tests", "templates", "static", "bench"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in WRITTEN and "migrations" not in file.parts:
                lines = len(file.read_text("utf-8").splitlines())
                if lines > (LONGEST_TEST if folder == "tests" or file.suffix == ".css" else LONGEST):
                    yield f"{file.relative_to(root)}: {lines} lines, where two subjects would read better"


# An ordinary space, before which or after which a line may end: « %d » is a date's or a log's, « ?( » a pattern's.
BREAKABLE = re.compile(r" (?=[:;!»€]|\?(?!\()|%(?![A-Za-z(]))|« |«$")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
COMMENT, QUOTED = re.compile(r"(?m)(?<!\S)//.*$"), re.compile(r'"(?:[^"\\\n]|\\.)*"')
FILLED_IN, TEMPLATE = re.compile(r"\$\{[^{}`]*\}"), re.compile(r"`[^`$]*`")


def texts_of_python(source: str) -> Iterator[tuple[int, str]]:
    """The literals of a module with their lines, a filled-in one in its pieces; docstrings are not shown."""
    tree = ast.parse(source)
    firsts = [node.body[0] for node in ast.walk(tree) if isinstance(node, DOCUMENTED) and node.body]
    docstrings = {id(first.value) for first in firsts if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def texts_of_javascript(source: str) -> Iterator[tuple[int, str]]:
    """The literals of a script with their lines: templates are read from the innermost, once what fills them is out."""
    code = COMMENT.sub("", source)
    for literal in (QUOTED, FILLED_IN, TEMPLATE, FILLED_IN, TEMPLATE):
        if literal is not FILLED_IN:
            yield from ((code.count("\n", 0, found.start()) + 1, found[0][1:-1]) for found in literal.finditer(code))
        code = literal.sub(lambda found: "x" + "\n" * found[0].count("\n"), code)


def breakable_spaces(root: Path) -> Iterator[str]:
    """French keeps its signs on the line of their word: U+00A0 before « : ; ! ? % € » », and after an opening one."""
    shown = [(file, texts_of_python) for _, _, file in modules(root)]
    shown += [(file, texts_of_javascript) for file in sorted((root / "static" / "js").rglob("*.js"))]
    for file, texts in shown:
        for line, text in texts(file.read_text("utf-8")):
            if BREAKABLE.search(text):
                yield f"{file.relative_to(root)}:{line}: an ordinary space beside a sign in {text!r}"


RULES = [wrong_imports, wrong_templates, clocks_of_pure_modules, badly_named, too_long, breakable_spaces]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_is_in_order(rule):
    assert list(rule(ROOT)) == []


@pytest.fixture
def house(tmp_path):
    """A house of the given files: `house({"objectives/bonus.py": "x = 1"})`."""

    def build(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return build


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("objectives/models/entry.py", "from cottri.models import User"),
        ("objectives/models/entry.py", "import cottri.models"),
        ("objectives/models/entry.py", "def verb():\n    from actors.models import Actor"),
        ("actors/views.py", "from governance import models"),
        ("objectives/bonus.py", "from django.db import models"),
        ("objectives/bonus.py", "import django.utils.timezone"),
        ("objectives/bonus.py", "from objectives import clock"),
        ("objectives/bonus.py", "from objectives.clock import today"),
        ("objectives/fields.py", "from objectives.models import Contract"),
        ("objectives/models/entry.py", "from objectives.forms.entry import EntryForm"),
        ("objectives/dashboard.py", "from objectives import bonus, views"),
        ("objectives/views/entries.py", "from objectives.urls import urlpatterns"),
        ("objectives/views/entries.py", "from . import access"),
        ("objectives/__init__.py", "from objectives.models import Contract"),
        ("cottri/models.py", "from objectives.views import access"),
        ("objectives/unheard_of.py", "x = 1"),
        ("actors/unheard_of/deeper.py", "x = 1"),
    ],
)
def test_an_arrow_against_the_order_is_seen(house, file, text):
    assert len(list(wrong_imports(house({file: text})))) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("cottri/views.py", "from objectives.dashboard import build"),
        ("objectives/bonus.py", "from objectives.measure import Reason"),
        ("objectives/views/entries.py", "from objectives import clock, dashboard\nfrom objectives.views import access"),
        ("objectives/bonus.py", "import djangorestful"),
        ("objectives/migrations/0001_contract.py", "import objectives.models.contract"),
    ],
)
def test_an_arrow_with_the_order_is_let_through(house, file, text):
    assert list(wrong_imports(house({file: text}))) == []


def test_a_template_that_names_an_app_further_right_is_seen(house):
    root = house(
        {
            "templates/objectives/a.html": "{% include 'actors/_card.html' %} {% url 'objectives:list' slug %}",
            "templates/actors/b.html": '{% url "governance:board" slug %} {% extends "objectives/list.html" %}',
            "templates/governance/c.html": "{%extends 'cottri/sheet.html'%} {% url 'dashboard' slug %}",
            "templates/cottri/d.html": "{% include 'actors/_card.html' %}",
        }
    )
    assert [problem.rpartition(" ")[2] for problem in wrong_templates(root)] == ["actors", "governance", "cottri"]


def test_a_pure_module_that_asks_for_the_day_is_seen(house):
    asking = "import datetime as dt\nday = dt.date.today()"
    root = house({"objectives/bonus.py": asking, "objectives/clock.py": asking})
    assert list(clocks_of_pure_modules(root)) == ["objectives/bonus.py:2: a pure module asks what day it is"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("objectives/forms/entry.py", 'HELP = "Facultatif ; montré."'),
        ("objectives/forms/entry.py", 'f"{count} %"'),
        ("objectives/forms/entry.py", 'f"Reste{many} : {count}\u00a0€"'),
        ("objectives/forms/entry.py", 'f"« {name}\u00a0»"'),
        ("objectives/forms/entry.py", '["un mot\u00a0: ", "lequel ?"]'),
        ("static/js/map.js", 'said = "Déplacé : non";'),
        ("static/js/map.js", "said = `${name} : ${far ? `loin (${by})` : 1}`;"),
        ("static/js/map.js", "said = `${far ? `« ${by}` : 1}`;"),
    ],
)
def test_a_space_where_a_line_may_end_before_its_sign_is_seen(house, file, text):
    assert len(list(breakable_spaces(house({file: text})))) == 1


def test_a_space_of_a_date_of_a_pattern_or_of_the_code_is_let_through(house):
    python = '"""What : ?"""\ndef f():\n    """Is « this »."""\n'
    python += 'x = ("%d/%m/%Y %H:%M", "It is %s %(now)s.", r"e ?(t)", "Quoi\u00a0?")'
    script = '// What : is\nx = far ? "a" : `${b ? `c` : d}`;\ny = "Quoi\\u00a0?";'
    root = house({"objectives/forms/entry.py": python, "static/js/map.js": script})
    assert list(breakable_spaces(root)) == []


def test_a_junk_drawer_is_seen(house):
    root = house({"objectives/forms/utils.py": "", "tests/helpers/money.py": "", "objectives/forms/entry.py": ""})
    assert len(list(badly_named(root))) == 2


def test_a_file_is_too_long_by_one_line(house):
    line = "x = 1\n"
    root = house(
        {
            "objectives/bonus.py": line * LONGEST,
            "objectives/measure.py": line * (LONGEST + 1),
            "tests/test_bonus.py": line * LONGEST_TEST,
            "tests/test_measure.py": line * (LONGEST_TEST + 1),
        }
    )
    assert [problem.partition(":")[0] for problem in too_long(root)] == [
        "objectives/measure.py",
        "tests/test_measure.py",
    ]
