"""The app on a display that nobody looks at: its windows, its icon, keys and clicks, pictures. Linux with X11."""

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time
import zlib

import serving

TOOLS = {"Xvfb": "xvfb", "trayer": "trayer", "xdotool": "xdotool", "xwininfo": "x11-utils", "xprop": "x11-utils"}
WIDTH, HEIGHT = 1400, 900
#: One window in what xwininfo prints as a tree: its id and where it is on the screen.
WINDOW = re.compile(r"^\s+(0x[0-9a-f]+) .*?(\d+)x(\d+)\+-?\d+\+-?\d+  \+(-?\d+)\+(-?\d+)$", re.MULTILINE)


def need_tools():
    """Ends the program with what is missing and how to get it."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        packages = " ".join(sorted({TOOLS[tool] for tool in missing}))
        sys.exit(f"This machine lacks {', '.join(missing)}. On Debian and Ubuntu: apt-get install {packages}")


def wait_for(what, look, patience):
    """What `look` gives as soon as that is something; an error that names `what` after so many seconds."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {patience} s")
        time.sleep(0.1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class App(serving.Crema):
    """The app on a screen. Root is let into the tray, because benchmarks run in containers too."""

    def __init__(self, home, screen, settings):
        port = free_port()
        super().__init__(port, home, {
            "CREMA_PORT": str(port), "DISPLAY": screen.display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1",
            "CREMA_JAVA_OPTS": os.environ.get("CREMA_JAVA_OPTS", "")
            + " -Ddorkbox.systemTray.SystemTray.ENABLE_ROOT_CHECK=false", **settings})

    def command(self):
        return [serving.ROOT / "crema", "app"]

    def listens(self):
        """Whether its port takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
            return True
        except ConnectionRefusedError:
            return False


class Screen:
    """A virtual display with a tray. Everything on it ends with it."""

    def __init__(self, folder):
        self.folder = folder  # the display's memory is a file there
        self.display = ""
        self.processes = []

    def __enter__(self):
        ready, told = os.pipe()
        self._run(["Xvfb", "-displayfd", str(told), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp",
                   "-nocursor", "-fbdir", str(self.folder)], pass_fds=[told])
        os.close(told)
        with os.fdopen(ready) as number:
            self.display = ":" + number.readline().strip()
        if self.display == ":":
            raise RuntimeError("Xvfb did not start")
        self._run(["trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "28"])
        wait_for("a tray", self._tray, 30)
        return self

    def __exit__(self, *failure):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def _run(self, command, **options):
        environment = os.environ | {"DISPLAY": self.display}
        self.processes.append(subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options))

    def _tell(self, *command):
        """What a tool prints; nothing if it fails, as it does when a window vanishes meanwhile."""
        return subprocess.run(
            command, env=os.environ | {"DISPLAY": self.display}, capture_output=True, text=True).stdout

    def press(self, *keys):
        for key in keys:
            self._tell("xdotool", "key", key)
            time.sleep(0.3)

    def click(self, place):
        x, y, width, height = place
        self._tell("xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1")

    def mouse_away(self):
        """What it is over can look different."""
        self._tell("xdotool", "mousemove", "0", str(HEIGHT - 1))

    def focus(self, window):
        self._tell("xdotool", "windowfocus", window)

    def window(self, title):
        """The id of a visible window with exactly this title, or nothing."""
        return self._tell("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split("\n")[0]

    def _tray(self):
        return self._tell("xdotool", "search", "--onlyvisible", "--class", "^trayer$").split("\n")[0]

    def icons(self):
        """Where the icons are that programs have embedded in the tray: [(x, y, width, height)]."""
        tree = self._tell("xwininfo", "-tree", "-id", self._tray())
        return [place for window, place in _windows(tree)
                if "= " in self._tell("xprop", "-id", window, "_XEMBED_INFO") and place[2] > 1]

    def menus(self):
        """The menus that are open."""
        tree = self._tell("xwininfo", "-root", "-children")
        return [place for window, place in _windows(tree)
                if "_MENU" in self._tell("xprop", "-id", window, "_NET_WM_WINDOW_TYPE")
                and "IsViewable" in self._tell("xwininfo", "-id", window)]

    def pixels(self, place=(0, 0, WIDTH, HEIGHT)):
        """Rows of red, green and blue bytes, from the display's memory (X window dump, version 7)."""
        dump = (self.folder / "Xvfb_screen0").read_bytes()
        header = struct.unpack(">25I", dump[:100])
        start, stride = header[0] + 12 * header[19], header[12]
        x, y, width, height = place
        rows = []
        for line in range(max(0, y), min(HEIGHT, y + height)):
            row = dump[start + line * stride + 4 * max(0, x):start + line * stride + 4 * min(WIDTH, x + width)]
            colours = bytearray(len(row) // 4 * 3)
            colours[0::3], colours[1::3], colours[2::3] = row[2::4], row[1::4], row[0::4]
            rows.append(bytes(colours))
        return rows

    def picture(self, file):
        """Writes what is on the screen as a PNG."""
        data = zlib.compress(b"".join(b"\0" + row for row in self.pixels()))
        header = struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b""))


def _windows(tree):
    return [(window, (int(x), int(y), int(width), int(height))) for window, width, height, x, y in WINDOW.findall(tree)]


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
