"""tap.py - stands on the wire between simulated instruments and the program, and keeps every byte that passes

Like a serial device server: one port an instrument, on loopback. What the instrument said to the program is the
truth that its record is held against. One of them can be hung up, as by a bumped cable.
"""
import selectors
import socket
import threading


class Line:
    """One instrument: bytes go both ways, and what came from it is kept, by connection."""

    def __init__(self, name, twin):
        self.name, self.twin = name, twin
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.said = []              # of each connection, in their order
        self.inside = self.outside = None

    def address(self):
        return f"tcp:127.0.0.1:{self.listener.getsockname()[1]}"


class Tap(threading.Thread):
    """`twins`: {instrument: port on this computer}."""

    def __init__(self, twins):
        super().__init__(daemon=True)
        self.lines = {name: Line(name, port) for name, port in twins.items()}
        self.selector = selectors.DefaultSelector()
        self.wake, self.woken = socket.socketpair()
        self.wishes = []
        self.selector.register(self.woken, selectors.EVENT_READ, self._obey)
        for line in self.lines.values():
            self.selector.register(line.listener, selectors.EVENT_READ, lambda line=line: self._answer(line))

    def run(self):
        while True:
            for key, _ in self.selector.select():
                key.data()

    def hang_up(self, name):
        """The program finds the line closed, and may call again at once."""
        self.wishes.append(self.lines[name])
        self.wake.send(b"!")

    def _obey(self):
        self.woken.recv(1)
        self._close(self.wishes.pop(0))

    def _close(self, line):
        for end in (line.inside, line.outside):
            if end:
                self.selector.unregister(end)
                end.close()
        line.inside = line.outside = None

    def _answer(self, line):
        outside, _ = line.listener.accept()
        self._close(line)
        line.outside = outside
        line.inside = socket.create_connection(("127.0.0.1", line.twin))
        said = bytearray()
        line.said.append(said)
        for end in (line.inside, line.outside):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(line.inside, selectors.EVENT_READ, lambda: self._pass_on(line, line.inside, line.outside, said))
        self.selector.register(line.outside, selectors.EVENT_READ, lambda: self._pass_on(line, line.outside, line.inside, None))

    def _pass_on(self, line, source, target, kept):
        try:
            data = source.recv(4096) if source else b""
            if data:
                target.sendall(data)
                if kept is not None:
                    kept += data
                return
        except OSError:
            pass
        self._close(line)
