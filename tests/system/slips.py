#!/usr/bin/env python3
"""A ticket has one slip or none, and its page says which: a kiosk's program, a page that issues, and a printer that fails as it likes."""

import os
import re
import select
import signal
import subprocess
import sys
import tty

from hall import BOUND, LONG, SOURCE, Broker, Lines, check, equal, folder, pb, program, run, settings, wait_for

sys.path.insert(0, os.path.join(SOURCE, 'tests', 'paper'))
import fake_printer  # noqa: E402

LIMIT_S = 60
CODE = 'window1page'
DEVICE = 77
ROUNDS = 100 if LONG else 10
State = pb.Slip.State


class Kiosk(Lines):
    """hallq-kiosk that prints what a page issues. It has no terminal, so that it reads nothing."""

    def __init__(self, broker, printer, *options, device=DEVICE):
        super().__init__('kiosk', [program('hallq-kiosk'), '--lang', 'en', '--commands', broker.commands, '--public-feed', broker.public_feed,
                                   '--device', str(device), '--hall', '1', '--printer', printer, '--page-code', CODE, *options])

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return super().end()


class Page:
    """What the page in the browser does, through its gateway."""

    def __init__(self, broker):
        self.gateway = broker.client('gateway')

    def issue(self, printer=DEVICE, code=CODE):
        return self.gateway.must('issue', service=1, printer=printer, printer_code=code).ticket

    def told(self, card):
        place = self.gateway.must('get_place', which=pb.Which(ticket=card.ticket, code=card.code))
        return State.Name(place.slip.state)

    def comes_to(self, card, *states):
        return wait_for(lambda: (told := self.told(card)) in states and told, LIMIT_S, f'{card.number} is {states}', .02)


def ready(page):
    """A ticket whose slip is to be printed: the kiosk has told of its printer by then."""
    return wait_for(lambda: (card := page.issue()).slip.state == State.TO_PRINT and card, LIMIT_S, 'the kiosk told of its printer', .05)


def tcp(printer):
    return f'tcp:127.0.0.1:{printer.port}'


def a_page_s_ticket_has_its_slip():
    printer = fake_printer.Printer()
    with Broker() as broker:
        broker.apply(settings(slip_link='https://hall.example', slip_footer='[{zh: 过号请到服务台}]'))
        page = Page(broker)
        with Kiosk(broker, tcp(printer)) as kiosk:
            kiosk.expect('^the printer is ready$')
            card = ready(page)
            page.comes_to(card, 'PRINTED')
            kiosk.expect(f'^slip of {card.number}: printed$')
            equal(printer.numbers()[-1], card.number)
            check('过号请到服务台' in printer.texts()[-1], 'the texts of the settings')
            count = len(printer.slips)
            wrong = page.issue(code='another-page')
            equal((wrong.HasField('slip'), page.told(wrong)), (False, 'NO_STATE'), 'another page prints nothing here')
            cards = [page.issue() for _ in range(5)]
            for one in cards:
                page.comes_to(one, 'PRINTED')
            equal(printer.numbers()[count:], [one.number for one in cards], 'in their order, each once')
            equal(broker.client('guide').refusal('print_slip', which=pb.Which(ticket=card.ticket)), 'NOT_SIGNED_ON')


