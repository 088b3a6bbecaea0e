# SPDX-License-Identifier: Apache-2.0
"""A real run of the program, written down: what it did to the disk, and what it promised when.

`record()` starts a mosquitto, keys, projects, files, devices, seals, days that become a month, a month that is
parted into days, messages that wait since what was sealed of their project is at fault, records, a kill in between, late readings, letters that are put away and replayed, what third parties state, an approval, older
versions that are pruned, segments that go from the archive; `claims()` reads out of the trace from which event on each
reading was acknowledged (the PUBACK left the socket), each letter, each record was told."""
import bisect
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import mqtt  # noqa: E402

import model  # noqa: E402

PAST = 1700000000  # in a month that is over: one file of the month
# Days of the month before, sealed while it went on: they become one file of it later on.
DAYS = [v for day in range(3) for v in range(-3000000 + 86400 * day, -3000000 + 86400 * day + 4)]
DURING, MONTH = "2023-10-20", "2023-10"
# A month that was taken in once it was over, in one file; late ones, which it can take no more: it is parted.
WHOLE = [v for day in range(5) for v in range(-8000000 + 86400 * day, -8000000 + 86400 * day + 8)]
LATE = [v for day in (1, 2, 6) for v in range(-8000000 + 86400 * day + 50, -8000000 + 86400 * day + 52)]
MONTH_READINGS, PARTED = len(WHOLE) + len(LATE) - 1, ("2023-08-14", "2023-08-20")
# A second project: what was sealed of it is of another quantity while it sends more, which waits until that is put right.
OTHER = range(20)
# The month of PAST has 280 when late ones come through the broker.
MOST = "300"


class Feed(mqtt.Device):
    """A device whose readings begin at a value and a time, with a message now and then that is none."""

    def __init__(self, port, device, first, count, base, bad=0, rate=90):
        super().__init__(port, "P", device, first + count, rate=rate)
        self.next, self.base, self.bad = first, base, bad

    def payload(self, first):
        if self.bad and first % self.bad == 0:
            return f"[bad-{self.id}-{first}-"
        return pack(self.base, range(first, min(first + self.per, self.count)))


class OtherFeed(mqtt.Device):
    """The second project's: values of whatever unit is registered."""

    def __init__(self, port, first, count):
        super().__init__(port, "W", "w", first + count, rate=40)
        self.next = first

    def payload(self, first):
        return json.dumps([{"n": "x", "t": PAST + v, "v": v} for v in range(first, min(first + self.per, self.count))])


def pack(base, values, device=None):
    head = {} if device is None else {"bn": device + ":"}
    return json.dumps([{**head, "n": "x", "u": "m", "t": base + v, "v": v} for v in values])


class Recorder:
    def __init__(self, program, library, folder):
        self.program, self.folder = program, folder
        self.root, self.trace = f"{folder}/disk", f"{folder}/trace"
        self.workspace = f"{self.root}/bank"
        os.makedirs(self.root, exist_ok=True)
        self.environment = {**os.environ, "LD_PRELOAD": library, "TA_TRACE": self.trace,
                            "TA_TRACE_ROOT": self.root}
        self.environment.pop("TERRASSAY_WORKSPACE", None)
        self.runs, self.started = [], []

    def start(self, *words, kill=0):
        out = open(f"{self.folder}/out-{len(self.runs)}", "wb")
        err = open(f"{self.folder}/err-{len(self.runs)}", "wb")
        process = subprocess.Popen([self.program, *words, "-w", self.workspace], stdout=out, stderr=err,
                                   env={**self.environment, "TA_TRACE_KILL": str(kill)})
        self.started.append(process)
        self.runs.append({"pid": process.pid, "words": words, "out": out.name, "err": err.name})
        return process

    def run(self, *words, codes=(0,), **promised):
        """@p promised: what the run says it did, once it says anything"""
        process = self.start(*words)
        done = process.wait(600)
        with open(self.runs[-1]["err"], encoding="utf-8") as f:
            assert done in codes, f"{words}: exit code {done}: {f.read()}"
        self.runs[-1].update(promised=promised, code=done)
        with open(self.runs[-1]["out"], encoding="utf-8") as f:
            return f.read()

    def listen(self, port, feeds, kill=0, more=()):
        """Until the feeds are through, or the program killed itself."""
        engine = self.start("ingest", "--broker", f"mqtt://127.0.0.1:{port}", "--seal-every", "1",
                            "--verbose", "--log", "json", *more, kill=kill)
        wait_for(lambda: b"onnected" in open(self.runs[-1]["err"], "rb").read(), "a session")
        for feed in feeds:
            feed.start()
        if kill:
            assert engine.wait(600) == -signal.SIGKILL
            return
        for feed in feeds:
            feed.join(600)
        time.sleep(1.6)
        engine.send_signal(signal.SIGTERM)
        code = engine.wait(600)
        assert code == 128 + signal.SIGTERM, code


