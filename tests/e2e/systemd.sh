#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The services and the timer of the nightly refresh: systemd understands them and finds them hardened.
if ! command -v systemd-analyze >/dev/null; then
    echo "skipped: this machine has no systemd-analyze"
    exit 0
fi
mkdir units
for unit in refresh ingest; do
    sed "s|/usr/bin/terrassay|$PROGRAM|; /^Documentation=/d; s/^User=.*/User=root/; s/^Group=.*/Group=root/" \
        "$SOURCE/scripts/systemd/terrassay-$unit.service" >"units/terrassay-$unit.service"
done
cp "$SOURCE/scripts/systemd/terrassay-refresh.timer" units
systemd-analyze verify units/terrassay-{refresh,ingest}.service units/terrassay-refresh.timer >said 2>&1 || true
! grep -E 'terrassay-(refresh|ingest)' said || die "systemd complains"
# what an operator enables starts again with the machine
for unit in terrassay-ingest.service terrassay-refresh.timer; do
    systemctl --root "$PWD/machine" --version >/dev/null 2>&1 || break
    mkdir -p machine/etc/systemd/system
    cp "$SOURCE/scripts/systemd/$unit" machine/etc/systemd/system
    systemctl --root "$PWD/machine" enable "$unit" >said 2>&1 || die "$unit cannot be enabled: $(cat said)"
    find machine -path "*.wants/$unit" | grep -q . || die "$unit is enabled and nothing wants it: $(cat said)"
done
systemd-analyze calendar '*-*-* 01:30:00' >/dev/null || die "the timer has no calendar"

exposure() {
    systemd-analyze security --offline=true "units/$1.service" | sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p'
}
at_most() { "$PYTHON" -c 'import sys; sys.exit(not float(sys.argv[1]) <= 2.5)' "$1"; }
for unit in refresh ingest; do
    score=$(exposure "terrassay-$unit")
    echo "exposure of terrassay-$unit: $score"
    at_most "$score" || die "exposure of terrassay-$unit $score, wanted 2.5 at most"
    sed '/^CapabilityBoundingSet=$/d; /^SystemCallFilter/d; /^Private/d; /^Protect/d; /^Restrict[A-Z][a-z]*[A-Z=]/d' \
        "units/terrassay-$unit.service" >units/open.service
    ! at_most "$(exposure open)" || die "the measure sees nothing"
done

# the words of ExecStart are words of the program
words=$(sed -n 's/^ExecStart=[^ ]* //p' units/terrassay-refresh.service)
[ "$words" = "refresh -w \${WORKSPACE} \$OPTIONS" ] || die "ExecStart: $words"
mkdir catalog
printf 'id,wkt\na,"POLYGON((10 20,10.01 20,10.01 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326 -w bank
expect 3 refresh -w bank --catalog catalog
says 'no scene in the catalogues'
