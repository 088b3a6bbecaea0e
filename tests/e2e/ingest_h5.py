#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A sealed file of readings as h5py and CF see it.

usage: ingest_h5.py FILE NAME=UNIT ...    its datastreams, in order
"""
import sys

import h5py
import numpy as np


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def main():
    with h5py.File(sys.argv[1], "r") as f:
        assert text(f.attrs["Conventions"]).startswith("CF-1.")
        assert text(f["time"].attrs["standard_name"]) == "time"
        assert text(f["flag"].attrs["standard_name"]) == "status_flag"
        assert text(f.attrs["terrassay_flag_rules"]) == "3" and "flag_rules" not in f
        assert "mark" not in f  # no device and no decoder said anything of a reading
        assert text(f["row_size"].attrs["sample_dimension"]) == "row"
        names = [b"".join(row).decode().rstrip("\0") for row in f["name"][:]]
        units = [b"".join(row).decode().rstrip("\0") for row in f["unit"][:]]
        assert [f"{name}={unit}" for name, unit in zip(names, units, strict=True)] == sys.argv[2:], (names, units)
        # CF 1.9, 3.1: `units` of the variable itself, where one is true of all its values
        said = f["value"].attrs.get("units")
        assert said is None if len(set(units)) > 1 else text(said) == units[0], said
        assert text(f["value"].attrs["comment"]) == "in the unit of the datastream"
        size, time = f["row_size"][:], f["time"][:]
        assert size.sum() == len(time) == len(f["value"])
        ends = np.cumsum(size)
        for begin, end in zip(ends - size, ends):
            assert (np.diff(time[begin:end]) > 0).all()
        assert set(np.unique(f["flag"][:])) <= {1, 2, 3, 4, 9}
        for name in ("time", "value", "flag"):
            assert f[name].compression == "gzip" and f[name].shuffle
            assert f[name].chunks[0] * f[name].dtype.itemsize < 1 << 20


main()
