#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Far catalogues against a mock of our own: every paging style, every fault, every item once.

  stac_search.py CATALOG_DRIVER FOLDER"""
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from email.utils import formatdate

import stac_mock

DRIVER, FOLDER = sys.argv[1], os.path.join(sys.argv[2], "test-stac-search")
WORLD = "-180,-90,180,90"
failures, checks = [], []
os.makedirs(FOLDER, exist_ok=True)


def run(mock, *arguments, host=None):
    done = subprocess.run([DRIVER, arguments[0], host or mock.host, *arguments[1:]],
                          capture_output=True, text=True, timeout=600)
    lines = done.stdout.splitlines()
    return done.returncode, {word: [line[len(word) + 1:] for line in lines if line.startswith(word + " ")]
                             for word in ("item", "problem", "event", "error", "fetched")}


def search(mock, style, box=WORLD, dates=("..", ".."), page=100):
    url = f"{mock.url}/{style}" + ("/catalog.json" if style == "static" else "")
    return run(mock, "search", url, box, dates[0], dates[1], str(page))


def check(name, condition, *shown):
    checks.append(name)
    if not condition:
        failures.append(name)
        print("FAILED", name, *shown)


def ids(heard):
    return [line.split()[0] for line in heard["item"]]


def styles():
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(100)])
    everything = sorted(one["id"] for one in mock.items)
    for style in ("get", "post", "lower", "merge", "header", "headers", "bare", "relative", "doubled", "small", "refusing"):
        for page in (9, 100, 1000):
            code, heard = search(mock, style, page=page)
            check(f"{style}/{page}: every item once", code == 0 and sorted(ids(heard)) == everything,
                  code, heard["error"], heard["problem"], len(heard["item"]))
    for style in ("items", "unstated", "people", "nowhere"):
        mock.requests.clear()
        code, heard = search(mock, style, page=30)
        check(f"{style}: every item once", code == 0 and sorted(ids(heard)) == everything, code, heard["error"],
              heard["problem"], len(heard["item"]))
        check(f"{style}: page by page, of whole cells", all("bbox=-180,-90,180,90" in r[1] for r in mock.requests
                                                            if "/search" in r[1] and "token" not in r[1]), mock.requests)
    code, heard = search(mock, "other", page=30)
    told = str(heard["problem"] + heard["error"])
    check("other: a method that is none is told", code in (3, 65) and f"{mock.url}/other" in told and "method PUT" in told
          and len(ids(heard)) == 30, code, heard)
    code, heard = search(mock, "unled", page=30)
    check("unled: the catalogue is named, and what came is used", code == 3 and len(ids(heard)) == 30
          and f"{mock.url}/unled/search" in heard["problem"][0] and "without href" in heard["problem"][0], code, heard)
    code, heard = search(mock, "loop", page=30)
    check("loop: told, and what came was heard", code == 3 and len(set(ids(heard))) == len(ids(heard)) == 60
          and "asked already" in heard["problem"][0], code, heard["problem"], len(ids(heard)))
    mock.requests.clear()
    code, heard = search(mock, "circle", page=30)
    check("circle: ended, told, and what came was heard", code == 3 and len(set(ids(heard))) == len(ids(heard)) == 60
          and "gave no item" in heard["problem"][0] and len(mock.requests) < 110, code, heard["problem"], len(mock.requests))
    code, heard = search(mock, "short", page=30)
    check("short: what is missing is told", code == 3 and len(ids(heard)) == 30
          and "counts 100 items and gave 30" in heard["problem"][0], code, heard["problem"])
    code, heard = search(mock, "context", page=30)
    check("context: the same", code == 3 and "counts 100 items and gave 30" in heard["problem"][0], code,
          heard["problem"])
    code, heard = search(mock, "lossy", page=50)
    check("lossy: what came twice does not stand for what never came", code == 3 and len(ids(heard)) == 98
          and "counts 100 items and gave 98" in heard["problem"][0], code, heard["problem"], len(ids(heard)))
    mock.packed = True
    for style in ("get", "post"):
        code, heard = search(mock, style, page=30)
        check(f"{style}: documents in gzip", code == 0 and sorted(ids(heard)) == everything, code, heard["error"])
    mock.packed = False
    code, heard = search(mock, "short", page=100)
    check("short: all that is counted came", code == 0 and len(ids(heard)) == 100, code, heard["problem"])
    code, heard = search(mock, "silent")
    check("silent: refused", code == 65 and "no STAC catalogue" in heard["error"][0], code, heard)
    check("secret sent to its host", all(r[3].get("Authorization") == "Bearer hush" for r in mock.requests))


def many_collections():
    """Pages that are asked for again, smaller, make the walk forget no document."""
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(180, 183)])
    mock.plan = {f"/many/{name}/search": [400] for name in stac_mock.MANY}
    code, heard = search(mock, "many", box="0,10,3,11")
    asked = [r[1].split("?")[0] for r in mock.requests]
    check("many: each document once", code == 0 and len(ids(heard)) == 3 and all(
        asked.count(p) == 1 for p in ["/many"] + [f"/many/{name}" for name in stac_mock.MANY]), code, len(asked),
        heard["problem"][:2])
    check("many: each refused page once more", all(
        asked.count(f"/many/{name}/search") == asked.count("/many/c0/search") for name in stac_mock.MANY)
        and len(asked) < 30, asked)


def static_catalogue():
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(30)])
    code, heard = search(mock, "static")
    want = sorted(one["id"] for n, one in enumerate(mock.items))
    check("static: all items of all parts", code == 3 and sorted(ids(heard)) == want, code, ids(heard))
    check("static: what is missing is told", len(heard["problem"]) == 1 and "missing" in heard["problem"][0])
    code, heard = search(mock, "static", box="-180,10,-150,11")
    asked = [r[1] for r in mock.requests]
    check("static: a collection elsewhere is not read", len(ids(heard)) == 20, len(ids(heard)))
    check("static: nor its items asked for", asked.count("/static/part-2/2.json") == 1, asked.count(
        "/static/part-2/2.json"))


def boxes_and_dates():
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(720)])
    for style in ("get", "post"):
        mock.requests.clear()
        code, heard = search(mock, style, box="12.31,10.41,12.3101,10.4101;13.7,10.9,13.71,10.91",
                             dates=("2012-06-15", "2012-06-15"))
        mine = [one["id"] for one in mock.items if one["bbox"][0] in (12.25, 13.25)
                and one["properties"]["datetime"].startswith("2012-06-15")]
        check(f"{style}: box and day", code == 0 and ids(heard) == mine and len(mine) > 0, code, ids(heard), mine)
        sent = [str(r[1]) + str(r[2]) for r in mock.requests if "search" in r[1]]
        check(f"{style}: one search, of whole cells", len(sent) == 1, sent)
        check(f"{style}: no site in it", not any(s in sent[0] for s in ("12.3", "10.4", "13.7")), sent)


def places():
    """A bbox that is no place on Earth: the geometry says it, else nobody does, and no item is lost."""
    mock = stac_mock.Mock()
    mock.matching = lambda box, dates: mock.items
    near = {"type": "Point", "coordinates": [12.4, 10.4]}
    far_away = {"type": "Polygon", "coordinates": [[[99, 1], [100, 1], [100, 2], [99, 1]]]}
    boxes = {"texts": ["12", "10", "13", "11"], "nulls": [None] * 4, "short": [12, 10, 13], "swapped": [12, 11, 13, 10],
             "metres": [500000, 1100000, 600000, 1200000], "none": None, "word": "12,10,13,11"}
    want = []
    for name, bbox in boxes.items():
        for which, geometry in ("nowhere", None), ("near", near), ("away", far_away):
            one = dict(stac_mock.item(0), id=f"{name}-{which}", bbox=bbox, geometry=geometry)
            mock.items.append(one)
            want += [one["id"]] if which != "away" else []
    mock.items.append(dict(stac_mock.item(0), id="elsewhere", bbox=[99, 1, 100, 2], geometry=near))
    code, heard = search(mock, "get", box="12.31,10.41,12.32,10.42")
    check("places: heard unless it says to lie elsewhere", code == 0 and sorted(ids(heard)) == sorted(want), code,
          set(want) ^ set(ids(heard)))


def times():
    """One time for the search and for the look: `datetime`, else the first of an item's two; a stack has its bands'."""
    mock = stac_mock.Mock()
    mock.matching = lambda box, dates: mock.items
    stack = {"datetime": "2020-03-05", "platform": "landsat-7"}
    rows = {"within": ({"datetime": "2020-03-05T00:00:00Z", "start_datetime": "2020-02-01T00:00:00Z",
                        "end_datetime": "2020-05-01T00:00:00Z"}, {}, True),
            "before": ({"datetime": "2020-02-20T00:00:00Z", "start_datetime": "2020-02-01T00:00:00Z",
                        "end_datetime": "2020-05-01T00:00:00Z"}, {}, False),
            "begun": ({"datetime": None, "start_datetime": "2020-03-05T00:00:00Z"}, {}, True),
            "begun before": ({"datetime": None, "start_datetime": "2020-02-01T00:00:00Z",
                              "end_datetime": "2020-03-20T00:00:00Z"}, {}, False),
            "stack": ({"datetime": None, "start_datetime": "1999-01-01T00:00:00Z",
                       "end_datetime": "2022-03-20T00:00:00Z"}, stack, True),
            "ended": ({"datetime": None, "start_datetime": "1999-01-01T00:00:00Z",
                       "end_datetime": "2020-02-20T00:00:00Z"}, stack, False)}
    want = []
    for number, (name, (times_, band, within)) in enumerate(rows.items()):
        one = look(mock, number)
        one["properties"].update(times_, **{"landsat:correction": "L2SP"})
        one["id"] = name
        if band:
            one["assets"] = {"ndvi": {"href": one["assets"]["red"]["href"], "terrassay:index": "ndvi", "bands": [band]}}
        mock.items.append(one)
        want += [f"c/{name}".replace(" ", "%20")] if within else []
    code, heard = far(mock, os.path.join(FOLDER, "times"), days=("2020-03-01", "2020-03-31"))
    offered = [line.split()[0] for line in heard["offer"]]
    check("times: offered is what the look is of", code == 0 and offered == want, code, offered, want, heard["problem"])


def no_numbers():
    """Python's NaN costs no page its items, and what needs the number is named."""
    mock = stac_mock.Mock()
    mock.items = [look(mock, n) for n in range(3)]
    mock.items[1]["properties"]["eo:cloud_cover"] = float("nan")
    mock.items[2]["properties"]["note"] = "a NaN, told"
    code, heard = far(mock, os.path.join(FOLDER, "nan"))
    check("NaN: all looks", code == 0 and len(heard["scene"]) == 3, code, heard["problem"], heard["error"])
    mock.items[1]["properties"] = dict(mock.items[1]["properties"], datetime=float("inf"))
    code, heard = far(mock, os.path.join(FOLDER, "nan"))
    check("NaN: the one that needs it is named, the others go on", code == 3 and len(heard["scene"]) == 2
          and "item-00001" in heard["problem"][0], code, heard["problem"], heard["error"])
    mock.plan = {"/get/search": ["html"]}
    code, heard = far(mock, os.path.join(FOLDER, "nan"))
    check("a page that is none is told once", code == 65 and len(heard["error"]) == 1 and not heard["problem"], code,
          heard["problem"], heard["error"])


