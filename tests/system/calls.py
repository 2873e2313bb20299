#!/usr/bin/env python3
"""Calls: one ticket goes to one counter, every call is shown once and in order, and a whole visit through our programs."""

import time
from concurrent.futures import ThreadPoolExecutor

from hall import (LIMIT_S, LONG, PIN, Broker, Failed, Lines, Program, Proxy, Reason, at_once, check, equal, fields,
                  program, run, settings, wait_for)


def desks(broker, count):
    with ThreadPoolExecutor(4) as pool:
        made = [broker.client('counter', counter=n) for n in range(1, count + 1)]
        broker.set_pins(*range(101, 101 + count))
        list(pool.map(lambda n: made[n - 1].must('sign_on', staff=100 + n, pin=PIN, counter=n), range(1, count + 1)))
    for desk in made:
        desk.must('counter_open')
    return made


def all_ask_at_once(broker, requests):
    """The broker finds all of them waiting for it; a reply to each of the clients."""
    proxy = Proxy(broker.commands)
    clients = list(dict(requests))
    for client in clients:
        client.commands = proxy.endpoint
        client.connect()
        client.must('ping')
    before = proxy.reached()
    frames = [(client, request.SerializeToString()) for client, request in requests]
    broker.hold()
    for client, frame in frames:
        client.socket.send(frame)
    wait_for(lambda: proxy.reached() - before >= sum(2 + len(frame) for _, frame in frames), what='the requests')
    broker.go_on()
    replies = [client.answer_to(request, time.monotonic() + LIMIT_S) for client, request in dict(requests).items()]
    check(None not in replies, 'each is answered')
    return replies


def twenty_counters_press_next_at_once():
    with Broker() as broker:
        broker.apply(settings(counters=20))
        kiosk = broker.client('kiosk')
        given = [kiosk.must('issue', service=1).ticket.number for _ in range(20)]
        counters = desks(broker, 20)

        got = at_once(lambda desk: desk.must('call_next').ticket.number, counters)
        equal(sorted(got), sorted(given), 'tickets called by 20 counters')

        for desk in counters:
            desk.must('start')
            desk.must('finish')
        last = kiosk.must('issue', service=2).ticket.number
        replies = at_once(lambda desk: desk.do('call_next'), counters)
        won = [r.done.ticket.number for r in replies if r.WhichOneof('body') == 'done']
        lost = [Reason.Name(r.refusal.reason) for r in replies if r.WhichOneof('body') == 'refusal']
        equal(won, [last], 'winners of one ticket')
        equal(lost, ['NOTHING_WAITING'] * 19)


def two_calls_within_10_ms_are_both_announced():
    """Pressed while the broker's time stands still, so that a slow disk does not keep them apart."""
    with Broker() as broker:
        broker.apply(settings())
        kiosk = broker.client('kiosk')
        counters = desks(broker, 3)
        with Program('display', broker=broker, device=900, hall=1) as display:
            display.expect('^fresh')
            for _ in range(20):
                given = [kiosk.must('issue', service=1).ticket.number for _ in range(2)]
                all_ask_at_once(broker, [(desk, desk.request('call_next')) for desk in counters[:2]])
                for desk in counters[:2]:
                    desk.must('start')
                    desk.must('finish')
                shown = [fields(display.expect('^call .*').group(0)) for _ in given]
                equal([call['number'] for call in shown], given, 'calls announced, in order')
                if int(shown[1]['at_ms']) - int(shown[0]['at_ms']) < 10:
                    return
            raise Failed('no two calls within 10 ms in 20 tries')


