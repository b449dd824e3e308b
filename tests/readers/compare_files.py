#!/usr/bin/python3
"""compare_files.py STUDY_DB FOLDER csv|pspp|sav|dta - every cell of exported files against the record itself

csv       the files of `export --format csv`, read by Python's csv module
pspp      what pspp-convert made of .sav files: FOLDER/<table>.csv
sav, dta  what haven_to_csv.R made of such files: FOLDER/<table>.csv

The record is worked out afresh by afresh/. Exit 0 when all cells are equal.
"""
import csv
import gzip
import io
import os
import re
import sys

sys.dont_write_bytecode = True
import compare_xlsx
from afresh import recorded, tables

csv.field_size_limit(1 << 30)
CODES = {-91, -92, -93, -94, -95, -96, -99}
MARK = "\u2026 [cut]"


class CsvFiles:
    """RFC 4180: CRLF, quotes; NA; one ' at the front of a text is not part of it."""

    def __init__(self, folder):
        self.folder, self.types = folder, {}
        for row in self.read("codebook"):
            self.types[row["table_name"], row["column_name"]] = row["type"]

    def read(self, table):
        path = os.path.join(self.folder, table + ".csv")
        opened = gzip.open(path + ".gz", "rb") if os.path.exists(path + ".gz") else open(path, "rb")
        with opened as file:
            assert file.read(1 << 20).count(b"\r\n") > 0, f"{table}: lines do not end with CR LF"
            file.seek(0)
            yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline=""), strict=True)

    def value(self, kind, cell):
        if cell == "NA":
            return None
        if kind == "integer":
            assert re.fullmatch(r"-?\d+", cell), cell
            return int(cell)
        if kind == "number":
            return float(cell)
        assert cell and cell[0] not in "=+-@\t\r", f"a formula: {cell[:40]}"
        return cell[1:] if cell[0] == "'" else cell

    def rows(self, table):
        for row in self.read(table):
            assert None not in row and None not in row.values(), f"{table}: a row of another length"
            yield {name: self.value(self.types[table, name], cell) for name, cell in row.items()}


class StatFiles:
    """Statistics programs: a missing text is an empty one, and trailing spaces are none."""

    def __init__(self, folder, missing):
        self.folder, self.missing, self.types = folder, missing, {}
        for row in csv.DictReader(open(os.path.join(folder, "codebook.csv"), encoding="utf-8", newline="")):
            self.types[row["table_name"].strip(), row["column_name"].strip()] = row["type"].strip()

    def rows(self, table):
        with open(os.path.join(self.folder, table + ".csv"), encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {name: self.value(self.types[table, name], cell) for name, cell in row.items()}

    def value(self, kind, cell):
        if kind in ("text", "time"):
            return cell.rstrip(" ") or None
        if cell.strip() in self.missing:
            return None
        number = float(cell)
        return None if number in CODES else number


def cut_for_spss(text):
    raw = text.encode()
    return text if len(raw) <= 32758 else raw[:32758 - len(MARK.encode())].decode("utf-8", "ignore") + MARK


def equal(expected, found):
    if isinstance(expected, str):
        expected = expected.rstrip(" ") or None
    return plain_equal(expected, found)


plain_equal = compare_xlsx.equal


def main():
    if len(sys.argv) != 4 or sys.argv[3] not in ("csv", "pspp", "sav", "dta"):
        sys.exit("usage: compare_files.py STUDY_DB FOLDER csv|pspp|sav|dta")
    kind = sys.argv[3]
    recorded.cut = cut_for_spss if kind in ("pspp", "sav") else lambda text: text
    if kind != "csv":
        compare_xlsx.equal = equal
    files = CsvFiles(sys.argv[2]) if kind == "csv" else StatFiles(sys.argv[2], {"", ".", "NA"})
    record, comparison = recorded.Record(sys.argv[1]), compare_xlsx.Comparison(files)
    for table in tables.TABLES + ((tables.samples,) if kind == "csv" else ()):
        comparison.table(table.__name__, table(record))
    comparison.about(record)
    for difference in comparison.differences[:20]:
        print(difference[:400].replace("workbook", "file"))
    print(f"compare_files {kind}: {comparison.cells} cells compared, {len(comparison.differences)} differ.")
    sys.exit(1 if comparison.differences or comparison.cells == 0 else 0)


if __name__ == "__main__":
    main()