def broken_items():
    """An item that is no JSON is named, and costs its page no other one."""
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(60)])
    faults = {25: b'"x": 1, "x": 2', 26: b'"x": 1e400', 30: b'"x": "\\ud800"', 31: b'"x": "a\\u0000"', 59: b'"x": "\xff"',
              40: b'"x": ' + b"[" * 3000 + b"]" * 3000}
    mock.garbled = {b'"id": "item-%05d"' % n: b'"id": "item-%05d", %b' % (n, fault) for n, fault in faults.items()}
    for style in ("post", "get", "items"):
        for page in (20, 100):
            code, heard = search(mock, style, page=page)
            name = f"broken items: {style}, pages of {page}"
            check(f"{name}: all others", code == 3 and sorted(ids(heard)) == [
                f"item-{n:05d}" for n in range(60) if n not in faults], code, heard["problem"], heard["error"])
            check(f"{name}: named", len(heard["problem"]) == len(faults) and all(
                any(f"feature {n % page + 1} of the page, item-{n:05d}:" in line and "/search" in line
                    for line in heard["problem"]) for n in faults), heard["problem"])
    mock.garbled = {b'"id"': b'"x": 1, "x": 2, "id"'}
    code, heard = search(mock, "post")
    check("broken items: of a page without a whole one the page is told", code == 65 and "duplicate" in heard["error"][0]
          and "feature" not in heard["error"][0], code, heard["error"], heard["problem"])


