#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""TLS against a real mosquitto, with an authority and certificates of the hour: passwords, certificates of
both sides, and what has to be refused: another authority, another host's certificate, none of our own.

  broker_tls.py PROGRAM FOLDER
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt
from mqtt_tls import Authority, Secure


def engine_for(program, workspace, broker, *more):
    engine = mqtt.Engine(program, workspace, broker.port, *more)
    engine.command[engine.command.index(f"mqtt://127.0.0.1:{broker.port}")] = f"mqtts://127.0.0.1:{broker.port}"
    return engine


def refuses(program, workspace, broker, *more):
    """The engine never gets through: it says so, and takes nothing."""
    engine = engine_for(program, workspace, broker, "--for", "3", *more)
    done = subprocess.run(engine.command, capture_output=True, text=True, timeout=600)
    assert done.returncode in (69, 77), (more, done)
    assert "broker" in done.stderr, done.stderr
    return done.stderr


def comes_through(program, workspace, broker, engine_words, make_device):
    engine = engine_for(program, workspace, broker, *engine_words)
    engine.start()
    try:
        deadline = time.time() + 600
        while not mqtt.readings_of(program, workspace, "P", "z", sealed=False):  # until the session stands
            assert time.time() < deadline and engine.process.poll() is None, open(engine.log.name).read()
            probe = make_device("z", 2)
            probe.start()
            probe.join(20)
            time.sleep(0.2)
        device = make_device("a", 400)
        device.start()
        device.join(600)
        assert not device.is_alive(), "the device cannot get rid of its readings"
        seen = mqtt.judge_arrived(program, workspace, "P", [device])
        assert seen[:3] == (0, 0, 0), seen
        assert engine.stop() == 143
        assert mqtt.judge(program, workspace, "P", [device]) == (0, 0, 0, 400)
    finally:
        engine.process.kill()


def doctor(program, folder, url, *more):
    """What it finds of the broker, and how to mend it."""
    done = subprocess.run([program, "doctor", "--broker", url, *more, "-w", folder + "/none", "--json"],
                          capture_output=True, text=True, timeout=600)
    row = next(row for row in map(json.loads, done.stdout.splitlines()) if row["part"] == "Broker")
    assert done.returncode == 1 and row["state"] == "fault", row
    return row["found"], row["mend"]


def wrong_port(program, folder, workspace, port, words):
    """mqtt:// to a port of TLS: no refusal, since the broker says nothing; it is tried again, and told with the mend."""
    for i, version in enumerate(("5", "3.1.1")):
        engine = mqtt.Engine(program, workspace(f"p{i}"), port, "--for", "3", "--mqtt", version, *words)
        done = subprocess.run(engine.command, capture_output=True, text=True, timeout=600)
        assert done.returncode == 69 and "refuses" not in done.stderr, done
        lost = [line for line in done.stderr.splitlines() if "broker.lost" in line]
        assert len(lost) > 1 and all(f"without an answer, on port {port}; to mend it: where that port speaks TLS, "
                                     "write mqtts://" in line for line in lost), done.stderr
        assert "write mqtts://" in done.stderr.splitlines()[-1], done.stderr
    found, mend = doctor(program, folder, f"mqtt://127.0.0.1:{port}")
    assert f"without an answer, on port {port}" in found and "write mqtts://" in mend, (found, mend)


def no_tls(program, folder, workspace, broker, authority):
    """mqtts:// to a port without TLS."""
    words = f"port {broker.port} may speak no TLS: name the port that does, or write mqtt://"
    said = refuses(program, workspace("p2"), broker, "--ca", authority.pem)
    assert "TLS does not come about" in said and words in said, said
    found, mend = doctor(program, folder, f"mqtts://127.0.0.1:{broker.port}", "--ca", authority.pem)
    assert "TLS does not come about" in found and words in mend, (found, mend)


def main():
    program, build = sys.argv[1:3]
    folder = tempfile.mkdtemp(prefix="broker-tls-", dir=build)
    os.chmod(folder, 0o755)
    ours, other = Authority(folder, "ours"), Authority(folder, "other")
    server, key = ours.sign("broker", "IP:127.0.0.1")
    elsewhere, elsewhere_key = ours.sign("elsewhere", "DNS:elsewhere.example")
    client = ours.sign("terrassay", "DNS:terrassay")
    stranger = other.sign("stranger", "DNS:terrassay")
    passwords, secret = os.path.join(folder, "passwords"), os.path.join(folder, "secret")
    open(passwords, "w").close()
    subprocess.run(["mosquitto_passwd", "-b", passwords, "terrassay", "s3cret"], check=True, stderr=subprocess.DEVNULL)
    os.chmod(passwords, 0o644)
    with open(secret, "w") as f:
        f.write("s3cret\n")
    os.chmod(secret, 0o600)

    def tls(pem, secret_key):
        return f"cafile {ours.pem}\ncertfile {pem}\nkeyfile {secret_key}\n"

    brokers = []

    def broker(name, more, lines):
        brokers.append(mqtt.Broker(os.path.join(folder, name), more, lines))
        return brokers[-1]

    def workspace(name):
        mqtt.import_project(program, os.path.join(folder, name), "P", ["a", "z"])
        return os.path.join(folder, name)

    try:
        words = ["--user", "terrassay", "--password-file", secret]
        open_port = broker("without-tls", "", None)
        no_tls(program, folder, workspace, open_port, ours)
        plain = broker("by-password", f"password_file {passwords}\nallow_anonymous false\n", tls(server, key))
        comes_through(program, workspace("w1"), plain, ["--ca", ours.pem, *words],
                      lambda name, n: Secure(plain.port, "P", name, n, authority=ours, user=("terrassay", "s3cret")))
        said = refuses(program, workspace("w2"), plain, "--ca", other.pem, *words)
        assert "TLS does not come about: certificate verify failed" in said, said
        assert "see that --ca names the authority" in said, said
        said = refuses(program, workspace("w3"), plain, *words)  # an authority that no system knows
        assert "by --ca FILE" in said and 'names "127.0.0.1"' in said, said
        done = subprocess.run([program, "doctor", "--broker", f"mqtts://127.0.0.1:{plain.port}", "-w", folder + "/none", "--json"],
                              capture_output=True, text=True, timeout=600)
        assert done.returncode == 1 and "by --ca FILE" in done.stdout, done
        wrong_port(program, folder, workspace, plain.port, words)
        refuses(program, workspace("w4"), plain, "--ca", ours.pem)  # no password

        both = broker("by-certificate", "allow_anonymous false\n",
                      tls(server, key) + "require_certificate true\nuse_identity_as_username true\n")
        comes_through(program, workspace("w5"), both, ["--ca", ours.pem, "--cert", client[0], "--key", client[1]],
                      lambda name, n: Secure(both.port, "P", name, n, authority=ours, pair=client))
        said = refuses(program, workspace("w6"), both, "--ca", ours.pem)
        assert "--cert and --key" in said or "--cert with --key" in said, said
        refuses(program, workspace("w7"), both, "--ca", ours.pem, "--cert", stranger[0], "--key", stranger[1])

        wrong = broker("elsewhere", "allow_anonymous true\n", tls(elsewhere, elsewhere_key))
        refuses(program, workspace("w8"), wrong, "--ca", ours.pem)
        print("by password and by certificate; strangers, wrong hosts and missing proofs are refused")
    finally:
        for one in brokers:
            one.process.kill()
            one.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
