"""What the program's files include of each other; for the checks beside this file."""
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["base", "broker", "clients", "bench"]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.M)


def files():
    """Paths from the root of all that may include or be included."""
    return sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in (".c", ".h", ".def"))


def includes():
    """(file, file that it includes), as the compiler finds them: from the root, or beside the file. Generated files are left out."""
    known = set(files())
    for file in sorted(known):
        for name in INCLUDE.findall((ROOT / file).read_text(encoding="utf-8")):
            beside = os.path.normpath(os.path.join(os.path.dirname(file), name))
            found = name if name in known else beside
            if found in known:
                yield file, found
