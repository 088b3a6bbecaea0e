#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# docs/mapping-files.md: each file that it shows is taken, and holds the keys that the program knows.
"$PYTHON" - "$SOURCE" <<'PY' || die "docs/mapping-files.md"
import re, sys
text = open(sys.argv[1] + "/docs/mapping-files.md", encoding="utf-8").read()
files = re.findall(r"```(?:json|yaml|text) (\S+)\n(.*?)```", text, re.S)
assert len(files) == 10, [name for name, _ in files]
for name, content in files:
    open(name, "w", encoding="utf-8").write(content)
about = re.search(r'ta_statement_abouts\[\] = \{(.*?)NULL', open(
    sys.argv[1] + "/src/engine/statement_mapping.c", encoding="utf-8").read(), re.S)
for word in re.findall(r'"([^"]+)"', about.group(1)):
    assert f"`{word}`" in text, word
columns = re.search(r'keys\[TA_PRODUCTION_COLUMNS \+ 1\] = \{(.*?)\};', open(
    sys.argv[1] + "/src/engine/production_mapping.c", encoding="utf-8").read(), re.S)
words = re.findall(r'"([^"]+)"', columns.group(1))
assert len(words) == 9, words
for word in words:
    assert f"`{word}`" in text, word
PY
expect 0 project import mill.geojson -w bank --now 2026-07-01
expect 0 ingest --file stack.csv --mapping stack.yaml --project mill -w bank --now 2026-07-01
expect 0 readings show cems-1/so2 -w bank --json
rows "[(r['time'], r['value']) for r in rows] == [('2026-06-01T00:00:00Z', 12.5), ('2026-06-01T02:00:00Z', 14)]"
expect 0 ingest --file gate.json --mapping gate.yaml --project mill -w bank --now 2026-07-01
expect 0 readings show gate/wind_direction -w bank --json
rows "[r['value'] for r in rows] == [22.5, 0.0]"
expect 0 readings show gate/pm25 -w bank --json
rows "[r['value'] for r in rows if r['value'] is not None] == [31.0]"
payload='QN=20260601120000001;ST=31;CN=2061;PW=123456;MN=cems-1;Flag=4;CP=&&DataTime=20260601110000;a21026-Avg=15.5,a21026-Flag=N&&'
"$PYTHON" - "$payload" <<'PY'
import sys
data = sys.argv[1].encode()
crc = 0xFFFF
for byte in data:
    crc = (crc >> 8) ^ byte
    for _ in range(8):
        crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
open("frame.txt", "wb").write(b"##%04d%s%04X\r\n" % (len(data), data, crc))
PY
expect 0 ingest --file frame.txt --mapping hj212.yaml --project mill -w bank --now 2026-07-01
expect 0 readings show cems-1/so2 -w bank --json
rows "rows[-1]['time'] == '2026-06-01T03:00:00Z' and rows[-1]['value'] == 15.5"
expect 0 evidence import grades.csv --mapping grades.yaml -w bank --now 2026-07-01
cat >scenario.csv <<'END'
scenario,sector,technology,region,year,value
sds,power,coalcap,global,2025,1000
sds,power,coalcap,global,2030,500
END
echo 'id_loan,name_direct_loantaker,name_intermediate_parent_1,name_ultimate_parent,loan_size_outstanding,loan_size_outstanding_currency
L1,北方热电（有限公司）,,,5,CNY' >loans.csv
expect 0 alignment --loans loans.csv --production plants.csv --production-mapping plants.yaml --scenario scenario.csv --scenario-name sds --start 2025 --year 2030 --json
# 1200 and 600 MW are 1800, of which the scenario leaves half
rows 'rows[0]["company"] == "北方热电有限责任公司" and [(p["start"], p["planned"], p["target"]) for p in rows[0]["plans"]] == [(1800, 1500, 900)]'
