#!/usr/bin/python3
"""coverage.py BUILD LEAST - a table of the lines that the tests went through, room by room; exit 1 under LEAST per cent

console/screen/screen*.c draws on a real terminal and is seen by screen.sh; it stands in the table and not in the sum.
The files whose lines are missed most are named.
"""
import collections
import json
import pathlib
import subprocess
import sys

ROOMS = ("base", "config", "acquisition", "protocols", "record", "export", "console")


def lines_of(build):
    """{file: {line: times}} of the program's own files."""
    seen = collections.defaultdict(lambda: collections.defaultdict(int))
    data = [str(path) for path in pathlib.Path(build).rglob("*.gcda") if "tests" not in path.relative_to(build).parts]
    for at in range(0, len(data), 40):
        told = subprocess.run(["gcov", "--json-format", "--stdout", *data[at:at + 40]], check=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True).stdout
        for document in told.splitlines():
            for file in json.loads(document)["files"]:
                if file["file"].split("/")[0] in ROOMS and file["file"].endswith(".c"):
                    for line in file["lines"]:
                        seen[file["file"]][line["line_number"]] += line["count"]
    return seen


def main():
    build, least = sys.argv[1], float(sys.argv[2])
    rooms, files = collections.defaultdict(lambda: [0, 0]), []
    for file, lines in lines_of(build).items():
        room = "console/screen/screen*" if file.startswith("console/screen/screen") else file.split("/")[0]
        met = sum(times > 0 for times in lines.values())
        rooms[room][0] += met
        rooms[room][1] += len(lines)
        files.append((len(lines) - met, met, len(lines), file))
    print(f"  {'room':23}{'lines':>8}{'met':>8}{'':>10}")
    for room in (*ROOMS, "console/screen/screen*"):
        met, all_ = rooms[room]
        print(f"  {room:23}{all_:8}{met:8}{100 * met / max(all_, 1):9.1f} %")
    met, all_ = (sum(rooms[room][i] for room in ROOMS) for i in (0, 1))
    share = 100 * met / max(all_, 1)
    print(f"  {'without screen*':23}{all_:8}{met:8}{share:9.1f} %   at least {least:g} %")
    print("\nMissed most:")
    for missed, met_, all_, file in sorted(files, reverse=True)[:12]:
        print(f"  {missed:5} of {all_:4}  {file}")
    return 0 if share >= least else 1


if __name__ == "__main__":
    sys.exit(main())
