#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments of a job; the next run completes, loses nothing and doubles nothing.

Each round ends with `verify --all`.

usage: kill.py import|refresh|refresh_far|compact|part|assess|report PROGRAM FOLDER [TIMES [SEED]]"""
import datetime
import glob
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import far_looks
import scenes
import stac_mock

SITES, SCENES, PROJECTS = 8, 20, 1500


def run(program, *words, after=None):
    """Run to the end (None), or kill after so many seconds. @return exit code, None when killed"""
    process = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               text=True)
    try:
        _, told = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode not in (0, 3):
        sys.exit(f"{' '.join(words)}: exit code {process.returncode}: {told}")
    return process.returncode


def told(program, *words):
    """Both outputs of a run that has to end well."""
    done = subprocess.run([program, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, f"{' '.join(words)}: exit code {done.returncode}: {done.stderr}"
    return done.stdout, done.stderr


def verify(program, workspace, n):
    """All records are there, intact, and come out again; the chains hold."""
    _, words = told(program, "verify", "--all", "-w", workspace)
    s, come = ("", "comes") if n == 1 else ("s", "come")
    wanted = f"{n} record{s}: {n} intact, {n} {come} out again, 0 faults"
    assert wanted in words, f"wanted {wanted!r}, found {words!r}"


def write_record(program, workspace, project="p00000"):
    """A record of one project as it stands, for verify to look at."""
    told(program, "key", "new", "-w", workspace)
    told(program, "assess", project, "--as-of", "2020-04-30", "-w", workspace)


def timed(program, *words):
    start = time.monotonic()
    assert run(program, *words) == 0
    return time.monotonic() - start


def judge_import(workspace, n, tags):
    """All projects of one whole import, or none; the store is whole."""
    store = sqlite3.connect(f"file:{workspace}/store.gpkg?mode=ro", uri=True)
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = store.execute("SELECT json_extract(CAST(d.bytes AS TEXT), '$.name'), count(*)"
                          " FROM ta_project p JOIN ta_document d ON d.sha256 = p.document"
                          " GROUP BY 1").fetchall()
    log = store.execute("SELECT count(*) FROM ta_audit WHERE action = 'project.import'").fetchone()[0]
    store.close()
    assert len(names) <= 1, f"half of an import: {names}"
    assert not names or (names[0][0] in tags and names[0][1] == n), names
    assert log % n == 0, f"{log} lines in the log"
    return names[0][0] if names else None


def kill_import(program, folder, times, pick):
    workspace, site_file = f"{folder}/bank", f"{folder}/sites.csv"
    words = ("project", "import", site_file, "--crs", "EPSG:32650", "-w", workspace)
    scenes.write_sites(site_file, PROJECTS, "v0")
    whole = timed(program, *words)
    write_record(program, workspace)
    killed = completed = 0
    last = "v0"
    while killed < times:
        tag = f"v{killed + completed + 1}"
        scenes.write_sites(site_file, PROJECTS, tag)
        if run(program, *words, after=pick.uniform(0, whole * 1.1)) is None:
            killed += 1
        else:
            completed += 1
        found = judge_import(workspace, PROJECTS, (last, tag))
        last = found or last
        verify(program, workspace, 1)
    assert run(program, *words) == 0
    assert judge_import(workspace, PROJECTS, (tag,)) == tag
    return f"killed={killed} completed={completed} import_s={whole:.2f}"


def kill_refresh(program, folder, times, pick):
    catalog, site_file = f"{folder}/scenes", f"{folder}/sites.csv"
    scenes.make_scenes(catalog, SCENES)
    scenes.make_scenes(f"{folder}/first", 1)
    scenes.write_sites(site_file, SITES)

    def begin(workspace):
        shutil.rmtree(workspace, ignore_errors=True)
        assert run(program, "project", "import", site_file, "--crs", "EPSG:32650", "-w", workspace) == 0
        told(program, "refresh", "--catalog", f"{folder}/first", "-w", workspace)
        write_record(program, workspace)  # rests on the chip of the first scene
        return ("refresh", "--catalog", catalog, "-w", workspace)

    words = begin(f"{folder}/wanted")
    whole = timed(program, *words)
    wanted = scenes.knowledge(f"{folder}/wanted")
    assert wanted["rows"] and wanted["chips"]
    killed = rounds = 0
    while killed < times:
        workspace, rounds, done = f"{folder}/bank", rounds + 1, False
        words = begin(workspace)
        while not done and killed < times:
            done = run(program, *words, after=pick.uniform(0, whole)) is not None
            killed += not done
        assert run(program, *words) == 0
        found = scenes.knowledge(workspace)
        for key, value in wanted.items():
            assert found[key] == value, f"{key} differ after {killed} kills (round {rounds})"
        left = os.listdir(f"{workspace}/imagery/chips/.fresh")
        assert not left, f"left behind: {left}"
        verify(program, workspace, 1)
    return f"killed={killed} rounds={rounds} refresh_s={whole:.2f} rows={len(wanted['rows'])}"


def form_of(name):
    """How a far file comes."""
    return "whole" if name.endswith(".jp2") else "ranges"


class Executioner:
    """Kills a process in the midst of a transfer: once so many bytes of files of one form have left the mock."""

    def __init__(self, mock):
        self.lock, self.victim, self.form, self.left = threading.Lock(), None, "", 0
        mock.on_piece = self.on_piece

    def on_piece(self, name, size):
        with self.lock:
            self.left -= size if form_of(name) == self.form else 0
            if self.victim is not None and self.left < 0:
                self.victim.send_signal(signal.SIGKILL)
                self.victim = None

    def run(self, words, form="", left=0):
        """@return was it killed? Without a form it is let live."""
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with self.lock:
            self.victim, self.form, self.left = process if form else None, form, left
        _, words = process.communicate(timeout=600)
        with self.lock:
            self.victim = None
        assert process.returncode in (0, -signal.SIGKILL), f"exit code {process.returncode}: {words}"
        return process.returncode != 0


def write_far_sites(path):
    """Squares of 600 m in all parts of the looks."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,name,wkt\n")
        for i in range(SITES):
            x = far_looks.WEST + 2000 + 57000 * (i % 4) / 3
            y = far_looks.NORTH - 3000 - 55000 * (i // 4)
            file.write(f'p{i:05d},S,"POLYGON(({x} {y},{x + 600} {y},{x + 600} {y - 600},{x} {y - 600},{x} {y}))"\n')


def judge_far(program, workspace, wanted):
    found = scenes.knowledge(workspace)
    for key, value in wanted.items():
        assert found[key] == value, f"{key} differ"
    left = [name for _, _, names in os.walk(f"{workspace}/imagery") for name in names
            if ".part" in name or ".blocks" in name]
    assert not left and not os.listdir(f"{workspace}/imagery/chips/.fresh"), f"left behind: {left}"
    verify(program, workspace, 1)


def kill_refresh_far(program, folder, times, pick):
    """Looks whose blocks are read by ranges, and one whose files come whole."""
    site_file, mock = f"{folder}/sites.csv", stac_mock.Mock()
    executioner = Executioner(mock)
    mock.items = [far_looks.look(mock, n, f"2020-0{n}-01", form) for n, form in enumerate(("jp2", "cog"), 1)]
    write_far_sites(site_file)

    def begin(workspace):
        shutil.rmtree(workspace, ignore_errors=True)
        assert run(program, "project", "import", site_file, "--crs", "EPSG:32637", "-w", workspace) == 0
        write_record(program, workspace)
        return (program, "refresh", "--catalog", f"{mock.url}/post", "-w", workspace)

    assert not executioner.run(begin(f"{folder}/wanted"))
    wanted, whole = scenes.knowledge(f"{folder}/wanted"), {"ranges": 0, "whole": 0}
    for name, size in mock.sent.items():
        whole[form_of(name)] += size
    assert len(wanted["chips"]) == 2 * SITES, len(wanted["chips"])
    killed, rounds = {"ranges": 0, "whole": 0}, 0
    mock.requests.clear()
    while sum(killed.values()) < times:
        words, rounds = begin(f"{folder}/bank"), rounds + 1
        for form in ("whole", "whole", "ranges", "ranges"):  # files come whole before blocks are read
            if sum(killed.values()) < times and executioner.run(words, form, pick.uniform(0, whole[form] / 2)):
                killed[form] += 1
        assert not executioner.run(words)
        judge_far(program, f"{folder}/bank", wanted)
        assert rounds <= times, "hardly any run was killed"
    resumed = len([1 for request in mock.requests if "If-Range" in request[3]])
    assert resumed > 0 or killed["whole"] < 5, "no file was gone on with"
    mock.shutdown()
    return f"killed={sum(killed.values())} in_ranges={killed['ranges']} in_whole={killed['whole']} " \
           f"resumed={resumed} rounds={rounds}"


MONTHS = ("2023-04", "2023-06", "2023-09")


def write_readings(path, times):
    """One a day a line, of both datastreams."""
    with open(path, "w", encoding="utf-8") as file:
        for day in range(0, len(times), 144):
            json.dump([{"n": f"d:{name}", "u": "mg/m3", "t": t, "v": t // 300 % 97 + len(name)}
                       for name in ("x", "y") for t in times[day:day + 144]], file)
            file.write("\n")


def begin_of(month):
    return int(datetime.datetime.fromisoformat(f"{month}-01T00:00:00+00:00").timestamp())


def make_days(program, workspace, folder, whole=()):
    """A workspace whose readings stand by days, in months that are over, or in one file of their month, with a
    record that rests on them. @return the readings"""
    feature = {"type": "Feature", "properties": {"id": "P", "datastreams": [
        {"device": "d", "name": name, "property": "so2", "unit": "mg/m3", "interval_s": 600, "setting": "stack"}
        for name in ("x", "y")]}, "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [1.01, 1], [1.01, 1.01], [1, 1]]]}}
    with open(f"{folder}/p.geojson", "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [feature]}, file)
    told(program, "key", "new", "-w", workspace)
    told(program, "project", "import", f"{folder}/p.geojson", "-w", workspace)
    for month in reversed(MONTHS):  # each while it goes on
        write_readings(f"{folder}/in.json", range(begin_of(month), begin_of(month) + 30 * 86400, 600))
        now = "2023-12-01" if month in whole else f"{month}-30T23:59:00Z"
        told(program, "ingest", "--file", f"{folder}/in.json", "--now", now, "-w", workspace)
    told(program, "assess", "--all", "--as-of", f"{MONTHS[-1]}-30", "-w", workspace)
    return readings_of(program, workspace)


def readings_of(program, workspace):
    return [told(program, "readings", "show", f"P/d/{name}", "--sealed", "--json", "-w", workspace)[0]
            for name in ("x", "y")]


def without_flags(readings):
    """A month's flags are judged over the month."""
    return [[(row["time"], row["value"]) for row in map(json.loads, text.splitlines())] for text in readings]


def rounds_on(base, workspace, command, whole, times, pick):
    """Runs of a command on a copy of BASE, cut short, until TIMES of them were killed: the kills and runs so far."""
    killed = rounds = 0
    while killed < times:
        shutil.rmtree(workspace)
        shutil.copytree(base, workspace)
        rounds += 1
        start = time.monotonic()
        if run(*command, after=pick.uniform(0, whole)) is None:
            killed += 1
        else:
            whole = min(whole, time.monotonic() - start)  # the machine may have been busy when it was timed
        yield killed, rounds
        assert rounds <= 3 * times, "hardly any run was killed"


def kill_compact(program, folder, times, pick):
    base, workspace, words = f"{folder}/base", f"{folder}/bank", ("ingest", "--seal", "--json", "-w")
    by_days = make_days(program, base, folder)
    files = len(os.listdir(f"{base}/readings/P"))
    assert files == 30 * len(MONTHS), files
    shutil.copytree(base, workspace)
    whole = timed(program, *words, workspace)
    wanted = readings_of(program, workspace)
    assert without_flags(wanted) == without_flags(by_days)
    partly = 0
    for killed, rounds in rounds_on(base, workspace, (program, *words, workspace), whole, times, pick):
        assert without_flags(readings_of(program, workspace)) == without_flags(by_days)
        partly += files < len(os.listdir(f"{workspace}/readings/P")) < files + len(MONTHS)
        told(program, *words, workspace)
        assert readings_of(program, workspace) == wanted
        found = {name for name in os.listdir(f"{workspace}/readings/P") if len(name) == len("2023-04.v1.h5")}
        assert found == {f"{month}.v1.h5" for month in MONTHS}, found
        verify(program, workspace, 1)
    return f"killed={killed} rounds={rounds} half_way={partly} compact_s={whole:.2f}"


def kill_part(program, folder, times, pick):
    """Late readings of two months that can take no more: their days get files again. The third is brought into
    one file behind that."""
    base, workspace, late = f"{folder}/base", f"{folder}/bank", f"{folder}/late.json"
    before = make_days(program, base, folder, MONTHS[1:])
    files = set(os.listdir(f"{base}/readings/P"))
    assert len(files) == 32, files
    write_readings(late, [begin_of(month) + day * 86400 + 300 for month in MONTHS[1:] for day in range(10)])
    words = ("ingest", "--file", late, "--month-readings", str(2 * 30 * 144 + 10), "--json", "-w")
    shutil.copytree(base, workspace)
    whole = timed(program, *words, workspace)
    wanted = readings_of(program, workspace)
    assert [len(text.splitlines()) for text in wanted] == [len(text.splitlines()) + 20 for text in before]
    partly = 0
    for killed, rounds in rounds_on(base, workspace, (program, *words, workspace), whole, times, pick):
        for least, found, most in zip(*map(without_flags, (before, readings_of(program, workspace), wanted))):
            assert len(set(found)) == len(found), "a reading counts twice"
            assert set(least) <= set(found) <= set(most), f"{len(set(least) - set(found))} readings are lost"
        partly += 0 < len(set(os.listdir(f"{workspace}/readings/P")) - files) < 2 * (30 + 10) + 1
        told(program, *words, workspace)
        assert readings_of(program, workspace) == wanted
        found = set(os.listdir(f"{workspace}/readings/P"))
        assert f"{MONTHS[0]}.v1.h5" in found, "the days are no month"
        assert not any(name.startswith(f"{month}.v2") for name in found for month in MONTHS), found
        verify(program, workspace, 1)
    return f"killed={killed} rounds={rounds} half_way={partly} part_s={whole:.2f}"


def make_bank(program, folder):
    """A workspace with sites, looks and a key, and no record. @return words of its assessment"""
    catalog, site_file, base = f"{folder}/scenes", f"{folder}/sites.csv", f"{folder}/base"
    scenes.make_scenes(catalog, SCENES)
    scenes.write_sites(site_file, SITES)
    for words in (("key", "new"), ("project", "import", site_file, "--crs", "EPSG:32650"),
                  ("refresh", "--catalog", catalog)):
        told(program, *words, "-w", base)
    return base, ("assess", "--all", "--as-of", "2020-04-30", "--json", "-w")


def kill_assess(program, folder, times, pick):
    base, words = make_bank(program, folder)
    workspace = f"{folder}/bank"
    shutil.copytree(base, workspace)
    whole = timed(program, *words, workspace)
    partly = 0
    for killed, rounds in rounds_on(base, workspace, (program, *words, workspace), whole, times, pick):
        there = len(glob.glob(f"{workspace}/records/**/*.json", recursive=True))
        partly += 0 < there < SITES
        rows = [json.loads(line) for line in told(program, *words, workspace)[0].splitlines()]
        assert len(rows) == SITES, f"round {rounds}: {len(rows)} rows"
        assert {row["result"] for row in rows} <= {"written", "unchanged"}, rows
        verify(program, workspace, SITES)
        exports = glob.glob(f"{workspace}/records/**/*.json", recursive=True)
        assert len(exports) == SITES, f"round {rounds}: {len(exports)} exports"
    return f"killed={killed} rounds={rounds} half_way={partly} assess_s={whole:.2f}"


def whole_pages(folder):
    """The pages there, each of which ends as a page does."""
    pages = glob.glob(f"{folder}/*.html")
    for page in pages:
        with open(page, encoding="utf-8") as file:
            assert file.read().endswith("</html>\n"), f"half a page: {page}"
    return pages


def kill_report(program, folder, times, pick):
    workspace, words = make_bank(program, folder)
    told(program, *words, workspace)
    reports, words = f"{workspace}/reports", ("report", "--all", "-w", workspace)
    whole = timed(program, *words)
    killed = rounds = partly = 0
    while killed < times:
        shutil.rmtree(reports)
        rounds += 1
        killed += run(program, *words, after=pick.uniform(0, whole)) is None
        partly += 0 < len(whole_pages(reports)) < SITES
        told(program, *words)
        assert len(whole_pages(reports)) == SITES
        assert len(os.listdir(reports)) == SITES, f"left behind: {os.listdir(reports)}"
        verify(program, workspace, SITES)
        assert rounds <= 3 * times, "hardly any run was killed"
    return f"killed={killed} rounds={rounds} half_way={partly} report_s={whole:.2f}"


def main():
    os.environ["LC_ALL"] = "C"
    what, program, folder = sys.argv[1:4]
    times = int(sys.argv[4]) if len(sys.argv) > 4 else 20
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else random.randrange(10**6)
    print(f"seed {seed}")
    folder = os.path.abspath(f"{folder}/kill-{what}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    job = {"import": kill_import, "refresh": kill_refresh, "refresh_far": kill_refresh_far,
           "compact": kill_compact, "part": kill_part, "assess": kill_assess, "report": kill_report}[what]
    print(f"kill what={what} {job(program, folder, times, random.Random(seed))}")
    shutil.rmtree(folder)


main()