def hostile_items():
    mock = stac_mock.Mock()
    mock.items = [look(mock, 1, **{key: {"file:size": 2**63 - 1} for key in ("red", "coastal", "qa_pixel")})]
    code, heard = far(mock, os.path.join(FOLDER, "sizes"))
    check("sizes beyond all sums", heard["offer"][0].split()[1:] == [str(2**63 - 1), "0"] and not heard["scene"], code,
          heard)
    mock.requests.clear()
    mock.items = [look(mock, 1, red={"href": f"http://u:hush@{mock.host}/files/1-red.tif"}), look(mock, 2)]
    code, heard = far(mock, os.path.join(FOLDER, "creds"))
    check("a password in an item's address is not sent, nor told", code == 3 and len(heard["scene"]) == 1
          and "item-00001" in heard["problem"][0] and "user or password" in heard["problem"][0]
          and "hush" not in str(heard) and not any("Authorization" in r[3] for r in mock.requests), code, heard)
    mock.plan = {"/files/2-red.tif": [(302, [("Location", f"http://u:hush@{mock.host}/files/1-red.tif")])]}
    code, heard = far(mock, os.path.join(FOLDER, "creds-2"))
    check("nor one of a redirect", code == 3 and not heard["scene"] and "hush" not in str(heard)
          and not any("Authorization" in r[3] for r in mock.requests), code, heard)


def faults():
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(100)])
    everything = sorted(one["id"] for one in mock.items)
    for name, plan in {"503 twice": [503, 503], "429 with seconds": [(429, [("Retry-After", "1")])],
                       "cut in the middle": ["cut"], "500, 502, 504": [500, 502, 504],
                       "429 with a date": [(429, [("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")])]}.items():
        mock.plan = {"/post/search": [None] + list(plan)}
        began = time.monotonic()
        code, heard = search(mock, "post", page=40)
        check(f"{name}: every item once", code == 0 and sorted(ids(heard)) == everything, code, heard["error"])
        if name.endswith("seconds"):
            check("Retry-After is waited for", time.monotonic() - began >= 1)
    for name, value in {"seconds": "90", "a date": formatdate(time.time() + 90, usegmt=True)}.items():
        mock.plan, mock.requests[:] = {"/get/search": [(429, [("Retry-After", value)])]}, []
        code, heard = search(mock, "get")
        check(f"sent away for long by {name}: not asked before", code == 69 and len(mock.requests) == 2
              and "come back in" in heard["error"][0], code, heard["error"], len(mock.requests))
    mock.plan = {"/get/search": [404]}
    check("404 is not tried again", search(mock, "get")[0] == 65 and not mock.plan["/get/search"])
    mock.plan = {"/get/search": [503] * 6}
    code, heard = search(mock, "get")
    check("six tries, then 69", code == 69 and "tried 6 times" in heard["error"][0], code, heard["error"])
    mock.plan = {"/get": ["html"]}
    check("a page that is no JSON", search(mock, "get")[0] == 65)
    mock.plan = {"/get/search": [(302, [("Location", "http://127.0.0.2:1/evil")])]}
    code, heard = search(mock, "get")
    check("no redirect to a host that is not listed", code == 77 and "not listed" in heard["error"][0], code, heard)
    mock.plan = {"/get/search": [(307, [("Location", "/post/search?limit=5")])]}
    check("a redirect within the host", search(mock, "get")[0] in (0, 3))
    for status, method in ((301, "POST"), (302, "POST"), (307, "POST"), (308, "POST"), (303, "GET")):
        mock.plan, mock.requests[:] = {"/post/search": [(status, [("Location", "/get/search?limit=100")])]}, []
        code, heard = search(mock, "post")
        sent = [(r[0], r[2] is not None, "Content-Type" in r[3]) for r in mock.requests if r[1].startswith("/get/search")]
        told = [e.split()[0] for e in heard["event"] if "/get/search" in e]
        post = method == "POST"
        check(f"{status} of a POST is followed by {method}", code == 0 and sent[0] == (method, post, post)
              and told[0] == method, code, sent, told, heard["error"])
    mock.plan = {"/get/search": [(401, [])]}
    code, heard = search(mock, "get")
    check("401 tells about the header file", code == 77 and "header file" in heard["error"][0], heard["error"])
    code, heard = run(mock, "search", f"{mock.url}/get", WORLD, "..", "..", "10", host="example.org")
    check("an unlisted host is not asked", code == 77 and not heard["event"], code, heard)


