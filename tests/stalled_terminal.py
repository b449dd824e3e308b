"""stalled_terminal.py comes-back|never|storm COMMAND... - a terminal that stops reading what is drawn

comes-back: reads for two seconds, then for ten seconds not at all, then again until the command has ended.
never: reads for two seconds, then no more; the command is asked to end by SIGTERM and must do so by itself.
storm: reads all the time while Ctrl-L is pressed a hundred times a second, and counts how often the screen is drawn anew.
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

CLEAR = b"\x1b[H\x1b[2J"    # of xterm-256color


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


def storm(terminal, seconds):
    """How often a second the whole screen was drawn: sixty times in three seconds are sixty-one pictures, with the first and the last."""
    drawn, rest, deadline = 0, b"", time.monotonic() + seconds
    while time.monotonic() < deadline:
        os.write(terminal, b"\x0c")
        if select.select([terminal], [], [], 0.01)[0]:
            rest += os.read(terminal, 65536)
            drawn += rest.count(CLEAR)
            rest = rest[rest.rfind(CLEAR) + len(CLEAR):] if CLEAR in rest else rest[-len(CLEAR):]
    return (drawn - 1) / seconds


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
    if how == "storm":
        rate = storm(terminal, 3)
        print(f"drawn {rate:.1f} times a second")
        os.kill(child, signal.SIGTERM)
        read_until(terminal, time.monotonic() + 3)
        sys.exit(0 if 5 < rate <= 20 else 1)
    stall(terminal, 10)
    last = read_until(terminal, time.monotonic() + 8)
    status = ended(child, 3)
    if status is None:
        os.kill(child, signal.SIGKILL)
    if status != 0:
        sys.exit(f"it ended with {status}: {last}")


main()
