#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The broker's configuration that ships with us, as it is but for places and ports: a device writes to its own
topics and to no others; the engine reads them with its password; a wrong one is told. What came while the engine was
away is all there when it comes back, though a device asks for the engine's client id, and `doctor` looks in.
The same with certificates in place of the devices' passwords.

  broker_acl.py PROGRAM FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt
from mqtt_tls import Authority, Secure

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "mosquitto")
WAITING = 1500  # messages: more than a broker keeps by itself, and than are under way at once


class Shipped(mqtt.Broker):
    """Our files: port is that of devices, engine_port the engine's."""

    def __init__(self, folder, certificates):
        self.folder, self.port, self.engine_port = folder, mqtt.free_port(), mqtt.free_port()
        self.conf, self.certificates, self.process = os.path.join(folder, "mosquitto.conf"), certificates, None
        os.makedirs(folder)
        os.chmod(folder, 0o777)
        self.authorities()
        self.passwords()
        shutil.copy(os.path.join(HERE, "acl"), folder)
        with open(os.path.join(HERE, "mosquitto.conf")) as f:
            shipped = f.read()
        with open(self.conf, "w") as f:
            f.write(self.adapt(shipped) + ("user root\n" if os.geteuid() == 0 else ""))
        self.start()

    def authorities(self):
        self.ca = Authority(self.folder, "ca")
        self.devices, self.engine = Authority(self.folder, "devices-ca"), Authority(self.folder, "engine-ca")
        self.ca.sign("broker", "IP:127.0.0.1")

    def passwords(self):
        path = os.path.join(self.folder, "passwords")
        open(path, "w").close()
        for user in ["terrassay"] + ([] if self.certificates else ["P/a", "P/b", "P/z"]):
            subprocess.run(["mosquitto_passwd", "-b", path, user, "secret-" + user], check=True,
                           stderr=subprocess.DEVNULL)
        os.chmod(path, 0o644)

    def adapt(self, text):
        """Places and ports; and of the devices' listener, which is the first, what stands behind a #."""
        for old, new in (("/etc/mosquitto/", self.folder + "/"), ("/var/lib/mosquitto/", self.folder + "/"),
                         ("listener 8883\n", f"listener {self.port} 127.0.0.1\n"),
                         ("listener 8884 127.0.0.1\n", f"listener {self.engine_port} 127.0.0.1\n")):
            assert old in text, old
            text = text.replace(old, new)
        if self.certificates:
            for line in ("require_certificate true", "use_identity_as_username true"):
                assert "\n#" + line in text, line
                text = text.replace("\n#" + line, "\n" + line, 1)
        return text

    def device(self, name, count, topic_of=None, **more):
        """It proves to be P/name; and writes as another where told so."""
        if self.certificates:
            more["pair"] = self.devices.sign("P/" + name, "DNS:device")
        else:
            more["user"] = ("P/" + name, "secret-P/" + name)
        return Secure(self.port, "P", topic_of or name, count, per_message=1, rate=5000, authority=self.ca, **more)


def formats_allowed():
    """A device may write in each format that somebody here decodes."""
    with open(os.path.join(HERE, "..", "..", "src", "ingest", "decoders.def")) as f:
        decoders = set(re.findall(r"^X\((\w+)\)", f.read(), re.M))
    with open(os.path.join(HERE, "acl")) as f:
        assert set(re.findall(r"pattern write ta/v1/%u/(\w+)\n", f.read())) == decoders, decoders