def wait_for(test, what):
    end = time.time() + 600
    while not test():
        assert time.time() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def write_projects(path, devices, project="P", unit="m"):
    streams = [{"device": d, "name": "x", "property": "x", "unit": unit} for d in devices]
    document = {"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"id": project, "datastreams": streams},
        "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}}]}
    with open(path, "w", encoding="utf-8") as f:
        json.dump(document, f)


STATEMENTS = """schema: terrassay/statements/1
id: pen
about: penalty
provider: Bureau
source: Extract of 2026
scale: as its rule says
grade: 2
complete: {from: 2020-01-01, to: 2026-06-01}
simulated: true
columns: {project: project, date: day, step: step}
steps:
  - {word: none, value: 0, means: asked and nothing found}
  - {word: fine, value: 2, means: a fine}
"""
AWAY = ("ingest", "--reason", "seen", "--put-away")


def state_and_approve(r, folder):
    """What third parties state of the project, and an approval of the model."""
    r.run("evidence", "import", write_file(f"{folder}/pen.csv", "project,day,step\nP,2026-05-01,fine\n"), "--mapping",
          write_file(f"{folder}/pen.yaml", STATEMENTS), "--now", "2026-06-02", "--json", statement=True)
    subprocess.run([r.program, "key", "new", "--keys", f"{folder}/approver", "-w", f"{folder}/elsewhere"],
                   check=True, capture_output=True)
    r.run("model", "approve", "credit-3", "--by", "Li Na", "--role", "model risk", "--reason", "validated", "--until",
          time.strftime("%Y-%m-%d", time.gmtime(time.time() + 90 * 86400)), "--keys", f"{folder}/approver", "--json",
          approval=True)


def leave(r, port, feed):
    """A listening program is killed before it seals anything."""
    engine = r.start("ingest", "--broker", f"mqtt://127.0.0.1:{port}", "--seal-every", "3600", "--verbose", "--log", "json")
    wait_for(lambda: b"onnected" in open(r.runs[-1]["err"], "rb").read(), "a session")
    feed.start()
    feed.join(600)
    time.sleep(1.6)
    engine.kill()
    engine.wait()


def age_the_archive(r, folder):
    """All segments but the newest were kept long enough: as if the day after tomorrow had come."""
    shutil.copytree(f"{r.workspace}/journal/archive", f"{folder}/archive")
    r.run("ingest", "--seal", "--archive-days", "1", "--now",
          time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2 * 86400)), "--json", aged=True)
    left = [name for name in os.listdir(f"{r.workspace}/journal/archive") if name.endswith(".zst")]
    assert left == [segments(f"{folder}/archive")[-1]], left


def segments(archive):
    return sorted(name for name in os.listdir(archive) if name.endswith(".zst"))


def put_the_rest_away(r, folder):
    r.run("ingest", "--file", write_file(f"{folder}/worse.json", "[bad-file-2-"), "--project", "P", "--json", codes=(3,),
          letters=["[bad-file-2-"])
    r.run(*AWAY, "all", away=True)
    r.run("readings", "prune", "--json")


