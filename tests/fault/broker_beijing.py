#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Four years of a Beijing station through a real broker, at least a million times as fast as they were, then the same
windows as from the file taken in at once: byte for byte.

  broker_beijing.py PROGRAM FOLDER

Needs TERRASSAY_TEST_DATA. The station sends the values of an hour in one message, each when it is due. It is paced four
times as fast as has to be shown: until the last hour stands in the engine's journal or files no more than a
millionth of the four years may have gone by, also on a machine that is shared with others.
"""
import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import mqtt

SPEED, PACE = 1000000, 4
STREAMS = [("PM2.5", "pm25", "ug/m3"), ("PM10", "pm10", "ug/m3"), ("SO2", "so2", "ug/m3"), ("NO2", "no2", "ug/m3"),
           ("CO", "co", "ug/m3"), ("O3", "o3", "ug/m3"), ("TEMP", "temp", "degC"), ("PRES", "pres", "hPa"),
           ("RAIN", "rain", "mm"), ("WSPM", "wspm", "m s-1")]
WINDOWS = ("1h", "8h", "1d", "1mo")
STATION = "Aotizhongxin"


class Station(mqtt.Device):
    """Sends what stands in the file, each hour when it is due and not before."""

    def __init__(self, port, packs):
        super().__init__(port, "P", STATION, len(packs), per_message=1, rate=PACE * SPEED / 3600.0, window=100)
        self.packs = packs

    def payload(self, first):
        return self.packs[first]


def packs_of(path):
    """The numbers as the file writes them; what is NA is not sent."""
    china = datetime.timezone(datetime.timedelta(hours=8))
    for row in csv.DictReader(open(path, newline="")):
        at = datetime.datetime(*(int(row[k]) for k in ("year", "month", "day", "hour")), tzinfo=china)
        records = [f'{{"n":"{name}","u":"{unit}","v":{row[column]}}}' for column, name, unit in STREAMS
                   if row[column] != "NA"]
        if records:
            yield "[" + ",".join([f'{{"bt":{int(at.timestamp())}}}', *records]) + "]"


def import_station(program, workspace):
    streams = [{"device": STATION, "name": name, "property": name, "unit": unit, "interval_s": 3600,
                "setting": "ambient"} for _, name, unit in STREAMS]
    path = workspace + ".geojson"
    with open(path, "w") as f:
        json.dump({"type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"id": "P", "datastreams": streams},
            "geometry": {"type": "Polygon", "coordinates": [[[116.39, 39.98], [116.4, 39.98], [116.4, 39.99],
                                                             [116.39, 39.98]]]}}]}, f)
    subprocess.run([program, "project", "import", path, "-w", workspace, "-q"], check=True)


def take_file(program, workspace, path):
    mapping = workspace + ".yaml"
    with open(mapping, "w") as f:
        f.write("form: csv\nmissing: [NA]\ndevice: {column: station}\n"
                'time: {columns: [year, month, day, hour], format: "%Y %m %d %H", offset: "+08:00"}\nreadings:\n')
        for column, name, unit in STREAMS:
            f.write(f"- {{column: {column}, datastream: {name}, unit: {unit}}}\n")
    subprocess.run([program, "ingest", "--file", path, "--mapping", mapping, "-w", workspace, "-q"], check=True)


def show(program, workspace, name, *more):
    return subprocess.run([program, "readings", "show", f"P/{STATION}/{name}", "--json", "-w", workspace, *more],
                          check=True, capture_output=True).stdout


def replay(program, live, broker, engine, packs):
    """@return seconds until the last hour was acknowledged to the station, and until it stood there"""
    mqtt.wait_connected(engine)
    last = json.loads(packs[-1])[0]["bt"]
    begin = datetime.datetime.fromtimestamp(last, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    station = Station(broker.port, packs)
    began = time.time()
    station.start()
    station.join(500)
    sent = time.time() - began
    assert not station.is_alive(), f"{len(station.acked)} of {len(packs)} hours after {sent:.0f} s"
    while not show(program, live, "temp", "--from", begin):
        assert time.time() - began < 600, "the last hour does not arrive"
        time.sleep(0.1)
    return sent, time.time() - began


def main():
    program, build = sys.argv[1:3]
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    path = os.path.join(data, "data", "beijing_prsa", f"PRSA_Data_{STATION}_20130301-20170228.csv")
    if data == "" or not os.path.exists(path):
        print("skipped: no test data")
        return
    folder = tempfile.mkdtemp(prefix="broker-beijing-", dir=build)
    batch, live = os.path.join(folder, "batch"), os.path.join(folder, "live")
    import_station(program, batch)
    import_station(program, live)
    take_file(program, batch, path)
    packs = list(packs_of(path))
    broker = mqtt.Broker(os.path.join(folder, "broker"))
    engine = mqtt.Engine(program, live, broker.port, "--verbose")  # seals each second: months in many versions
    engine.start()
    try:
        sent, took = replay(program, live, broker, engine, packs)
        code = engine.stop()
        assert code == 143, open(engine.log.name, encoding="utf-8").read()[-2000:]
        compared = 0
        for _, name, _ in STREAMS:
            for window in WINDOWS:
                one = show(program, batch, name, "--window", window, "--offset", "8")
                two = show(program, live, name, "--window", window, "--offset", "8")
                assert one == two and len(one) > 1000, f"windows {window} of {name} differ"
                compared += one.count(b"\n")
        speed = len(packs) * 3600 / took
        print(f"{len(packs)} hours sent in {sent:.0f} s, there in {took:.0f} s ({speed:,.0f} times real time), "
              f"{compared} windows alike")
        assert len(packs) * 3600 / sent < 1.05 * PACE * SPEED, "hours were sent before they were due"
        assert speed >= SPEED, f"{speed:,.0f} times real time"
    finally:
        engine.process.kill()
        broker.process.kill()
        broker.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