def paper_runs_out_and_comes_back():
    printer = fake_printer.Printer()
    with Broker() as broker:
        broker.apply(settings())
        lead, page = broker.lead(), Page(broker)
        desk = broker.counter(1)
        with Kiosk(broker, tcp(printer)) as kiosk:
            ready(page)
            printer.answers = fake_printer.NO_PAPER
            kiosk.expect('^the printer is out of paper', LIMIT_S)
            alert = wait_for(lambda: [one for one in lead.must('get_alerts').alerts if one.kind == one.NO_PAPER], LIMIT_S, 'the lead is told')[0]
            equal((alert.subject, alert.cleared_at_ms), (DEVICE, 0))
            card = page.issue()
            equal((State.Name(card.slip.state), card.number != ''), ('NOT_PRINTED', True), 'the ticket is given all the same')
            equal(desk.refusal('print_slip', which=pb.Which(ticket=card.ticket)), 'NO_PRINTER')
            printer.answers = fake_printer.NEAR_END
            kiosk.expect('^the paper is nearly used up', LIMIT_S)
            wait_for(lambda: all(one.cleared_at_ms for one in lead.must('get_alerts').alerts if one.kind == one.NO_PAPER), LIMIT_S, 'it is over')
            equal(card.number in printer.numbers(), False, 'what was given up stays so')
            desk.must('print_slip', which=pb.Which(ticket=card.ticket))
            page.comes_to(card, 'PRINTED')
            equal(printer.numbers().count(card.number), 1)


def a_printer_that_dies_between_bytes_prints_no_second_slip_by_itself():
    printer = fake_printer.Printer()
    with Broker() as broker:
        broker.apply(settings())
        page, desk = Page(broker), broker.counter(1)
        with Kiosk(broker, tcp(printer)) as kiosk:
            ready(page)
            wait_for(lambda: printer.slips, LIMIT_S)
            printer.dies_after = 100
            card = page.issue()
            # All of a short slip may have left when the line is cut: then nobody knows.
            state = page.comes_to(card, 'FAILED', 'UNKNOWN')
            kiosk.expect(f'^slip of {card.number}: ', LIMIT_S)
            next_card = ready(page)  # it is back, and goes on with the next
            page.comes_to(next_card, 'PRINTED')
            equal((printer.numbers().count(card.number), page.told(card)), (0, state), 'it is not printed again by itself')
            desk.must('print_slip', which=pb.Which(ticket=card.ticket))
            page.comes_to(card, 'PRINTED')
            equal(printer.numbers().count(card.number), 1)
            check(any('补打' in text or text.startswith('copy') for text in printer.texts()[-1]), f'a copy says so: {printer.texts()[-1]}')


def answers_that_are_late_or_wrong_or_none():
    printer = fake_printer.Printer()
    with Broker() as broker:
        broker.apply(settings())
        page = Page(broker)
        with Kiosk(broker, tcp(printer)) as kiosk:
            ready(page)
            printer.answers = {1: 0xff, 2: 0x12, 4: 0x12}
            kiosk.expect('^the printer does not answer', LIMIT_S)
            equal(State.Name(page.issue().slip.state) in ('NOT_PRINTED', 'TO_PRINT'), True)
            printer.answers = fake_printer.FINE
            kiosk.expect('^the printer is ready$', LIMIT_S)
            printer.late_s = .3
            card = ready(page)
            page.comes_to(card, 'PRINTED')
            printer.late_s = 0
            printer.confirms = False
            card = ready(page)
            page.comes_to(card, 'TAKEN', 'UNKNOWN')
            equal(page.comes_to(card, 'UNKNOWN'), 'UNKNOWN', 'it took all, and did not say that it printed')
            printer.confirms = True
            page.comes_to(ready(page), 'PRINTED')
            equal(printer.numbers().count(card.number), 1)