def a_display_cut_over_12_calls_shows_all_of_them_once():
    cut_s = 30 if LONG else 6
    with Broker() as broker:
        broker.apply(settings())
        commands, feed = Proxy(broker.commands), Proxy(broker.public_feed)
        kiosk, desk = broker.client('kiosk'), broker.counter(1)

        def serve_one():
            kiosk.must('issue', service=1)
            number = desk.must('call_next').ticket.number
            desk.must('start')
            desk.must('finish')
            return number

        with Program('display', broker=broker, device=900, hall=1, commands=commands.endpoint,
                     public_feed=feed.endpoint) as display:
            display.expect('^fresh')
            before = serve_one()
            display.expect(f'^call .*number={before} ')
            commands.cut()
            feed.cut()
            missed = [serve_one() for _ in range(12)]
            missed_at = time.monotonic()  # from here the last of them, too, grows too old to be spoken
            display.expect('^stale')
            said = len(display.calls())
            equal(said, 1, 'calls shown before the cut is healed')
            wait_for(lambda: time.monotonic() - missed_at > cut_s, cut_s + LIMIT_S, 'the cut')
            commands.heal()
            feed.heal()
            display.expect('^fresh')
            after = serve_one()
            display.expect(f'^call .*number={after} ')
            calls = display.calls()
            equal([call[1] for call in calls], [before, *missed, after], 'calls shown, each once and in order')
            check(all(call[4] for call in calls[1:13]), 'calls of the cut are shown as late')
            check(not calls[13][4], 'the call after it is not')
        commands.end()
        feed.end()


def a_whole_visit_through_our_programs():
    """Each verb once, from taking a ticket to the shift lead's look at it."""
    with Broker(keyed=True) as broker:
        broker.apply(settings(calls_before_no_show=1, seconds_between_calls=60))
        broker.set_pins(101, 102, 1301)
        with Program('kiosk', key=broker.key_file('kiosk', 'kiosk')) as kiosk, \
                Program('counter', key=broker.key_file('c1', 'counter', 1)) as one, \
                Program('counter', key=broker.key_file('c2', 'counter', 2)) as two, \
                Program('display', key=broker.key_file('display', 'display')) as display, \
                Program('console', key=broker.key_file('console', 'lead')) as console:
            for each in (kiosk, one, two, display, console):
                each.expect('^fresh')
            one.refused('call-next', 'NOT_SIGNED_ON')
            one.ok(f'sign-on 101 {PIN}')
            two.refused('sign-on 102 999999', 'WRONG_PIN')
            two.ok(f'sign-on 102 {PIN}')
            console.ok(f'sign-on 1301 {PIN}')
            one.refused('call-next', 'COUNTER_CLOSED')
            one.ok('counter-open')
            one.refused('call-next', 'NOTHING_WAITING')

            first = kiosk.ok('issue 1 contact=13800005678')
            kiosk.ok(f"place {first['number']} code={first['code']}", state='WAITING')
            called = one.ok('call-next', number='A001')
            check('why.rule' in called, f'a call says why: {called}')
            display.expect('^call .*number=A001 counter=1 ')
            one.refused('recall', 'WRONG_STATE')  # one call is all this hall makes
            one.ok('start')
            one.ok('hold note="看一下 SIM 卡"')
            equal(console.ok('ticket A001')['note'], '看一下 SIM 卡')
            one.ok('resume A001 here')
            one.ok('transfer service 2 come-back note=资料')
            two.ok('counter-open')
            two.ok('call-next', number='A001')
            display.expect('^call .*number=A001 counter=2 ')
            two.ok('start')
            two.ok('finish outcome=done topics=sim,plan')
            one.ok('call-next', number='A001')  # it came back
            display.expect('^call .*number=A001 counter=1 ')
            one.ok('start')
            one.ok('finish outcome=done note=办好了')
            one.ok('further 2 here')
            one.ok('finish')
            kiosk.ok(f"rate A001 5 code={first['code']}")
            kiosk.refused(f"rate A001 4 code={first['code']}", 'ALREADY_RATED')
            equal(console.ok(f'reveal-contact A001 {PIN} reason=回访')['contact'], '13800005678')

            # out of order, no-show, back again
            for _ in range(3):
                kiosk.ok('issue 1')
            one.ok('call-named A004 reason=unwell', number='A004')
            one.ok('no-show')
            console.ok('reinstate A004')
            one.ok('call-next', number='A002')
            one.ok('start')
            one.ok('finish')
            second = kiosk.ok('issue 2')
            kiosk.ok(f"cancel {second['number']} code={second['code']}")

            # services and plates
            console.ok('service-suspend 2 system-down')
            kiosk.refused('issue 2', 'SERVICE_SUSPENDED')
            display.expect('service_suspended')
            console.ok('service-unsuspend 2')
            one.ok('counter-pause lunch')
            one.refused('call-next', 'COUNTER_PAUSED')
            display.expect('counter_paused')
            one.ok('counter-resume')
            console.ok('counter-services 1 2')
            one.refused('call-next', 'NOTHING_WAITING')
            console.ok('counter-services 1')
            console.ok('counter-pause rest 1')
            console.ok('counter-resume 1')
            console.ok('line 1')
            for reader in (kiosk, one, display, console):
                reader.ok('ping')
                reader.ok('snapshot')
            waits = display.ok('waits')
            check(waits, 'waits')
            report = console.ok('report')
            check(any(name.endswith('served') for name in report), f'a report: {report}')
            console.refused('what-if open=1', 'ALREADY')
            console.refused('what-if close=99', 'NO_COUNTER')
            as_if = console.ok('what-if close=1 later=900')
            check(as_if, f'an answer to what if: {as_if}')
            one.ok('counter-close')
            one.ok('sign-off')
            two.ok('counter-close')

            calls = display.calls()
            seqs = [call[0] for call in calls]
            equal(seqs, sorted(set(seqs)), 'calls on the display, each once and in order')
            for each in (kiosk, one, two, console, display):
                equal(each.end(), 0, f'exit of {each.name}')


