#!/usr/bin/env python3
"""Nothing phones home: the app, with its window and its icon, where every packet for another machine is counted.

    sudo -E bench/no_network.sh [--minutes 6] [--backend mlx|lite]

Runs in a network of its own, of loopback and one device to which all other addresses lead. This program is the other end of that
device: whatever a library in Java or C sends, it reads, counts and leaves unanswered. Names are asked of a server behind the same
device, and the system's services that would ask for others (in /run) are out of sight. That an attempt is counted is shown
first and last. In between the app is used: each of its pages is opened again and again, and requests come in on loopback.
Six minutes, because the tray library would ask its maker for updates after five. Ends with status 1 if a packet was counted,
or if any of this did not work.
"""

import argparse
import fcntl
import ipaddress
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import desktop
import serving

NAME_SERVER = "192.0.2.53"
TUNSETIFF, TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
PAGE_SECONDS = 4


class Trap:
    """The only way to other machines. Reads each packet on a thread of its own; nothing is ever answered."""

    def __init__(self):
        self.packets = []
        self.device = os.open("/dev/net/tun", os.O_RDWR)
        fcntl.ioctl(self.device, TUNSETIFF, struct.pack("16sH22x", b"trap", TUN_WITHOUT_HEADER))
        self.v6 = Path("/proc/net/if_inet6").exists()
        _run("ip link set lo up")
        # The kernel itself must have nothing to say there: no address of its own making, no asking for routers.
        if self.v6:
            _run("ip link set trap addrgenmode none")
        _run("ip addr add 198.18.0.2/32 dev trap")
        _run("ip link set trap up")
        _run("ip route add default dev trap")
        if self.v6:
            _run("ip -6 addr add fd00::2/128 dev trap nodad")
            _run("ip -6 route add default dev trap")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            packet = describe(os.read(self.device, 65536))
            self.packets.append(packet)

    def missed(self):
        """Packets that the kernel threw away because they were not read in time. They count as well."""
        figures = next(line for line in Path("/proc/net/dev").read_text().splitlines() if line.strip().startswith("trap:"))
        return int(figures.split(":")[1].split()[11])

    def taken(self):
        """What came since it was asked last."""
        time.sleep(0.2)
        count = len(self.packets)
        packets, self.packets[:count] = self.packets[:count], []
        return packets


def describe(packet):
    """Protocol, address and port of a packet; of a question to a name server also the name."""
    if packet[0] >> 4 == 4:
        protocol, address, rest = packet[9], packet[16:20], packet[4 * (packet[0] & 15):]
    else:
        protocol, address, rest = packet[6], packet[24:40], packet[40:]
    where = str(ipaddress.ip_address(address))
    if protocol not in (socket.IPPROTO_TCP, socket.IPPROTO_UDP):
        return f"protocol {protocol} to {where}"
    port = int.from_bytes(rest[2:4], "big")
    asked = f", name {name_in(rest[20:])}" if protocol == socket.IPPROTO_UDP and port == 53 else ""
    return f"{'TCP' if protocol == socket.IPPROTO_TCP else 'UDP'} to {where} port {port}{asked}"


def name_in(question):
    labels, at = [], 0
    while at < len(question) and question[at]:
        labels.append(question[at + 1:at + 1 + question[at]].decode(errors="replace"))
        at += 1 + question[at]
    return ".".join(labels)


def hide_helpers():
    """Names are asked of an address behind the trap, not of a program outside that has a network. This mount namespace only."""
    place = Path("/etc/resolv.conf").resolve(strict=True)
    _run("mount -t tmpfs none /run")
    if not place.exists():
        place.parent.mkdir(parents=True)
        place.touch()
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(f"nameserver {NAME_SERVER}\noptions timeout:1 attempts:1\n")
        file.flush()
        os.chmod(file.name, 0o644)
        _run(f"mount --bind {file.name} {place}")


def _run(command):
    subprocess.run(command.split(), check=True)


def prove_it_counts(trap):
    """Each attempt must be seen, or a count of 0 would say nothing."""
    attempts = {
        "a TCP connection": lambda: socket.create_connection(("192.0.2.1", 443), 0.5),
        "a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"hello", ("192.0.2.2", 9)),
        "a multicast": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"hello", ("224.0.0.251", 5353)),
        "a name": lambda: socket.getaddrinfo("crema.invalid", 443),
    }
    if trap.v6:
        attempts["a TCP connection by IPv6"] = lambda: socket.create_connection(("2001:db8::1", 443), 0.5)
    for attempt, act in attempts.items():
        trap.taken()
        try:
            act()
        except OSError:
            pass  # nobody answers
        seen = trap.taken()
        if not seen:
            raise RuntimeError(f"{attempt} was not counted")
        print(f"counted  {attempt}: {seen[0]}", flush=True)


def use(app, screen, minutes, trap):
    """Opens pages and asks questions for so many minutes. Returns how many of each."""
    window = desktop.wait_for("the window", lambda: screen.window("Crema"), 60)
    desktop.wait_for("the icon in the tray", screen.icons, 60)
    end, opened, answered = time.monotonic() + 60 * minutes, 0, 0
    while time.monotonic() < end:
        if trap.packets:
            return opened, answered
        screen.focus(window)
        screen.press(f"ctrl+{opened % 9 + 1}")
        opened += 1
        serving.ask_messages(app.port, {
            "model": "default", "max_tokens": 8, "messages": [{"role": "user", "content": f"Count from {answered}."}]})
        answered += 1
        time.sleep(PAGE_SECONDS)
    return opened, answered


def last_page(screen, home):
    """Closes the window by its key: it then remembers the page that was open, which shows that keys arrive."""
    screen.press("ctrl+w")
    memory = home / "window.json"
    return json.loads(desktop.wait_for("the window's memory", lambda: memory.exists() and memory.read_text(), 30))["page"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=6)
    parser.add_argument("--backend", choices=["mlx", "lite"], default="mlx")
    parser.add_argument("--pictures", type=Path, default=serving.ROOT / "app/target/pictures")
    options = parser.parse_args()
    desktop.need_tools()
    hide_helpers()
    trap = Trap()
    prove_it_counts(trap)
    with serving.scratch_home() as home, desktop.Screen(home) as screen, \
            desktop.App(home, screen, {"CREMA_BACKEND": options.backend}) as app:
        trap.taken()
        print(f"the app answers after {app.start(600):.1f} s", flush=True)
        opened, answered = use(app, screen, options.minutes, trap)
        screen.picture(options.pictures / "no-network.png")
        page = last_page(screen, home)
        app.stop()
        attempts, missed = trap.taken(), trap.missed()
    prove_it_counts(trap)
    print(f"\n{options.minutes:g} minutes with the {options.backend} backend, window and icon shown: {opened} times a page opened (the last:"
          f" {page}), {answered} requests answered on loopback, {len(attempts) + missed} packets for another machine")
    for attempt in attempts:
        print(f"FAILED {attempt}", file=sys.stderr)
    if opened > 1 and page == "Overview" and opened % 9 != 1:
        sys.exit("FAILED the keys did not reach the window, so its pages were not opened")
    sys.exit(1 if attempts or missed else 0)


if __name__ == "__main__":
    main()
