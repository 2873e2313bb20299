#!/usr/bin/env python3
"""A picture of the terminal hall display, from a real run: docs/display.png.

    bench/picture.py BIN OUT.png [--at SECONDS] [--lang zh|en] [--size 110x34] [--html]

Starts bench/morning.sh in a tmux of its own, waits so many seconds, captures the screen with its colours and lets headless
Chromium draw it. Needs the packages tmux, chromium and fonts-noto-cjk.
"""
import argparse
import html
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unicodedata

TOP = pathlib.Path(__file__).resolve().parent.parent
PALETTE = ["#1b1f27", "#d7664b", "#7cb36b", "#e5a84b", "#5b9be6", "#b18adb", "#5fb3b3", "#d5d9e0"]
BRIGHT = ["#5d6573", "#f08a6c", "#9bd18a", "#ffc46b", "#86b9ff", "#cfb0f2", "#86d3d3", "#ffffff"]


def colour_256(n):
    if n < 8:
        return PALETTE[n]
    if n < 16:
        return BRIGHT[n - 8]
    if n >= 232:
        return "#{0:02x}{0:02x}{0:02x}".format(8 + 10 * (n - 232))
    levels = [0, 95, 135, 175, 215, 255]
    n -= 16
    return "#{:02x}{:02x}{:02x}".format(levels[n // 36], levels[n // 6 % 6], levels[n % 6])


def style_apply(style, codes):
    codes = [int(c or 0) for c in codes]
    while codes:
        c = codes.pop(0)
        if c == 0:
            style.clear()
        elif c in (1, 2, 4, 5, 7):
            style[{1: "bold", 2: "dim", 4: "under", 5: "blink", 7: "reverse"}[c]] = True
        elif c in (22, 24, 25, 27):
            for name in {22: ("bold", "dim"), 24: ("under",), 25: ("blink",), 27: ("reverse",)}[c]:
                style.pop(name, None)
        elif c in (38, 48) and codes[:1] == [5]:
            style["fg" if c == 38 else "bg"] = colour_256(codes[1])
            codes = codes[2:]
        elif 30 <= c <= 37 or 90 <= c <= 97:
            style["fg"] = (PALETTE if c < 90 else BRIGHT)[c % 10]
        elif 40 <= c <= 47 or 100 <= c <= 107:
            style["bg"] = (PALETTE if c < 100 else BRIGHT)[c % 10]
        elif c in (39, 49):
            style.pop("fg" if c == 39 else "bg", None)


def css(style):
    fg, bg = style.get("fg", "#d5d9e0"), style.get("bg", "#14171d")
    if style.get("reverse"):
        fg, bg = bg, fg
    out = f"color:{fg};background:{bg}"
    if style.get("bold"):
        out += ";font-weight:700"
    if style.get("dim"):
        out += ";opacity:.6"
    return out


def cells(line):
    """One span a run of equal style; each wide character is two cells."""
    style, out, column = {}, [], 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            style_apply(style, part[2:-1].split(";"))
            continue
        for ch in part:
            width = 2 if unicodedata.east_asian_width(ch) in "WF" else 1
            out.append(f'<b style="left:{column}ch;width:{width}ch;{css(style)}">{html.escape(ch)}</b>')
            column += width
    return "<p>" + "".join(out) + "</p>"


def page(screen, columns, rows):
    return f"""<meta charset="utf-8"><style>
html,body{{margin:0;background:#14171d}}
main{{padding:18px 22px;font:16px/20px 'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace;
width:{columns}ch;height:{rows * 20}px}}
p{{position:relative;margin:0;height:20px}}
b{{position:absolute;font-weight:400;height:20px;text-align:center;white-space:pre;overflow:hidden}}
</style><main>{''.join(cells(line) for line in screen.splitlines())}</main>"""


def tmux(*args, **kw):
    return subprocess.run(["tmux", "-u", "-L", f"hallq-picture-{os.getpid()}", *args],
                          check=True, text=True, **kw)


def capture(args, columns, rows):
    env = (f"LC_ALL=C.UTF-8 TERM=xterm-256color HALLQ_LANG={args.lang} HALLQ_SCREEN=yes HALLQ_SPEED=60 "
           f"HALLQ_FROM={args.begin} HALLQ_TO=12:30 HALLQ_BIN='{args.bin}'")
    tmux("new-session", "-d", "-s", "p", "-x", str(columns), "-y", str(rows),
         f"{env} bash {TOP}/bench/morning.sh")
    try:
        time.sleep(args.at)
        return tmux("capture-pane", "-t", "p", "-p", "-e", "-N", capture_output=True).stdout
    finally:
        tmux("send-keys", "-t", "p", "C-c")
        time.sleep(2)
        subprocess.run(["tmux", "-L", f"hallq-picture-{os.getpid()}", "kill-server"],
                       stderr=subprocess.DEVNULL)


def draw(text, out, columns, rows):
    with tempfile.TemporaryDirectory() as work:
        source = pathlib.Path(work) / "screen.html"
        source.write_text(page(text, columns, rows), encoding="utf-8")
        chromium = shutil.which("chromium") or "chromium"
        subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-background-networking", f"--user-data-dir={work}/profile",
                        "--force-device-scale-factor=1.5", "--hide-scrollbars",
                        f"--window-size={int(columns * 9.64) + 60},{rows * 20 + 36}",
                        f"--screenshot={out}", source.as_uri()],
                       check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin")
    parser.add_argument("out")
    parser.add_argument("--at", type=float, default=90)
    parser.add_argument("--begin", default="09:30", help="hall time at which the morning begins")
    parser.add_argument("--lang", default="zh")
    parser.add_argument("--size", default="110x34")
    args = parser.parse_args()
    columns, rows = map(int, args.size.split("x"))
    draw(capture(args, columns, rows), str(pathlib.Path(args.out).resolve()), columns, rows)


if __name__ == "__main__":
    main()