def slow_hosts():
    data = random.Random(3).randbytes(24_000)
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(100)], {"a.tif": data})
    everything = sorted(one["id"] for one in mock.items)
    for fault in ("stall", "drip", "trickle"):  # three seconds below 1 kB/s, or four in all, are enough
        mock.plan = {"/post/search": [fault]}
        began = time.monotonic()
        code, heard = search(mock, "post", page=100)
        took = time.monotonic() - began
        check(f"{fault}: asked again, every item once", code == 0 and sorted(ids(heard)) == everything and 2 < took < 9,
              code, took, heard["error"])
    mock.plan = {"/post/search": ["trickle"] * 99}  # some 50 items in four seconds
    mock.requests.clear()
    code, heard = search(mock, "post", box="-180,-90,0,90;0,-90,180,90", page=100)
    asked = [r[2]["limit"] for r in mock.requests if r[2]]
    check("pages that take too long: smaller ones, in the next search too", code == 0
          and sorted(ids(heard)) == everything and asked == [100, 50, 50], code, asked,
          heard["error"], heard["problem"])
    mock.plan = {"/post/search": [None, None] + ["stall"] + [None] * 9}
    mock.requests.clear()
    code, heard = search(mock, "post", page=40)
    asked = [r[2]["limit"] for r in mock.requests if r[2]]
    check("a later page that hangs: the search begins anew, every item once", code == 0 and asked == [40, 40, 40] + [20] * 5
          and sorted(ids(heard)) == everything, code, asked, heard["error"], heard["problem"])
    mock.plan = {"/post/search": ["stall"] * 99}
    mock.requests.clear()
    code, heard = search(mock, "post", box=";".join(f"{x},0,{x + 1},1" for x in range(0, 50, 10)), page=25)
    asked = [r[2]["limit"] for r in mock.requests if r[2]]
    check("a host that hangs is not waited for in each search", code == 69 and asked == [25, 12, 10, 10, 10, 10]
          and "3 searches in a row" in heard["error"][0] and "not to pages of 10 items" in heard["error"][0]
          and "tell its host" in heard["error"][0], code, asked, heard["error"])
    mock.plan = {f"/many/{name}/search": ["stall"] * 99 for name in stac_mock.MANY}
    mock.requests.clear()
    code, heard = search(mock, "many", box="0,0,1,1", page=25)
    asked = [r[1].split("/")[2] for r in mock.requests if "/search?" in r[1]]
    check("nor in each collection", code == 3 and asked == ["c0"] * 4 + ["c1", "c2"] and len(heard["problem"]) == 3
          and "3 searches in a row, the others are left out" in heard["problem"][2], code, asked, heard["problem"])
    walked_hosts()
    mock.plan = {"/get": ["stall"] * 9}
    mock.requests.clear()
    code, heard = search(mock, "get")
    check("a document that hangs is asked for twice", code == 69 and len(mock.requests) == 2 and "tried 2 times" in
          heard["error"][0], code, heard["error"], len(mock.requests))
    for fault in ("stall", "drip"):
        mock.plan = {"/files/a.tif": [fault]}
        began = time.monotonic()
        code, heard = fetched(mock, "a.tif", len(data), path="slow.bin")
        check(f"{fault}: a file that does not come is asked for again", code == 0
              and time.monotonic() - began < 9, code, time.monotonic() - began, heard["error"])
    mock.plan = {"/files/a.tif": ["trickle"]}
    code, heard = fetched(mock, "a.tif", len(data), path="slow.bin")
    check("trickle: a file may take its time", code == 0 and len(heard["event"]) == 1, code, heard)
    mock.plan = {"/post/search": ["drip"], "/files/a.tif": ["drip"], "/get": ["stall"]}
    for arguments in (("search", f"{mock.url}/post", WORLD, "..", "..", "100"),
                      ("search", f"{mock.url}/get", WORLD, "..", "..", "100"),
                      ("fetch", f"{mock.url}/files/a.tif", os.path.join(FOLDER, "slow.bin"), "-1", "", "1000000")):
        one = subprocess.Popen([DRIVER, arguments[0], mock.host, *arguments[1:]], stdout=subprocess.PIPE, text=True)
        time.sleep(1)
        began = time.monotonic()
        one.send_signal(signal.SIGTERM)
        said = one.communicate(timeout=60)[0]
        check(f"told to stop in the middle of {arguments[1][-10:]}", one.returncode == 75 and "told to stop" in said
              and time.monotonic() - began < 1.8, one.returncode, time.monotonic() - began, said)


def walked_hosts():
    """A static catalogue: three documents of one host in a row are waited for, and what others have is heard."""
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(30)])
    mock.plan = {f"/static/part-{part}/{n}.json": ["stall"] * 9 for part in (0, 1) for n in range(part, 30, 3)}
    mock.plan.update({f"/static/part-2/{n}.json": ["stall"] * 2 for n in (2, 5, 11)})
    code, heard = run(mock, "search", f"{mock.url}/static/apart.json", WORLD, "..", "..", "100",
                      host=f"*:{mock.server_address[1]}")
    asked = [r[1].split("/", 2)[2] for r in mock.requests if "/part-" in r[1] and "collection" not in r[1]]
    check("a host that hangs is not waited for document by document", code == 3
          and asked[:5] == ["part-0/0.json"] * 2 + ["part-0/3.json", "part-0/6.json", "part-2/2.json"]
          and "3 documents in a row got no answer" in heard["problem"][2],
          code, asked, heard["problem"])
    check("another host is, and one that hangs now and then", sorted(ids(heard)) == sorted(
        mock.items[n]["id"] for n in range(8, 30, 3) if n != 11) and len(heard["problem"]) == 6, ids(heard), heard["problem"])
    mock.plan = {"*": [None] + ["stall"] * 99}
    mock.requests.clear()
    code, heard = search(mock, "static")
    check("a catalogue of which nothing comes is a source that fails", code == 69 and len(mock.requests) == 5
          and "3 documents in a row" in heard["error"][0], code, heard["error"], len(mock.requests))
    mock.plan = {"*": [None] + ["cut"] * 99}
    code, heard = search(mock, "static")
    check("so is one that is gone", code == 69 and "3 documents in a row" in heard["error"][0], code, heard["error"])


def ten_thousand():
    mock = stac_mock.Mock([stac_mock.item(n) for n in range(10000)])
    random.seed(1)
    mock.plan = {"/merge/search": [random.choice([None, None, 503, "cut", (429, [("Retry-After", "0")])])
                                   for _ in range(60)]}
    code, heard = search(mock, "merge", page=250)
    check("10,000 items through faults, each once", code == 0 and len(ids(heard)) == 10000
          and len(set(ids(heard))) == 10000, code, len(ids(heard)), heard["error"])


