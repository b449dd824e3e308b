"""stalled_terminal.py comes-back|never COMMAND... - a terminal that stops reading what is drawn

comes-back: reads for two seconds, then for ten seconds not at all, then again until the command has ended.
never: reads for two seconds, then no more; the command is asked to end by SIGTERM and must do so by itself.
While it does not read, Ctrl-L is pressed again and again, so that more is drawn than any buffer holds.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def read_until(terminal, deadline):
    """What came last is given back: how the command ended."""
    last = b""
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                read = os.read(terminal, 65536)
            except OSError:
                break
            last = (last + read)[-500:]
    return last.decode(errors="replace")


def stall(terminal, seconds):
    for _ in range(int(seconds * 10)):
        os.write(terminal, b"\x0c")
        time.sleep(0.1)


def ended(child, seconds):
    for _ in range(int(seconds * 10)):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    return None


def main():
    how, command = sys.argv[1], sys.argv[2:]
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
    read_until(terminal, time.monotonic() + 2)
    if how == "never":
        stall(terminal, 3)
        os.kill(child, signal.SIGTERM)
        status = ended(child, 8)
        if status is None:
            os.kill(child, signal.SIGKILL)
            sys.exit("it did not end")
        return
    stall(terminal, 10)
    last = read_until(terminal, time.monotonic() + 8)
    status = ended(child, 3)
    if status is None:
        os.kill(child, signal.SIGKILL)
    if status != 0:
        sys.exit(f"it ended with {status}: {last}")


main()
