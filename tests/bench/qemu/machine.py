"""machine.py - the emulated computer: QEMU, its monitor, a shell inside it, USB sockets

Everything goes over sockets in a folder of its own; no network is involved. The guest has
    hvc0            a shell that answers each line with what it printed and DONE STATUS (see init)
    /dev/vport0p1   lines from the guest: what a program that runs there says, as it says it
    /dev/vport0p2   its sign of life: the time since it was switched on, many times a second
    /dev/vda        the disk, ext4
"""
import json
import os
import re
import socket
import subprocess
import threading
import time

from workplace import child


class Trouble(Exception):
    """The bench itself cannot go on."""


def connect(path, process, seconds=30):
    """A socket that QEMU listens on, as soon as it does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        end = socket.socket(socket.AF_UNIX)
        try:
            end.connect(path)
            return end
        except OSError:
            end.close()
            time.sleep(0.02)
    raise Trouble(f"QEMU does not answer on {path}.")


class Lines:
    """What comes line by line from a socket, each line with the host's time."""

    def __init__(self, end):
        self.lines, self.news = [], threading.Condition()
        self.end = end
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        rest = b""
        while True:
            try:
                got = self.end.recv(65536)
            except OSError:
                got = b""
            if not got:
                return
            *whole, rest = (rest + got).split(b"\n")
            now = time.time()
            with self.news:
                self.lines += [(now, line.decode(errors="replace").rstrip("\r")) for line in whole]
                self.news.notify_all()

    def wait(self, pattern, seconds, after=0):
        """The first line from number `after` on that has the pattern: its number, the host's time, the match."""
        until = time.monotonic() + seconds
        with self.news:
            while True:
                for number in range(after, len(self.lines)):
                    when, line = self.lines[number]
                    match = re.search(pattern, line)
                    if match:
                        return number, when, match
                after = max(after, len(self.lines))
                left = until - time.monotonic()
                if left <= 0 or not self.news.wait(left) and time.monotonic() >= until:
                    said = "\n  ".join(line for _, line in self.lines[-12:])
                    raise Trouble(f"No '{pattern}' within {seconds} s; the last lines were:\n  {said}")


class Machine:
    def __init__(self, guest, folder, drive, wires=()):
        """guest: what guest.sh made; drive: QEMU's -blockdev arguments for the node called disk; wires: names of chardevs."""
        self.folder = folder
        for name in ("monitor", "shell", "lines", "life", *wires):
            if os.path.exists(self.path(name)):
                os.unlink(self.path(name))
        arguments = [
            "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "512", "-rtc", "base=utc",
            "-kernel", f"{guest}/vmlinuz", "-initrd", f"{guest}/initramfs",
            "-append", "console=ttyS0 panic=-1 printk.devkmsg=on",
            "-serial", f"file:{self.path('kernel.log')}",
            "-qmp", f"unix:{self.path('monitor')},server=on,wait=off",
            "-device", "virtio-serial-pci",
            *drive, "-device", "virtio-blk-pci,drive=disk,discard=off,write-zeroes=off",
            "-device", "qemu-xhci,id=usb",
        ]
        for device, name in (("virtconsole", "shell"), ("virtserialport", "lines"), ("virtserialport", "life")):
            arguments += ["-chardev", f"socket,id={name},path={self.path(name)},server=on,wait=off",
                          "-device", f"{device},chardev={name}"]
        for wire in wires:
            arguments += ["-chardev", f"socket,id={wire},path={self.path(wire)},server=on,wait=off"]
        self.errors = open(self.path("qemu.log"), "wb")
        self.process = child(arguments, stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        try:
            self._begin()
        except BaseException:
            self.cut()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    def path(self, name):
        return os.path.join(self.folder, name)

    def connect(self, name):
        """The host's end of the chardev with that name."""
        try:
            return connect(self.path(name), self.process)
        except Trouble as trouble:
            raise Trouble(f"{trouble}{self.last_words()}") from None

    def last_words(self):
        """What QEMU itself said, where a Trouble is told."""
        with open(self.path("qemu.log"), encoding="utf-8", errors="replace") as file:
            said = file.read().strip().split("\n")[-5:]
        return "\n  QEMU said: " + "\n  ".join(said) if said != [""] else " QEMU said nothing."

    def _begin(self):
        began = time.monotonic()
        self.monitor = self.connect("monitor").makefile("rw", encoding="utf-8")
        self.monitor.readline()
        self.tell("qmp_capabilities")
        self.shell_end = self.connect("shell")
        self.lines, self.life = Lines(self.connect("lines")), Lines(self.connect("life"))
        self.shell = Lines(self.shell_end)
        self.shell.wait("^READY$", 120)
        self.boot_s = time.monotonic() - began
        self.run("while :; do cat /proc/uptime; usleep 40000; done >/dev/vport0p2 &")

    def tell(self, command, **arguments):
        """A command for QEMU's monitor, and its answer; events in between are passed over."""
        try:
            self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
            self.monitor.flush()
        except OSError as error:
            raise Trouble(f"{command}: QEMU takes no command: {error.strerror}.{self.last_words()}") from None
        while True:
            line = self.monitor.readline()
            if not line:
                raise Trouble(f"{command}: QEMU has hung up.{self.last_words()}")
            answer = json.loads(line)
            if "error" in answer:
                raise Trouble(f"{command} {arguments}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def plug(self, wire, serial, port):
        """The host's time at which the device with that serial number, fed by that wire, stands in the socket."""
        until = time.monotonic() + 5
        while True:
            try:
                now = time.time()
                self.tell("device_add", driver="usb-serial", id=f"usb_{wire}", chardev=wire, serial=serial, port=str(port))
                return now
            except Trouble:     # the one before is not all gone yet
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def unplug(self, wire):
        now = time.time()
        self.tell("device_del", id=f"usb_{wire}")
        return now

    def start(self, command, seconds=60):
        """Runs a line in the guest's shell: its exit status and what it printed."""
        begin = len(self.shell.lines)
        try:
            self.shell_end.sendall(command.encode() + b"\n")
            number, _, match = self.shell.wait(r"^DONE (\d+)$", seconds, begin)
        except (OSError, Trouble) as trouble:
            raise Trouble(f"In the guest, '{command}' does not end: {trouble}"
                          + (self.last_words() if self.process.poll() is not None else "")) from None
        return int(match[1]), "\n".join(line for _, line in self.shell.lines[begin:number])

    def run(self, command, seconds=60):
        """The same, where it has to go well."""
        status, text = self.start(command, seconds)
        if status != 0:
            raise Trouble(f"In the guest, '{command}' ended with {status}: {text}")
        return text

    def off(self, seconds=60):
        """An orderly end: everything is on the disk."""
        self.shell_end.sendall(b"cd /; umount /study; sync; poweroff -f\n")
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.cut()
            raise Trouble("The guest does not switch itself off.")
        self.errors.close()

    def cut(self):
        """The power goes: now, whatever happens inside. The host's time of it."""
        now = time.time()
        self.process.kill()
        self.process.wait()
        self.errors.close()
        return now
