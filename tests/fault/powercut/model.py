# SPDX-License-Identifier: Apache-2.0
"""What a power cut may leave of a disk, by what POSIX promises and no more.

A trace (trace.c) is played onto a Disk, event by event. Bytes of a file are safe once the file was
fsynced, a name once its folder was. Of the rest, any part may be there:

* of each sector that was written since the last fsync, any of its contents since then; the size of
  the file likewise, and zeros where nothing was written;
* of each folder, any of the changes since its last fsync, whatever their order; a rename is whole
  or not there at all. What lies in a folder without a name is gone with it.

This is more than any one file system does to us: ext4 writes a new file's name with its fsync, and
orders names among each other."""
import collections
import hashlib
import os
import re
import struct

KINDS = ["", "open", "write", "cut", "sync", "sync_all", "rename", "link", "unlink", "mkdir", "rmdir",
         "connect", "sent", "got", "told"]
HEAD = struct.Struct("<IIiIIIqq")
SECTOR = 512

Event = collections.namedtuple("Event", "kind pid file site path data at arg")


def read_trace(path):
    with open(path, "rb") as f:
        bytes_ = f.read()
    at, events = 0, []
    while at + HEAD.size <= len(bytes_):
        kind, pid, file, path_size, data_size, site_size, offset, arg = HEAD.unpack_from(bytes_, at)
        at += HEAD.size
        site = bytes_[at:at + site_size].decode()
        at += site_size
        name = bytes_[at:at + path_size].decode()
        at += path_size
        data = bytes_[at:at + data_size]
        at += data_size
        events.append(Event(KINDS[kind], pid, file, site, name, data, offset, arg))
    assert at == len(bytes_), "the trace is cut off"
    return events


class Inode:
    """A file or folder: what of it is safe, what stands in memory, and what lies between."""

    count = 0

    def __init__(self, folder):
        Inode.count += 1
        self.number, self.folder = Inode.count, folder
        if folder:
            self.safe, self.live = {}, {}
        else:
            self.safe, self.live = b"", bytearray()
            self.pending = []  # (offset, bytes) or (None, size)


def put(content, change):
    at, what = change
    if at is None:
        if what < len(content):
            del content[what:]
        else:
            content.extend(bytes(what - len(content)))
        return
    if at > len(content):
        content.extend(bytes(at - len(content)))
    content[at:at + len(what)] = what


class Change:
    """One change of names: (folder, name) -> inode appears, disappears, or moves."""

    def __init__(self, kind, inode, away=None, to=None):
        self.kind, self.inode, self.away, self.to = kind, inode, away, to

    def folders(self):
        return [place[0] for place in (self.away, self.to) if place]

    def apply(self, entries):
        """@p entries: folder -> its dictionary, to be changed"""
        if self.away:
            folder, name = self.away
            here = entries(folder)
            if here.get(name) is not self.inode and self.kind == "unlink":
                return
            if here.get(name) is self.inode:
                del here[name]
        if self.to:
            entries(self.to[0])[self.to[1]] = self.inode


IGNORED = re.compile(r"-shm$")  # shared memory of SQLite: made anew at every start


class Disk:
    def __init__(self, root):
        self.root, self.top = root, Inode(True)
        self.files, self.paths = {}, {}
        self.changes = []  # of names, not safe yet
        self.last = None   # (inode, change) of the last write

    # --- playing -----------------------------------------------------------------------------

    def find(self, path):
        """(folder, name, inode or None)"""
        words = [w for w in path[len(self.root):].split("/") if w]
        if not words:
            return None, "", self.top
        folder = self.top
        for word in words[:-1]:
            folder = folder.live[word]
        return folder, words[-1], folder.live.get(words[-1])

    def change(self, change):
        change.apply(lambda folder: folder.live)
        self.changes.append(change)

    def play(self, event, lazy=False):
        """@p lazy: the fsync is left out"""
        getattr(self, "do_" + event.kind, lambda *_: None)(event, lazy)

    def do_open(self, event, _):
        key = event.pid, event.file
        self.files.pop(key, None)
        if IGNORED.search(event.path):
            return
        folder, name, inode = self.find(event.path)
        if inode is None:
            inode = Inode(False)
            self.change(Change("open", inode, to=(folder, name)))
        elif event.arg & os.O_TRUNC and not inode.folder and inode.live:
            self.write(inode, (None, 0))
        self.files[key] = inode
        self.paths[inode] = event.path

    def write(self, inode, change):
        put(inode.live, change)
        inode.pending.append(change)
        self.last = inode

    def do_write(self, event, _):
        inode = self.files.get((event.pid, event.file))
        if inode is not None:
            self.write(inode, (event.at, event.data))

    def do_cut(self, event, _):
        inode = self.files.get((event.pid, event.file))
        if inode is not None and len(inode.live) != event.arg:
            self.write(inode, (None, event.arg))

    def settle(self, inode):
        if not inode.folder:
            inode.safe, inode.pending = bytes(inode.live), []
            return
        late = []
        for change in self.changes:
            if inode in change.folders():
                change.apply(lambda folder: folder.safe)
            else:
                late.append(change)
        self.changes = late

    def do_sync(self, event, lazy):
        inode = self.files.get((event.pid, event.file))
        if inode is not None and not lazy:
            self.settle(inode)

    def do_sync_all(self, _, lazy):
        if lazy:
            return
        for change in self.changes:
            change.apply(lambda folder: folder.safe)
        self.changes = []
        for inode in self.reach():
            if not inode.folder:
                self.settle(inode)

    def reach(self):
        todo, seen = [self.top], set()
        while todo:
            inode = todo.pop()
            if inode in seen:
                continue
            seen.add(inode)
            if inode.folder:
                todo += list(inode.live.values()) + list(inode.safe.values())
        for change in self.changes:
            seen.add(change.inode)
        return seen

    def do_rename(self, event, _):
        folder, name, inode = self.find(event.path)
        to_folder, to_name, _ = self.find(event.data.decode())
        self.change(Change("rename", inode, (folder, name), (to_folder, to_name)))
        self.paths[inode] = event.data.decode()

    def do_link(self, event, _):
        inode = self.find(event.path)[2]
        folder, name, _ = self.find(event.data.decode())
        self.change(Change("link", inode, to=(folder, name)))

    def do_unlink(self, event, _):
        if not IGNORED.search(event.path):
            folder, name, inode = self.find(event.path)
            self.change(Change("unlink", inode, away=(folder, name)))

    do_rmdir = do_unlink

    def do_mkdir(self, event, _):
        folder, name, _ = self.find(event.path)
        inode = Inode(True)
        self.change(Change("mkdir", inode, to=(folder, name)))
        self.paths[inode] = event.path

    # --- what is left ------------------------------------------------------------------------

    def tree(self, keep, content):
        """{path: bytes, or None for a folder}: with the changes of names that keep(i, change) says,
        and content(inode) of each file."""
        entries = {}

        def of(folder):
            if folder not in entries:
                entries[folder] = dict(folder.safe)
            return entries[folder]
        for i, change in enumerate(self.changes):
            if keep(i, change):
                change.apply(of)
        out, todo = {}, [("", self.top)]
        while todo:
            path, inode = todo.pop()
            if not inode.folder:
                out[path] = content(inode)
                continue
            if path:
                out[path] = None
            todo += [(f"{path}/{name}" if path else name, below)
                     for name, below in entries.get(inode, inode.safe).items()]
        return out

    def dirty(self):
        return sorted((inode for inode in self.reach() if not inode.folder and inode.pending),
                      key=lambda inode: inode.number)