def a_ticket_that_does_not_come_is_a_no_show_by_itself():
    """Hall time runs ten times as fast: three calls five seconds apart."""
    with Broker(options=['--speed', '10']) as broker:
        broker.apply(settings())
        broker.set_pins(101)
        kiosk = broker.client('kiosk')
        number = kiosk.must('issue', service=1).ticket.number
        with Program('counter', '--counter', '1', broker=broker, device=21, hall=1) as desk:
            desk.ok(f'sign-on 101 {PIN}')
            desk.ok('counter-open')
            desk.ok('call-next', number=number)
            for _ in range(2):
                wait_for(lambda: desk.known('recall').startswith('ok'), what='recall', every_s=0.1)
            desk.expect(f'ticket_no_show .*number={number}')
            desk.refused('start', 'COUNTER_FREE')
            desk.ok(f'reinstate {number}')
            desk.ok('call-next', number=number)
            desk.ok('start')
            desk.ok('finish')


def a_counter_whose_terminal_was_killed_is_freed_by_the_lead():
    with Broker() as broker:
        broker.apply(settings(counter_lease_s=10))
        broker.set_pins(101, 1301)
        number = broker.client('kiosk').must('issue', service=1).ticket.number
        with Program('console', broker=broker, device=31, hall=1) as console:
            console.expect('^fresh')
            console.ok(f'sign-on 1301 {PIN}')
            with Program('counter', '--counter', '1', broker=broker, device=32, hall=1) as desk:
                desk.ok(f'sign-on 101 {PIN}')
                desk.ok('counter-open')
                desk.ok('call-next', number=number)
                desk.ok('start')
                console.refused('counter-free 2 waiting', 'COUNTER_NOT_STUCK')
                desk.kill()
            console.expect('counter_lost counter=1', 60)
            console.ok('counter-free 1 waiting')
            console.expect('counter_freed')
        again = broker.counter(2)
        equal(again.must('call_next').ticket.number, number, 'the ticket of the lost counter')


def a_second_hall_goes_its_own_way():
    with Broker(keyed=True) as broker:
        broker.apply(settings(hall=1))
        broker.apply(settings(hall=2))
        one, two = broker.client('kiosk', hall=1), broker.client('kiosk', hall=2)
        with Program('display', key=broker.key_file('display', 'display', halls='1,2'), hall=2) as display:
            display.expect('^fresh')
            equal(one.must('issue', service=1).ticket.number, two.must('issue', service=1).ticket.number)
            broker.counter(1, hall=1).must('call_next')
            broker.counter(3, hall=2).must('call_next')
            display.expect('^call .*number=A001 counter=3 ')
            equal([call[2] for call in display.calls()], [3], 'counters of the calls shown')
        equal(one.refusal('issue', hall=2, service=1), 'OTHER_HALL')


