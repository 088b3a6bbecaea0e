#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Personal data: what a file has to say of them, until when they are used, and pages without them.

farm() { # ID WEST EAST CLASS PURPOSE GROUND CONSENT_ON CONSENT_UNTIL KEEP_UNTIL
    printf '%s,Farm of %s,"POLYGON((%s 24.1,%s 24.1,%s 24.11,%s 24.11,%s 24.1))",%s,%s,%s,%s,%s,%s,%s\n' \
        "$1" "$1" "$2" "$3" "$3" "$2" "$2" CN "${@:4}"
}
head=id,name,wkt,country,data_class,data_purpose,data_ground,consent_on,consent_until,keep_until

# a row that lacks what the law asks for stays out, and says what it lacks
{ echo "$head"
  farm yu-7 102.10 102.11 personal 'credit decision' '' 2025-01-01 2026-06-30 2030-12-31
  farm aimless 102.20 102.21 personal '' '' 2025-01-01 '' ''
  farm unasked 102.30 102.31 sensitive 'credit decision' '' '' '' ''
  farm backward 102.40 102.41 personal 'credit decision' '' 2025-01-02 2025-01-01 ''
  farm unknown 102.50 102.51 private '' '' '' '' ''
  farm bylaw 102.60 102.61 sensitive 'credit decision' law '' '' 2026-06-30; } >farms.csv
expect 3 project import farms.csv --crs EPSG:4326
prints '^set aside +aimless .* data_purpose +personal data need a purpose, found nothing +say what they are used for'
prints '^set aside +unasked .* data_ground +sensitive data need a day of consent or another ground'
prints '^set aside +backward .* consent_until +2025-01-01 lies before consent_on, 2025-01-02'
prints '^set aside +unknown .* data_class +wanted one of "none" "personal" "sensitive"'
says 'set_aside=4 projects=2 added=2'
expect 0 project show yu-7
prints '^Personal data +personal$'
prints '^Used for +credit decision$'
prints '^Consent until +2026-06-30$'
expect 0 project show bylaw --lang zh
prints '^个人信息 +敏感个人信息$'
prints '^处理依据 +法定义务$'
expect 0 project show bylaw --json
rows 'rows[0]["document"]["personal_data"] == {"class": "sensitive", "ground": "law", "keep_until": "2026-06-30", "purpose": "credit decision"}'

# a project without them has the document it always had
printf 'id,wkt\nplain,"POLYGON((16 20,16.01 20,16.01 20.01,16 20))"\n' >plain.csv
expect 0 project import plain.csv --crs EPSG:4326
expect 0 project show plain --json
rows '"personal_data" not in rows[0] and "personal_data" not in rows[0]["document"]'
expect 0 project show plain
prints_not 'Personal data|Consent'

# up to the last day of consent and of keeping there are records, after it none
expect 0 key new --now 2026-01-01
expect 0 assess --all --as-of 2026-06-30 --now 2026-06-30T12:00:00Z --json
rows '[r["result"] for r in rows] == ["written"] * 3'
expect 3 assess --all --as-of 2026-06-30 --now 2026-06-30T16:00:00Z
prints '^yu-7 +- .* set aside$'
says '^yu-7: set aside: the consent to the use of its data ended on 2026-06-30; to mend it: '
says '^bylaw: set aside: its data were to be kept and used until 2026-06-30; to mend it: '
expect 3 assess yu-7 --now 2026-07-01 --lang zh
prints '已搁置$'
says '^yu-7：已搁置：其数据的使用同意已于 2026-06-30 到期；补正办法：'
expect 3 assess yu-7 plain --as-of 2026-07-01 --now 2026-07-01 --json
rows '[r["result"] for r in rows] == ["set_aside", "written"]'
rows 'rows[0]["reason"] == "consent_ended" and rows[0]["until"] == "2026-06-30" and "record" not in rows[0]'
expect 0 verify --all
says '^4 records: 4 intact, 4 come out again, 0 faults$'

# doctor names what may no longer be used, and what soon may not
expect 0 doctor --now 2026-05-30 --json
rows 'next(r for r in rows if r["part"] == "Personal data")["state"] == "ok"'
expect 0 doctor --now 2026-05-31
prints '^Personal data +note +yu-7: the consent ends on 2026-06-30 +ask for it again'
expect 1 doctor --now 2026-07-01
prints '^Personal data +fault +bylaw: to be kept and used until 2026-06-30 +.terrassay project remove'
prints '^Personal data +note +yu-7: the consent ended on 2026-06-30, assess sets it aside'
expect 0 project remove bylaw
expect 0 doctor --now 2026-07-01

# the whole page says class, purpose and ground
expect 0 report yu-7 -o whole.html
grep >/dev/null 'personal: <bdi>credit decision' whole.html || die "the page does not say them"
expect 0 report plain -o plain.html
! grep 'Personal data' plain.html >/dev/null || die "said of a project that has none"

# a page to share names nobody and no place finer than half a degree
expect 0 report yu-7 --shared --json
id=$("$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["record"])' <"$OUT")
rows "rows[0][\"path\"] == \"workspace/reports/shared-${id:0:12}-en.html\""
page=workspace/reports/shared-${id:0:12}-en.html
grep -F >/dev/null "Record ${id:0:12}" "$page" || die "no pseudonym"
grep -F >/dev/null 'longitude 102.0 to 102.5, latitude 24.0 to 24.5 (degrees)' "$page" || die "no tile"
grep -F >/dev/null 'A page to share. Left out: ' "$page" || die "not told what is left out"
never='Farm of|yu-7|102\.1[01][0-9]|24\.1[01][0-9]|data:image'
! grep -E "$never" "$page" >/dev/null || die "$(grep -oE ".{20}($never)" "$page" | head -3)"
grep -E "$never" whole.html >/dev/null || die "the test looks for what no page has"
expect 0 report yu-7 --shared --lang zh -o -
prints '供外传的页面'
prints '经度 102\.0 至 102\.5，纬度 24\.0 至 24\.5'
prints '一般个人信息：<bdi>credit decision'
