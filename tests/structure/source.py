"""The product's own Python, parsed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("data", "layouts", "jobs", "callbacks", "dashboard")  # from the ground up
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*folders: str) -> list[Path]:
    skipped = {"node_modules", "assets", "static", "__pycache__"}
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if not skipped & set(path.parts)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imports(path: Path) -> set[str]:
    """Every module that is imported, with its dots; those below TYPE_CHECKING too."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{named(path)} imports relatively: the floors are not to be seen"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def literals(path: Path) -> Iterator[ast.Constant]:
    """Strings that stand alone: no docstring, no part of an f-string or of SQL."""
    nodes = list(ast.walk(tree(path)))
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    prose |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    return (n for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in prose)
