#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# Far files read by ranges, through the whole program, against a counting mock of our own.
"$PYTHON" -B "$SOURCE/tests/e2e/refresh_ranges.py" "$PROGRAM" "$SOURCE/tests/fault"
