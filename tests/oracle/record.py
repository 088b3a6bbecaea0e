#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records before other eyes: jsonschema, a second RFC 8785 writer, hashlib, OpenSSL's Ed25519.

    record.py DRIVER FOLDER SCHEMA
"""
import copy
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys

import jsonschema

driver, folder = sys.argv[1], os.path.join(sys.argv[2], "test-oracle-record")
shutil.rmtree(folder, ignore_errors=True)
os.mkdir(folder)
subprocess.run([driver, folder], check=True)
with open(sys.argv[3], encoding="utf-8") as file:
    schema = jsonschema.Draft202012Validator(json.load(file))


def number(value):
    """ECMAScript's Number::toString from Python's shortest digits."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(float(repr(value)))) if abs(value) <= 2**53 else whole(value)
    mantissa, _, power = repr(float(value)).partition("e")
    if not power:
        return mantissa
    mantissa = mantissa.removesuffix(".0")
    exponent = int(power)
    if exponent < -6 or exponent >= 21:
        return f"{mantissa}e{exponent:+d}"
    digits = mantissa.replace(".", "").lstrip("-")
    return ("-" if value < 0 else "") + "0." + "0" * (-exponent - 1) + digits


def whole(value):
    mantissa, _, power = f"{value!r}".partition("e")
    if not power:
        return mantissa.removesuffix(".0")
    sign, digits = ("-", mantissa[1:]) if value < 0 else ("", mantissa)
    head, _, tail = digits.partition(".")
    return sign + head + tail.ljust(int(power), "0")


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def holds(public_key, message, signature):
    """OpenSSL takes the key as RFC 8410 writes it."""
    for name, data in [("key", bytes.fromhex("302a300506032b6570032100") + public_key),
                       ("message", message), ("signature", signature)]:
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)
    return subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-keyform", "DER",
         "-rawin", "-in", "message", "-sigfile", "signature"],
        cwd=folder, capture_output=True, check=False).returncode == 0


name, = [n for n in os.listdir(folder + "/keys") if n.endswith(".pub")]
with open(f"{folder}/keys/{name}", encoding="ascii") as file:
    key = bytes.fromhex(json.load(file)["public_key"])
assert name == hashlib.sha256(key).hexdigest() + ".pub"

previous, seq, bodies = bytes(32), 0, []
while os.path.exists(f"{folder}/{seq + 1}.json"):
    seq += 1
    with open(f"{folder}/{seq}.json", "rb") as file:
        text = file.read()
    whole_file = json.loads(text)
    envelope, record = whole_file["envelope"], whole_file["record"]
    body = text[text.index(b',"record":') + len(b',"record":'):-2]
    schema.validate(record)
    assert body.decode() == canonical(record), seq
    assert envelope["seq"] == seq and envelope["previous"] == previous.hex()
    assert envelope["id"] == hashlib.sha256(body).hexdigest()
    created = 1800000000 * 10**6 + seq - 1
    chain = hashlib.sha256(b"terrassay/record" + previous + hashlib.sha256(body).digest()
                           + struct.pack("<qq", seq, created)).digest()
    assert envelope["chain"] == chain.hex()
    assert envelope["key_id"] == hashlib.sha256(key).hexdigest()
    signature = bytes.fromhex(envelope["signature"])
    assert holds(key, chain, signature)
    assert not holds(key, chain[:-1] + bytes([chain[-1] ^ 1]), signature)
    assert envelope["created"].encode() not in body
    previous = chain
    bodies.append(record)
assert seq == 12

full = bodies[1]
assert full["subject"]["name"] == "咖啡林 \"Kafa\" \\ \t\n\x01 \U0001F333"
assert full["looks"][1]["min"] == 0 and full["looks"][1]["max"] == 5e-324
shares = sum(i["scoring"]["share"] for i in full["indicators"] if i["scoring"])
assert abs(shares - (full["score"]["value"] - full["score"]["reference"])) < 1e-9
values = [b["indicators"][0]["details"][0]["value"] for b in bodies[2:]]
assert values == [1e21, 1e-7, 0, 2**53, 5e-324, 1.7976931348623157e308, 1 / 3, 1e20 / 3e5,
                  123456.5, -1e-6], values

# The schema says no to what is not there, not known or out of range.
for spoil in [lambda r: r.pop("valid_to"), lambda r: r.update(note=1),
              lambda r: r["score"].update(lo=0.5), lambda r: r["indicators"][0].pop("reason"),
              lambda r: r["subject"]["loans"][0]["equity"].update(minor=5),
              lambda r: r["evidence"][0].update(sha256="xyz")]:
    other = copy.deepcopy(full)
    spoil(other)
    assert not schema.is_valid(other)
print(f"{seq} records: valid, canonical, chained, signed")
