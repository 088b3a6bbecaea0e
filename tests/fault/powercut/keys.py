#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A key of somebody's own folder that was said to be retired has no seed after a power cut.

`key retire` is killed after each of its events in turn and given again; then the power goes.

  keys.py PROGRAM DRIVER LIBRARY FOLDER"""
import json
import os
import random
import shutil
import signal
import sys

import model
import record


def retire(program, library, folder, kill):
    """@return (was it killed, the disk after the second run)"""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    r = record.Recorder(program, library, folder)
    keys = ("--keys", f"{r.root}/own", "--json")
    key = json.loads(r.run("key", "new", *keys))["id"]
    killed = r.start("key", "retire", key, *keys, kill=kill).wait(600) == -signal.SIGKILL
    if killed:
        r.run("key", "retire", key, *keys, codes=(0, 65))
    disk = model.Disk(r.root)
    for event in model.read_trace(r.trace):
        disk.play(event)
    return killed, disk


def main():
    program, library = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[3])
    folder, kills = f"{os.path.abspath(sys.argv[4])}/powercut-keys", 0
    for kills in range(1, 1000):
        killed, disk = retire(program, library, folder, kills)
        trees = [*model.variants(disk, random.Random(kills)), *model.singles(disk)]
        for word, tree in trees:
            names = [os.path.basename(path) for path in tree]
            assert any(name.endswith(".pub") for name in names), f"killed after {kills}/{word}: the key is lost"
            assert not any(name.endswith(".key") for name in names), f"killed after {kills}/{word}: the seed is back"
        if not killed:
            break
    assert kills > 8, kills
    shutil.rmtree(folder)
    print(f"{kills - 1} kills")


main()
