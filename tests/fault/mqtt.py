# SPDX-License-Identifier: Apache-2.0
"""What the broker tests share: a mosquitto of their own, devices that publish at QoS 1, a wire that is cut."""
import json
import os
import random
import select
import signal
import socket
import struct
import subprocess
import threading
import time


def free_port():
    """Below those that the kernel gives to connections (from 32768): a device that tries to reach a
    broker that is just away would, one time in some ten thousand, get that port itself and keep it."""
    while True:
        port = random.randrange(16384, 32768)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def wait_port(port, seconds=600):
    end = time.time() + seconds
    while time.time() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"nothing listens on port {port}")


class Broker:
    """mosquitto on a free port of the loopback; keeps what it acknowledged when it ends in order."""

    def __init__(self, folder, more="", tls=None):
        self.folder, self.port, self.process = folder, free_port(), None
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o777)
        self.conf = os.path.join(folder, "mosquitto.conf")
        with open(self.conf, "w") as f:
            f.write(f"listener {self.port} 127.0.0.1\n{tls or ''}"
                    f"persistence true\npersistence_location {folder}/\n"
                    "max_queued_messages 0\nmax_inflight_messages 100\nlog_type error\n"
                    + (more or "allow_anonymous true\n"))
            if os.geteuid() == 0 and "user " not in more:
                f.write("user root\n")
        self.start()

    def start(self):
        program = "/usr/sbin/mosquitto" if os.path.exists("/usr/sbin/mosquitto") else "mosquitto"
        self.process = subprocess.Popen([program, "-c", self.conf], stderr=subprocess.DEVNULL)
        wait_port(self.port)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(600)

    def restart(self):
        self.stop()
        self.start()


def text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def packet(kind, body):
    size, out = len(body), bytearray([kind])
    while True:
        digit, size = size % 128, size // 128
        out.append(digit | (128 if size else 0))
        if not size:
            return bytes(out) + body


class Device(threading.Thread):
    """Publishes readings, seq 0, 1, ...; forgets one only when it was acknowledged.

    A reading has time BASE + seq seconds and value seq, so that nothing can stand for another."""

    BASE = 1700000000

    def __init__(self, port, project, device, count, per_message=2, rate=400, user=None, window=20):
        super().__init__(daemon=True)
        self.port, self.count, self.per, self.rate, self.window = port, count, per_message, rate, window
        self.topic = f"ta/v1/{project}/{device}/senml"
        self.id, self.user = f"{project}-{device}", user
        self.acked, self.next, self.flying = set(), 0, {}
        self.error = None

    def payload(self, first):
        return json.dumps([{"n": "x", "u": "m", "t": self.BASE + s, "v": s}
                           for s in range(first, min(first + self.per, self.count))])

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port), 5)
        flags = 0x00 if self.user is None else 0xC0
        body = text("MQTT") + bytes([4, flags]) + struct.pack(">H", 0) + text(self.id)
        if self.user is not None:
            body += text(self.user[0]) + text(self.user[1])
        s.sendall(packet(0x10, body))
        if s.recv(4)[3:4] != b"\0":
            raise OSError("refused")
        return s

    def send(self, s, first, mid, again):
        body = text(self.topic) + struct.pack(">H", mid) + self.payload(first).encode()
        s.sendall(packet(0x32 | (8 if again else 0), body))

    def session(self):
        s = self.connect()
        buffered = b""
        for mid, first in sorted(self.flying.items()):
            self.send(s, first, mid, True)
        started, sent = time.time(), 0
        while self.flying or self.next < self.count:
            if self.next < self.count and len(self.flying) < self.window and \
                    sent < self.rate * (time.time() - started) + 1:
                mid = next(m for m in range(1, 65536) if m not in self.flying)
                self.flying[mid] = self.next
                self.send(s, self.next, mid, False)
                self.next += self.per
                sent += 1
            if not select.select([s], [], [], 0.002)[0]:
                continue
            data = s.recv(65536)
            if not data:
                raise OSError("closed")
            buffered += data
            while len(buffered) >= 4:
                kind, mid = buffered[0], struct.unpack(">H", buffered[2:4])[0]
                buffered = buffered[4:]
                if kind == 0x40 and mid in self.flying:
                    first = self.flying.pop(mid)
                    self.acked.update(range(first, min(first + self.per, self.count)))
        s.sendall(packet(0xE0, b""))
        s.close()

    def run(self):
        while self.flying or self.next < self.count:
            try:
                self.session()
            except OSError:
                time.sleep(0.05)


