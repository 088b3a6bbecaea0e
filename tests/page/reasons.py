#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every reason and every figure that indicators and the engine write into records has words.

Formats are read from the sources; each conversion stands for a made-up word or figure. A reason
that then fits no form would stay English in a Chinese report: it wants a row WHY(key) in
src/report/why.def and the words why.KEY in datasets/messages/{en,zh}.json. A figure wants
detail.NAME, or the beginning of its name with {rest} for what follows. What findings say and
the source of each indicator (its cite, word for word as cite.ID) stand in the messages too.
"""
import json
import os
import re
import sys

ROOT = sys.argv[1]
CALL = re.compile(r"\b(ta_result_missing|ta_result_why(?:_also)?|silent)\s*\(")
ANSWER = re.compile(r"case TA_\w+: return \"([^\"]*)\"")
DETAIL = re.compile(r'\bta_result_detail\(\s*\w+,\s*"([^"]+)"')
FINDING = re.compile(r"snprintf\s*\((?=\s*(?:detail|out|finding->detail),)")
CITE = re.compile(r"\.cite\s*=\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+),")
MEMBER = re.compile(r"\bwhy\s*=\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+);")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
CONVERSION = re.compile(r"%[-+ #0-9.*]*(?:hh|h|ll|l|z|j|t)?([diuxXfgescp%])")
SAMPLE = {"d": "7", "i": "7", "u": "7", "x": "7", "X": "7", "f": "7", "g": "7", "e": "7",
          "s": "word", "c": "w", "p": "7", "%": "%"}


def arguments(text, at):
    """The text up to the parenthesis that closes the call."""
    depth, i, quoted = 1, at, False
    while depth > 0:
        c = text[i]
        if quoted:
            i += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        else:
            depth += (c == "(") - (c == ")")
        i += 1
    return text[at:i - 1]


def formats(path):
    """(line, format) of each reason: the first run of literals of a call, and others in it that
    end a sentence."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for match in CALL.finditer(text):
        body = arguments(text, match.end())
        runs = re.findall(r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*', body)
        for i, run in enumerate(runs):
            words = "".join(LITERAL.findall(run))
            if match.group(1) == "silent":
                words += " %s"  # the datastream
            # Sentences that stand before or after, with the marks between, are looked at by themselves.
            words = re.sub(r"^(?:%s){2}(?=\w|%\.)|(?<=\w)(?:%s){4}$", "", words)
            if i == 0 or words.endswith("; "):
                yield text.count("\n", 0, match.start()) + 1, words
    if path.endswith("evaluate.c"):
        for match in ANSWER.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match.group(1)
    for match in MEMBER.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, "".join(LITERAL.findall(match.group(1)))


def findings(path):
    """(line, format) of what a finding says of its object."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for match in FINDING.finditer(text):
        body = arguments(text, match.end())
        words = "".join(LITERAL.findall(body))
        if re.search(r",\s*span\b", body):
            words = words.replace("%s", "%s to %s, %.4g h", 1)  # span_words()
        if words != "%s":  # said by another format
            yield text.count("\n", 0, match.start()) + 1, words


def strange_cites():
    """Indicators whose source the messages do not say word for word."""
    words = {}
    for language in ("en", "zh"):
        with open(os.path.join(ROOT, f"datasets/messages/{language}.json"), encoding="utf-8") as f:
            words[language] = json.load(f)
    with open(os.path.join(ROOT, "algorithms/indicators.def"), encoding="utf-8") as f:
        ids = re.findall(r"^X\((\w+)\)", f.read(), re.M)
    for name in ids:
        path = f"algorithms/{name}.c"
        with open(os.path.join(ROOT, path), encoding="utf-8") as f:
            found = CITE.search(f.read())
        cite = "".join(LITERAL.findall(found.group(1)))
        if words["en"].get(f"cite.{name}") != cite:
            yield f"{path}: cite.{name} in datasets/messages/en.json is not its source \"{cite}\""
        if not words["zh"].get(f"cite.{name}"):
            yield f"{path}: no Chinese of its source: cite.{name}"


def forms():
    with open(os.path.join(ROOT, "src/report/why.def"), encoding="utf-8") as f:
        keys = re.findall(r"^WHY\((\w+)\)", f.read(), re.M)
    words = {}
    for language in ("en", "zh"):
        with open(os.path.join(ROOT, f"datasets/messages/{language}.json"), encoding="utf-8") as f:
            words[language] = json.load(f)
    missing = [k for k in keys for lang in words if f"why.{k}" not in words[lang]]
    assert not missing, f"no words for {missing}"
    return [re.compile("".join(".+?" if re.fullmatch(r"\{\w\}", part) else re.escape(part)
                               for part in re.split(r"(\{\w\})", words["en"][f"why.{k}"])))
            for k in keys]


def strange_figures(path):
    """Names of figures that have no words; names made at run time are not looked at."""
    with open(os.path.join(ROOT, "datasets/messages/en.json"), encoding="utf-8") as f:
        words = json.load(f)
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        names = set(DETAIL.findall(f.read()))
    for name in sorted(names):
        parts = name.split("_")
        if "_at_" not in name and not any("detail." + "_".join(parts[:n]) in words
                                          for n in range(1, len(parts) + 1)):
            yield f"{path}: no words for the figure \"{name}\""


def fits(known, sentence):
    """As src/report/why.c: whole, else its parts, else what stands behind "subject: "."""
    def whole(text):
        return any(form.fullmatch(text) for form in known)
    if whole(sentence):
        return True
    if "; " in sentence:
        return all(fits(known, part) for part in sentence.split("; "))
    return ": " in sentence and fits(known, sentence.split(": ", 1)[1])


def main():
    known, seen, strange = forms(), 0, list(strange_cites())
    for path in ("src/engine/signal_findings.c", "src/engine/parcel.c", "src/engine/inputs_clock.c",
                 "src/engine/green_label.c", "src/engine/lax_limit.c"):
        told = list(findings(os.path.join(ROOT, path)))
        assert told, f"{path}: no finding says anything"
        for line, text in told:
            seen += 1
            if not fits(known, CONVERSION.sub(lambda m: SAMPLE[m.group(1)], text)):
                strange.append(f'{path}:{line}: no form in why.def for "{text}"')
    for folder in ("algorithms", "src/engine"):
        for name in sorted(os.listdir(os.path.join(ROOT, folder))):
            if not name.endswith(".c") or name == "indicator_result.c":
                continue
            path = os.path.join(folder, name)
            strange += strange_figures(path)
            for line, text in formats(os.path.join(ROOT, path)):
                text = re.sub(r"(?<!: )(?:%s){2}$", "", text)  # "; " and another sentence, or nothing
                text = re.sub(r"^(?:%s){2}(?=%s)", "", text)  # what was said before, and "; "
                text = re.sub(r"^%s(?= mixed )", "sensors", text)  # or orbits
                sentence = CONVERSION.sub(lambda m: SAMPLE[m.group(1)], text)
                if not re.search(r"[a-z]{3} ?", CONVERSION.sub("", text)):
                    continue  # joins other sentences
                seen += 1
                if not fits(known, sentence.strip().rstrip(";")):
                    strange.append(f'{path}:{line}: no form in why.def for "{text}"')
    print("\n".join(strange))
    print(f"reasons: {seen} examined, {len(strange)} findings")
    sys.exit(1 if strange or seen < 30 else 0)


if __name__ == "__main__":
    main()
