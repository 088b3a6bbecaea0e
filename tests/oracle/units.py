# SPDX-License-Identifier: Apache-2.0
"""Our conversions beside UDUNITS-2's, for the symbols that both know.

usage: units.py DRIVER; says "skipped" where udunits2 is not installed."""
import itertools
import re
import shutil
import subprocess
import sys

GROUPS = [["kg/h", "g s-1", "t/year", "mg/d", "ug/min"], ["ug/m3", "mg/L", "kg m-3", "t/km3"],
          ["J", "kW h", "MJ", "kcal", "W d"], ["degC", "K", "degF", "mK"],
          ["m2", "ha", "km2", "cm^2"], ["Pa", "bar", "hPa", "N/m2", "kg.m-1.s-2"],
          ["m/s", "km/h", "cm.s-1"], ["%", "1", "ppm"], ["V", "mV", "W/A"], ["S/m", "uS/cm"],
          ["rad", "degree"], ["mol/L", "mol m-3"], ["K", "m"], ["kg", "m3"], ["J", "W"]]


def theirs(a, b):
    """Value of 1.5 a in b, or None when UDUNITS refuses."""
    out = subprocess.run(["udunits2", "-H", f"1.5 {a}", "-W", b], capture_output=True, text=True)
    match = re.search(r"^ *1\.5 .* = (\S+) ", out.stdout)
    return float(match.group(1)) if match else None


def main(driver):
    if shutil.which("udunits2") is None:
        print("skipped: this machine has no udunits2")
        return
    pairs = [p for group in GROUPS for p in itertools.permutations(group, 2)]
    out = subprocess.run([driver], input="".join(f"{a}|{b}\n" for a, b in pairs), text=True,
                         capture_output=True, check=True)
    findings, refused = [], 0
    for (a, b), row in zip(pairs, out.stdout.splitlines(), strict=True):
        ours, other = None if row == "no" else float(row), theirs(a, b)
        refused += ours is None
        if (ours is None) != (other is None):
            findings.append(f"{a} to {b}: ours {ours}, UDUNITS {other}")
        elif ours is not None and abs(ours - other) > 6e-6 * abs(other) + 1e-12:
            findings.append(f"{a} to {b}: ours {ours}, UDUNITS {other}")
    print("\n".join(findings))
    print(f"{len(pairs)} pairs, {refused} refused by both, {len(findings)} findings")
    sys.exit(1 if findings or refused == 0 else 0)


main(*sys.argv[1:])
