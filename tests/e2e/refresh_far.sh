#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Far catalogues through the whole program, against a mock of our own.
"$PYTHON" -B "$SOURCE/tests/e2e/refresh_far.py" "$PROGRAM" "$SOURCE/tests/fault"
