#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Records have dates, and are written when they are written: what is latest is by their date. And a
# clock that was turned back approves nothing.

printf 'id,name,wkt\na,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326
expect 0 key new --now 2026-05-01
record() { # DAY RESULT: assess for that day; prints the record
    expect 0 assess a --as-of "$1" --now "${3:-2026-09-01T12:00:00Z}" --json
    rows "rows[0]['result'] == '$2'"
    "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["record"])' <"$OUT"
}
map() { # RECORD: the map shows its level
    "$PYTHON" - "$1" <<'END' || die "the map does not show record $1"
import sqlite3
import sys
found = sqlite3.connect("workspace/store.gpkg").execute("SELECT record_id FROM sites").fetchall()
sys.exit(0 if found == [(sys.argv[1],)] else f"found {found}")
END
}
# previous RECORD NAME: the record it stands after
previous() {
    "$PYTHON" - "$1" "$2" <<'END' || die "record $1 does not stand after $2"
import json
import sys
record = json.load(open(f"workspace/records/a/{sys.argv[1]}.json", encoding="utf-8"))["record"]
sys.exit(0 if str(record["previous_record"]) == sys.argv[2] else f"found {record['previous_record']}")
END
}

late=$(record 2026-08-31 written)
map "$late"
early=$(record 2026-03-31 written)
map "$late"
previous "$early" None
expect 0 report a --lang en -o page.html
grep -qF "$late" page.html || die "the page is not the latest record's"
# each date again: nothing to write
[ "$(record 2026-08-31 unchanged)" = "$late" ] || die "another record"
[ "$(record 2026-03-31 unchanged)" = "$early" ] || die "another record"
between=$(record 2026-06-30 written)
previous "$between" "$early"
map "$late"
newer=$(record 2026-09-01 written)
previous "$newer" "$late"
map "$newer"
expect 0 verify --all --now 2026-09-02
says '^4 records: 4 intact, 4 come out again, 0 faults'

# approvals: the records above were sealed on 2026-09-01
expect 0 key new --keys li-na/keys --now 2026-09-10
approve() { # CODE NOW
    expect "$1" model approve credit-3 --by 'Li Na' --role 'model risk' --reason validated \
        --until 2026-12-31 --keys li-na/keys --now "$2"
}
approve 77 2026-08-31
says 'newest record here was sealed, on 2026-09-01'
approve 77 2026-09-09
says "approver's key was made, on 2026-09-10"
approve 0 2026-09-10
"$PYTHON" - <<'END' || die "the audit log does not say that the time was given"
import sqlite3
import sys
row = sqlite3.connect("workspace/store.gpkg").execute(
    "SELECT detail FROM ta_audit WHERE action = 'time.given'").fetchall()
sys.exit(0 if row == [("model.approve",)] else f"found {row}")
END
