#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Items of a folder and of a far catalogue give the same layers.
"$PYTHON" -B "$SOURCE/tests/e2e/refresh_items.py" "$PROGRAM" "$SOURCE/tests/fault"
