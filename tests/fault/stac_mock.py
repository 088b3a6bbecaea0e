# SPDX-License-Identifier: Apache-2.0
"""A STAC catalogue on a free loopback port that pages in every style and fails on demand.

A server's first path segment names its style, the rest is as in STAC API 1.0.0:
  get         Item Search by GET, next links with a token
  post        Item Search by POST, next links with method POST, body and merge false
  lower       the same with method post
  other       the same with method PUT
  unled       a next link without href
  merge       the same as post with merge true: the link's body holds the token only
  header      next links that carry a header without which the page is refused
  headers     the same, the header's value a list of texts
  self        links of an item's own; its files are named against its `self` link
  bare        next links of one address, told apart by a header alone
  short       stops after the first page, and counts more items than it gave
  context     the same by the context extension, which older catalogues have
  lossy       each page repeats its first item in the place of its last, and the count is right
  relative    next links and search link are relative references
  loop        the second page's next link leads to the first
  circle      so it does, by another address each time
  doubled     each page repeats the last item of the one before
  small       never gives more than 7 items, whatever the limit
  refusing    answers 400 to limits above 10
  static      catalog.json with child and item links, relative
  items       no Item Search: a collection whose rel=items link leads to pages
  many        five such collections, each of them with a child link back to the first document
  unstated    a search link, and no conformance on the landing page
  people      a search page for people, beside a collection as in items
  nowhere     a search link that is none, beside a collection as in items
  silent      no conformance to item search, and no links
Faults are planned per path with `plan`: a list of what the next requests meet, a status, a status with headers,
or a word: cut, stall, drip (a byte now and then), trickle (a document that takes too long), html, and for files
those of send_file()."""
import gzip
import hashlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PIECE = 16384
MANY = tuple(f"c{n}" for n in range(5))
DRIPS = {"drip": (1, 0.2), "trickle": (600, 0.2)}  # bytes and seconds: below 1 kB/s, and above
CONFORMS = ["https://api.stacspec.org/v1.0.0/core", "https://api.stacspec.org/v1.0.0/item-search"]


def item(number):
    west = -180 + (number % 360) + 0.25
    return {"type": "Feature", "stac_version": "1.0.0", "id": f"item-{number:05d}", "collection": "c",
            "bbox": [west, 10.25, west + 0.5, 10.75], "geometry": None, "links": [], "assets": {},
            "properties": {"datetime": f"20{10 + number % 10:02d}-06-15T10:00:00Z"}}


