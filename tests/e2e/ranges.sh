#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# Every number that a project file can carry, as -1, -1e300, 1e300, 0 and text, with every indicator asked:
# what lies outside its range stays out and is told with field, reason and mend; what is kept already, of a
# store that is older than the range, is not observed where it is read, and the record is made all the same.
need_modules sqlite3
expect 0 key new --now 2026-07-01
"$PYTHON" "$SOURCE/tests/e2e/ranges.py" "$PROGRAM" "$SOURCE" || die "not so"
