#!/usr/bin/python3
"""compare_clinical.py STUDY_DB EXPORTS - REDCap's dictionary and import file, and SDTM's VS, against the record

Nobody gives away an importer of REDCap: its rules are held here (18 columns, names, forms in one piece, every
column of the import told by the dictionary), and every cell is compared.
"""
import csv
import re
import sys

sys.dont_write_bytecode = True
from afresh import recorded, tables
from compare_xlsx import equal

SIGNS = {"temperature": "SKTEMP", "spo2": "OXYSAT", "pulse_rate": "PULSE"}
MORE = {"temperature": 3, "spo2": 1, "pulse_rate": 1}      # decimals: one more than the instrument's
problems, cells = [], 0


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def told(cell):
    return None if cell == "" else cell[1:] if cell[0] == "'" else cell


def same(expected, found, where):
    global cells
    cells += 1
    if isinstance(expected, (int, float)) and found is not None:
        found = float(found)
    if where == "vs.VSSTRESN" and expected is not None and found is not None and abs(expected - found) < 1.1e-3:
        found = expected        # what lies in the middle of two may be rounded either way
    if not equal(expected, found):
        problems.append(f"{where}: record {str(expected)[:60]!r}, file {str(found)[:60]!r}")


def redcap(record, folder):
    fields = read(f"{folder}/redcap/dictionary.csv")
    names = [f["Variable / Field Name"] for f in fields]
    forms = [f["Form Name"] for f in fields]
    if len(fields[0]) != 18 or names[0] != "record_id" or fields[0]["Field Type"] != "text" or len(set(names)) != len(names):
        problems.append("dictionary: not 18 columns, or no record_id, or a name twice")
    if [f for i, f in enumerate(forms) if i == 0 or forms[i - 1] != f] != list(dict.fromkeys(forms)):
        problems.append("dictionary: a form is in several pieces")
    for field in fields:
        good = re.fullmatch(r"[a-z][a-z0-9_]{1,99}", field["Variable / Field Name"]) and field["Field Label"] and \
            field["Field Type"] in ("text", "radio") and (field["Field Type"] != "radio") == (field[
                "Choices, Calculations, OR Slider Labels"] == "")
        if not good or not re.fullmatch(r"(-?\w+, [^|]+( \| )?)*", field["Choices, Calculations, OR Slider Labels"]):
            problems.append(f"dictionary: {field}")
    rows = read(f"{folder}/redcap/import.csv")
    for field in fields:
        codes = {choice.split(",")[0] for choice in field["Choices, Calculations, OR Slider Labels"].split(" | ")}
        strange = {row[field["Variable / Field Name"]] for row in rows} - codes - {""}
        if field["Field Type"] == "radio" and strange:
            problems.append(f"import: {field['Variable / Field Name']} has {strange}, which are no choices")
    sex = [f for f in fields if f["Variable / Field Name"] == "participants_sex"]
    if any(f["Field Type"] != "radio" or not f["Choices, Calculations, OR Slider Labels"].startswith("female, female | male, male") for f in sex):
        problems.append(f"dictionary: sex is {sex}")
    extra = ["redcap_repeat_instrument", "redcap_repeat_instance"] + [f"{form}_complete" for form in dict.fromkeys(forms)]
    if sorted(rows[0]) != sorted(names + extra):
        problems.append(f"import: columns {set(rows[0]) ^ set(names + extra)} are not those of the dictionary")
    for table in (tables.participants, tables.trials, tables.measures, tables.answers, tables.deviations):
        form = table.__name__
        mine = [r for r in rows if (r["redcap_repeat_instrument"] or "participants") == form]
        expected = list(table(record))
        same(len(expected), len(mine), form)
        count = {}
        for want, got in zip(expected, mine):
            person = want["participant_id"]
            count[person] = count.get(person, 0) + 1
            same(person, told(got["record_id"]), form)
            same("2", got[f"{form}_complete"], form)
            same(None if form == "participants" else str(count[person]), told(got["redcap_repeat_instance"]), form)
            for name, value in want.items():
                if name != "participant_id":
                    same(value, told(got[f"{form}_{name}"]), f"{form}.{name}")


def sdtm(record, folder):
    rows = iter(read(f"{folder}/sdtm/vs.csv"))
    numbers = {}
    for phase in tables.measures(record):
        if phase["quantity"] not in SIGNS or phase["counted"] != 1:
            continue
        row = next(rows)
        person = f"{phase['study_id']}-{phase['participant_id']}"
        numbers[person] = numbers.get(person, 0) + 1
        for name, value in [("STUDYID", phase["study_id"]), ("DOMAIN", "VS"), ("USUBJID", person), ("VSSEQ", numbers[person]),
                            ("VSTESTCD", SIGNS[phase["quantity"]]), ("VSSTRESN", phase["mean"] and round(phase["mean"], MORE[phase["quantity"]])), ("VISITNUM", phase["visit"]),
                            ("VSDTC", phase["phase_start_utc"]), ("VSBLFL", "Y" if phase["phase"] == "baseline" else None),
                            ("VSSTAT", "NOT DONE" if phase["mean"] is None else None)]:
            same(value, told(row[name]), f"vs.{name}")
        if not re.fullmatch("[A-Z][A-Z0-9_]{0,7}", row["VSTESTCD"]) or len(row["VSTEST"]) > 40 or not re.fullmatch(r"PT\d+S", row["VSELTM"]):
            problems.append(f"vs: {row}")
    if next(rows, None) is not None:
        problems.append("vs: more rows than vital signs")


def main():
    recorded.cut = lambda text: text
    record = recorded.Record(sys.argv[1])
    redcap(record, sys.argv[2])
    sdtm(record, sys.argv[2])
    for problem in problems[:20]:
        print(problem[:400])
    print(f"compare_clinical: {cells} cells compared, {len(problems)} differ.")
    sys.exit(1 if problems or not cells else 0)


main()
