"""sheets_to_csv.py WORKBOOK FOLDER - every sheet as FOLDER/<sheet>.csv, read by openpyxl; a missing cell is \\x01"""
import csv
import os
import re
import sys

import openpyxl


def text_of(value):
    if isinstance(value, str):      # Excel's _xHHHH_ (ST_Xstring), which openpyxl leaves as it is
        return re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", value)
    return "\x01" if value is None else repr(value) if isinstance(value, float) else value


book = openpyxl.load_workbook(sys.argv[1], read_only=True)
for sheet in book:
    if sheet.title == "charts":
        continue
    with open(os.path.join(sys.argv[2], sheet.title + ".csv"), "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        for row in sheet.iter_rows(values_only=True):
            rows.writerow(text_of(value) for value in row)
