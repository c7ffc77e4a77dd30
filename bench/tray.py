#!/usr/bin/env python3
"""The icon in a real tray: shown, clicked, and what its menu does.

    bench/tray.sh [--pictures FOLDER]

Starts the app with the lite backend on a virtual display with a tray. The icon must be embedded there and be a picture; a
click must open the menu; its first item that can be chosen stops the proxy, and then starts it: the port is asked, not the
app. The last item quits. Items are chosen by keyboard, which passes those that cannot be chosen, so that nothing depends on
where they are drawn. Pictures of each step are kept. Ends with status 1 at the first step that fails.
"""

import argparse
import sys
import time
from pathlib import Path

import desktop
import serving

#: The menu shows the truth within a second of a change.
SETTLED = 2


class Proof:
    def __init__(self, screen, app, pictures):
        self.screen, self.app, self.pictures, self.begun = screen, app, pictures, time.monotonic()

    def step(self, sentence, look, patience=30):
        """Waits until it holds, and says so."""
        found = desktop.wait_for(sentence, look, patience)
        print(f"ok  {time.monotonic() - self.begun:5.1f} s  {sentence}", flush=True)
        return found

    def icon(self):
        """The picture in the tray, once it is drawn."""
        self.screen.mouse_away()
        time.sleep(SETTLED)
        return self.step("the icon in the tray is a picture", lambda: self._drawn(self.screen.icons()[0]))

    def _drawn(self, place):
        rows = self.screen.pixels(place)
        colours = {row[i:i + 3] for row in rows for i in range(0, len(row), 3)}
        return rows if len(colours) > 4 else None

    def choose(self, name, *keys):
        self.screen.click(self.screen.icons()[0])
        self.step("a click on the icon opens the menu", self.screen.menus)
        time.sleep(1)
        self.screen.picture(self.pictures / f"tray-menu-{name}.png")
        self.screen.press(*keys)
        self.step("the menu closes after the choice", lambda: not self.screen.menus())

    def run(self):
        if "A tray does not work here" in (self.app.home / "logs/crema.log").read_text():
            raise RuntimeError("the native tray did not come up: its library waits 2 s for GTK, which a busy machine can miss")
        icons = self.step("one icon is embedded in the tray", self.screen.icons)
        if len(icons) != 1:
            raise RuntimeError(f"{len(icons)} icons are in the tray")
        self.step("the proxy answers", self.app.healthy)
        running = self.icon()
        self.choose("running", "Down", "Return")
        self.step("Stop closes the port: connections are refused", lambda: not self.app.listens())
        stopped = self.icon()
        if stopped == running:
            raise RuntimeError("the icon of a stopped proxy is that of a running one")
        self.choose("stopped", "Down", "Return")
        self.step("Start opens it: the proxy answers", self.app.healthy)
        if self.icon() != running:
            raise RuntimeError("the icon is not that of a running proxy again")
        self.choose("quit", "Up", "Return")
        self.step("Quit ends the process", lambda: self.app.process.poll() is not None)
        if self.app.process.returncode != 0:
            raise RuntimeError(f"it ended with status {self.app.process.returncode}")
        self.step("its icon is gone", lambda: not self.screen.icons())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path, default=serving.ROOT / "app/target/pictures")
    options = parser.parse_args()
    desktop.need_tools()
    with serving.scratch_home() as home, desktop.Screen(home) as screen, \
            desktop.App(home, screen, {"CREMA_BACKEND": "lite"}) as app:
        print(f"the app answers after {app.start():.1f} s", flush=True)
        try:
            Proof(screen, app, options.pictures).run()
        except Exception as failure:
            screen.picture(options.pictures / "tray-failure.png")
            print(f"FAILED {failure}\n{app.log_tail()}", file=sys.stderr)
            sys.exit(1)


if __name__ == "__main__":
    main()
