# SPDX-License-Identifier: Apache-2.0
"""scripts/skipped on a planted log, and the wording of each test that leaves something out.

    skipped.py ROOT
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
HEAD = '"{0}" start time: Jan 01 00:00 UTC\nOutput:\n-----\n'
TAIL = "<end of output>\nTest time =   0.01 sec\n-----\nTest Passed.\n\n"


def log(**tests):
    return "".join(f"{i}/{len(tests)} Testing: {name.replace('__', '.')}\n" + HEAD.format(name) + said + TAIL
                   for i, (name, said) in enumerate(tests.items(), 1))


FULL = log(e2e__plain="plain: as expected\n3 rows skipped: they are broken\n")
ODD = log(oracle__units="skipped: this machine has no udunits2\n")
LACKING = log(
    e2e__kafa="skipped: no test data\n",
    e2e__demo="a line\nskipped: no sample data: cases D and E\n",
    unit__a__b="[==========] Running 3 test(s).\n[ RUN      ] one\nskipped: no test data\n[  SKIPPED ] one\n"
               "[ RUN      ] two\n[       OK ] two\n[ RUN      ] three\n[  SKIPPED ] three\n"
               "[  SKIPPED ] 2 test(s), listed below:\n[  SKIPPED ] one\n[  SKIPPED ] three\n",
    oracle__xarray="skipped: this machine has no xarray\n")
WANTED = """skipped for want of data or tools: 3 tests, 4 parts
  e2e.kafa  no test data
  e2e.demo  no sample data: cases D and E
  unit.a.b  no test data (one)
  unit.a.b  no word why (three)
skipped, not possible on this machine: 1 tests, 1 parts
  oracle.xarray  this machine has no xarray
"""


def told(text, data):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "LastTest.log"
        path.write_text(text, encoding="utf-8")
        (pathlib.Path(folder) / "data").mkdir()
        environment = {k: v for k, v in os.environ.items() if k != "TERRASSAY_TEST_DATA"}
        if data:
            environment["TERRASSAY_TEST_DATA"] = folder
        run = subprocess.run([sys.executable, ROOT / "scripts/skipped", path], capture_output=True,
                             text=True, env=environment, check=False)
        return run.returncode, run.stdout + run.stderr


def planted():
    none = "no test was skipped\n"
    yield told(FULL, True) == (0, none), "a log with nothing skipped"
    yield told(ODD, True)[0] == 0, "what this machine cannot do is no fault"
    yield told(LACKING, False) == (0, WANTED), f"without data: {told(LACKING, False)}"
    code, words = told(LACKING, True)
    yield code == 1 and words.startswith(WANTED), f"with data: {code} {words}"
    code, words = told("Start testing: now\nEnd testing: now\n", False)
    yield code == 1 and "names no test" in words, f"an emptied log: {code} {words}"


SAYS = re.compile(r"(?:printf|print|echo)\b.*?[\"'](?:\\n)?([^\"']*?\b(?:skipped|not run)\b[^\"']*)")
AGREED = re.compile(r"(?:\\n)?skipped: (?:no [{%$\w]|this machine |%s)")


def wording():
    """Each line of a test that says that something is skipped says so in the agreed words."""
    seen = 0
    for path in sorted((ROOT / "tests").rglob("*")):
        if "node_modules" in path.parts or path.suffix not in (".c", ".h", ".py", ".sh", "") or \
                not path.is_file() or path.name == "skipped.py" or "corpus" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            match = SAYS.search(line)
            if match is None:
                continue
            seen += 1
            yield AGREED.match(match[1]) is not None, f"{path.relative_to(ROOT)}:{number}: {match[1]}"
    yield seen > 15, f"looked in the wrong place: {seen} lines"


faults = [words for good, words in [*planted(), *wording()] if not good]
print("\n".join(faults) or "as expected")
sys.exit(1 if faults else 0)
