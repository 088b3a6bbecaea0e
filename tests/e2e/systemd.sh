#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The service and timer of the nightly refresh: systemd understands them and finds them hardened.
if ! command -v systemd-analyze >/dev/null; then
    echo "skipped: this machine has no systemd-analyze"
    exit 0
fi
mkdir units
sed "s|/usr/bin/terrassay|$PROGRAM|; /^Documentation=/d; s/^User=.*/User=root/; s/^Group=.*/Group=root/" \
    "$SOURCE/scripts/systemd/terrassay-refresh.service" >units/terrassay-refresh.service
cp "$SOURCE/scripts/systemd/terrassay-refresh.timer" units
systemd-analyze verify units/terrassay-refresh.service units/terrassay-refresh.timer >said 2>&1 || true
! grep 'terrassay-refresh' said || die "systemd complains"
systemd-analyze calendar '*-*-* 01:30:00' >/dev/null || die "the timer has no calendar"

score=$(systemd-analyze security --offline=true units/terrassay-refresh.service |
    sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')
echo "exposure $score"
"$PYTHON" -c 'import sys; sys.exit(not float(sys.argv[1]) <= 2.5)' "$score" || die "exposure $score, wanted 2.5 at most"
sed '/^CapabilityBoundingSet=$/d; /^SystemCallFilter/d; /^Private/d; /^Protect/d; /^Restrict/d' \
    units/terrassay-refresh.service >units/open.service
! "$PYTHON" -c 'import sys; sys.exit(not float(sys.argv[1]) <= 2.5)' \
    "$(systemd-analyze security --offline=true units/open.service |
        sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')" || die "the measure sees nothing"

# the words of ExecStart are words of the program
words=$(sed -n 's/^ExecStart=[^ ]* //p' units/terrassay-refresh.service)
[ "$words" = "refresh -w \${WORKSPACE} \$OPTIONS" ] || die "ExecStart: $words"
mkdir catalog
printf 'id,wkt\na,"POLYGON((10 20,10.01 20,10.01 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326 -w bank
expect 3 refresh -w bank --catalog catalog
says 'no scene in the catalogues'