def fetched(mock, name, size=-1, sha="", budget=10**9, path="out.bin"):
    return run(mock, "fetch", f"{mock.url}/files/{name}", os.path.join(FOLDER, path), str(size), sha, str(budget))


def files():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    random.seed(2)
    data = random.randbytes(3_000_000)
    sha = hashlib.sha256(data).hexdigest()
    mock = stac_mock.Mock(files={"a.tif": data})
    out = os.path.join(FOLDER, "out.bin")

    code, heard = fetched(mock, "a.tif", len(data), sha)
    check("whole file", code == 0 and open(out, "rb").read() == data and os.listdir(FOLDER) == ["out.bin"], code,
          heard)
    mock.plan = {"/files/a.tif": ["cut", "cut", "cut"]}
    code, heard = fetched(mock, "a.tif", len(data), sha)
    moved = int(heard["fetched"][0].split()[2])
    check("cut three times: goes on where it was", code == 0 and open(out, "rb").read() == data
          and moved == len(data), code, moved, heard["error"])
    mock.plan = {"/files/a.tif": ["cut", "weak"]}
    code, heard = fetched(mock, "a.tif", len(data), sha)
    check("a weak ETag is not trusted for ranges", code == 0 and open(out, "rb").read() == data, code)

    for faults in (["cut", "short", "short"], ["cut", "empty", "empty"]):
        mock.plan = {"/files/a.tif": list(faults)}
        code, heard = fetched(mock, "a.tif")  # nobody promises a size
        moved = int(heard["fetched"][0].split()[2])
        check(f"{faults[1]}: less than Content-Range says is gone on with", code == 0
              and open(out, "rb").read() == data and moved == len(data), code, moved, heard["error"])
    mock.plan = {"/files/a.tif": ["cut"] + ["empty"] * 5}
    code, heard = fetched(mock, "a.tif", path="ever.bin")
    check("for ever less than Content-Range says: named, no file", code == 69 and "tried 6 times" in heard["error"][0]
          and f"of {len(data)} bytes the host sent {len(data) // 2}" in heard["error"][0]
          and not os.path.exists(os.path.join(FOLDER, "ever.bin")), code, heard["error"])
    code, heard = fetched(mock, "a.tif", path="ever.bin")
    check("and whole the next time", code == 0 and open(os.path.join(FOLDER, "ever.bin"), "rb").read() == data, code)
    mock.plan = {"/files/a.tif": ["unframed"]}
    code, heard = fetched(mock, "a.tif", len(data), path="ever.bin")
    check("broken off, and framed by the connection's end alone: not of the size that is known", code == 65
          and "promised were" in heard["error"][0] and not any("ever.bin.part" in n for n in os.listdir(FOLDER)), code,
          heard["error"])
    for fault in ("other", "unsaid", "unknown length"):
        mock.plan = {"/files/a.tif": ["cut", fault]}
        code, heard = fetched(mock, "a.tif", path="odd.bin")
        check(f"{fault}: another part than asked for is named, and nothing of it kept", code == 65
              and "the host sent another part of it" in heard["error"][0]
              and not any("odd" in n for n in os.listdir(FOLDER)), code, heard["error"], os.listdir(FOLDER))
    mock.plan = {"/files/a.tif": ["cut", "less"]}
    code, heard = fetched(mock, "a.tif", path="odd.bin")
    check("a smaller part than asked for is gone on with", code == 0
          and open(os.path.join(FOLDER, "odd.bin"), "rb").read() == data, code, heard["error"])
    mock.plan = {"/files/a.tif": ["cut", "whole"]}
    code, heard = fetched(mock, "a.tif", path="odd.bin")
    check("the whole where the rest was asked for: begun anew", code == 0
          and open(os.path.join(FOLDER, "odd.bin"), "rb").read() == data, code, heard["error"])
    mock.plan = {"/files/a.tif": ["a part"]}
    code, heard = fetched(mock, "a.tif", path="part.bin")
    check("a part where the whole was asked for: named, no file", code == 65
          and "asked for the whole file" in heard["error"][0]
          and not any("part.bin" in n for n in os.listdir(FOLDER)), code, heard["error"], os.listdir(FOLDER))
    mock.plan = {"/files/a.tif": ["cut"] * 6}
    code, _ = fetched(mock, "a.tif", len(data), sha, path="late.bin")
    check("given up, the part stays", code == 69 and os.path.exists(os.path.join(FOLDER, "late.bin.part")), code)
    code, heard = fetched(mock, "a.tif", len(data), sha, path="late.bin")
    moved = int(heard["fetched"][0].split()[2])
    check("the next run goes on", code == 0 and moved < len(data) / 10, moved)
    mock.plan = {"/files/a.tif": ["cut"] * 6}
    fetched(mock, "a.tif", len(data), sha, path="late.bin")
    mock.plan = {"/files/a.tif": [503] * 6}
    code, _ = fetched(mock, "a.tif", len(data), sha, path="late.bin")
    code, heard = fetched(mock, "a.tif", len(data), sha, path="late.bin")
    moved = int(heard["fetched"][0].split()[2])
    check("a night without the host: the part is gone on with", code == 0 and moved < len(data) / 10, code, moved)
    os.rename(out, os.path.join(FOLDER, "late.bin.part"))
    with open(os.path.join(FOLDER, "late.bin.part.etag"), "w") as note:
        note.write('"%s"' % hashlib.md5(data).hexdigest())
    code, heard = fetched(mock, "a.tif", path="late.bin")  # killed between the last byte and the name
    check("no bytes behind the last one: begun anew by the next run", code == 65
          and not any("part" in n for n in os.listdir(FOLDER)), code, heard["error"], os.listdir(FOLDER))
    mock.plan = {"/files/a.tif": ["cut"] * 6}
    fetched(mock, "a.tif", path="deaf.bin")
    mock.deaf, mock.files["a.tif"] = True, data[::-1]
    code, heard = fetched(mock, "a.tif", path="deaf.bin")
    check("If-Range passed over: no two files in one", code == 65 and "overwritten meanwhile" in heard["error"][0]
          and not any("deaf" in n for n in os.listdir(FOLDER)), code, heard["error"], os.listdir(FOLDER))
    mock.deaf, mock.files["a.tif"] = False, data

    mock.plan = {"/files/a.tif": ["cut"] * 6}
    fetched(mock, "a.tif", len(data), path="other.bin")
    mock.files["a.tif"] = data[::-1]
    code, _ = fetched(mock, "a.tif", path="other.bin")
    check("overwritten meanwhile: begins anew", code == 0
          and open(os.path.join(FOLDER, "other.bin"), "rb").read() == data[::-1], code)
    code, heard = fetched(mock, "a.tif", len(data), sha, path="wrong.bin")
    check("another hash than promised", code == 65 and "SHA-256" in heard["error"][0]
          and not any("wrong" in n for n in os.listdir(FOLDER)), code, heard["error"], os.listdir(FOLDER))
    code, heard = fetched(mock, "a.tif", 1000, path="wrong.bin")
    check("larger than promised", code == 65 and "larger than" in heard["error"][0], code, heard["error"])
    code, heard = fetched(mock, "a.tif", len(data), budget=1_000_000, path="dear.bin")
    check("budget", code == 65 and "budget" in heard["error"][0]
          and not os.path.exists(os.path.join(FOLDER, "dear.bin")), code, heard["error"])
    check("absent", fetched(mock, "b.tif")[0] == 65)


