#!/usr/bin/env python3
"""The printer on a socket as a process, for tests in other languages: says its port, then of each slip that was cut off whole a line of
JSON: its lines of text, its number and what its code says. A line that it reads sets how it is: `fine`, `no-paper`, or `dies` with the
bytes of a slip that it still takes."""
import json
import queue
import re
import sys
import tempfile
import threading

import fake_printer
import picture
from slips import codes

ANSWERS = {'fine': fake_printer.FINE, 'no-paper': fake_printer.NO_PAPER}


def tell(slips):
    """While the printer goes on: to draw one takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        while True:
            paper = picture.draw(slips.get())
            number = next((text for text in paper.texts if re.fullmatch('[A-Z]{1,2}[0-9]{3,5}', text)), '')
            print(json.dumps({'texts': paper.texts, 'number': number, 'codes': codes(paper, folder)}), flush=True)


def main():
    printer, slips = fake_printer.Printer(), queue.Queue()
    printer.on_slip = lambda: slips.put(printer.slips[-1])
    threading.Thread(target=tell, args=(slips,), daemon=True).start()
    print(printer.port, flush=True)
    for line in sys.stdin:
        name, *taken = line.split()
        if name == 'dies':
            printer.dies_after = int(taken[0])
        else:
            printer.answers = ANSWERS[name]


main()
