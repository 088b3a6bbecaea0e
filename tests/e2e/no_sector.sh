#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A project that states no sector is asked everything the model asks: it is told so, and its client is
# asked whether there is a stack or a plan, and not why a device failed that nobody registered.
cat >farm.csv <<'CSV'
id,name,wkt
farm,Farm,"POLYGON((39.815 6.82,39.825 6.82,39.825 6.83,39.815 6.83,39.815 6.82))"
CSV
expect 0 key new -w bank
expect 0 project import farm.csv --crs EPSG:4326 -w bank

expect 0 assess farm --as-of 2026-06-30 -w bank
says '^farm: sector not stated: state it \(.sector. in the project.s document\)'
expect 0 assess farm --as-of 2026-06-30 -w bank --lang zh
says '^farm：未填行业'
expect 0 report farm -w bank --output farm-en.html
expect 0 report farm -w bank --lang zh --output farm-zh.html
holds() { grep -qF -- "$2" "$1" || die "$1: not a word of $2"; }
lacks() { ! grep -qF -- "$2" "$1" || die "$1: it says $2"; }
holds farm-en.html 'Sector not stated: state it (sector in the project&#39;s document)'
holds farm-en.html 'Does the site have a permitted stack or outfall?'
holds farm-en.html 'Is capacity planned or being built on the site?'
lacks farm-en.html 'Why did the device not report'
lacks farm-en.html 'the grid operator'
holds farm-zh.html '未填行业：请填写'
holds farm-zh.html '场地是否设有须许可的排气筒或排放口？'
lacks farm-zh.html '设备为何'

# several are told in one line
sed 's/farm,Farm/mill,Mill/; s/39\./38./g' farm.csv >two.csv
expect 0 project import two.csv --crs EPSG:4326 -w bank
expect 0 assess --all --as-of 2026-06-30 -w bank
says '^2 projects, [a-z]+ among them: sector not stated'

# with a sector it is not told
cat >forest.csv <<'CSV'
id,name,sector_scheme,sector_code,wkt
forest,Forest,GB/T 4754-2017,0212,"POLYGON((37.815 6.82,37.825 6.82,37.825 6.83,37.815 6.83,37.815 6.82))"
CSV
expect 0 project import forest.csv --crs EPSG:4326 -w bank
expect 0 assess forest --as-of 2026-06-30 -w bank
says_not 'sector not stated'
expect 0 report forest -w bank --output forest-en.html
lacks forest-en.html 'Sector not stated'
