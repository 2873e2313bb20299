"""Plain mode against a real broker: scripts drive a hall with lines, across cuts of the broker."""
import contextlib
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta

BIN = os.environ["HALLQ_BIN"]
SOURCE = os.environ["HALLQ_SOURCE"]
LIMIT_S = 30
START_AT = f"{date.today() + timedelta(days=1)}T10:00:00+08:00"  # no day begins while the test runs
PIN = "246810"
READS = ("line", "ping", "place", "range", "report", "snapshot", "ticket", "what-if")  # they end unknown, and are not resolved


class Program:
    """One of the programs: send a line, expect a line that matches."""

    all = []

    def __init__(self, name, *args):
        self.name = name
        self.lines = queue.Queue()
        self.seen = []
        self.process = subprocess.Popen(
            [f"{BIN}/{name}", *in_english(args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        Program.all.append(self)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def send(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def next(self):
        try:
            line = self.lines.get(timeout=LIMIT_S)
        except queue.Empty:
            raise AssertionError(f"{self.name}: nothing more after {self.seen[-20:]}") from None
        assert line is not None, f"{self.name}: ended after {self.seen[-20:]}"
        self.seen.append(line)
        return line

    def expect(self, pattern):
        while not re.match(pattern, line := self.next()):
            pass
        return line

    def ask(self, line):
        """Says a line; the answer to it, once it is known: the programs wait three seconds, which may be too few for a busy
        machine. A command that is unknown is resolved later, a read and what never left are said again."""
        until = time.monotonic() + LIMIT_S
        while True:
            self.send(line)
            answer = self.expect("ok|refused|unknown")
            if answer == "unknown" and line.split()[0] not in READS:
                answer = self.expect("resolved ")[len("resolved "):]
            again = answer == "unknown" or answer.startswith("refused RETRY_LATER")
            if not again or time.monotonic() > until:
                return answer

    def end(self):
        self.process.stdin.close()
        return self.process.wait(timeout=LIMIT_S)


def held_port():
    """A socket bound to a free port, that never listens: hallqd may bind beside it, and nobody else is given the port
    while the broker is away."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return held


class Hall:
    def __init__(self, folder):
        self.folder = folder
        self.broker = None
        self.held = [held_port() for _ in range(4)]
        self.endpoints = [f"tcp://127.0.0.1:{held.getsockname()[1]}" for held in self.held]

    def begin(self):
        self.admin("init", "data")
        self.start()
        with open(f"{SOURCE}/halls/county.yaml", encoding="utf-8") as file:
            text = file.read()
        # Open at whatever hour the test runs.
        text = re.sub(r"holidays:\n(  .*\n)+", "", text).replace("daily: 08:30-18:30", "daily: 00:00-24:00")
        text = text.replace("double_press_s: 2", "double_press_s: 0")
        with open("hall.yaml", "w", encoding="utf-8") as file:
            file.write(text)
        self.admin("apply", "--new", "hall.yaml")
        for name, role, counter in (
            ("kiosk", "kiosk", None),
            ("display", "display", None),
            ("console", "lead", None),
            ("counter-3", "counter", 3),
            ("counter-4", "counter", 4),
        ):
            self.admin("keys", "add", name, "--role", role, "--halls", "1", *(["--counter", str(counter)] if counter else []))
        with open("pins", "w", encoding="utf-8") as file:
            file.write("".join(f"{staff} {PIN}\n" for staff in (103, 104, 301)))
        os.chmod("pins", 0o600)
        self.admin("pin", "--file", "pins")

    def admin(self, *args):
        at = ["--commands", self.endpoints[0], "--public-feed", self.endpoints[1], "--staff-feed", self.endpoints[2],
              "--lead-feed", self.endpoints[3]]
        if args[0] != "init":
            at += ["--key", "data/admin.key"]
        done = subprocess.run([f"{BIN}/hallq-admin", *args, *(at if self.broker else [])], capture_output=True, text=True)
        assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"

    def start(self):
        if os.path.exists("ports"):
            os.remove("ports")
        options = ["--commands", "--public-feed", "--staff-feed", "--lead-feed"]
        args = [word for pair in zip(options, self.endpoints) for word in pair]
        args += ["--metrics", "0", "--port-file", "ports", "--start-at", START_AT]
        self.broker = subprocess.Popen([f"{BIN}/hallqd", "--data", "data", *args], stderr=open("log", "a"))
        wait_for(lambda: os.path.exists("ports") or self.broker.poll() is not None)
        assert self.broker.poll() is None, open("log").read()
        with open("data/admin.key", encoding="utf-8") as file:
            key = file.read()
        for name, endpoint in zip(("commands", "public-feed", "staff-feed", "lead-feed"), self.endpoints):
            key = re.sub(rf"(?m)^{name}:.*$", f"{name}: {endpoint}", key)
        with open("data/admin.key", "w", encoding="utf-8") as file:
            file.write(key)

    def hold(self):
        self.broker.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.broker.pid, os.WSTOPPED)  # each of its threads

    def kill(self):
        if self.broker:
            self.broker.kill()
            self.broker.wait()


def wait_for(condition):
    until = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


def in_english(args):
    """The words for a program, in English where they say no language: an option is given once."""
    return list(args) if "--lang" in args[:-1] else ["--lang", "en", *args]


def field(line, name):
    found = re.search(rf"(?:^| ){re.escape(name)}=(\S+)", line)
    assert found, f"no {name} in: {line}"
    return found.group(1)


def run(name, *args, stdin=""):
    return subprocess.run([f"{BIN}/{name}", *in_english(args)], input=stdin, capture_output=True, text=True, timeout=LIMIT_S)


# ---------------------------------------------------------------- tests


def command_line__errors_say_what_to_do(hall):
    for args, text in (
        ([], "--key FILE"),
        (["--key", "nowhere"], "the key file"),
        (["--key", "counter-3.key"], "role is counter"),
        (["--hall", "x"], "not a number"),
        (["--device", "99999"], "1 to 65535"),
        (["--counter", "1000"], "1 to 999;"),
        (["--lang"], "needs a value"),
        (["--hall", "1", "--hall", "2"], "--hall is given twice"),
        (["--plain", "--plain"], "--plain is given twice"),
        (["--key", ""], "what stands after --key is empty"),
        (["--commands", "tcp://127.0.0.1:1", "--commands", "tcp://127.0.0.1:1"], "--commands is given twice"),
        (["--key", "kiosk.key", "-k", "kiosk.key"], "--key is given twice"),
        (["--public-feed", ""], "what stands after --public-feed is empty"),
        (["--hall="], "what stands after --hall is empty"),
        (["--loud"], "--loud is not known"),
        (["--commands", "tcp://127.0.0.1:1"], "--public-feed is missing"),
    ):
        done = run("hallq-kiosk", *args)
        assert done.returncode == 2 and text in done.stderr, (args, done)
    done = run("hallq-counter", "--help")
    assert done.returncode == 0 and "Exit status: 0 fine" in done.stdout and "--counter" in done.stdout


def kiosk__answers_each_line_in_order(hall):
    done = run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events",
               stdin="issue 1\n\n# a note\nissue 77\nfly\nissue 1 x\nwaits\nhelp\n{\"issue\":{\"service\":1}}\n{\"fly\":1}\nplace A999\n")
    heads = [" ".join(line.split()[:2]) for line in done.stdout.splitlines() if not line.startswith("help ")]
    assert done.returncode == 0, done
    assert [re.sub(r"(ok) .*", r"\1", head) for head in heads] == [
        "ok", "refused NO_SERVICE", "refused USAGE", "refused USAGE", "ok", "ok", "ok", "refused USAGE", heads[-1]
    ], heads
    assert heads[-1].startswith("refused "), heads


def a_line_that_cannot_be_sent__is_refused_at_once(hall):
    """Nothing of it reaches the broker, which would not answer what it cannot read."""
    gb18030 = "张三 138".encode("gb18030")
    lines = [
        (b"issue 1 contact=" + gb18030, "not UTF-8"),
        (b"issue 1 note=\"" + gb18030 + b"\"", "not UTF-8"),
        (gb18030, "not UTF-8"),
        (b'{"issue":{"service":1,"note":"' + gb18030 + b'"}}', "not UTF-8"),
        (b'{"issue":{"service":1,"note":"a\\u001bb"}}', "control character"),
        (b'{"issue":{"service":1,"note":"a\\u0085b"}}', "control character"),
        (b"issue 1 note=\xc2\x85", "control character"),
        (b"issue 1 note=\xed\xa0\x80", "not UTF-8"),  # half of a surrogate pair
        (b"issue 1 note=a\0b", "control character"),
        (b"issue 1 note=\x1b[2J", "control character"),
        (b"issue 1 note=" + b"x" * 20000, "too long"),
        (b"issue 1 note=" + b"x" * 100000, "too long"),
        (b"{}", "no command"),
    ]
    before = waiting(1)
    for args in ([], ["--json"]):
        started = time.monotonic()
        done = subprocess.run([f"{BIN}/hallq-kiosk", "--lang", "en", "--key", "kiosk.key", "--plain", "--no-events", *args],
                              input=b"\xef\xbb\xbf" + b"\n".join(line for line, _ in lines), capture_output=True,
                              timeout=LIMIT_S)
        answers = done.stdout.decode().splitlines()
        assert done.returncode == 0 and len(answers) == len(lines), done
        for (line, words), answer in zip(lines, answers):
            assert "refused" in answer and words in answer, (line[:40], answer)
        assert time.monotonic() - started < 2.5, "it waited for an answer"
    assert waiting(1) == before


def waiting(service):
    out = run("hallq-console", "--key", "console.key", "--plain", "--no-events", stdin=f"line {service}\n").stdout
    return re.findall(r"number=(\S+)", out)


def a_full_width_character__is_named_where_it_is_no_text(hall):
    done = run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events", stdin="issue\u30001\nissue \uff11\nissue 1 note=\u4e00\u3000\uff11\n")
    blank, digits, fine = done.stdout.splitlines()
    assert blank.startswith("refused USAGE there is a full-width space (U+3000); write a space"), blank
    assert digits.startswith("refused USAGE there are full-width digits; write 0 to 9"), digits
    assert "NOT_ALLOWED" in fine, fine  # a kiosk gives no notes; the text is one


def help__tells_of_one_command(hall):
    done = run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events", stdin="help issue\nhelp waits\nhelp fly\nhelp call-next\nhelp issue place\nwaits now\n")
    issue, ok, waits, also_ok, fly, call, two, now = done.stdout.splitlines()
    assert issue.startswith("help issue SERVICE") and waits.startswith("help waits") and ok == also_ok == "ok", done
    assert fly == "refused USAGE no such command: help lists them (fly)" and call.endswith("(call-next)"), done  # a kiosk calls nobody
    assert two.startswith("refused USAGE help [COMMAND]") and now.startswith("refused USAGE waits"), done
    done = run("hallq-kiosk", "--key", "kiosk.key", "--json", "--no-events", stdin="help issue\n")
    assert done.stdout.startswith('{"help":"issue SERVICE') and done.stdout.endswith('{"ok":true}\n'), done


def errors_in_json__are_in_the_language_asked_for(hall):
    lines = '{"fly":1}\n{"issue":{"service":"x"}}\n{"issue":[]}\n{"issue"\n'
    said = run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events", "--lang", "zh", stdin=lines).stdout.splitlines()
    assert said == [
        "refused USAGE JSON 请求有误 (有不认识的项)",
        "refused USAGE JSON 请求有误 (issue.service: 须为整数)",
        "refused USAGE JSON 请求有误 (issue: 须为对象)",
        "refused USAGE JSON 请求有误 (不是 JSON)",
    ], said


def a_terminal_without_a_key__is_told_that_it_may_need_one(hall):
    commands, public, staff = hall.endpoints[:3]
    place = ["--commands", commands, "--device", "9", "--hall", "1", "--plain"]
    for program, feed in (("hallq-kiosk", ["--public-feed", public]), ("hallq-counter", ["--staff-feed", staff]), ("hallq-console", ["--staff-feed", staff])):
        with begun(program, *place, *feed) as client:
            assert "may need a key: --key FILE" in client.stderr.readline(), program


def a_command_that_meets_no_hall__is_told_by_the_exit_status(hall):
    def code(*place, stdin):
        return run("hallq-kiosk", *place, "--plain", "--no-events", stdin=stdin).returncode

    assert code("--key", "kiosk.key", "--hall", "7", stdin="issue 1\n") == 4  # not this device's
    assert code("--key", "kiosk.key", stdin="issue 77\nping\n") == 0  # a refusal is an answer
    hall.admin("keys", "add", "early", "--role", "kiosk", "--halls", "99")
    assert code("--key", "early.key", stdin="issue 1\nping\n") == 4  # no such hall, whatever comes after
    assert code("--key", "early.key", stdin="ping\n") == 0  # asks the broker alone
    nowhere = ["--commands", "tcp://127.0.0.1:1", "--public-feed", "tcp://127.0.0.1:1", "--device", "9", "--hall", "1"]
    assert code(*nowhere, stdin="issue 1\n") == 4
    assert code(*nowhere, stdin="ping\n") == 4


def a_byte_order_mark__is_no_part_of_the_first_line(hall):
    done = run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events", stdin="\ufeffping\n")
    assert done.stdout.startswith("ok"), done


def counter__serves_a_visit(hall):
    ticket = field(run("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events", stdin="issue 2\n").stdout, "number")
    counter = Program("hallq-counter", "--key", "counter-3.key", "--plain", "--no-events")
    assert counter.ask("call-next").startswith("refused NOT_SIGNED_ON sign on first")
    assert counter.ask(f"sign-on 103 {PIN}") == "ok" and counter.ask("counter-open").startswith("ok")
    assert "state=CALLED" in counter.ask("call-next")
    assert counter.ask("recall").startswith("refused TOO_SOON")
    assert "state=SERVING" in counter.ask("start")
    held = field(counter.ask("hold note=\"a b\""), "number")
    assert "note=\"a b\"" in counter.ask(f"ticket {held}")
    assert f"number={held}" in (on_hold := counter.ask("held")) and "has_note=true" in on_hold, on_hold
    assert "state=SERVING" in counter.ask(f"resume {held} here")
    assert "state=FINISHED" in counter.ask("finish outcome=done")
    assert counter.ask("finish").startswith("refused COUNTER_FREE")
    while "state=CALLED" in counter.ask("call-next"):
        assert "state=SERVING" in counter.ask("start"), counter.seen
        assert "state=FINISHED" in counter.ask("finish"), counter.seen
    assert counter.ask(f"reinstate {ticket}").startswith("refused WRONG_STATE")
    assert counter.end() == 0


def json__is_one_object_a_line(hall):
    done = run("hallq-kiosk", "--key", "kiosk.key", "--json", stdin="issue 1\nissue 77\nwaits\nping\n")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [o for o in objects if "ok" in o or "refused" in o]
    assert answers[0]["ok"]["done"]["ticket"]["number"].startswith("A"), answers
    assert answers[1]["refused"]["reason"] == "NO_SERVICE" and len(answers) == 4, answers


def display__shows_calls_across_a_broker_restart(hall):
    display = Program("hallq-display", "--key", "display.key", "--plain")
    display.process.stdin.close()  # goes on without input
    display.expect("fresh")
    counters = [Program("hallq-counter", "--key", f"counter-{n}.key", "--plain", "--no-events") for n in (3, 4)]
    run("hallq-kiosk", "--key", "kiosk.key", "--plain", stdin="issue 2\n" * 6)
    assert counters[1].ask(f"sign-on 104 {PIN}").startswith("ok")
    for counter in counters:
        counter.ask("counter-open")
    for counter in counters:  # both at once
        counter.send("call-next")
    called = [field(counter.expect("ok|refused"), "number") for counter in counters]
    shown = [field(display.expect("call "), "number") for _ in counters]
    assert sorted(called) == sorted(shown) and called[0] != called[1], (called, shown)

    hall.kill()
    display.expect("stale")
    counters[0].send("start")
    assert re.match("refused RETRY_LATER|unknown", counters[0].expect("refused|unknown|ok"))
    hall.start()
    display.expect("fresh")
    for counter in counters:
        counter.ask("start")
        assert counter.ask("finish").startswith("ok"), counter.seen
    for counter in counters:
        assert counter.ask("call-next").startswith("ok"), counter.seen
        again = display.expect("call ")
        assert "late" not in again.split(), again
        counter.ask("start")
        counter.ask("finish")
        assert counter.end() == 0
    display.process.send_signal(signal.SIGTERM)
    assert display.process.wait(timeout=LIMIT_S) == 0


def unknown__is_said_and_then_resolved(hall):
    console = Program("hallq-console", "--key", "console.key", "--plain", "--no-events")
    assert console.ask(f"sign-on 301 {PIN}").startswith("ok")
    hall.hold()
    console.send("service-suspend 1 printer")
    said = console.expect("unknown|refused|ok")
    hall.broker.send_signal(signal.SIGCONT)
    if said == "unknown":
        assert re.match("resolved (ok|refused )", console.expect("resolved"))
    else:  # it never left this machine
        assert said.startswith("refused RETRY_LATER"), said
    console.ask("service-unsuspend 1")
    assert "state=" in console.ask("counters")
    assert console.ask("report").startswith("ok")
    assert console.ask("quit") == "ok"
    assert console.process.wait(timeout=LIMIT_S) == 0


def what_if__is_said_in_sentences(hall):
    """A sentence for each line before the answer; with --json the answer alone."""
    console = Program("hallq-console", "--key", "console.key", "--plain", "--no-events")
    assert console.ask(f"sign-on 301 {PIN}").startswith("ok")
    console.send("what-if elsewhere=1:2 services=5:1+2")
    lines = []
    while not (line := console.next()).startswith("ok"):
        lines.append(line)
    assert lines and len(lines) == len(set(re.findall(r"lines\.(\d+)\.later_if", line))), (lines, line)
    wait = r"(\d+m|<1m|\dh\d+m|nobody calls)"
    for said in lines:
        assert re.fullmatch(rf"said .+: now {wait}, at \d\d:\d\d {wait}(; without {wait})?", said), said
    assert console.ask("what-if services=9").startswith("refused USAGE"), console.seen
    assert console.end() == 0
    console = Program("hallq-console", "--key", "console.key", "--json", "--no-events")
    console.send("what-if")
    assert json.loads(console.next())["ok"]["whatIf"]["lines"]
    assert console.end() == 0


def input__may_be_a_file_and_output_may_close(hall):
    with open("lines", "w", encoding="utf-8") as file:
        file.write("issue 1\r\nping")
    with open("lines", encoding="utf-8") as file:
        done = subprocess.run([f"{BIN}/hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events"],
                              stdin=file, capture_output=True, text=True, timeout=LIMIT_S)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done
    reader, writer = os.pipe()
    kiosk = subprocess.Popen([f"{BIN}/hallq-kiosk", "--lang", "en", "--key", "kiosk.key", "--plain"],
                             stdin=subprocess.PIPE, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    try:
        kiosk.stdin.write("help\n")
        kiosk.stdin.flush()
    except BrokenPipeError:
        pass
    said = kiosk.communicate(timeout=LIMIT_S)[1]
    assert kiosk.returncode == 5 and "nobody reads it any more" in said, (kiosk.returncode, said)


def a_full_disk__is_told(hall):
    for name, args, words in (
        ("hallq-kiosk", ["--key", "kiosk.key", "--plain"], "the output cannot be written: no space left"),
        ("hallq-display", ["--key", "display.key", "--plain"], "no space left"),
        ("hallq-console", ["--key", "console.key", "--json", "--lang", "zh"], "结果无法写出：磁盘已满"),
        ("hallq-counter", ["--help"], "no space left"),
        ("hallq-counter", ["--version"], "no space left"),
    ):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([f"{BIN}/{name}", *in_english(args)], input="ping\n", stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=LIMIT_S)
        assert done.returncode == 5 and words in done.stderr, (name, done)


def closed_descriptors__end_nobody(hall):
    for closed in ("<&-", "</dev/null >&-", "<&- >&- 2>&-"):
        done = subprocess.run(["bash", "-c", f'exec "$0" --lang en --key kiosk.key --plain {closed}', f"{BIN}/hallq-kiosk"],
                              capture_output=True, text=True, timeout=LIMIT_S)
        assert done.returncode in (0, 5), (closed, done)


@contextlib.contextmanager
def begun(name, *args):
    """A program with its pipes, killed at the end, and when it says nothing for too long."""
    process = subprocess.Popen([f"{BIN}/{name}", *in_english(args)], text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    limit = threading.Timer(LIMIT_S, process.kill)
    limit.start()
    try:
        yield process
    finally:
        limit.cancel()
        process.kill()
        process.communicate()


def nobody_at_the_address__is_said_by_each_program(hall):
    """On standard error while it lasts, within three seconds; and as the answer to a command."""
    held = held_port()
    port = held.getsockname()[1]
    at = f"tcp://127.0.0.1:{port}"
    silent = [held_port() for _ in range(2)]
    feeds = [f"tcp://127.0.0.1:{one.getsockname()[1]}" for one in silent]
    nowhere = ["--commands", at, "--public-feed", feeds[0], "--staff-feed", feeds[1], "--device", "9", "--hall", "1"]
    for args, words in (
        (["--plain"], f"no broker answers at {at}: check address and network"),
        (["--json"], f"no broker answers at {at}"),
        (["--plain", "--lang", "zh"], f"{at} 没有服务端应答，请检查地址和网络"),
    ):
        started = time.monotonic()
        with contextlib.ExitStack() as all_of:
            programs = [all_of.enter_context(begun(name, *args, *nowhere))
                        for name in ("hallq-kiosk", "hallq-counter", "hallq-display", "hallq-console")]
            for program in programs:
                said = program.stderr.readline()
                assert words in said, (program.args, said)
        # Two seconds of patience; the rest is for four programs to start on a busy machine.
        assert time.monotonic() - started < 5
    done = run("hallq-kiosk", "--plain", *nowhere, stdin="issue 1\n")
    assert done.stdout == f"refused RETRY_LATER no broker answers at {at}: check address and network\n", done
    done = run("hallq-kiosk", "--json", *nowhere, stdin="issue 1\n")
    assert f"no broker answers at {at}" in json.loads(done.stdout)["refused"]["text"], done


def a_broker_that_comes_back__ends_what_was_said(hall):
    with begun("hallq-console", "--key", "console.key", "--plain") as console:
        while console.stdout.readline() != "fresh\n":
            pass
        hall.kill()
        assert console.stderr.readline().startswith("no broker answers at " + hall.endpoints[0])
        hall.start()
        assert console.stderr.readline() == "the broker answers at " + hall.endpoints[0] + "\n"


def what_is_wrong_with_a_connection__is_told_apart(hall):
    with open("kiosk.key", encoding="utf-8") as file:
        key = file.read()
    with open("display.key", encoding="utf-8") as file:
        other_public = re.search(r"(?m)^public-key: (.*)$", file.read()).group(1)
    cases = {
        "stranger.key": (re.sub(r"(?m)^server-key: .*$", f"server-key: {other_public}", key), "is not our broker"),
        "nameless.key": (re.sub(r"(?m)^commands: .*$", "commands: tcp://no-such-machine.invalid:7301", key), "no machine of that name"),
        "deaf.key": (re.sub(r"(?m)^public-feed: .*$", "public-feed: tcp://127.0.0.1:1", key), "nothing comes from its feed at tcp://127.0.0.1:1"),
    }
    for name, (text, words) in cases.items():
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, 0o600)
        said = first_trouble("--key", name)
        assert words in said, (name, said)
    hall.admin("keys", "add", "gone", "--role", "kiosk", "--halls", "1")
    hall.admin("keys", "revoke", "gone")
    with begun("hallq-display", "--plain", "--key", "gone.key") as display:  # a busy machine may think otherwise at first
        while "refuses this key, or hangs" not in (line := display.stderr.readline()):
            assert line, "the display ended"
    assert "hall 7: " in first_trouble("--key", "kiosk.key", "--hall", "7")


def an_ipv6_address__is_connected_to(hall):
    """In brackets. Where this machine has no IPv6 it is at least not taken for a name, and a terminal goes on trying."""
    done = run("hallq-admin", "--commands", "tcp://[::1]:1", "report")
    assert done.returncode == 3 and "no broker answers at tcp://[::1]:1; see that hallqd runs" in done.stderr, done
    assert "no broker answers at tcp://[::1]:1: check" in first_trouble(
        "--commands", "tcp://[::1]:1", "--public-feed", "tcp://[::1]:2", "--device", "2", "--hall", "1")
    if not os.path.exists("/proc/net/if_inet6") or "0" * 31 + "1 " not in open("/proc/net/if_inet6").read():
        print("  no IPv6 on this machine: not against a broker")
        return
    subprocess.run([f"{BIN}/hallq-admin", "init", "six", "--open"], check=True, capture_output=True)
    broker = subprocess.Popen([f"{BIN}/hallqd", "--data", "six", "--commands", "tcp://[::1]:*", "--public-feed", "tcp://[::1]:*",
                               "--staff-feed", "tcp://127.0.0.1:*", "--lead-feed", "tcp://127.0.0.1:*", "--metrics", "0", "--port-file", "six-ports",
                               "--start-at", START_AT], stderr=open("six-log", "w"))
    try:
        wait_for(lambda: os.path.exists("six-ports") or broker.poll() is not None)
        assert broker.poll() is None, open("six-log").read()
        with open("six-ports", encoding="utf-8") as file:
            at = dict(line.rstrip("\n").split("=", 1) for line in file)
        done = run("hallq-admin", "--commands", at["commands"], "apply", "--new", "hall.yaml")
        assert done.returncode == 0 and at["commands"].startswith("tcp://[::1]:"), (at, done)
        kiosk = Program("hallq-kiosk", "--plain", "--commands", at["commands"], "--public-feed", at["public-feed"], "--device", "2",
                        "--hall", "1")
        kiosk.expect("fresh")  # or the snapshot may have the ticket already, and the feed tells nothing
        assert kiosk.ask("issue 1").startswith("ok ")
        kiosk.expect("event .*ticket_issued|waits ")  # by the feed
        kiosk.end()
    finally:
        broker.kill()
        broker.wait()


def first_trouble(*args):
    """What a display says first on standard error, other than that it is connected."""
    with begun("hallq-display", "--plain", *args) as display:
        while (line := display.stderr.readline()).startswith("the broker answers at"):
            pass
        return line


def end_of_input__does_not_hide_an_unknown_outcome(hall):
    kiosk = Program("hallq-kiosk", "--key", "kiosk.key", "--plain", "--no-events")
    assert kiosk.ask("ping").startswith("ok")
    hall.hold()
    kiosk.send("issue 1")
    code = kiosk.end()
    hall.broker.send_signal(signal.SIGCONT)
    said = kiosk.next()
    assert (said, code) == ("unknown", 3) or (said.startswith("refused RETRY_LATER"), code) == (True, 0), (said, code)


TESTS = [
    command_line__errors_say_what_to_do,
    a_full_width_character__is_named_where_it_is_no_text,
    help__tells_of_one_command,
    errors_in_json__are_in_the_language_asked_for,
    a_command_that_meets_no_hall__is_told_by_the_exit_status,
    a_terminal_without_a_key__is_told_that_it_may_need_one,
    kiosk__answers_each_line_in_order,
    a_line_that_cannot_be_sent__is_refused_at_once,
    a_byte_order_mark__is_no_part_of_the_first_line,
    counter__serves_a_visit,
    json__is_one_object_a_line,
    display__shows_calls_across_a_broker_restart,
    unknown__is_said_and_then_resolved,
    what_if__is_said_in_sentences,
    input__may_be_a_file_and_output_may_close,
    a_full_disk__is_told,
    closed_descriptors__end_nobody,
    end_of_input__does_not_hide_an_unknown_outcome,
    nobody_at_the_address__is_said_by_each_program,
    a_broker_that_comes_back__ends_what_was_said,
    what_is_wrong_with_a_connection__is_told_apart,
    an_ipv6_address__is_connected_to,
]


def main():
    if not os.path.exists(f"{BIN}/hallqd") or not os.path.exists(f"{BIN}/hallq-admin"):
        print("no hallqd or hallq-admin")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ.pop("HALLQ_KEY", None)
        hall = Hall(folder)
        try:
            hall.begin()
            for test in TESTS:
                print(test.__name__, flush=True)
                test(hall)
        finally:
            for program in Program.all:
                program.process.kill()
            hall.kill()
            os.chdir("/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