class Mock(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, items=(), files=None):
        self.items, self.files = list(items), files or {}
        self.plan, self.requests, self.lock = {}, [], threading.Lock()
        self.ranges = True  # are parts of files given?
        self.deaf = False  # are If-Match and If-Range passed over?
        self.packed = False  # do documents come in gzip, asked for or not?
        self.garbled = {}  # bytes of documents, and what is sent in their place
        self.on_file = None  # called with a file's name before it is sent
        self.on_piece = None  # called with name and bytes after each piece of a file that left
        self.sent = {}  # bytes of files that left, by name
        super().__init__(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"http://{self.host}"
        self.twin = f"http://localhost:{self.server_address[1]}"  # the same under another name
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that went away is none of a catalogue's worries."""

    def fault(self, path):
        with self.lock:
            faults = self.plan.get(path) or self.plan.get("*")
            return faults.pop(0) if faults else None

    def matching(self, box, dates):
        found = []
        for one in self.items:
            b, day = one["bbox"], one["properties"]["datetime"]
            if box and (b[0] > box[2] or box[0] > b[2] or b[1] > box[3] or box[1] > b[3]):
                continue
            if dates and not (dates[0] in ("..", "") or day >= dates[0]):
                continue
            if dates and not (dates[1] in ("..", "") or day <= dates[1]):
                continue
            found.append(one)
        return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            for right, wrong in self.server.garbled.items():
                body = body.replace(right, wrong)
            if self.server.packed:
                body, headers = gzip.compress(body), [*headers, ("Content-Encoding", "gzip")]
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_in_pieces(self, name, status, part, headers):
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        for at in range(0, len(part), PIECE):
            piece = part[at:at + PIECE]
            self.wfile.write(piece)
            self.wfile.flush()
            self.server.on_piece(name, len(piece))

    def break_off(self, part, headers):
        """The beginning, framed by the end of the connection alone: whole, as far as HTTP can say."""
        self.send_response(200)
        for header in headers:
            self.send_header(*header)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(part[:len(part) // 8])
        self.wfile.flush()
        self.hang_up()

    def drip(self, whole, size, seconds, status=200, headers=()):
        """A few bytes at a time, until the client has enough of it."""
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        try:
            for at in range(0, len(whole), size):
                self.wfile.write(whole[at:at + size])
                self.wfile.flush()
                time.sleep(seconds)
        except OSError:
            pass

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def spoiled(self, fault, whole):
        """Answers as the planned fault wants; False where the request goes on."""
        if fault is None:
            return False
        if fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", str(len(whole) + 100))
            self.end_headers()
            self.wfile.write(whole[:len(whole) // 2])
            self.wfile.flush()
            self.hang_up()
        elif fault == "stall":
            time.sleep(5)
            self.hang_up()
        elif fault == "html":
            self.answer(200, b"<html>no service</html>")
        elif isinstance(fault, tuple):
            self.answer(fault[0], b"{}", fault[1])
        elif fault in DRIPS:
            self.drip(whole, *DRIPS[fault])
        else:
            self.answer(fault, b"{}")
        self.close_connection = True
        return True

    def do_GET(self):
        self.handle_one(None)

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        self.handle_one(json.loads(self.rfile.read(size)))

    def handle_one(self, body):
        path = urlsplit(self.path).path
        with self.server.lock:
            self.server.requests.append((self.command, self.path, body, dict(self.headers)))
        fault = self.server.fault(path)
        if path == "/sign":
            href = parse_qs(urlsplit(self.path).query)["href"][0]
            self.answer(200, {"href": href + "?sig=hush"})
            return
        if path.startswith("/files/"):
            self.send_file(path[len("/files/"):], fault)
            return
        if path.endswith("/part"):  # a file that its query names
            name = parse_qs(urlsplit(self.path).query)["of"][0]
            self.answer(200, name.encode() * 100, [("ETag", f'"{name}"')])
            return
        status, document = self.document(path, body)
        if not self.spoiled(fault, json.dumps(document).encode()):
            self.answer(status, document)

    def document(self, path, body):
        parts = path.strip("/").split("/")
        style, rest = parts[0], "/".join(parts[1:])
        if style == "static":
            return self.static(rest)
        if rest == "search" or rest.split("/")[0] in MANY and rest.endswith("/search"):
            return self.search(style, body)
        root = f"{self.server.url}/{style}"
        if rest == "collections/c":
            return 200, {"type": "Collection", "id": "c", "links": [{"rel": "items", "href": f"{root}/search"}]}
        if style in ("items", "people", "nowhere"):
            links = [{"rel": "child", "href": f"{root}/collections/c"}]
            if style == "people":
                links.append({"rel": "search", "href": f"{root}/search", "type": "text/html"})
            if style == "nowhere":
                links.append({"rel": "search", "href": f"{root}/none", "type": "application/geo+json"})
            return 200, {"type": "Catalog", "id": style, "conformsTo": CONFORMS[:1], "links": links}
        if style == "many" and not rest:
            return 200, {"type": "Catalog", "id": "many", "links": [
                {"rel": "child", "href": f"{root}/{name}"} for name in MANY]}
        if style == "many" and rest in MANY:
            return 200, {"type": "Collection", "id": rest, "links": [
                {"rel": "items", "href": f"{root}/{rest}/search"}, {"rel": "child", "href": root}]}
        if style == "silent":
            return 200, {"type": "Catalog", "id": "silent", "links": []}
        links = [{"rel": "search", "href": "relative/search" if style == "relative" else f"{root}/search",
                  "method": "GET"}]
        if style in ("post", "merge", "lower", "other"):
            links.append({"rel": "search", "href": f"{root}/search", "method": "POST"})
        landing = {"type": "Catalog", "id": style, "links": links}
        return 200, landing if style == "unstated" else dict(landing, conformsTo=CONFORMS)

    def search(self, style, body):
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        given = body if body is not None else query
        limit, start = int(given.get("limit", 10)), int(given.get("token", 0))
        if style == "bare":
            start = int(self.headers.get("X-Page", 0))
        if style == "refusing" and limit > 10:
            return 400, {"code": "limit"}
        if style in ("header", "headers") and start > 0 and self.headers.get("X-Page") != str(start):
            return 403, {"code": "header"}
        if style == "small":
            limit = min(limit, 7)
        box = given.get("bbox")
        if isinstance(box, str):
            box = [float(v) for v in box.split(",")]
        dates = given["datetime"].split("/") if "datetime" in given else None
        found = self.server.matching(box, dates)
        first = max(0, start - 1) if style == "doubled" else start
        page = {"type": "FeatureCollection", "features": found[first:start + limit], "links": []}
        if style == "lossy":
            page["features"] = page["features"][:-1] + page["features"][:1]
            page["numberMatched"] = len(found)
        if style == "self":
            page["features"] = [dict(one, links=[{"rel": "self", "href": f"{self.server.url}/files/{one['id']}"}])
                                for one in page["features"]]
        after = start + limit
        if style in ("loop", "circle") and start > 0:
            after = 0
        if style == "short":
            page["numberMatched"] = len(found)
        elif style == "context":
            page["context"] = {"matched": len(found), "returned": len(page["features"])}
        elif after < len(found):
            page["links"].append(self.next_link(style, given, after, limit))
        return 200, page

    def next_link(self, style, given, after, limit):
        url = f"{self.server.url}/{style}/search"
        if style in ("post", "lower", "other"):
            return {"rel": "next", "href": url, "method": {"post": "POST", "lower": "post", "other": "PUT"}[style],
                    "body": dict(given, token=str(after))}
        if style == "merge":
            return {"rel": "next", "href": url, "method": "POST", "merge": True,
                    "body": {"token": str(after)}}
        if style == "bare":
            return {"rel": "next", "href": self.server.url + self.path, "headers": {"X-Page": str(after)}}
        query = "&".join(f"{k}={v}" for k, v in dict(given, token=after, limit=limit).items()
                         if after or k != "token")
        if style == "circle":  # another address each time
            self.server.turns = getattr(self.server, "turns", 0) + 1
            query += f"&turn={self.server.turns}"
        if style == "unled":
            return {"rel": "next", "href": None}
        link = {"rel": "next", "href": f"{'search' if style == 'relative' else url}?{query}"}
        if style in ("header", "headers"):
            link["headers"] = {"X-Page": str(after) if style == "header" else [str(after)]}
        return link

    def static(self, rest):
        items = self.server.items
        if rest == "catalog.json":
            children = [{"rel": "child", "href": f"./part-{n}/collection.json"} for n in range(3)]
            return 200, {"type": "Catalog", "id": "s", "links": children + [
                {"rel": "root", "href": "./catalog.json"}, {"rel": "child", "href": "catalog.json"},
                {"rel": "child", "href": "./missing/collection.json"}]}
        if rest == "apart.json":  # its last part lies on another host
            return 200, {"type": "Catalog", "id": "apart", "links": [
                {"rel": "child", "href": f"{host}/static/part-{n}/collection.json"}
                for n, host in enumerate((self.server.url, self.server.url, self.server.twin))]}
        head, name = rest.split("/") if "/" in rest else ("", "")
        if not head.startswith("part-"):
            return 404, {}
        part = int(head[5:])
        if name == "collection.json":
            links = [{"rel": "item", "href": f"./{n}.json"} for n in range(part, len(items), 3)]
            extent = [-180, -90, 180, 90] if part < 2 else [0, -80, 1, -79]
            return 200, {"type": "Collection", "id": head, "links": links,
                         "extent": {"spatial": {"bbox": [extent]}}}
        return 200, items[int(name[:-5])]

    def part_of(self, bytes_, etag):
        """The part that is asked for, its status and headers; None where a pin does not hold."""
        wanted, match = self.headers.get("Range"), self.headers.get("If-Match")
        if match and match != etag and not self.server.deaf:
            return None, 412, []
        stale = self.headers.get("If-Range", etag) != etag and not self.server.deaf
        if not wanted or not self.server.ranges or stale:
            return bytes_, 200, [("ETag", etag)]
        first, last = wanted[len("bytes="):].split("-")
        if int(first) >= len(bytes_):
            return None, 416, []
        first, last = int(first), min(int(last or len(bytes_)), len(bytes_) - 1)
        return bytes_[first:last + 1], 206, [("ETag", etag), ("Content-Range", f"bytes {first}-{last}/{len(bytes_)}")]

    def send_file(self, name, fault):
        if self.server.on_file:
            self.server.on_file(name)
        bytes_ = self.server.files.get(name)
        if bytes_ is None:
            self.answer(404)
            return
        etag = '"%s"' % hashlib.md5(bytes_).hexdigest()
        if fault == "weak":
            etag, fault = "W/" + etag, None
        if self.headers.get("If-None-Match") == etag:
            self.answer(304)
            return
        part, status, headers = self.part_of(bytes_, etag)
        if part is None:
            self.answer(status)
            return
        if fault == "other" and status == 206:  # one byte beside what was asked for
            headers[1] = ("Content-Range", headers[1][1].replace("bytes ", "bytes 1"))
            fault = None
        if fault == "unsaid" and status == 206:  # which part it is
            headers, fault = headers[:1], None
        if fault == "short":  # fewer bytes than Content-Range says, in an answer that is whole by its frame
            part, fault = part[:len(part) // 2], None
        if fault == "empty":
            part, fault = b"", None
        if fault == "less" and status == 206:  # a smaller part than was asked for, and it says so
            first, last = (int(v) for v in headers[1][1].split(" ")[1].split("/")[0].split("-"))
            part, last = part[:len(part) // 2], first + len(part) // 2 - 1
            headers[1], fault = ("Content-Range", f"bytes {first}-{last}/{len(bytes_)}"), None
        if fault == "whole":  # though a part was asked for
            part, status, headers, fault = bytes_, 200, headers[:1], None
        if fault == "a part":  # though the whole was asked for
            part, status, fault = bytes_[:1000], 206, None
            headers = [headers[0], ("Content-Range", f"bytes 0-999/{len(bytes_)}")]
        if fault == "unknown length" and status == 206:
            headers[1] = ("Content-Range", headers[1][1].rsplit("/", 1)[0] + "/*")
            fault = None
        if isinstance(fault, str) and fault in DRIPS:
            self.drip(part, *DRIPS[fault], status, headers)
        elif fault == "unframed":
            self.break_off(bytes_, headers[:1])
        elif fault == "cut":
            self.send_response(status)
            for header in headers:
                self.send_header(*header)
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            self.wfile.write(part[:len(part) // 2])
            self.wfile.flush()
            self.hang_up()
        elif not self.spoiled(fault, part):
            with self.server.lock:
                self.server.sent[name] = self.server.sent.get(name, 0) + len(part)
            if self.server.on_piece is None:
                self.answer(status, part, headers)
            else:
                self.answer_in_pieces(name, status, part, headers)
