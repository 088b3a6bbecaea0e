#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What an approval does to records: from its day on the model stands in no decision's way, until it
# ends; records made before and after verify all the same.

printf 'id,name,wkt\na,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326 --now 2026-05-01
expect 0 key new --now 2026-05-01
expect 0 key new --keys li-na/keys --now 2026-05-01

# reasons DAY EXPRESSION: the record of that day, over `why` and the model `by` whom it is approved
reasons() {
    expect 0 assess a --as-of "$1" --now "$1T12:00:00Z" --json
    path=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    "$PYTHON" - "$path" "$2" <<'END' || die "$1: not so: $2"
import json
import sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
names = {"why": record["indicative_because"], "by": record["model"]["approved_by"],
         "until": record["model"]["approved_until"]}
sys.exit(0 if eval(sys.argv[2], names) else f"found {names['why']}, {names['by']}, {names['until']}")
END
}
verified() {
    expect 0 verify --all --now 2027-01-01
    says "^$1 records?: $1 intact, $1 comes? out again, 0 faults"
}

reasons 2026-06-01 '"model_not_approved" in why and by is None'
expect 0 model approve credit-3 --by 'Li Na' --role 'model risk' --reason validated \
    --until 2026-12-31 --keys li-na/keys --now 2026-06-02
verified 1
reasons 2026-06-02 '"model_not_approved" not in why and by == "Li Na" and until == "2026-12-31"'
verified 2
expect 0 model retire credit-3 --by 'Li Na' --reason 'a new version' --keys li-na/keys --now 2026-06-03
reasons 2026-06-03 '"model_not_approved" not in why and by == "Li Na" and until == "2026-06-03"'
reasons 2026-06-04 '"model_approval_expired" in why and by is None'
verified 4

# An approval that was changed in the store counts for nothing.
"$PYTHON" - <<'END'
import sqlite3
db = sqlite3.connect("workspace/store.gpkg")
db.execute("DROP TRIGGER ta_approval_no_update")
db.execute("UPDATE ta_approval SET until_day = until_day + 3650")
db.commit()
END
expect 0 model list --now 2026-06-04 --json
rows 'all(r["approved_by"] is None for r in rows)'
