#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is sealed of what ingest_publish sent, reading by reading: the last line `lost= twice= strange= of=`.

  ingest_count.py FOLDER CONNECTIONS DEVICES MESSAGES READINGS     needs h5py, and nothing of ours

Each datastream of a device has a reading in every message, of a second and, where it counts messages, a value that no
other one has."""
import collections
import os
import re
import sys

import h5py
import numpy as np

BASE, NAMES = 1700000000, ("pm25", "pm10", "temp", "rh", "no2", "so2", "co", "o3")


def wanted(connections, devices, messages, readings):
    """{(device, name): seconds}"""
    out = {}
    for first in range(connections):
        share = messages // connections + (first < messages % connections)
        own = range(first, devices, connections)
        for turn, device in enumerate(own):
            sent = np.arange((share - turn + len(own) - 1) // len(own), dtype=np.int64)
            begin = BASE + sent * readings
            words = collections.defaultdict(list)
            for i in range(1, readings):
                words[NAMES[i % 8]].append(begin + i)
            name = f"urn:dev:mac:0024befffe{device:06x}"
            out[name, "seq"] = begin
            out.update({(name, word): np.sort(np.concatenate(times)) for word, times in words.items()})
    return out


def current(folder):
    """The newest version of each file."""
    newest = {}
    for name in os.listdir(folder):
        part, version = re.fullmatch(r"(.*)\.v(\d+)\.h5", name).groups()
        newest[part] = max(newest.get(part, 0), int(version))
    return [f"{folder}/{part}.v{version}.h5" for part, version in newest.items()]


def texts(column):
    return [b"".join(row).decode().rstrip("\0") for row in column[:]]


def sealed(folder):
    """{(device, name): seconds}, and how many counters of messages are not what belongs to their second"""
    out = collections.defaultdict(list)
    for path in current(folder):
        with h5py.File(path, "r") as f:
            ends = np.cumsum(f["row_size"][:])
            times, values = f["time"][:] // 1000000, f["value"][:]
            for key, begin, end in zip(zip(texts(f["device"]), texts(f["name"])), np.r_[0, ends[:-1]], ends):
                out[key].append((times[begin:end], values[begin:end]))
    return {key: tuple(map(np.concatenate, zip(*parts))) for key, parts in out.items()}


def main():
    folder, (connections, devices, messages, readings) = sys.argv[1], map(int, sys.argv[2:])
    lost = twice = strange = 0
    sent, found = wanted(connections, devices, messages, readings), sealed(folder)
    for key in sent.keys() | found.keys():
        times, values = found.get(key, (np.array([], np.int64), np.array([])))
        own = sent.get(key, np.array([], np.int64))
        twice += len(times) - len(np.unique(times))
        lost += len(np.setdiff1d(own, times))
        strange += len(np.setdiff1d(times, own))
        if key[1] == "seq":
            strange += int((values != 1000000000 + (times - BASE) // readings).sum())
    print(f"lost={lost} twice={twice} strange={strange} of={sum(map(len, sent.values()))}")


main()
