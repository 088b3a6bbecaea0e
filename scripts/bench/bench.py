# SPDX-License-Identifier: Apache-2.0
"""What every benchmark shares: timed runs, a table, and the last line `NAME key=value ...`."""
import argparse
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Run:
    """One finished process: wall and CPU seconds, peak resident megabytes, its output."""

    def __init__(self, command, env=None):
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={**os.environ, **(env or {})})
        self.output = process.stdout.read().decode(errors="replace")
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # reaped here, not by Popen
        self.wall = time.monotonic() - begin
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        self.code = process.returncode
        if self.code != 0:
            sys.exit(f"{' '.join(command)}: exit {self.code}\n{self.output}")

    def figure(self, name):
        """Value of `name=value` in the output."""
        for word in self.output.split():
            if word.startswith(name + "="):
                return float(word[len(name) + 1:])
        raise KeyError(f"no {name}= in: {self.output}")


def arguments(purpose, **options):
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--quick", action="store_true", help="small data, one repetition")
    parser.add_argument("--repeat", type=int, default=None, help="repetitions, default 5")
    for name, settings in options.items():
        parser.add_argument("--" + name, **settings)
    chosen = parser.parse_args()
    if chosen.repeat is None:
        chosen.repeat = 1 if chosen.quick else 5
    return chosen


def alternate(repeat, *tasks):
    """Runs the tasks in turn, `repeat` rounds, so that a busy machine hits all alike.
    Answers one list of results per task."""
    results = [[] for _ in tasks]
    for _ in range(repeat):
        for task, result in zip(tasks, results):
            result.append(task())
    return results


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def table(heads, rows):
    """Columns as wide as they need; the first to the left, the others to the right."""
    cells = [list(heads)] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    for row in cells:
        print("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w)
                        for i, (cell, w) in enumerate(zip(row, widths))))


def last_line(name, **figures):
    words = [f"{key}={value:.4g}" if isinstance(value, float) else f"{key}={value}"
             for key, value in figures.items()]
    print(" ".join([name, *words]))


def build(*targets):
    """The release build with the benchmarks' own programs; answers its bin folder."""
    for command in (["cmake", "--preset", "release", "-DTA_BENCH=ON"],
                    ["cmake", "--build", "--preset", "release", "--target", *targets]):
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(run.stdout[-4000:] + run.stderr)
    return os.path.join(ROOT, "build", "release", "bin")


def run_python(folder, script, *arguments):
    log = os.path.join(folder, os.path.basename(script) + ".log")
    with open(log, "w", encoding="utf-8") as out:
        if subprocess.call(["/usr/bin/python3", script, *arguments], cwd=folder, stdout=out,
                           stderr=subprocess.STDOUT) != 0:
            sys.exit(f"{script} failed: {log}")


def make_data(quick):
    """The folder with the bands, classes and parcels of make_scene.py, or of the peers."""
    here = os.path.join(ROOT, "scripts", "bench", "make_scene.py")
    peers = os.path.join(os.environ.get("TERRASSAY_TEST_DATA", ""), "bench", "imagery")
    theirs = not quick and os.path.isfile(os.path.join(peers, "scene.py"))
    top = os.path.join(ROOT, "build", "bench", "quick" if quick else "peers" if theirs else "full")
    data = os.path.join(top, "data")
    if os.path.exists(os.path.join(data, "COMPLETE")):
        return data
    os.makedirs(data, exist_ok=True)
    if theirs:
        for script in ("scene.py", "parcels.py"):
            run_python(top, os.path.join(peers, script))
        run_python(top, here, data, "--classes-only")
    else:
        run_python(top, here, data, *(["--side", "2196"] if quick else []))
    return data
