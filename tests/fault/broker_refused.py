#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A libmosquitto that acknowledges by itself, or does not tell what comes again, is refused before any
broker hears of us (mqtt_faulty.c); the same library unharmed is used.

  broker_refused.py PROGRAM FOLDER LIBRARY
"""
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile

import mqtt

CONFIG = 78
FAULTS = {"acks": "this libmosquitto acknowledges readings before they are on disk",
          "again": "this libmosquitto does not tell which messages come again"}


def start(program, workspace, listener, library, fault):
    return subprocess.Popen(
        [program, "ingest", "--broker", f"mqtt://127.0.0.1:{listener.getsockname()[1]}", "-w", workspace],
        env={**os.environ, "LD_PRELOAD": library, "TA_MQTT_FAULT": fault},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def refused(engine, listener, words):
    while engine.poll() is None and not select.select([listener], [], [], 0.02)[0]:
        pass
    if select.select([listener], [], [], 0)[0]:
        engine.kill()
        raise SystemExit(f"not refused: {words}")
    said = engine.communicate()[1]
    assert engine.returncode == CONFIG, f"{words}: {engine.returncode}: {said}"
    assert words in said and "install libmosquitto" in said, said


def main():
    program, build, library = sys.argv[1:4]
    folder = tempfile.mkdtemp(prefix="broker-refused-", dir=build)
    workspace = os.path.join(folder, "workspace")
    mqtt.import_project(program, workspace, "P", ["a"])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for fault, words in FAULTS.items():
            refused(start(program, workspace, listener, library, fault), listener, words)
        engine = start(program, workspace, listener, library, "")
        try:
            assert select.select([listener], [], [], 600)[0], "the library unharmed is not used"
            print("refused=2 used=1")
        finally:
            engine.kill()
            engine.communicate()
    shutil.rmtree(folder)


main()
