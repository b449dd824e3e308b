#!/usr/bin/python3
"""bench_export.py BENCH_EXPORT [ROWS] - exports beside libraries used bare and beside Python, on the same cells

Processor seconds, the best of three (disks differ). Exit 3 when CSV is not 1.5 times as fast as Python's csv.writer, the workbook takes
more than 1.25 times as long as bare libxlsxwriter, or memory grows with the number of rows.
"""
import csv
import os
import subprocess
import sys
import tempfile
import time

COLUMNS = 10


def ours(program, what, rows, path):
    """Seconds, and the most memory in MB."""
    best, memory = 1e9, 0
    for _ in range(3):
        child = subprocess.Popen([program, what, str(rows), path], stdout=subprocess.PIPE, text=True)
        seconds = float(child.stdout.read())
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0, what
        best, memory = min(best, seconds), max(memory, usage.ru_maxrss / 1024)
    return best, memory


def python(write):
    began = time.process_time()
    write()
    return time.process_time() - began


def cells(path):
    kinds = (str, int, str, str, float, float, float, float, float, str)
    with open(path, encoding="utf-8") as file:
        return [[None if not text else kind(text) for kind, text in zip(kinds, line.rstrip("\n").split("\t"))] for line in file]


def with_csv(rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def with_xlsxwriter(rows, path):
    import xlsxwriter
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("bench")
    formats = [book.add_format({"num_format": pattern}) for pattern in ("@", "0", "0.000")]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number + 1, column, value, formats[0])
            elif value is not None:
                sheet.write_number(number + 1, column, value, formats[2 if isinstance(value, float) else 1])
    book.close()


def main():
    program, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    with tempfile.TemporaryDirectory() as folder:
        path, failed = os.path.join(folder, "bench"), 0

        def tell(name, seconds, count, rest=""):
            print(f"  {name:34} {count / seconds / 1e6:8.2f} million cells/s {rest}", flush=True)

        def promise(kept):
            nonlocal failed
            failed |= not kept
            return "" if kept else "  MISSED"

        print(f"CSV, {rows} rows of {COLUMNS} columns")
        csv_s, small = ours(program, "csv", rows, path)
        long_s, large = ours(program, "csv", 10 * rows, path)
        tell("soleus", long_s / 10, rows * COLUMNS, f"{large:.0f} MB; {small:.0f} MB for a tenth{promise(large <= small + 4)}")
        print(f"Workbook, {rows} rows")
        xlsx_s, memory = ours(program, "xlsx", rows, path)
        bare_s, _ = ours(program, "bare", rows, path)
        tell("soleus", xlsx_s, rows * COLUMNS, f"{memory:.0f} MB")
        tell("libxlsxwriter, bare", bare_s, rows * COLUMNS, f"soleus takes {xlsx_s / bare_s:.2f} times as long, at most 1.25{promise(xlsx_s <= 1.25 * bare_s)}")
        ours(program, "plain", rows, path)
        data = cells(path)
        print("Python")
        plain_s = python(lambda: with_csv(data, path))
        speed = plain_s / (long_s / 10)
        tell("csv.writer", plain_s, rows * COLUMNS, f"soleus is {speed:.2f} times as fast, at least 1.5{promise(speed >= 1.5)}")
        try:
            import pandas
            frame = pandas.DataFrame(data)
            tell("pandas to_csv", python(lambda: frame.to_csv(path, index=False)), rows * COLUMNS)
        except ImportError:
            print("  pandas is not here")
        try:
            tell("XlsxWriter", python(lambda: with_xlsxwriter(data, path)), rows * COLUMNS)
        except ImportError:
            print("  XlsxWriter is not here")
    sys.exit(3 if failed else 0)


if __name__ == "__main__":
    main()
