# SPDX-License-Identifier: Apache-2.0
"""Plants one violation after another in a small clean tree: each check must stay silent on
the clean tree and must name the file and line of each violation.

    plant.py CHECK     layers, sizes, format, headers, banned, licence, shell, guides or tree
"""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"


def header(name, body):
    guard = name.replace(".", "_").upper()
    return (SPDX + f"/** @file {name}  A header. */\n#ifndef {guard}\n#define {guard}\n{body}"
            "#endif\n")


CLEAN = {
    "include/terrassay/a.h": header("a.h", "#include <stddef.h>\nint ta_a(size_t n);\n"),
    "algorithms/a.c": SPDX + '#include "terrassay/a.h"\n\n#include <math.h>\n\n'
                      "int ta_a(size_t n)\n{\n    return (int)n;\n}\n",
    "src/base/b.h": header("b.h", '#include <jansson.h>\n\n#include "terrassay/a.h"\n\n'
                                  "json_t *ta_b(void);\n"),
    "src/geo/g.c": SPDX + '#include "base/b.h"\n\n#include <proj.h>\n#include <unistd.h>\n',
    "src/store/s.h": header("s.h", '#include "base/b.h"\n'),
    "scripts/run": '#!/bin/bash\n# SPDX-License-Identifier: Apache-2.0\necho "$HOME"\n',
    "src/README.md": "| folder |\n|---|\n| `base` |\n| `geo` |\n| `store` |\n| `cli` |\n",
    "include/README.md": "| header |\n|---|\n| `a.h` |\n",
    "src/cli/main.c": SPDX + '#include "store/s.h"\n\nint main(void)\n{\n    return 0;\n}\n',
}


def body(lines):
    return "".join(f"    i += {n};\n" for n in range(lines))


def function(lines, lead=""):
    return f"{lead}int f(int i)\n{{\n{body(lines - 4)}    return i;\n}}\n"


def branches(n):
    arms = "".join(f"    if (i == {k}) return {k};\n" for k in range(n))
    return f"int f(int i)\n{{\n{arms}    return i;\n}}\n"


def many(count, lines):
    return "".join(function(lines).replace("f(", f"f{n}(") for n in range(count))


