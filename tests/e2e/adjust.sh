#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two sensors in one series: adjusted where the model asks for it, said so, and verified.
expect 0 key new -w bank --now 2024-07-01
"$PYTHON" -B "$SOURCE/tests/e2e/adjust.py" make "$SOURCE/datasets/models/credit-3.yaml"
expect 0 project import projects.geojson -w bank
expect 0 refresh --catalog scenes -w bank
for model in plain adjusted; do
    expect 0 assess p --model "./$model.yaml" --as-of 2024-06-30 -w bank --now 2024-07-02 --json
    path=bank/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    "$PYTHON" -B "$SOURCE/tests/e2e/adjust.py" "$model" "$path" || die "$model"
    expect 0 assess p --model "./$model.yaml" --as-of 2019-06-30 -w bank --now 2024-07-02 --json
    path=bank/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    "$PYTHON" -B "$SOURCE/tests/e2e/adjust.py" "$model-loss" "$path" || die "$model-loss"
done
expect 0 verify --all -w bank --now 2024-07-03
says '4 records: 4 intact, 4 come out again, 0 faults'
