#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# docs/operating.md: the messages that it shows are taken in, and its table has each word of what is set aside with its mend.
"$PYTHON" - "$SOURCE" <<'PY' || die "docs/operating.md"
import json, re, sys
text, project = (open(f"{sys.argv[1]}/docs/{page}.md", encoding="utf-8").read() for page in ("operating", "mapping-files"))
shown = dict(re.findall(r"```(?:json|text) (\S+)\n(.*?)```", text, re.S))
open("message.json", "w").write(shown["message.json"])
open("message.cbor", "wb").write(bytes.fromhex(shown["message.hex"].strip()))
open("mill.geojson", "w").write(re.search(r"```json mill.geojson\n(.*?)```", project, re.S).group(1))
words = re.findall(r'X\(\w+,\s*"(\w+)",\s*SET_ASIDE,\s*"(.*)"\)', open(sys.argv[1] + "/src/ingest/decode.h").read())
mends = open(sys.argv[1] + "/datasets/messages/en.json", encoding="utf-8").read()
assert len(words) > 20, words
for word, means in words:
    mend = re.search(f'"set_aside.{word}": (".*")', mends)
    assert f"| `{word}` | {means} | {json.loads(mend.group(1)) if mend else '-'} |" in text, word
PY
for format in senml cbor; do
    expect 0 project import mill.geojson -w "$format" --now 2026-07-01
    file=message.json
    [ "$format" = senml ] || file=message.cbor
    expect 0 ingest --file "$file" --format "$format" --project mill -w "$format" --now 2026-07-01
    expect 0 readings show cems-1/so2 -w "$format" --json
    rows "[(r['time'], r['value']) for r in rows] == [('2026-06-01T00:00:00Z', 12.5), ('2026-06-01T01:00:00Z', 14)]"
done
# the audit log is read as the page says
"$PYTHON" - "$SOURCE" <<'PY' || die "the audit log"
import re, sqlite3, sys
text = open(sys.argv[1] + "/docs/operating.md", encoding="utf-8").read()
query = re.search(r'sqlite3 -readonly .*\\\n +"(SELECT .* FROM ta_audit .*)"', text).group(1)
rows = sqlite3.connect("file:senml/store.gpkg?mode=ro", uri=True).execute(query).fetchall()
assert rows and all(r[0].startswith("2026-07-01T") and r[1] for r in rows), rows
PY