INC = SPDX + '#include "%s"\n'
SYS = SPDX + "#include <%s>\n"
# check: [(what, path, text, line or None, words of the finding)]
PLANTED = {
    "layers": [
        ("adapter includes adapter", "src/geo/x.c", INC % "store/s.h", 2, "may not include src/store"),
        ("lower includes higher", "src/base/x.c", INC % "store/s.h", 2, "layer 3"),
        ("algorithms includes base", "algorithms/x.c", INC % "base/b.h", 2, "src/base"),
        ("public includes base", "include/terrassay/x.h", INC % "base/b.h", 2, "src/base"),
        ("by a way around", "src/geo/x.c", INC % "../store/s.h", 2, "may not include src/store"),
        ("third party of another", "src/store/x.c", SYS % "gdal.h", 2, "<gdal.h>"),
        ("third party in quotes", "src/store/x.c", INC % "gdal.h", 2, "no file of the tree"),
        ("third party in algorithms", "algorithms/x.c", SYS % "jansson.h", 2, "<jansson.h>"),
        ("POSIX in algorithms", "algorithms/x.c", SYS % "unistd.h", 2, "<unistd.h>"),
        ("clock in algorithms", "algorithms/x.c", SYS % "time.h", 2, "<time.h>"),
        ("unknown header", "src/cli/x.c", SYS % "glib.h", 2, "<glib.h>"),
        ("by a macro", "src/cli/x.c", SPDX + "#include HEADER\n", 2, "HEADER"),
        ("folder without a row", "src/misc/x.c", SPDX, 1, "no row"),
        ("with blanks", "src/base/x.c", SPDX + ' #  include  "store/s.h"\n', 2, "src/store"),
    ],
    "sizes": [
        ("long function", "src/base/x.c", SPDX + function(101), 2, "101 lines"),
        ("tangled function", "src/base/x.c", SPDX + branches(15), 2, "cyclomatic 16"),
        ("long file", "src/base/x.h", SPDX * 801, 1, "801 lines"),
        ("long test", "tests/unit/base/x.c", SPDX + function(101), 2, "101 lines"),
        ("all a little long", "src/base/x.c", SPDX + many(25, 16), None, "median of 16"),
        ("a few too long", "src/base/x.c", SPDX + many(30, 5) + many(3, 70).replace("f", "g"),
         None, "p95 of 70"),
    ],
    "format": [
        ("indented by two", "src/base/x.c", SPDX + "int f(void)\n{\n  return 0;\n}\n", 3, "clang"),
        ("long line", "tests/x.c", SPDX + "int a" + " " * 90 + "= 0;\n", 2, "clang"),
    ],
    "headers": [
        ("uses what it does not include", "src/base/x.h", header("x.h", "size_t f(void);\n"), 1,
         "alone"),
        ("public one needs src", "include/terrassay/x.h", header("x.h", '#include "base/b.h"\n'), 1,
         "alone"),
        ("no guard", "src/base/x.h", SPDX + "enum x { A };\n", 1, "alone"),
        ("a word of C++", "include/terrassay/x.h", header("x.h", "int f(int class);\n"), 1, "c++"),
    ],
    "banned": [
        ("by name", "src/base/x.c", SPDX + "int f(char *a) { return atoi(a); }\n", 2, "atoi"),
        ("in a test", "tests/unit/x.c", SPDX + "void f(char *a) { strcpy (a, a); }\n", 2, "strcpy"),
        ("raw memory", "src/base/x.c", SPDX + "void f(void *a) { free(a); }\n", 2, "free"),
        ("raw memory below", "algorithms/x.c", SPDX + "void *f(void) { return malloc(1); }\n", 2,
         "malloc"),
        ("output in algorithms", "algorithms/x.c", SPDX + 'void f(void) { puts("a"); }\n', 2, "puts"),
        ("this machine", "src/base/x.c", SPDX + 'const char *a = "/ho' 'me/me/data";\n', 2, "machine"),
        ("a registry", "x.json", '{"from": "https://regis' 'try.npmjs.org/a"}\n', 1, "registry"),
        ("a leftover", "x.md", "\nTO" "DO later\n", 2, "leftover"),
    ],
    "shell": [
        ("unquoted", "scripts/x", "#!/bin/bash\nrm -r $1\n", 2, "SC2086"),
        ("unquoted, by suffix", "x.sh", "#!/bin/sh\nrm -r $1\n", 2, "SC2086"),
    ],
    "guides": [
        ("folder that is not named", "src/x/x.c", SPDX, 1, "src/README.md does not name `x`"),
        ("header that is not named", "include/terrassay/x.h", header("x.h", ""), 1,
         "include/README.md does not name `x.h`"),
        ("page of a folder without a guide", "docs/x.md", "# X\n", 1, "docs/README.md does not name"),
        ("named and gone", "include/README.md", "| `a.h` |\n| `gone.h` |\n", 2, "`gone.h` is not in"),
    ],
    "tree": [
        ("left behind", "w/look.json", "{}\n", 1, "top of the tree"),
        ("left at the top", "store.gpkg", "a\n", 1, "top of the tree"),
        ("large", "tests/golden/x.csv", "1\n" * 100001, 1, "200002 bytes"),
        ("no text", "datasets/x.bin", "a\0b", 1, "no text"),
    ],
    "licence": [
        ("none", "src/base/x.c", "int f(void);\n", 1, "SPDX"),
        ("another", "x.py", "# SPDX-License-Identifier: MIT\n", 1, "SPDX"),
        ("not first", "src/base/x.c", "\n" + SPDX, 1, "first line"),
        ("header says nothing", "src/base/x.h", SPDX + "int f(void);\n", 2, "@file"),
        ("header says another", "src/base/x.h", SPDX + "/** @file y.h  Y. */\n", 2, "y.h"),
    ],
}
# What looks like a violation and is none.
INNOCENT = {
    "layers": [
        ("higher includes lower", "src/cli/x.c", INC % "base/b.h" + "#include <jansson.h>\n"),
        ("in a comment", "src/base/x.c", SPDX + '/*\n#include "store/s.h"\n*/\n'),
        ("own folder", "src/store/x.c", INC % "s.h"),
    ],
    "sizes": [
        ("a table", "src/base/x.c", SPDX + function(120, "/* size: table */\n")),
        ("a table file", "src/base/x.h", SPDX + "/* size: table */\n" + SPDX * 900),
    ],
    "tree": [
        ("a sample of a fuzzer", "tests/fuzz/corpus/x/a", "a\0b"),
        ("a build", "build/x.bin", "a\0b"),
    ],
    "banned": [
        ("its home", "src/base/memory.c", SPDX + "void f(void *a) { free(a); }\n"),
        ("a member", "src/base/x.c", SPDX + "void f(struct a *a) { a->free(a); }\n"),
        ("a longer name", "src/base/x.c", SPDX + "void f(void *a) { ta_free(a); }\n"),
        ("in words", "src/base/x.c", SPDX + 'const char *a = "free()"; /* atoi() */\n'),
        ("with a reason", "src/base/x.c",
         SPDX + "void f(void *a) { free(a); } /* allow(free): a library made it */\n"),
    ],
}


def write(root, path, text):
    where = os.path.join(root, path)
    os.makedirs(os.path.dirname(where), exist_ok=True)
    with open(where, "w", encoding="utf-8") as f:
        f.write(text)


def run(check, root):
    program = os.path.join(ROOT, "scripts", "check", check)
    done = subprocess.run([program, "--root", root], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def tree_with(work, name, path, text):
    root = os.path.join(work, name.replace(" ", "-"))
    for clean_path, clean_text in CLEAN.items():
        write(root, clean_path, clean_text)
    shutil.copy(os.path.join(ROOT, ".clang-format"), root)
    if path:
        write(root, path, text)
    return root


def misses(check, work):
    code, out = run(check, tree_with(work, "clean", None, None))
    if code != 0:
        yield f"the clean tree fails:\n{out}"
    for name, path, text in INNOCENT.get(check, []):
        code, out = run(check, tree_with(work, name, path, text))
        if code != 0:
            yield f"'{name}' is no violation, but:\n{out}"
    for name, path, text, line, words in PLANTED[check]:
        code, out = run(check, tree_with(work, name, path, text))
        where = f"{path}:{line}:" if line else ""
        rows = [row for row in out.splitlines() if row.startswith(where) and words in row]
        if code != 1 or not rows:
            yield f"'{name}' was not found as '{where} ... {words}', exit {code}:\n{out}"


def main():
    check = sys.argv[1]
    with tempfile.TemporaryDirectory() as work:
        missed = list(misses(check, work))
        empty = os.path.join(work, "empty")
        os.makedirs(empty)
        if run(check, empty)[0] == 0:
            missed.append("an empty tree passes")
    for words in missed:
        print(words)
    print(f"{check}: {len(PLANTED[check])} planted, {len(missed)} missed")
    sys.exit(1 if missed else 0)


main()
