# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the tree's files, C text without comments, how findings are told."""
import argparse
import os
import re
import sys

SKIPPED = {".git", "build", "node_modules", "workspace", "demo-workspace", "__pycache__"}
C_SUFFIXES = (".c", ".h", ".def")


def arguments(purpose, **options):
    """--root, and what a check adds: {"name": {"help": ...}}."""
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(here)))
    for name, settings in options.items():
        parser.add_argument("--" + name, **settings)
    return parser.parse_args()


def files(root, folders=("",), suffixes=None):
    """Sorted paths, relative to root, of the files below the folders."""
    found = []
    for folder in folders:
        for where, below, names in os.walk(os.path.join(root, folder)):
            below[:] = [b for b in below if b not in SKIPPED]
            for name in names:
                if suffixes is None or name.endswith(suffixes):
                    found.append(os.path.relpath(os.path.join(where, name), root))
    return sorted(set(found))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_only(text):
    """C text with comments and literals blanked, lines kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())
    return TOKEN.sub(blank, text)


def finish(name, findings, examined):
    """Print findings as path:line: words; exit 1 when there are some or nothing was read."""
    for finding in findings:
        print(finding)
    if examined == 0:
        print(f"{name}: nothing to examine")
        sys.exit(1)
    print(f"{name}: {examined} examined, {len(findings)} findings")
    sys.exit(1 if findings else 0)