def the_example_of_the_library_takes_a_ticket_and_is_called():
    with Broker() as broker:
        broker.apply(settings())
        desk = broker.counter(2)
        for _ in range(5):  # called as soon as the ticket is there
            with Lines('example', [program('hallq-example'), broker.commands, broker.public_feed, '1', '1']) as example:
                wait_for(lambda: desk.do('call_next').WhichOneof('body') == 'done', what='its ticket')
                number = example.expect(r'^(\S+): 0 people ahead$').group(1)
                example.expect(f'^{number} called to counter 2$')
                equal(example.process.wait(LIMIT_S), 0, 'exit of the example')
            desk.must('start')
            desk.must('finish')


def a_command_asked_again_while_it_is_at_work_is_done_once():
    """Eight copies of a sign-on at once: PINs are looked at by a worker, and a wrong one counts."""
    with Broker() as broker:
        broker.apply(settings())
        broker.set_pins(101)
        desk = broker.client('counter')
        for pin, wanted in (('13579', 'WRONG_PIN'), (PIN, 'NONE')):
            request = desk.request('sign_on', staff=101, pin=pin, counter=1)
            desk.ask(request, again_s=LIMIT_S)  # alone, to be connected; a refusal is decided afresh
            [reply] = all_ask_at_once(broker, [(desk, request)] * 8)
            equal(Reason.Name(reply.refusal.reason), wanted)
            answers = 1
            while answers < 8:  # each copy is answered, but for one that came after the answer to a wrong PIN
                reply = desk.answer_to(request, time.monotonic() + LIMIT_S)
                equal(reply and Reason.Name(reply.refusal.reason), wanted, f'answer {answers + 1}')
                answers += 1
        events = [e.WhichOneof('body') for entry in broker.journal() for e in entry.events]
        equal((events.count('sign_on_failed'), events.count('staff_signed_on')), (2, 1), 'wrong PINs and sign-ons')


def a_key_pressed_twice_is_one_ticket():
    """The same kiosk, service and contact within the seconds: the first's ticket, over a restart too."""
    with Broker() as broker:
        broker.apply(settings(double_press_s=60))
        kiosk, other = broker.client('kiosk'), broker.client('kiosk')
        first = kiosk.must('issue', service=1, contact='13800000001').ticket
        again = kiosk.must('issue', service=1, contact='13800000001').ticket
        equal((again.number, again.ticket, again.code), (first.number, first.ticket, first.code))
        broker.kill()
        broker.start()
        equal(kiosk.must('issue', service=1, contact='13800000001').ticket.ticket, first.ticket, 'after a restart')
        second = kiosk.must('issue', service=1, contact='13800000002').ticket
        third = kiosk.must('issue', service=1).ticket
        of_other = other.must('issue', service=1, contact='13800000002').ticket
        equal([t.number for t in (first, second, third, of_other)], ['A001', 'A002', 'A003', 'A004'])
        equal(kiosk.must('issue', service=1).ticket.number, 'A003', 'without a contact')
        for contact, number in (('13800000001', 'A001'), ('13800000002', 'A002')) * 2:  # two people press by turns
            equal(kiosk.must('issue', service=1, contact=contact).ticket.number, number)
        events = [e.WhichOneof('body') for entry in broker.journal() for e in entry.events]
        equal((events.count('ticket_issued'), events.count('issue_repeated')), (4, 7))


def without_the_guard_each_press_is_a_ticket():
    with Broker() as broker:
        broker.apply(settings(double_press_s=0))
        kiosk = broker.client('kiosk')
        numbers = [kiosk.must('issue', service=1, contact='13800000001').ticket.number for _ in range(2)]
        equal(numbers, ['A001', 'A002'])


if __name__ == '__main__':
    run(twenty_counters_press_next_at_once, two_calls_within_10_ms_are_both_announced,
        a_display_cut_over_12_calls_shows_all_of_them_once, a_whole_visit_through_our_programs,
        a_ticket_that_does_not_come_is_a_no_show_by_itself, a_counter_whose_terminal_was_killed_is_freed_by_the_lead,
        a_second_hall_goes_its_own_way, the_example_of_the_library_takes_a_ticket_and_is_called,
        a_command_asked_again_while_it_is_at_work_is_done_once, a_key_pressed_twice_is_one_ticket,
        without_the_guard_each_press_is_a_ticket)
