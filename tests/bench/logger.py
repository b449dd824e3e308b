"""logger.py PATH BAUD nonin|lines OUT - what a laboratory's own logger mostly is: read, then stamp"""
import sys
import time

import serial

path, baud, kind, out = sys.argv[1:]
port = serial.Serial(path, int(baud), timeout=1)
rows, idle = [], 0
print("ready", end="", flush=True)
while idle < 2:
    frame = port.read(5) if kind == "nonin" else port.readline()
    stamp = time.time_ns()
    if not frame:
        idle += 1
        continue
    rows.append((frame[2] if kind == "nonin" else int(frame.split()[0][2:]), stamp))
with open(out, "w") as file:
    for number, stamp in rows:
        print(number, stamp, file=file)
