# SPDX-License-Identifier: Apache-2.0
"""readme_demo.py README DEMO-OUTPUT: the blocks of README hold what the program prints.

The block that begins with "simulate:" is the end of the demo; "..." stands for lines left out. In
other blocks each "$ " line is run by bash in the folder of the demo's workspace: it must end well,
and the lines shown below it, if any, must be its output. "# ...: 100" behind a command is a number
that the output holds. Only times and hashes may differ.
"""
import os
import re
import subprocess
import sys

HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
PROGRESS = re.compile(r"\w+: \d+( % \(\d+ of \d+\).*)?$")  # with no total known, a count alone
TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")


def plain(line):
    return TIME.sub("TIME", HASH.sub("HASH", line)).rstrip()


def missing(shown, printed):
    """The first shown line that is not printed where it stands; None when all are."""
    at, anywhere = 0, True
    for line in map(plain, shown):
        if line == "...":
            anywhere = True
            continue
        while anywhere and at < len(printed) and printed[at] != line:
            at += 1
        if at >= len(printed) or printed[at] != line:
            return line
        at, anywhere = at + 1, False
    return None


def lines_of(text):
    """Without the folder that the test runs in, and without how far a step is."""
    text = text.replace(os.getcwd() + "/", "")
    return [plain(line) for line in text.splitlines() if not PROGRESS.match(line)]


def commands(block):
    """(command, lines shown below it)"""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def run(command):
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False,
                          env={**os.environ, "D": "demo-workspace/demo"}, stdin=subprocess.DEVNULL)
    return done.returncode, done.stderr + done.stdout


def check_command(command, shown):
    code, printed = run(command)
    if code != 0:
        return f"{command}: exit code {code}\n{printed[-800:]}"
    number = re.search(r"# .*: ([0-9.]+)$", command)
    if number and not re.search(rf"(?<![0-9.]){re.escape(number.group(1))}(?![0-9.])", printed):
        return f"{command}: no {number.group(1)} in\n{printed[-800:]}"
    line = missing(shown, lines_of(printed))
    return None if line is None else f"{command}: does not print\n{line}\nbut\n{printed[-1500:]}"


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        blocks = re.findall(r"^```\n(.*?)^```", f.read(), re.S | re.M)
    with open(sys.argv[2], encoding="utf-8") as f:
        demo = f.read()
    samples = "left out: " not in demo
    faults, seen = [], 0
    for block in blocks:
        if block.startswith("simulate:"):
            seen += 1
            line = missing(block.splitlines(), lines_of(demo)) if samples else None
            if line is not None:
                faults.append(f"the demo does not print\n{line}\nbut\n{demo}")
        for command, shown in commands(block):
            seen += 1
            fault = check_command(command, shown)
            if fault is not None:
                faults.append(fault)
    print("\n\n".join(faults))
    print(f"README: {seen} examined, {len(faults)} findings")
    sys.exit(1 if faults or seen < 10 else 0)


if __name__ == "__main__":
    main()