def look(mock, number, promise=True, **more):
    """An item with a red and a coastal band and a quality layer, all files of the mock."""
    one = stac_mock.item(number)
    one["properties"]["landsat:correction"] = "L2SP"
    for key, roles in (("red", ["data"]), ("coastal", ["data"]), ("qa_pixel", ["cloud"])):
        name = f"{number}-{key}.tif"
        mock.files.setdefault(name, f"{name} as it was".encode() * 50)
        asset = {"href": f"{mock.url}/files/{name}", "roles": roles, "type": "image/tiff"}
        if "data" in roles:
            asset["eo:bands"] = [{"name": key, "common_name": key}]
            asset["raster:bands"] = [{"scale": 0.0000275, "offset": -0.2}]
        if promise:
            asset["file:size"] = len(mock.files[name])
            asset["file:checksum"] = "1220" + hashlib.sha256(mock.files[name]).hexdigest()
        asset.update(more.get(key, {}))
        one["assets"][key] = asset
    return one


def far(mock, folder, band="all", budget=10**9, config="", style="get", days=("..", "..")):
    path = os.path.join(FOLDER, "terrassay.yaml")
    with open(path, "w") as f:
        f.write(config or f"catalogues:\n  - url: {mock.url}/{style}\n")
    done = subprocess.run([DRIVER, "far", path, f"{mock.url}/{style}", folder, str(budget), band, "/".join(days)],
                          capture_output=True, text=True, timeout=600)
    heard = {word: [line[len(word) + 1:] for line in done.stdout.splitlines() if line.startswith(word + " ")]
             for word in ("offer", "scene", "problem", "error", "event")}
    heard["files"] = [e.split()[-1].rsplit("/", 1)[1] for e in heard["event"] if "/files/" in e]
    return done.returncode, heard


