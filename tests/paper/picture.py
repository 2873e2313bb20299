#!/usr/bin/env python3
"""A slip as a picture, drawn from its own bytes, to look at and to read codes from.

    picture.py SLIP PICTURE.png [DOTS]      DOTS: width that prints, 576 (paper of 80 mm) or 384 (58 mm)

Knows the commands that clients/paper/slip.c writes and no other: a byte that belongs to none is an error, which says where.
"""
import hashlib
import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont

COLUMN, ROW, LINE = 12, 24, 30  # dots of a character of ASCII, and from a line to the next
BASE = 20  # what stands below are the tails of letters
MARGIN = 32
HEIGHT_MAX = 6000


class Unknown(Exception):
    pass


def font(bold):
    style = 'Bold' if bold else 'Regular'
    path = subprocess.run(['fc-match', '-f', '%{file} %{index}', f'Noto Sans Mono CJK SC:style={style}'], capture_output=True, text=True, check=True).stdout
    file, index = path.rsplit(' ', 1)
    return ImageFont.truetype(file, ROW, index=int(index))


class Paper:
    """What is printed so far. `texts` are the lines as they stand, `cuts` how often it was cut, `listing` what was done, byte for byte: a
    picture by its size and hash."""

    def __init__(self, width):
        self.width, self.y, self.cuts, self.texts, self.listing = width, MARGIN, 0, [], []
        self.picture = Image.new('L', (width, HEIGHT_MAX), 255)
        self.fonts = {bold: font(bold) for bold in (False, True)}
        self.begin_anew()

    def begin_anew(self):
        self.middle, self.bold, self.factor, self.line = False, False, (1, 1), []

    def character(self, text):
        self.line.append((text, 1 if ord(text) < 128 else 2, self.factor, self.bold))

    def new_line(self):
        wide = sum(columns * COLUMN * factor[0] for _, columns, factor, _ in self.line)
        high = max((factor[1] for _, _, factor, _ in self.line), default=1)
        if wide > self.width:
            raise Unknown(f'a line of {wide} dots does not fit into {self.width}: {self.text()}')
        x = (self.width - wide) // 2 if self.middle else 0
        for text, columns, factor, bold in self.line:
            cell = Image.new('L', (columns * COLUMN, ROW), 255)
            ImageDraw.Draw(cell).text((columns * COLUMN // 2, BASE), text, 0, self.fonts[bold], anchor='ms')
            cell = cell.resize((cell.width * factor[0], cell.height * factor[1]), Image.NEAREST)
            self.picture.paste(cell, (x, self.y + (high - factor[1]) * ROW))
            x += cell.width
        self.texts.append(self.text())
        self.listing.append(f'"{self.text()}" LF')
        self.y += LINE + (high - 1) * ROW
        self.line = []

    def text(self):
        return ''.join(text for text, *_ in self.line)

    def dots(self, row_size, rows, data):
        x = (self.width - row_size * 8) // 2 if self.middle else 0
        picture = Image.frombytes('1', (row_size * 8, rows), bytes(byte ^ 0xff for byte in data))
        self.picture.paste(picture, (x, self.y))
        self.y += rows

    def whole(self):
        return self.picture.crop((0, 0, self.width, self.y + MARGIN))


def gb18030_at(data, at):
    """The character at that place and its size."""
    size = 1 if data[at] < 0x80 else 4 if 0x30 <= data[at + 1] <= 0x39 else 2
    return data[at:at + size].decode('gb18030'), size


def command(paper, data, at):
    """Obeys the command at that place; its size."""
    two, rest = data[at:at + 2], data[at + 2:]
    if two == b'\x1b@':
        paper.begin_anew()
        return 2
    if two == b'\x1c&':
        return 2
    if two == b'\x1ba' and rest[0] in (0, 1):
        paper.middle = rest[0] == 1
        return 3
    if two == b'\x1bE' and rest[0] in (0, 1):
        paper.bold = rest[0] == 1
        return 3
    if two == b'\x1bJ':
        paper.y += rest[0]
        return 3
    if two == b'\x1d!':
        paper.factor = ((rest[0] >> 4) + 1, (rest[0] & 15) + 1)
        return 3
    if two == b'\x1dv' and rest[:2] == b'0\0':
        row_size, rows = rest[2] | rest[3] << 8, rest[4] | rest[5] << 8
        data_size = row_size * rows
        if len(rest) < 6 + data_size or row_size * 8 > paper.width + 7:
            raise Unknown(f'a picture at byte {at} of {row_size} bytes by {rows} rows')
        paper.dots(row_size, rows, rest[6:6 + data_size])
        return 8 + data_size
    if two == b'\x1dV' and rest[:1] == b'B':
        paper.y += rest[1]
        paper.cuts += 1
        return 4
    raise Unknown(f'byte {at}: {data[at:at + 8].hex(" ")}')


def named(command_bytes):
    """A command as the makers write it; the dots of a picture by their hash."""
    prefix = {0x1b: 'ESC', 0x1c: 'FS', 0x1d: 'GS'}[command_bytes[0]]
    numbers = ' '.join(str(byte) for byte in command_bytes[2:8])
    dots = command_bytes[8:]
    return f'{prefix} {chr(command_bytes[1])} {numbers}'.strip() + (f' {len(dots)} bytes {hashlib.sha256(dots).hexdigest()[:16]}' if dots else '')


def draw(data, width=576):
    """The paper after these bytes."""
    paper, at = Paper(width), 0
    while at < len(data):
        if data[at] == 0x0a:
            paper.new_line()
            at += 1
        elif data[at] < 0x20:
            size = command(paper, data, at)
            paper.listing.append(named(data[at:at + size]))
            at += size
        else:
            text, size = gb18030_at(data, at)
            paper.character(text)
            at += size
    if paper.line:
        raise Unknown('a line without an end')
    return paper


def main(slip, picture, width='576'):
    with open(slip, 'rb') as file:
        draw(file.read(), int(width)).whole().save(picture)


if __name__ == '__main__':
    main(*sys.argv[1:])
