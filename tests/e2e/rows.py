#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads canonical JSON (RFC 8785), one object a line, from stdin; judges an expression over `rows`."""
import json
import math
import re
import sys

TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def once(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"a key stands twice: {keys}")
    by_utf16 = sorted(keys, key=lambda key: key.encode("utf-16-be"))
    if keys != by_utf16:
        raise ValueError(f"keys are not in order: {keys}")
    return dict(pairs)


def number(text):
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text}: too large")
    digits = text.lstrip("-").split("e")[0].replace(".", "").strip("0")
    if len(digits) > 17 or (text != "0" and float(repr(value)) != value):
        raise ValueError(f"{text}: not the shortest digits")
    return value


def main():
    text = sys.stdin.buffer.read().decode("utf-8", "strict")
    if text and not text.endswith("\n"):
        sys.exit("the last line has no end")
    rows = []
    for line in text.splitlines():
        row = json.loads(line, object_pairs_hook=once, parse_float=number)
        if " " in TEXT.sub("", line):
            sys.exit(f"a blank outside texts: {line}")
        rows.append(row)
    if not eval(sys.argv[1], {"rows": rows, "math": math}):
        sys.exit("found: " + "\n".join(map(str, rows[:20])))


main()