def far_scenes():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    mock = stac_mock.Mock()
    mock.items = [look(mock, 1), look(mock, 2, promise=False)]
    folder = os.path.join(FOLDER, "assets")
    code, heard = far(mock, folder, band="red")
    check("far: both looks", code == 0 and len(heard["scene"]) == 2 and sorted(set(heard["files"]))
          == ["1-qa_pixel.tif", "1-red.tif", "2-qa_pixel.tif", "2-red.tif"], code, heard)
    check("far: what is told to be small is asked for once", len(heard["files"]) == 6, heard["files"])
    check("far: weight as stated", heard["offer"][0].split()[1:] == ["%d" % (
        len(mock.files["1-red.tif"]) + len(mock.files["1-qa_pixel.tif"])), "0"]
        and heard["offer"][1].split()[1:] == ["0", "2"], heard["offer"])
    paths = heard["scene"][0].split()[2:]
    check("far: files are those of the host", sorted(open(p, "rb").read() for p in paths)
          == sorted([mock.files["1-red.tif"], mock.files["1-qa_pixel.tif"]]), paths)
    again = far(mock, folder, band="red")[1]
    check("far: nothing is fetched twice", again["scene"] == heard["scene"]
          and [e.split()[1] for e in again["event"] if "/files/" in e] == ["304", "304"], again["event"])

    mock.files["2-red.tif"] = b"overwritten" * 100
    code, heard = far(mock, folder, band="red")
    red = [p for p in heard["scene"][1].split() if "red" in p][0]
    check("far: overwritten is noticed by ETag", open(red, "rb").read() == mock.files["2-red.tif"], code)
    mock.files["1-red.tif"] = b"other bytes"
    shutil.rmtree(folder)
    code, heard = far(mock, folder, band="red")
    check("far: wrong checksum sets the look aside, the other goes on", code == 3 and len(heard["scene"]) == 1
          and "item-00001" in heard["problem"][0], code, heard["problem"])
    for broken in ("coastal", "qa_pixel"):
        mock.items = [look(mock, 8, **{broken: {"file:checksum": "1220" + "0" * 64}})]
        code, heard = far(mock, os.path.join(FOLDER, "broken"))
        check(f"far: one file ({broken}) of another hash: no look in part", code == 3 and not heard["scene"], heard)
    right = "1340" + hashlib.sha512(mock.files["8-red.tif"]).hexdigest()
    for promised, held in ((right, True), (right[:-1] + ("0" if right[-1] != "0" else "1"), False), ("1e02aabb", True)):
        mock.items = [look(mock, 8, red={"file:checksum": promised})]
        # the second run finds the file where the first left it
        runs = [far(mock, os.path.join(FOLDER, "sha512"))[1] for _ in range(2)]
        check(f"far: a hash of another function ({promised[:6]})", all(len(heard["scene"]) == held for heard in runs)
              and all("SHA-512 is not that of file:checksum" in p for heard in runs for p in heard["problem"]), runs)
    mock.items = [look(mock, 8)]
    mock.plan = {"/files/8-coastal.tif": [403] * 2}
    code, heard = far(mock, os.path.join(FOLDER, "refused"))
    check("far: one file refused: no look in part", code == 3 and not heard["scene"], heard)
    mock.items = [look(mock, 9, promise=False, **{key: {"href": f"{mock.url}/get/part?of={key}"}
                                                  for key in ("red", "coastal")})]
    code, heard = far(mock, os.path.join(FOLDER, "queries"))
    paths = heard["scene"][0].split()[2:] if heard["scene"] else []
    check("far: files that differ by their queries are two", code == 0 and len(set(paths)) == 3 and sorted(
        open(p, "rb").read()[:3] for p in paths) == [b"9-q", b"coa", b"red"], code, heard)
    mock.items = [look(mock, 3), look(mock, 4)]
    late = mock.files.pop("3-red.tif")
    code, heard = far(mock, folder, band="red")
    check("far: a file published late: no look in part", code == 3 and len(heard["scene"]) == 1, code, heard)
    mock.files["3-red.tif"] = late
    code, heard = far(mock, folder, band="red")
    check("far: it comes with the next run", code == 0 and len(heard["scene"]) == 2, code, heard)
    shutil.rmtree(folder)
    code, heard = far(mock, folder, band="red", budget=1500)
    check("far: budget", code == 3 and any("budget" in p for p in heard["problem"]), code, heard)

    mock.items = [look(mock, 5, red={"href": "s3://bucket/5-red.tif", "alternate": {
        "https": {"href": f"{mock.url}/files/5-red.tif"}}}), look(mock, 6, red={"href": "http://127.0.0.9/x.tif"})]
    code, heard = far(mock, folder, band="red")
    check("far: alternates, and hosts that are not listed", code == 3 and len(heard["scene"]) == 1
          and "not listed" in heard["problem"][0], code, heard)
    mock.items = [look(mock, 7, red={"href": f"{mock.url}/files/gone.tif", "alternate": {
        "mirror": {"href": f"{mock.url}/files/7-red.tif"}}})]
    code, heard = far(mock, folder, band="red")
    check("far: an alternate where the first address has nothing", code == 0 and len(heard["scene"]) == 1, code, heard)
    mock.items[0]["assets"]["red"]["alternate"]["mirror"]["href"] += "-gone"
    shutil.rmtree(folder)
    code, heard = far(mock, folder, band="red")
    check("far: no address has it: the first is told", code == 3 and not heard["scene"] and "gone.tif" in heard["problem"][0]
          and "404" in heard["problem"][0], code, heard)
    twice = {f"{key}-jp2": {"href": f"s3://bucket/{key}.jp2", "type": "image/jp2", "file:size": 5} for key in
             ("red", "qa_pixel")}
    mock.items = [look(mock, 11)]
    mock.items[0]["assets"].update({key: dict(mock.items[0]["assets"][key[:-4]], **asset) for key, asset in twice.items()})
    code, heard = far(mock, folder, band="red")
    check("far: bands and layers in a second form nobody can ask for", code == 0 and len(heard["scene"]) == 1
          and heard["files"] == ["11-red.tif", "11-qa_pixel.tif"] and heard["offer"][0].split()[1:] == [
              str(len(mock.files["11-red.tif"]) + len(mock.files["11-qa_pixel.tif"])), "0"], code, heard)
    mock.items = [look(mock, 12, **{key: {"href": f"./12-{key}.tif"} for key in ("red", "coastal", "qa_pixel")})]
    code, heard = far(mock, folder, style="self")
    check("far: files named against the item's self link", code == 0 and len(heard["scene"]) == 1, code, heard)
    data = b"II*\0" + bytes(400000)
    mock.files["13-red.tif"], mock.plan = data, {"/files/13-red.tif": ["unknown length"]}
    mock.items = [look(mock, 13, promise=False)]
    code, heard = far(mock, folder, band="red")
    paths = [p for p in heard["scene"][0].split() if "13-red" in p] if heard["scene"] else [os.devnull]
    check("far: a part of a file of unknown length: it comes whole", code == 0 and open(paths[0], "rb").read() == data,
          code, heard)
    mock.items = [look(mock, 14, red={"href": f"{mock.url}/files/{'x' * 130}?sig=hush&bare-hush"}),
                  look(mock, 15, red={"href": "http://:bad:/f?sig=hush"})]
    code, heard = far(mock, folder, band="red")
    check("far: no secret of an address in what is told", code == 3 and len(heard["problem"]) == 2
          and not any("hush" in p for p in heard["problem"]), heard["problem"])

    mock.items = [look(mock, 7)]
    signing = f"catalogues:\n  - url: {mock.url}/get\n    sign: {mock.url}/sign?href=\n"
    for status in (403, 400):
        mock.plan, mock.requests[:] = {"/files/7-red.tif": [status]}, []
        code, heard = far(mock, os.path.join(FOLDER, f"run-out-{status}"), config=signing)
        check(f"far: a signed link that ran out is signed anew, {status}", code == 0 and len(heard["scene"]) == 1
              and len([r for r in mock.requests if r[1].startswith("/sign") and "7-red" in r[1]]) == 2, code, heard)
    mock.requests.clear()
    code, heard = far(mock, folder, config=signing)
    signed = [r[1] for r in mock.requests if "7-red" in r[1] and r[1].startswith("/files")]
    check("far: signed links", code == 0 and signed == ["/files/7-red.tif?sig=hush"]
          and not any("hush" in e for e in heard["event"]), code, signed, heard["event"])


