"""workplace.py - the folder that a bench works in, and an end that leaves nothing behind

When all is well, or the bench is told to end, the folder goes; when something failed it is kept beside the guest, for a look into it.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile


class Workplace:
    def __init__(self, guest):
        self.kept, self.failed = os.path.join(os.path.dirname(guest), "failed"), False

    def __enter__(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda number, _: sys.exit(128 + number))
        self.folder = tempfile.mkdtemp(prefix="soleus-bench-")      # a short path: sockets have theirs in 108 bytes
        return self

    def __exit__(self, kind, *_):
        if self.failed or kind and issubclass(kind, Exception):
            shutil.rmtree(self.kept, ignore_errors=True)
            subprocess.run(["cp", "-a", "--sparse=always", self.folder, self.kept], check=False)
            print(f"  what it worked with is kept in {self.kept}")
        shutil.rmtree(self.folder, ignore_errors=True)


def child(arguments, **how):
    """A program that ends when the bench does, however that ended."""
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *arguments], **how)
