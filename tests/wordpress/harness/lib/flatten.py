"""flatten.py ROOT TARGET: copy WordPress out of an unpacked root, links replaced by their files."""

import os
import shutil
import sys
from pathlib import Path

MAX_LINKS = 9


def resolve(path: Path, root: Path) -> Path:
    """The file behind a chain of links, absolute ones inside the root first, then outside."""
    for _ in range(MAX_LINKS):
        if not path.is_symlink():
            break
        target = os.readlink(path)
        inside = Path(f"{root}{target}")
        if not target.startswith("/"):
            path = path.parent / target
        elif os.path.lexists(inside):
            path = inside
        else:
            path = Path(target)
    return path


def copy(source: Path, target: Path, root: Path) -> None:
    """Copy a file or a tree; a link to nothing is reported and left out."""
    source = resolve(source, root)
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for child in source.iterdir():
            copy(child, target / child.name, root)
    elif source.exists():
        shutil.copyfile(source, target)
    else:
        print("missing", source, file=sys.stderr)


def main(root: Path, target: Path) -> None:
    copy(root / "usr/share/wordpress", target, root)
    copy(root / "var/lib/wordpress/wp-content/themes", target / "wp-content/themes", root)
    for name in ("wp-config.php", ".htaccess"):
        (target / name).unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