class Wire(threading.Thread):
    """A port whose connections go to another port, until cut() breaks all of them."""

    def __init__(self, to):
        super().__init__(daemon=True)
        self.to, self.pairs, self.lock = to, [], threading.Lock()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            near, _ = self.listener.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self.to), 5)
            except OSError:
                near.close()
                continue
            with self.lock:
                self.pairs.append((near, far))
            threading.Thread(target=self.pump, args=(near, far), daemon=True).start()
            threading.Thread(target=self.pump, args=(far, near), daemon=True).start()

    @staticmethod
    def pump(a, b):
        try:
            while True:
                data = a.recv(65536)
                if not data:
                    break
                b.sendall(data)
        except OSError:
            pass
        for s in (a, b):
            try:
                s.close()
            except OSError:
                pass

    def cut(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for s in pair:
                try:
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    s.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class Engine:
    """`terrassay ingest --broker`, to be killed and started again."""

    def __init__(self, program, workspace, port, *more):
        self.command = [program, "ingest", "--broker", f"mqtt://127.0.0.1:{port}", "-w", workspace,
                        "--seal-every", "1", "--log", "text", *more]
        self.log = open(workspace + ".log", "ab")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(600)


def wait_connected(engine, seconds=300):
    """Until an engine that says what it does (--verbose) has its session: what is published from then on comes to it."""
    end = time.time() + seconds
    while True:
        with open(engine.log.name, encoding="utf-8", errors="replace") as f:
            log = f.read()
        if "broker.connected" in log:
            return
        assert time.time() < end, f"the engine does not listen: {log[-2000:]}"
        time.sleep(0.1)


def import_project(program, workspace, project, devices, unit="m"):
    streams = [{"device": d, "name": "x", "property": "x", "unit": unit} for d in devices]
    document = {"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"id": project, "datastreams": streams},
        "geometry": {"type": "Polygon", "coordinates": [[[1, 1], [1.01, 1], [1.01, 1.01], [1, 1]]]}}]}
    path = workspace + "-" + project + ".geojson"
    with open(path, "w") as f:
        json.dump(document, f)
    subprocess.run([program, "project", "import", path, "-w", workspace, "-q"], check=True)


def readings_of(program, workspace, project, device, sealed=True):
    out = subprocess.run([program, "readings", "show", f"{project}/{device}/x", "--json", "-w", workspace]
                         + (["--sealed"] if sealed else []), check=True, capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines()]


def wait_session(program, workspace, broker, project, device, seconds=600):
    """Until the engine's session stands: from then on the broker keeps what the engine does not take."""
    probe = Device(broker.port, project, device, 1 << 30, per_message=1, rate=10)
    probe.start()
    end = time.time() + seconds
    while not readings_of(program, workspace, project, device, sealed=False):
        if time.time() > end:
            raise SystemExit("the engine does not listen")
        time.sleep(0.1)
    probe.count = probe.next


def judge(program, workspace, project, devices, sealed=True):
    """(lost, twice, wrong) over all devices: acknowledged readings against those that stand there."""
    lost = twice = wrong = total = 0
    for d in devices:
        name = d.id.split("-", 1)[1]
        values = [int(r["value"]) for r in readings_of(program, workspace, project, name, sealed)]
        total += len(values)
        lost += len(d.acked - set(values))
        twice += len(values) - len(set(values))
        wrong += len(set(values) - set(range(d.count)))
    return lost, twice, wrong, total


def judge_arrived(program, workspace, project, devices, seconds=600):
    """judge() of the live view once nothing is under way any more: what the broker holds for an
    engine that is just away is late, not lost; what has not come after `seconds` is lost."""
    end = time.time() + seconds
    while True:
        seen = judge(program, workspace, project, devices, sealed=False)
        if seen[0] == 0 or time.time() > end:
            return seen
        time.sleep(0.2)


def wait_archived(workspace, seconds):
    """Until the running engine has sealed a segment and put it away: it does so by the clock."""
    end = time.time() + seconds
    folder = os.path.join(workspace, "journal", "archive")
    before = len(os.listdir(folder)) if os.path.isdir(folder) else 0
    opened = os.path.join(workspace, "journal", "open")
    while len(os.listdir(opened)) > 0 and time.time() < end:
        time.sleep(0.1)
    assert not os.listdir(opened), f"a running engine does not seal ({before} were before)"


def seeded():
    seed = int(os.environ.get("TA_SEED", time.time_ns() % 1000000))
    print(f"seed {seed}")
    return random.Random(seed)