class Scene:
    """A workspace, an engine and the broker that ships."""

    def __init__(self, program, folder, certificates):
        os.makedirs(folder)
        os.chmod(folder, 0o755)
        self.program, self.workspace = program, os.path.join(folder, "workspace")
        mqtt.import_project(program, self.workspace, "P", ["a", "b", "z"])
        self.broker = Shipped(os.path.join(folder, "broker"), certificates)
        self.secret, self.wrong = os.path.join(folder, "secret"), os.path.join(folder, "wrong")
        for path, text in ((self.secret, "secret-terrassay\n"), (self.wrong, "no\n")):
            with open(path, "w") as f:
                f.write(text)
            os.chmod(path, 0o640)
        self.engine = mqtt.Engine(program, self.workspace, self.broker.engine_port, *self.login(self.secret))
        self.engine.command[3] = self.url()

    def url(self):
        return f"mqtts://127.0.0.1:{self.broker.engine_port}"

    def login(self, secret):
        return ["--ca", self.broker.ca.pem, "--user", "terrassay", "--password-file", secret]

    def seen(self, name, sealed=False):
        return [int(r["value"]) for r in mqtt.readings_of(self.program, self.workspace, "P", name, sealed)]

    def end(self):
        if self.engine.process is not None:
            self.engine.process.kill()
        self.broker.process.kill()
        self.broker.process.wait()

    def wrong_password(self):
        denied = subprocess.run([self.program, "ingest", "--broker", self.url(), "-w", self.workspace,
                                 *self.login(self.wrong)], capture_output=True, text=True, timeout=600)
        assert denied.returncode == 77, denied
        assert "refuses the connection" in denied.stderr, denied.stderr
        os.chmod(self.wrong, 0o644)
        denied = subprocess.run([self.program, "ingest", "--broker", self.url(), "-w", self.workspace,
                                 *self.login(self.wrong)], capture_output=True, text=True, timeout=600)
        assert denied.returncode == 77 and "chmod 600" in denied.stderr, denied

    def own_topic(self):
        deadline = time.time() + 600
        while not self.seen("z"):
            assert time.time() < deadline, "nothing comes through"
            own = self.broker.device("z", 4)
            own.start()
            own.join(20)
            time.sleep(0.2)

    def others_topic(self):
        thief = self.broker.device("a", 4, topic_of="b")  # a writes as b
        thief.start()
        thief.join(20)
        time.sleep(1)
        assert not self.seen("b"), "one device wrote as another"

    def doctor(self):
        """It looks in as the engine does, beside it."""
        deadline, found = time.time() + 60, ""
        while not re.search(r"Dropped messages +ok +none", found):  # the broker says nothing in its first seconds
            assert time.time() < deadline, found
            done = subprocess.run([self.program, "doctor", "--broker", self.url(), "-w", self.workspace,
                                   *self.login(self.secret)], capture_output=True, text=True, timeout=600)
            found = done.stdout + done.stderr

    def intrude(self, client_id):
        """A device asks for the client id of another, and for a clean session: what waited under it would be gone."""
        thief = self.broker.device("a", 0, client_id=client_id)
        with thief.connect(flags=0x02):
            time.sleep(0.5)

    def engine_away(self):
        assert self.engine.stop() == 143
        with open(os.path.join(self.workspace, "journal", "client")) as f:
            client_id = f.read().strip()
        device = self.broker.device("b", WAITING)
        device.start()
        device.join(600)
        assert len(device.acked) == WAITING, len(device.acked)
        self.intrude(client_id)
        self.doctor()
        self.engine.start()
        deadline = time.time() + 60
        while len(self.seen("b")) < WAITING and time.time() < deadline:
            time.sleep(0.2)
        assert sorted(self.seen("b")) == list(range(WAITING)), \
            f"{len(self.seen('b'))} of {WAITING} messages that waited for the engine are there"

    def neighbours(self):
        """Nobody who is connected is put out: neither a device by another, nor the engine by `doctor`."""
        with open(self.engine.log.name, encoding="utf-8") as log:
            before = log.read().count("broker.connected")
        with self.broker.device("b", 0).connect() as b:
            self.intrude("P/b")
            self.intrude("P-b")
            self.doctor()
            b.sendall(mqtt.packet(0xC0, b""))
            assert b.recv(2) == b"\xd0\0", "a device ended the session of another"
        with open(self.engine.log.name, encoding="utf-8") as log:
            assert log.read().count("broker.connected") == before, "doctor ended the engine's session"


def run(program, folder, certificates):
    scene = Scene(program, folder, certificates)
    try:
        scene.wrong_password()
        scene.engine.start()
        scene.own_topic()
        scene.others_topic()
        scene.engine_away()
        scene.neighbours()
        assert scene.engine.stop() == 143
        assert sorted(scene.seen("b", sealed=True)) == list(range(WAITING))
    finally:
        scene.end()


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-acl-", dir=build)
    os.chmod(folder, 0o755)
    formats_allowed()
    for what, certificates in (("passwords", False), ("certificates", True)):
        run(program, os.path.join(folder, what), certificates)
        print(f"{what}: own topic taken, another's refused, nobody else's session ended, all that waited is there")
    shutil.rmtree(folder)


main()