def lost_hosts():
    """A host that gives no answer is waited for by three files in a row; what others have of the looks is used."""
    mock = stac_mock.Mock()
    mock.items = [look(mock, n) for n in range(1, 10)]
    lost = [f"{n}-red.tif" for n in (1, 2, 4, 5, 6, 7, 8)]
    mock.files["9-red.tif"] = mock.files["8-red.tif"]
    elsewhere = f"{mock.twin}/files/9-red.tif"
    red = mock.items[7]["assets"]["red"]
    mock.items[7]["assets"] = {"red": dict(red, alternate={"other": {"href": elsewhere}})}
    mock.items[8]["assets"] = {"red": dict(red, href=elsewhere)}

    def hang_up(name):
        if name in lost:
            raise ConnectionError(name)
    mock.on_file = hang_up
    code, heard = far(mock, os.path.join(FOLDER, "lost"), band="red", config=(
        f"catalogues:\n  - url: {mock.url}/get\n    hosts: [{{name: \"{mock.twin[7:]}\", plain: true}}]\n"))
    asked = [name for name in heard["files"] if "-red" in name]  # libcurl asks again by itself where a connection was old
    check("a lost host: files asked for", asked == ["1-red.tif"] * 6 + ["2-red.tif", "3-red.tif"] + ["4-red.tif"] * 6
          + ["5-red.tif", "6-red.tif"] + ["9-red.tif"] * 2, asked, heard["problem"])
    check("a lost host: what is named", code == 3 and [line.split(":")[0][-5:] for line in heard["problem"]] ==
          ["00001", "00002", "00004", "00005", "00006", "00007"] and "tried 1 time: " in heard["problem"][4]
          and "7-red.tif: is not asked for: its host gave no answer to 3 " in heard["problem"][5], code, heard["problem"])
    check("a lost host: what is read", [line.split()[0][-5:] for line in heard["scene"]] == ["00003", "00008", "00009"],
          heard["scene"])


def configuration():
    secret = os.path.join(FOLDER, "token")
    with open(secret, "w") as f:
        f.write("Bearer from-file\n")
    os.chmod(secret, 0o600)
    mock = stac_mock.Mock()
    mock.items = [look(mock, 1)]
    good = (f"catalogues:\n  - url: {mock.url}/get\n    collections: [c]\n    hosts:\n"
            f"      - name: {mock.host}\n        plain: true\n        headers: {{Authorization: {secret}}}\n")
    code, heard = far(mock, os.path.join(FOLDER, "assets"), config=good)
    check("config: header from its file", code == 0 and all(
        r[3]["Authorization"] == "Bearer from-file" for r in mock.requests), code, heard)
    check("config: collections", "collections=c" in mock.requests[1][1], mock.requests[1][1])
    del mock.items[0]["collection"]
    code, heard = far(mock, os.path.join(FOLDER, "nameless"), config=good)
    check("config: an item that names no collection, where none but these were asked for", code == 0
          and len(heard["scene"]) == 1, code, heard)
    for asked, comes in (("c", True), ("d", False)):
        mock.requests.clear()
        code, heard = far(mock, os.path.join(FOLDER, "nameless"), style="items", config=good.replace("/get", "/items").replace(
            "[c]", f"[{asked}]"))
        check(f"config: the pages of a collection, asked for {asked}", code == 0 and len(heard["scene"]) == comes
              and comes == any("/search" in r[1] for r in mock.requests), code, heard)
    code, heard = far(mock, os.path.join(FOLDER, "nameless"), style="static/catalog.json", config=good.replace(
        "/get", "/static/catalog.json"))
    check("config: beside others it is left out, told", code == 3 and not heard["scene"] and any(
        "names no collection" in p for p in heard["problem"]), code, heard)
    mock.items[0]["collection"] = "c"

    def renew(_):
        with open(secret, "w") as f:
            f.write("Bearer newer\n")
    mock.on_file, mock.plan, mock.requests[:] = renew, {"/files/1-red.tif": [401]}, []
    code, heard = far(mock, os.path.join(FOLDER, "renewed"), config=good)
    red = [r[3]["Authorization"] for r in mock.requests if "1-red" in r[1]]
    check("config: a token that ran out is read again", code == 0 and red == ["Bearer from-file", "Bearer newer"],
          code, red, heard)
    mock.on_file, mock.plan = None, {"/files/1-red.tif": [401, 401]}
    mock.requests.clear()
    code, heard = far(mock, os.path.join(FOLDER, "same"), config=good)
    check("config: the same token is not tried twice", code == 3 and len(
        [r for r in mock.requests if "1-red" in r[1]]) == 1, code, heard)
    mock.plan = {}
    os.chmod(secret, 0o644)
    code, heard = far(mock, FOLDER, config=good)
    check("config: a secret open to others", code == 77 and "chmod 600" in heard["error"][0], code, heard)
    os.rename(secret, secret + ".away")
    code, heard = far(mock, FOLDER, config=good)
    check("config: a secret that is not there", code == 78 and secret in heard["error"][0], code, heard)
    os.rename(secret + ".away", secret)
    for text, words in ((good.replace("plain", "plane"), "terrassay.yaml:6:"), ("catalogues: 5\n", "wanted a list"),
                        ("catalogs:\n  - url: https://x/y\n", 'catalogs'), ("foo: 1\n" + good, "foo"),
                        ("catalogues:\n  - url: ftp://x/y\n", "no http: or https:"),
                        ("catalogues:\n  - url: https://u:hush@x/y\n", "user or password"),
                        ("catalogues:\n  - urls: x\n", "urls")):
        code, heard = far(mock, FOLDER, config=text)
        check(f"config: {words}", code == 78 and words in heard["error"][0] and "hush" not in heard["error"][0], code,
              heard["error"])


for part in (styles, many_collections, static_catalogue, boxes_and_dates, places, times, no_numbers, broken_items, hostile_items, faults, slow_hosts, ten_thousand, files, far_scenes, lost_hosts, configuration):
    part()
print(f"stac_search: {len(checks)} checks, {len(failures)} failed")
sys.exit(1 if failures else 0)
