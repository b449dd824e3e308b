"""image.py - what Soleus finds on the image of a disk, without a computer to boot from it

e2fsck replays the file system's journal as a kernel does, debugfs takes the files out; no rights are needed for either.
"""
import collections
import csv
import gzip
import json
import os
import shutil
import subprocess

# What verify found wrong, in words ('' when nothing is); the status of each session; the recorded milliseconds of each, in their order.
Found = collections.namedtuple("Found", "wrong status values")


def run(*command):
    """The exit status of a command and what it said."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          check=False)
    return done.returncode, done.stdout.strip()


def first_line(text):
    return text.split("\n")[0] or "nothing was said"


def check(image):
    """What Debian does at each start: the journal is replayed, a commit that a cut tore in two is let go. What is wrong, in words."""
    status, text = run("/sbin/e2fsck", "-p", image)     # 1: that is all it had to do
    return f"the file system is damaged: {text}" if status > 1 else ""


def take_out(image, folder):
    """The image's files into the folder; what is wrong with the file system, in words."""
    wrong = check(image)
    if wrong:
        return wrong
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    run("/sbin/debugfs", "-R", f'rdump / "{folder}"', image)
    return "" if os.path.exists(f"{folder}/study.db") else "there is no study.db"


def statuses(soleus, study):
    status, text = run(soleus, "-C", study, "sessions", "--json")
    return {row["session"]: row["status"] for row in json.loads(text)} if status == 0 else {}


def values(soleus, study, out):
    """What is wrong, and the milliseconds that the record holds, by session."""
    shutil.rmtree(out, ignore_errors=True)
    status, text = run(soleus, "-C", study, "export", "--format", "csv", "-o", out)
    if status != 0:
        return f"export: {first_line(text)}", {}
    found = collections.defaultdict(list)
    with gzip.open(f"{out}/csv/samples.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.reader(file):
            if row[2] == "now":
                found[int(row[1])].append(int(float(row[5])))
    return "", dict(found)


def look(soleus, image, folder):
    """What Soleus finds on an image, whose journal is replayed by that."""
    study = f"{folder}/study"
    wrong = take_out(image, study)
    if wrong:
        return Found(wrong, {}, {})
    status, text = run(soleus, "-C", study, "verify")
    if status != 0:
        return Found(first_line(text), {}, {})
    wrong, found = values(soleus, study, f"{folder}/out")
    return Found(wrong, statuses(soleus, study), found)


def end_the_waiting(soleus, folder):
    """What looked at the image left in the folder: ends the visits that wait there. What is wrong, in words."""
    study = f"{folder}/study"
    for session, status in statuses(soleus, study).items():
        if status == "resumable":
            status, text = run(soleus, "-C", study, "resume", str(session), "--operator", "OP1", "--end", "the power fails too often")
            if status != 0:
                return f"resume --end: {first_line(text)}"
    status, text = run(soleus, "-C", study, "verify")
    if status != 0:
        return f"after the visit's end: {first_line(text)}"
    return "" if "resumable" not in statuses(soleus, study).values() else "the visit still waits after its end"