def write_file(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def ranges(values):
    """[first, one after the last] of those that follow each other"""
    out = []
    for v in values:
        if out and out[-1][1] == v:
            out[-1][1] = v + 1
        else:
            out.append([v, v + 1])
    return out


def record(program, library, folder):
    """@return the facts that claims() and the judge need"""
    r = Recorder(program, library, folder)
    first, second = f"{folder}/first.geojson", f"{folder}/second.geojson"
    write_projects(first, "ab")
    write_projects(second, "abc")
    right, wrong = f"{folder}/right.geojson", f"{folder}/wrong.geojson"
    write_projects(right, "w", "W")
    write_projects(wrong, "w", "W", "kg")
    late = ("ingest", "--file", write_file(f"{folder}/late.json", pack(PAST, LATE, "a")), "--project", "P", "--month-readings",
            str(MONTH_READINGS), "--json")
    now = int(time.time())
    broker = mqtt.Broker(f"{folder}/broker")
    try:
        r.run("key", "new", "--json", key=True)
        r.run("project", "import", first, "--json", project=True)
        r.run("ingest", "--file", write_file(f"{folder}/days.json", pack(PAST, DAYS, "a")), "--now",
              f"{DURING}T00:00:00Z", "--json", readings={"a": DAYS}, days=True)
        r.run("ingest", "--file", write_file(f"{folder}/whole.json", pack(PAST, WHOLE, "a")), "--now",
              f"{DURING}T00:00:00Z", "--json", readings={"a": WHOLE}, whole=True)
        r.run("assess", "P", "--as-of", DURING, "--json", records=True)
        r.run(*late, readings={"a": LATE})
        parting = r.runs[-1]["pid"]
        r.run("ingest", "--file", write_file(f"{folder}/one.json", pack(PAST, range(40), "a")), "--json",
              readings={"a": list(range(40))})
        r.run("project", "import", right, "--json", other=True)
        r.run("ingest", "--file", write_file(f"{folder}/other.json", pack(PAST, OTHER, "w")), "--project", "W", "--json",
              readings={"w": list(OTHER)})
        r.run("ingest", "--file", write_file(f"{folder}/bad.json", "[bad-file-1-"), "--project", "P", "--json", codes=(3,),
              letters=["[bad-file-1-"])
        feeds = [Feed(broker.port, "a", 1000, 240, PAST), Feed(broker.port, "b", 2000, 240, now - 9000, bad=22)]
        r.listen(broker.port, feeds, kill=520)
        r.listen(broker.port, [])
        r.run("project", "import", wrong, "--json")
        r.listen(broker.port, [OtherFeed(broker.port, 100, 12), Feed(broker.port, "a", 1400, 16, PAST)])
        assert os.listdir(f"{r.workspace}/journal/waiting"), "nothing waits"
        r.run("project", "import", right, "--json")
        r.run("ingest", "--seal", "--json")
        r.run("assess", "P", "--json", records=True)
        r.listen(broker.port, [Feed(broker.port, "a", 500, 160, PAST, bad=44),
                               Feed(broker.port, "b", 3000, 120, now - 9000),
                               Feed(broker.port, "c", 4000, 80, now - 9000)], more=("--month-readings", MOST))
        r.run("assess", "P", "--json", records=True)
        r.run(*AWAY, "bad_field", away=True)  # some of a file; the others wait for their device
        r.run("project", "import", second, "--json")
        r.run("ingest", "--replay", "--json")
        state_and_approve(r, folder)
        r.run("assess", "P", "--json", records=True)
        for first in (600, 700):  # sealed together: what they leave in the journal's folder is safe by nothing else
            leave(r, broker.port, Feed(broker.port, "b", 3000 + first, 24, now - 9000, bad=6))
        r.run("ingest", "--seal", "--json", codes=(3,))
        put_the_rest_away(r, folder)
        age_the_archive(r, folder)
        r.run("verify", "--all", "--json")
        with open(r.runs[0]["out"], encoding="utf-8") as f:
            r.run("key", "retire", json.load(f)["id"], "--json", retired=True)
    finally:
        for process in r.started + [broker.process]:
            process.kill()
            process.wait()
    return {"port": broker.port, "runs": r.runs, "root": r.root, "trace": r.trace, "first": first,
            "second": second, "late": late, "parting": parting,
            "right": right, "archive": f"{folder}/archive",
            "sent": {"w": [[0, 20], [100, 112]],
                     "a": ranges(DAYS + WHOLE) + ranges(LATE) + [[0, 40], [500, 660], [1000, 1240], [1400, 1416]],
                     "b": [[2000, 2240], [3000, 3120], [3600, 3624], [3700, 3724]], "c": [[4000, 4080]]}}


# --- what was promised, and when -----------------------------------------------------------------


def packets(buffer):
    """Whole MQTT packets at the head of a buffer: (kind byte, body), then the rest."""
    found = []
    while True:
        size, shift, at = 0, 0, 1
        while at < len(buffer) and at < 6:
            size |= (buffer[at] & 127) << shift
            shift += 7
            at += 1
            if buffer[at - 1] < 128:
                break
        else:
            return found, buffer
        if len(buffer) < at + size:
            return found, buffer
        found.append((buffer[0], buffer[at:at + size]))
        buffer = buffer[at + size:]


def read_publish(body):
    """(mid, topic, payload) of a PUBLISH at QoS 1 in MQTT 5"""
    n = int.from_bytes(body[:2], "big")
    topic, at = body[2:2 + n].decode(), 2 + n
    mid = int.from_bytes(body[at:at + 2], "big")
    size, shift, at = 0, 0, at + 2
    while True:
        size |= (body[at] & 127) << shift
        shift += 7
        at += 1
        if body[at - 1] < 128:
            return mid, topic, body[at + size:]


def acknowledged(events, port, clients):
    """(event, topic, payload) of each message whose PUBACK went out with that event.
    @p clients: (event, client id) of each CONNECT that did is added"""
    wires, out = {}, []
    for i, event in enumerate(events):
        key = event.pid, event.file
        if event.kind == "connect":
            wires[key] = [b"", b"", {}] if event.arg == port else None
        wire = wires.get(key)
        if wire is None or event.kind not in ("got", "sent"):
            continue
        side = event.kind == "sent"
        found, wire[side] = packets(wire[side] + event.data)
        for head, body in found:
            if not side and head & 0xF6 == 0x32:
                mid, topic, payload = read_publish(body)
                wire[2][mid] = topic, payload
            elif side and head == 0x10:  # 10 bytes, then properties, then the id
                at = 11 + body[10]
                clients.append((i, body[at + 2:at + 2 + int.from_bytes(body[at:at + 2], "big")]))
            elif side and head == 0x40:
                out.append((i, *wire[2].pop(int.from_bytes(body[:2], "big"))))
    return out


class Claims:
    """What was promised by an event: kept[word] is a list of (event, thing), in order."""

    def __init__(self):
        self.kept = {"reading": [], "letter": [], "waiting": [], "message": [], "client": [], "record": [],
                     "key": [], "project": [], "retired": [], "days": [], "whole": [], "away": [],
                     "statement": [], "approval": [], "other": [], "ageing": [], "aged": []}
        self.possible = {}

    def add(self, word, event, thing):
        self.kept[word].append((event, thing))

    def sort(self):
        for things in self.kept.values():
            things.sort()
        self.when = {word: [event for event, _ in things] for word, things in self.kept.items()}

    def count(self, event):
        return tuple(bisect.bisect_left(self.when[word], event) for word in sorted(self.when))

    def by(self, word, event):
        """Promised by the events before number @p event."""
        things = self.kept[word]
        return [thing for _, thing in things[:bisect.bisect_left(self.when[word], event)]]


def claim_message(claims, i, topic, payload):
    device = topic.split("/")[3]
    claims.add("message", i, payload)
    try:
        values = [sample["v"] for sample in json.loads(payload)]
    except ValueError:
        claims.add("letter", i, payload)
        return
    if device == "c":  # set aside until the device is registered
        claims.add("waiting", i, (payload, tuple(values)))
        return
    for v in values:
        claims.add("reading", i, (device, v))


def claim_away(claims, begin, end):
    """Letters that stood there when a run began that puts them all away, once it has ended."""
    for event, letter in list(claims.kept["letter"]):
        if event < begin:
            claims.add("away", end, letter)


def claims(events, facts):
    said, first, last, c = {}, {}, {}, Claims()
    for i, event in enumerate(events):
        first.setdefault(event.pid, i)
        last[event.pid] = i
        if event.kind == "told":
            said.setdefault(event.pid, i)
    for run in facts["runs"]:
        promised, i = run.get("promised", {}), said.get(run["pid"], last.get(run["pid"]))
        for device, values in promised.get("readings", {}).items():
            for v in values:
                c.add("reading", i, (device, v))
        for letter in promised.get("letters", []):
            c.add("letter", i, letter.encode())
        if promised.get("records"):
            with open(run["out"], encoding="utf-8") as f:
                for row in map(json.loads, f):
                    assert row["result"] == "written", row
                    c.add("record", i, row["record"])
        for word in ("key", "other", "project", "retired", "days", "whole", "statement", "approval", "aged"):
            if promised.get(word):
                c.add(word, i, word)
    for i, topic, payload in acknowledged(events, facts["port"], c.kept["client"]):
        claim_message(c, i, topic, payload)
    for run in facts["runs"]:
        if run.get("promised", {}).get("away"):
            claim_away(c, first[run["pid"]], last[run["pid"]])
        if run.get("promised", {}).get("aged"):
            c.add("ageing", first[run["pid"]], "ageing")
    c.sort()
    for device, ranges in facts["sent"].items():
        c.possible[device] = {v for begin, end in ranges for v in range(begin, end)}
    return c


def load(folder):
    with open(f"{folder}/facts.json", encoding="utf-8") as f:
        facts = json.load(f)
    events = model.read_trace(f"{folder}/trace")
    return events, facts, claims(events, facts)
