# SPDX-License-Identifier: Apache-2.0
"""Each decoder of decoders.def stands wherever formats are named by hand.

    decoders.py ROOT
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def help_of_format():
    """The English help of `ingest --format`, its literals joined."""
    found = re.search(r'\.name = "format",.*?\.help = ((?:"[^"]*"\s*)+)', read("src/cli/cmd_ingest.c"), re.S)
    return "".join(re.findall(r'"([^"]*)"', found[1]))


def places(name):
    """(what lacks it, does it stand there)"""
    english = help_of_format()
    word = re.compile(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])")
    yield f"src/ingest/decode_{name}.c", (ROOT / f"src/ingest/decode_{name}.c").exists()
    yield f"tests/unit/ingest/test_{name}.c", (ROOT / f"tests/unit/ingest/test_{name}.c").exists()
    yield "scripts/mosquitto/acl", f"pattern write ta/v1/%u/{name}\n" in read("scripts/mosquitto/acl")
    yield "src/cli/cmd_ingest.c: help of --format", word.search(english)
    chinese = json.loads(read("datasets/messages/help.zh.json")).get(english, "")
    yield "datasets/messages/help.zh.json: help of --format", word.search(chinese)
    for language in ("en", "zh"):
        words = json.loads(read(f"datasets/messages/{language}.json"))["set_aside.unknown_format"]
        yield f"datasets/messages/{language}.json: set_aside.unknown_format", word.search(words)
    stems = [s for s in (name, f"{name}_mapped") if (ROOT / f"tests/fuzz/fuzz_{s}.c").exists()]
    yield f"tests/fuzz/fuzz_{name}.c", stems
    listed = re.search(r"^set\(of_ingest ([^)]*)\)$", read("tests/fuzz/CMakeLists.txt"), re.M)[1].split()
    yield "tests/fuzz/CMakeLists.txt: of_ingest", set(stems) & set(listed)


def lacking(name):
    return [f"{place}: lacks the decoder {name}" for place, stands in places(name) if not stands]


ids = re.findall(r"^X\((\w+)\)", read("src/ingest/decoders.def"), re.M)
faults = [fault for name in ids for fault in lacking(name)]
if len(ids) < 5:
    faults.append(f"looked in the wrong place: {ids}")
planted = lacking("of_nobody")
if len(planted) != len(list(places("of_nobody"))):
    faults.append(f"a decoder of nobody stands somewhere: only {planted}")
print("\n".join(faults) or "as expected")
sys.exit(1 if faults else 0)
