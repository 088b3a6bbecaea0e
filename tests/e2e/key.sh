#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Signing keys: made, listed, retired, refused when others may read them.

expect 65 key list
says 'there is no workspace'
[ ! -e workspace ] || die "listing made a workspace"

expect 0 key new -w bank --now 2026-01-02T03:04:05Z --json
rows 'len(rows) == 1 and rows[0]["made"] == "2026-01-02T03:04:05Z" and rows[0]["state"] == "signs"'
first=$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["id"])' <"$OUT")
[ "$(find bank/public-keys -type f)" = "bank/public-keys/$first.pub" ] || die 'public-keys/ holds another than the public key'
[ "$(stat -c %a bank/keys)" = 700 ] || die "keys/ is open to others"
for file in bank/keys/*.key; do
    [ "$(stat -c %a "$file")" = 600 ] || die "$file is open to others"
done
says_not 'signed until now'
expect 0 key new -w bank --now 2026-02-02
says "^${first:0:12} signed until now; it is kept"
expect 0 key list -w bank --json
rows 'len(rows) == 2 and [r["state"] for r in rows] == ["kept", "signs"]'
TERRASSAY_WORKSPACE=bank expect 0 key list
prints "^$first +kept +2026-01-02T03:04:05Z +-$"

expect 0 key retire "$first" -w bank --now 2026-03-02
expect 0 key list -w bank --json
rows 'rows[0]["state"] == "retired" and rows[0]["retired"] == "2026-03-02T00:00:00Z"'
grep '"retired":"2026-03-02' "bank/public-keys/$first.pub" >/dev/null || die 'who checks does not know that it is retired'
expect 65 key retire "$first" -w bank --now 2026-03-03
expect 65 key retire 00 -w bank
says 'to mend it: give a key.s whole id, as .terrassay key list. shows it'
says '00'

expect 0 key new --keys own/keys
[ ! -e own/public-keys ] || die "somebody's own keys were published"
expect 0 key list --keys own/keys --json
rows 'len(rows) == 1 and rows[0]["state"] == "signs"'
[ ! -e workspace ] || die "a folder of keys made a workspace"

# who is given the workspace without its secrets lists its public keys, and what was retired
cp -r bank third
rm -r third/keys
expect 0 key list -w third --json
rows '[r["state"] for r in rows] == ["retired", "public_only"]'
expect 78 assess --all -w third

# Where no key signs, the mend names the workspace that was meant.
expect 0 key new -w bare
rm bare/keys/*
expect 78 assess --all -w bare
says 'terrassay key new -w bare$'

chmod 644 bank/keys/*.key
expect 77 key list -w bank
says 'terrassay: .*keys'