def a_kiosk_killed_at_any_moment_prints_once_or_not_at_all():
    printer = fake_printer.Printer()
    cards = []
    with Broker() as broker:
        broker.apply(settings())
        page = Page(broker)
        for n in range(ROUNDS):
            kiosk = Kiosk(broker, tcp(printer))
            kill = lambda kiosk=kiosk: kiosk.process.kill()  # noqa: E731
            card = ready(page)
            if n % 5 == 0:
                printer.on_question = kill  # taken, and not printed; or before that
            elif n % 5 == 1:
                printer.on_bytes = kill  # between bytes
            elif n % 5 == 2:
                printer.on_slip = kill  # cut, and not confirmed
            elif n % 5 == 3:
                page.comes_to(card, 'TAKEN', 'PRINTED')
                kill()
            else:
                page.comes_to(card, 'PRINTED')
                kill()
            cards.append(card)
            cards.append(page.issue())
            kiosk.process.wait(LIMIT_S)
            printer.on_question = printer.on_bytes = printer.on_slip = lambda: None
            kiosk.end()
        with Kiosk(broker, tcp(printer)):
            last = ready(page)
            page.comes_to(last, 'PRINTED')
            numbers = printer.numbers()
            seen = {}
            for card in cards:
                state, count = page.told(card), numbers.count(card.number)
                seen[state] = seen.get(state, 0) + 1
                wanted = {'PRINTED': (1,), 'NOT_PRINTED': (0,), 'UNKNOWN': (0, 1), 'FAILED': (0,)}.get(state, ())
                check(count in wanted, f'{card.number} is {state}, and {count} slips of it came out')
            equal(len(numbers), len(set(numbers)), 'no number came out twice; slips')
            print(f'{ROUNDS} kills: {seen}')


def a_test_print_needs_no_broker():
    path = os.path.join(folder('slip'), 'slip')
    done = subprocess.run([*BOUND, program('hallq-kiosk'), '--lang', 'en', '--print-test', '--printer', 'file:' + path], capture_output=True,
                          text=True, timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)
    equal((done.returncode, done.stdout.splitlines()[-1]), (0, 'the test slip is printed'), done.stderr)
    with open(path, 'rb') as file:
        paper = fake_printer.picture.draw(file.read())
    check('A000' in paper.texts and paper.cuts == 1, f'{paper.texts}')
    printer = fake_printer.Printer()
    done = subprocess.run([*BOUND, program('hallq-kiosk'), '--print-test', '--printer', tcp(printer), '--paper', '58'], capture_output=True,
                          text=True, timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)
    equal((done.returncode, len(printer.slips)), (0, 1), done.stdout)
    for words, what in ((['--printer', 'tcp:'], 'printer'), (['--printer', 'file:x', '--paper', '70'], 'paper'), ([], 'printer'),
                        (['--printer', 'file:x', '--logo', '/etc/passwd'], 'PNG'), (['--printer', 'file:x', '--page-code', 'a b'], 'code')):
        done = subprocess.run([program('hallq-kiosk'), '--lang', 'en', '--print-test', *words], capture_output=True, text=True, timeout=LIMIT_S,
                              check=False, stdin=subprocess.DEVNULL)
        equal(done.returncode, 2, f'{words}: {done.stdout}{done.stderr}')
        check(re.search(what, done.stderr), f'{words}: {done.stderr}')


class Wire:
    """The printer's end of a terminal, which stands in for /dev/usb/lp0, as the socket that a fake printer has."""

    def __init__(self, end):
        self.end = end

    def sendall(self, data):
        os.write(self.end, data)


def a_device_is_printed_to_as_well():
    printer, (end, device) = fake_printer.Printer(), os.openpty()
    tty.setraw(device)
    words = [*BOUND, program('hallq-kiosk'), '--lang', 'en', '--print-test', '--printer', 'usb:' + os.ttyname(device)]
    kiosk = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    data = b''
    while not printer.slips or kiosk.poll() is None:
        if select.select([end], [], [], .1)[0]:
            data = printer.work(Wire(end), data + os.read(end, 65536))
        check(kiosk.poll() in (None, 0), 'the test print')
    equal((kiosk.wait(LIMIT_S), len(printer.slips)), (0, 1), kiosk.stdout.read())
    os.close(device)
    os.close(end)


if __name__ == '__main__':
    run(a_test_print_needs_no_broker, a_device_is_printed_to_as_well, a_page_s_ticket_has_its_slip, paper_runs_out_and_comes_back,
        a_printer_that_dies_between_bytes_prints_no_second_slip_by_itself, answers_that_are_late_or_wrong_or_none,
        a_kiosk_killed_at_any_moment_prints_once_or_not_at_all, beside=4)