def safe(inode):
    return inode.safe


def live(inode):
    return bytes(inode.live)


def zeros(inode):
    """The size came through, the bytes did not."""
    return (inode.safe + bytes(max(0, len(inode.live) - len(inode.safe))))[:len(inode.live)]


def mixed(inode, pick):
    """Of each sector one of its contents since the last fsync."""
    if not inode.pending:
        return inode.safe
    sizes, size = [len(inode.safe)], len(inode.safe)
    for at, what in inode.pending:
        size = what if at is None else max(size, at + len(what))
        sizes.append(size)
    out, n, cut = bytearray(inode.safe), len(inode.pending), {}
    for j, (at, what) in enumerate(inode.pending):
        if at is None:
            continue
        for sector in range(at // SECTOR, (at + len(what) - 1) // SECTOR + 1):
            if cut.setdefault(sector, pick.randint(0, n)) <= j:
                continue
            begin, end = max(at, sector * SECTOR), min(at + len(what), (sector + 1) * SECTOR)
            put(out, (begin, what[begin - at:end - at]))
    put(out, (None, pick.choice(sizes)))
    return bytes(out)


def torn(disk, pick):
    """All is there but the end of the last write."""
    inode = disk.last
    if inode is None or inode.folder or not inode.pending or inode.pending[-1][0] is None:
        return None
    at, what = inode.pending[-1]
    part = bytearray(inode.safe)
    for change in inode.pending[:-1]:
        put(part, change)
    put(part, (at, what[:pick.randint(0, len(what) - 1)]))
    return lambda i: bytes(part) if i is inode else live(i)


def only(chosen, but):
    """Of all that is not safe this thing is there; or all but it."""
    return (lambda i, c: (c is chosen) != but,
            lambda i: live(i) if (i is chosen) != but else i.safe)


def one(disk, pick, but):
    things = list(disk.changes) + disk.dirty()
    return only(pick.choice(things), but) if things else None


def singles(disk):
    """(word, tree): each change of names that is not safe alone there, and each alone missing."""
    for i, chosen in enumerate(disk.changes):
        yield f"one {i}", disk.tree(*only(chosen, False))
        yield f"but {i}", disk.tree(*only(chosen, True))


def yes(*_):
    return True


def no(*_):
    return False


def variants(disk, pick, names=None):
    """(word, tree) for each way the disk may look if the power goes now."""
    def random_names(*_):
        return pick.random() < chance

    def gone(_, change):
        return change.kind not in ("open", "mkdir", "link")
    ways = {"nothing": lambda: (no, safe), "all": lambda: (yes, live), "names": lambda: (yes, safe),
            "zeros": lambda: (yes, zeros), "bytes": lambda: (no, live), "gone": lambda: (gone, safe),
            "kept": lambda: (lambda i, c: not gone(i, c), live),
            "one": lambda: one(disk, pick, False), "but": lambda: one(disk, pick, True),
            "torn": lambda: (torn(disk, pick) and (yes, torn(disk, pick))),
            "mixed": lambda: (random_names, lambda i: mixed(i, pick)),
            "blocks": lambda: (yes, lambda i: mixed(i, pick))}
    for word in names or ways:
        chance = pick.choice((0.2, 0.5, 0.8))
        way = ways[word]()
        if way is not None:
            yield word, disk.tree(*way)


def digest(tree):
    sums = hashlib.blake2b(digest_size=16)
    for path in sorted(tree):
        content = tree[path]
        sums.update(f"{path}\0{-1 if content is None else len(content)}\0".encode())
        if content:
            sums.update(content)
    return sums.digest()


def write_tree(tree, folder):
    for path in sorted(tree):
        full = f"{folder}/{path}"
        if tree[path] is None:
            os.makedirs(full, mode=0o700)
        else:
            with open(full, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as f:
                f.write(tree[path])
