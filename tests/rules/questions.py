# SPDX-License-Identifier: Apache-2.0
"""Questions and words that hang on the English of a reason: is that reason still written by some code?

    questions.py ROOT

A record keeps a reason as words. Where a page tells reasons apart by a part of their words, whoever words one
anew has to meet that part here, or the question is lost in silence. The words of each answer stand in both
languages.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
MATCHES = ("src/record/silence.c", "src/report/section_open.c")  # what reads reasons
RUN = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
CONVERSION = re.compile(r"%[-+ #0-9.*]*(?:hh|h|ll|l|z|j|t)?([diuxXfgescp%])")
CALL = re.compile(r'strstr\(indicator->why, "([^"]+)"\)|starts_with_form\(indicator->why, "([^"]+)"\)')


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def literals(text):
    """Each run of literals of a C text, joined."""
    for run in RUN.findall(text):
        yield "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', run))


def written():
    """What the code that answers may say."""
    return {words for folder in ("algorithms", "src/engine") for path in sorted((ROOT / folder).glob("*.c"))
            for words in literals(path.read_text(encoding="utf-8"))}


def block(text, begin):
    """From @p begin to the end of its initialiser."""
    at = text.index(begin)
    return text[at:text.index("};", at)]


def asked():
    """(where, words, does the reason begin with them, messages that then have to be there)"""
    silence, page = (read(path) for path in MATCHES)
    for _, words, key, anywhere in re.findall(
            r'\{"(\w+)",\s*"([^"]+)",\s*("[^"]+"|\w+),\s*(true|false)\}', block(silence, "rules[] = {")):
        if not key.startswith('"'):
            key = re.search(rf'{key}\[\] = ("[^"]+");', silence)[1]
        yield MATCHES[0], words, anywhere == "false", [key.strip('"')]
    for words in re.findall(r'"([^"]+)"', block(silence, "lacking[] = {")):
        yield MATCHES[0], words, True, ["silence.incomplete"]
    rows = re.findall(r'\{"(\w+)",\s*"([^"]+)",\s*"(\.question\w+)"\}', block(page, "} row[] = {"))
    for name, words, suffix in rows:
        yield MATCHES[1], words, True, [f"indicator.{name}{suffix}"]
    for anywhere, begins in CALL.findall(page):
        yield MATCHES[1], anywhere or begins, not anywhere, []


def says(text, words, begins):
    """Can the format @p text say @p words? Its caller may go on after it, or name what they are about."""
    plain = CONVERSION.sub("\0", text)
    if plain.startswith(words) if begins else words in plain:
        return True
    if plain + " " == words:
        return True
    form = ".+".join(re.escape(part) for part in plain.split("\0"))
    return len(plain) > 10 and re.fullmatch(form, words) is not None


def stands(words, begins, all_words):
    return any(says(text, words, begins) for text in all_words)


faults, seen, told = [], 0, written()
messages = {language: json.loads(read(f"datasets/messages/{language}.json")) for language in ("en", "zh")}
for where, words, begins, keys in asked():
    seen += 1
    if not stands(words, begins, told):
        faults.append(f"{where}: no code writes a reason {'that begins with' if begins else 'with'} \"{words}\"")
    faults += [f"{where}: no words for {key} in {language}" for key in keys for language in messages
               if not messages[language].get(key)]
if seen < 20:
    faults.append(f"looked in the wrong place: {seen} reasons")
if stands("no look in the same seasons", True, told) or not stands("no look in the same season", True, told):
    faults.append("a reworded reason is not seen")
print("\n".join(faults) or f"{seen} reasons are written")
sys.exit(1 if faults else 0)
