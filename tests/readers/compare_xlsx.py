#!/usr/bin/python3
"""compare_xlsx.py STUDY_DB WORKBOOK - every cell of a workbook against the record itself

Reads study.db with SQLite and works out afresh what each table must hold (afresh/), then reads
the workbook with openpyxl and compares all cells, types included. Shares no code with
the exporter. Exit 0 when all are equal; prints the first differences otherwise.
"""
import collections
import math
import re
import sys

import openpyxl

sys.dont_write_bytecode = True
from afresh.recorded import Record
from afresh.tables import TABLES

NAME = re.compile(r"^[a-z][a-z0-9_]{1,25}$")


class Workbook:
    def __init__(self, path):
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=False)

    def rows(self, table):
        """Dictionaries by header; a table may go on in sheets named table_2, table_3 ..."""
        names = [n for n in self.book.sheetnames if n == table or re.fullmatch(re.escape(table) + r"_\d+", n)]
        for name in names:
            rows = self.book[name].iter_rows()
            header = [cell.value for cell in next(rows)]
            assert len(set(header)) == len(header) and all(NAME.match(h) for h in header), f"{name}: header {header}"
            for row in rows:
                values = [cell.value for cell in row] + [None] * (len(header) - len(row))
                assert all(cell.data_type != "f" for cell in row if cell.value is not None), f"{name}: a formula"
                yield {h: unescaped(v) for h, v in zip(header, values)}


def unescaped(value):
    """Excel's _xHHHH_ (ST_Xstring), which openpyxl leaves as it is."""
    if not isinstance(value, str):
        return value
    return re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value)


def equal(wanted, found):
    if wanted is None or found is None:
        return wanted is None and found is None
    if isinstance(wanted, str) or isinstance(found, str):
        return type(wanted) is type(found) and wanted == found
    return math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-9)


class Comparison:
    def __init__(self, workbook):
        self.workbook, self.cells, self.differences, self.cuts = workbook, 0, [], collections.Counter()

    def differs(self, message):
        self.differences.append(message)

    def table(self, name, wanted_rows):
        found_rows = self.workbook.rows(name)
        number, wanted_columns = 0, None
        for number, wanted in enumerate(wanted_rows, 1):
            found = next(found_rows, None)
            if found is None:
                return self.differs(f"{name}: ends before row {number}")
            if wanted_columns is None:
                wanted_columns = set(wanted)
                if wanted_columns != set(found):
                    return self.differs(f"{name}: columns {sorted(wanted_columns ^ set(found))} differ")
            for column, value in wanted.items():
                self.cells += 1
                self.cuts[f"{name}.{column}"] += isinstance(value, str) and value.endswith("\u2026 [cut]")
                if not equal(value, found[column]):
                    self.differs(f"{name} row {number} {column}: record {value!r}, workbook {found[column]!r}")
        if next(found_rows, None) is not None:
            self.differs(f"{name}: more than {number} rows")

    def codebook(self):
        """One row per column of every sheet, each with a label and a source, in their order."""
        told = collections.defaultdict(list)
        for row in self.workbook.rows("codebook"):
            self.cells += len(row)
            told[row["table_name"]].append(row["column_name"])
            if not row["label"] or row["source"] not in ("recorded", "entered", "planned", "derived"):
                self.differs(f"codebook: {row['table_name']}.{row['column_name']} is not explained")
        for sheet in self.workbook.book.sheetnames:
            table = re.sub(r"_\d+$", "", sheet)
            header = [c.value for c in next(self.workbook.book[sheet].iter_rows())] if sheet != "charts" else None
            if header and header != told[table]:
                self.differs(f"codebook: {sheet} has columns {header}, told are {told[table]}")

    def about(self, record):
        """What must be told of every session, and that nobody may take it for a medical device."""
        facts = {(row["session_id"], row["name"]): row["value"] for row in self.workbook.rows("about")}
        wanted = {(None, "use"): "Research use only. Not for diagnosis or treatment.",
                  (None, "cut_texts"): ", ".join(f"{name}: {count}" for name, count in self.cuts.items() if count) or "none"}
        wanted.update({(None, f"study_{name}"): value for name, value in record.study if not name.startswith("measures_")})
        for name, value in record.set.items():
            told = (facts.get((None, "measures_" + name)) or "nothing").split(" ")[0]
            wanted[None, "measures_" + name] = facts.get((None, "measures_" + name)) if told == f"{value:.9g}" else f"{value:.9g}"
        for session in record.sessions:
            for name, column in [("participant", "id"), ("script_sha256", "script_sha256"), ("seed", "seed"),
                                 ("station", "station"), ("recorded_by", "software_version"), ("start_utc", "start_utc")]:
                wanted[session["session_id"], name] = session[column]
            for instrument in record.all("SELECT * FROM instrument WHERE session_id = ?", session["session_id"]):
                wanted[session["session_id"], instrument["name"] + "_settings"] = instrument["settings"]
        for key, value in wanted.items():
            self.cells += 1
            if not equal(value, facts.get(key)):
                self.differs(f"about {key}: record {value!r}, workbook {facts.get(key)!r}")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: compare_xlsx.py STUDY_DB WORKBOOK")
    record, comparison = Record(sys.argv[1]), Comparison(Workbook(sys.argv[2]))
    for table in TABLES:
        comparison.table(table.__name__, table(record))
    comparison.codebook()
    comparison.about(record)
    for difference in comparison.differences[:20]:
        print(difference)
    print(f"compare_xlsx: {comparison.cells} cells compared, {len(comparison.differences)} differ.")
    sys.exit(1 if comparison.differences or comparison.cells == 0 else 0)


if __name__ == "__main__":
    main()
