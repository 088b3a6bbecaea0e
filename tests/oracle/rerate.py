# SPDX-License-Identifier: Apache-2.0
"""Made-up records rated again under the next version of the shipped model: every change of level, the
levels and the sums beside the same arithmetic in plain Python (scripts/bench/portfolio_rate.py).

usage: rerate.py MAKE TERRASSAY SOURCE FOLDER"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PROJECTS = 1500


def main(make, program, source, folder):
    sys.path.insert(0, os.path.join(source, "scripts", "bench"))
    import portfolio_rate as plain

    work = tempfile.mkdtemp(prefix="rerate-", dir=folder)
    try:
        bank, model = os.path.join(work, "bank"), os.path.join(work, plain.SHIPPED + ".yaml")
        subprocess.run([make, bank, str(PROJECTS), plain.SHIPPED], check=True, stdout=subprocess.DEVNULL)
        plain.next_model(os.path.join(source, "datasets", "models", plain.SHIPPED + ".yaml"), model)
        found = json.loads(subprocess.check_output([
            program, "portfolio", "--as-of", "2026-08-31", "--model", model, "--json", "-q", "-w", bank]))
        theirs = json.loads(subprocess.check_output([
            sys.executable, "-B", os.path.join(source, "scripts", "bench", "portfolio_rate.py"),
            os.path.join(bank, "store.gpkg"), model]))
        differ = plain.differences(found, theirs)
        if differ:
            sys.exit("\n".join(differ[:20]))
        fired = [r for r in found["records"] if r["opinion"] == "objection" and r["level"] == "very_high"]
        if len(theirs["changes"]) < PROJECTS // 10 or not fired:
            sys.exit(f"too little to compare: {len(theirs['changes'])} changes, {len(fired)} objections")
    finally:
        shutil.rmtree(work)


main(*sys.argv[1:])
