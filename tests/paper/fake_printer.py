"""A receipt printer on a socket: it takes bytes, answers how it is, and keeps each slip that was cut off whole. It can be told to fail."""
import os
import re
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import picture  # noqa: E402

CUT = b'\x1dVB\x18'
ASK, CONFIRM = b'\x10\x04', b'\x1dr\x01'
FINE = {1: 0x12, 2: 0x12, 4: 0x12}
NO_PAPER = {1: 0x1a, 2: 0x32, 4: 0x7e}
COVER_OPEN = {1: 0x1a, 2: 0x16, 4: 0x12}
NEAR_END = {1: 0x12, 2: 0x12, 4: 0x1e}


class Printer:
    """`answers` by question; `late_s` before each; `confirms`: it says that it has come so far; `dies_after`: bytes of a slip, then the
    line is cut. The hooks are called as a question, the first byte of a slip and a whole slip come."""

    def __init__(self):
        self.answers, self.late_s, self.confirms, self.dies_after = FINE, 0, True, None
        self.on_question = self.on_bytes = self.on_slip = lambda: None
        self.slips, self.at, self.lines = [], [], 0
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.listener.close()

    def serve(self):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            self.lines += 1
            threading.Thread(target=self.one, args=(line,), daemon=True).start()

    def one(self, line):
        data = b''
        with line:
            try:
                while part := line.recv(65536):
                    data = self.work(line, data + part)
            except OSError:
                pass

    def work(self, line, data):
        """Does what can be done; what is left."""
        while data:
            if data.startswith(ASK) and len(data) >= 3:
                self.answer(line, data[2])
                data = data[3:]
            elif data.startswith(CONFIRM):
                if self.confirms:
                    line.sendall(b'\0')
                data = data[3:]
            elif ASK.startswith(data[:2]) or CONFIRM.startswith(data[:3]):
                return data
            else:
                self.on_bytes()
                if self.dies_after is not None and len(data) >= self.dies_after:
                    self.dies_after = None
                    raise OSError('dies')
                end = data.find(CUT)
                if end < 0:
                    return data
                end += len(CUT)
                self.slips.append(data[:end])
                self.at.append(time.monotonic())
                data = data[end:]
                self.on_slip()
        return data

    def answer(self, line, question):
        self.on_question()
        if self.late_s:
            time.sleep(self.late_s)
        answer = self.answers.get(question)
        if answer is not None:
            line.sendall(bytes([answer]))

    def texts(self):
        """The lines of each slip."""
        return [picture.draw(slip).texts for slip in list(self.slips)]

    def numbers(self):
        """The number on each slip."""
        return [next(text for text in texts if re.fullmatch('[A-Z]{1,2}[0-9]{3,5}', text)) for texts in self.texts()]
