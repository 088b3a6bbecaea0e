#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A full disk: nothing is acknowledged, nothing lost; with room again all goes on.

  broker_full.py PROGRAM FOLDER

Runs itself in a namespace of its own, where it may mount a small file system in memory.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt

SIZE_KB = 20000


def inside(program, folder):
    disk = os.path.join(folder, "disk")
    workspace = os.path.join(disk, "workspace")
    mqtt.import_project(program, workspace, "P", ["a", "z"])
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    engine = mqtt.Engine(program, workspace, broker.port)
    engine.log = open(os.path.join(folder, "engine.log"), "ab")
    device = mqtt.Device(broker.port, "P", "a", 6000, per_message=4, rate=500)
    ballast = os.path.join(disk, "ballast")
    try:
        engine.start()
        mqtt.wait_session(program, workspace, broker, "P", "z")
        device.start()
        time.sleep(0.3)
        fill(ballast)
        time.sleep(1.5)
        assert engine.process.poll() is None, "the engine gave up"
        full = journalled(workspace)
        time.sleep(0.5)
        assert journalled(workspace) == full, "writes on a full disk?"
        os.unlink(ballast)
        device.join(600)
        assert not device.is_alive(), "the device cannot get rid of its readings"
        mqtt.judge_arrived(program, workspace, "P", [device])
        code = engine.stop()
        lost, twice, wrong, total = mqtt.judge(program, workspace, "P", [device])
        log = open(os.path.join(folder, "engine.log")).read()
        print(f"acknowledged={len(device.acked)} sealed={total} lost={lost} twice={twice} code={code}")
        assert (lost, twice, wrong) == (0, 0, 0), log[-2000:]
        assert "journal.not_written" in log and "journal.written_again" in log, log[-2000:]
        assert code == 143
        unwritten(program, workspace, broker, engine)
        letters_unwritten(program, workspace, broker, folder)
    finally:
        engine.process.kill()
        broker.process.kill()


def unwritten(program, workspace, broker, engine):
    """A run that ends while nothing can be written says so; the next one has it all."""
    device = mqtt.Device(broker.port, "P", "z", 40, per_message=1, rate=500)
    device.BASE += 1000000
    device.start()
    device.join(600)
    away = os.path.join(workspace, "journal", "open")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", away], check=True)
    done = subprocess.run([*engine.command, "--for", "3"], capture_output=True, text=True, check=False)
    assert done.returncode == 75, (done.returncode, done.stderr)
    assert "not journalled and not acknowledged: " in done.stderr and "journalled=0 " in done.stderr, done.stderr
    assert "Read-only" in done.stderr.split("not acknowledged: ")[1], done.stderr
    subprocess.run(["umount", away], check=True)
    done = subprocess.run([*engine.command, "--for", "6"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    times = [r["time"] for r in mqtt.readings_of(program, workspace, "P", "z")]
    assert len([t for t in times if t >= "2023-11-26"]) == 40, times


def letters_unwritten(program, workspace, broker, folder):
    """Seals that fail are taken again: what could not be used is counted once for all of them."""
    away = os.path.join(workspace, "journal", "dead")
    os.makedirs(away, exist_ok=True)
    engine = mqtt.Engine(program, workspace, broker.port, "--client-id", "letters", "--verbose")
    engine.log = open(os.path.join(folder, "letters.log"), "ab")
    log = engine.log.name
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", away], check=True)
    engine.start()
    mqtt.wait_connected(engine)
    payload = '[{"n":"nobody","v":1}]'
    for _ in range(3):
        subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(broker.port), "-q", "1", "-t", "ta/v1/P/a/senml",
                        "-m", payload], check=True)
    wait_for(log, "journal.not_sealed")  # said once, however often it fails
    subprocess.run(["umount", away], check=True)
    wait_for(log, "journal.set_aside")
    engine.stop()
    rows = [line.split() for line in open(log) if line.startswith("unknown_datastream ")]
    assert [row[1] for row in rows] == ["3"], open(log).read()


def wait_for(log, word):
    for _ in range(3000):
        if word in open(log).read():
            return
        time.sleep(0.1)
    raise AssertionError(f"no {word}: " + open(log).read())


def fill(path):
    f = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(f, b"\0" * 4096)
    except OSError:
        os.close(f)


def journalled(workspace):
    folder = os.path.join(workspace, "journal", "open")
    return sum(os.path.getsize(os.path.join(folder, n)) for n in os.listdir(folder))


def main():
    program, build = sys.argv[1:3]
    if len(sys.argv) == 4:
        inside(program, build)
        return
    folder = tempfile.mkdtemp(prefix="broker-full-", dir=build)
    disk = os.path.join(folder, "disk")
    os.mkdir(disk)
    script = f'mount -t tmpfs -o size={SIZE_KB}k none "$1" && shift && exec "$@"'
    command = ["unshare", "-rm", "sh", "-c", script, "sh", disk, sys.executable, "-B", __file__,
               os.path.abspath(program), folder, "inside"]
    if subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", disk, "true"],
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: this machine lets nobody mount a file system of his own")
        return
    code = subprocess.run(command).returncode
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code)


main()
