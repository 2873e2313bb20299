#!/usr/bin/env python3
"""A complaint beyond the clerk, HALL.md's second day: help is pressed, the lead is there in a timed minute, opens a case and sends a slip to the
technical department; the customer sees how far it has come; the deadline's alert, the answer, the call-back; the topic is in the week's
list; and no telephone number stands on any feed, event or log."""

import glob
import os
from datetime import timedelta

import zmq

from clock import NOON, Machine
from hall import PIN, check, context, equal, pb, run, settings, wait_for

PHONE = '13800138000'
TEXTS = (PHONE, '漏电', '已更换', '请技术部')
ROOM = '''help_reasons:
  - {code: upset, name: {zh: 客户情绪激动, en: Upset customer}}
case_classes:
  - {code: terminal, name: {zh: 终端售后, en: After-sales}}
departments:
  - {code: technical, name: {zh: 技术部, en: Technical department}, contact: '8001'}
cases: {text_days: 30}
'''
STEP = pb.CaseStep
ALERT = pb.Alert


class Feeds:
    """All that leaves the broker on its three feeds, as bytes."""

    def __init__(self, broker):
        self.sockets = []
        for address in (broker.public_feed, broker.staff_feed, broker.lead_feed):
            socket = context.socket(zmq.SUB)
            socket.setsockopt(zmq.SUBSCRIBE, b'')
            socket.connect(address)
            self.sockets.append(socket)
        self.heard = [b'', b'', b'']

    def listen(self):
        for i, socket in enumerate(self.sockets):
            while socket.poll(0):
                self.heard[i] += b''.join(socket.recv_multipart())
        return self.heard

    def wait_for(self, i, part, what):
        wait_for(lambda: part in self.listen()[i], what=what)

    def close(self):
        for socket in self.sockets:
            socket.close(0)


def open_alert(lead, kind, level, what):
    def look():
        for alert in lead.must('get_alerts').alerts:
            if (alert.kind, alert.level, alert.cleared_at_ms) == (kind, level, 0):
                return alert
        return None

    return wait_for(look, what=what)


def next_day(broker, lead, span):
    """So much time passes, and the day with it: the lead signs on again."""
    broker.pass_(span)
    wait_for(lambda: lead.do('get_topics').WhichOneof('body') == 'refusal', what='the day before is over')
    lead.must('sign_on', staff=1301, pin=PIN)


def private_nowhere(broker, feeds):
    """None of what was sealed stands in what left the broker, what it says, what it exports or what lies on its disk."""
    said = [(f'feed {i}', heard) for i, heard in enumerate(feeds.listen())]
    said.append(('log', broker.log().encode()))
    said.append(('journal', b''.join(entry.SerializeToString() for entry in broker.journal())))
    said.append(('metrics', broker.metrics()[0].encode()))
    for path in glob.glob(os.path.join(broker.data, '**'), recursive=True):
        if os.path.isfile(path):
            with open(path, 'rb') as file:
                said.append((path, file.read()))
    for where, found in said:
        for text in TEXTS:
            check(text.encode() not in found, f'{text} stands in {where}')


def a_complaint_beyond_the_clerk():
    with Machine(NOON) as broker:
        broker.apply(settings(console_idle_min=0) + ROOM)
        kiosk, gateway, lead = broker.client('kiosk'), broker.client('gateway'), broker.lead()
        desk, feeds = broker.counter(3), Feeds(broker)
        card = kiosk.must('issue', service=1, contact=PHONE).ticket
        desk.must('call_next')
        desk.must('start')

        help_ = desk.must('call_help', reason='upset').help
        equal(desk.refusal('call_help', reason='upset'), 'ALREADY', 'a second call')
        open_alert(lead, ALERT.HELP_WAITING, ALERT.AMBER, 'the lead is told')
        now = lead.must('get_snapshot').helps[0]
        equal((now.counter, now.number, now.reason, now.state), (3, card.number, 'upset', pb.Help.CALLED), 'who calls')
        lead.must('see_help', help=help_)
        equal(desk.must('get_snapshot').helps[0].seen_by, 1301, 'the clerk sees that the lead has seen it')
        broker.pass_(timedelta(seconds=50))
        lead.must('come_to_help', help=help_)

        opened = lead.must('open_case', kind=pb.Case.COMPLAINT, help=help_, contact=PHONE, note='手机充电时漏电', topic='plan',
                           class_code='terminal', severity=pb.Case.SERIOUS)
        case = opened.case_id
        equal(list(desk.must('get_snapshot').helps), [], 'calls for help')
        lead.must('step_case', case_id=case, what=STEP.TAKEN)
        slip = lead.must('send_work_slip', about=pb.WorkSlip.CASE, subject=case, department='technical', note='请技术部今天检测', hours=6).work_slip

        progress = gateway.must('get_case_progress', case_id=case, code=opened.case_code)
        equal((progress.state, progress.answer), (pb.Case.IN_HAND, ''), 'what the customer sees')
        equal(gateway.refusal('get_case_progress', case_id=case, code=bytes(16)), 'NO_CASE', 'with another code')
        equal(gateway.refusal('get_case_progress', case_id=slip, code=opened.case_code), 'NO_CASE', 'of another')
        private_nowhere(broker, feeds)

        broker.restart()
        lead.connect()
        lead.must('sign_on', staff=1301, pin=PIN)
        card = lead.must('get_case', case_id=case)
        equal((card.now.help_waited_s >= 50, card.now.number), (True, now.number), 'what is known of the call')
        equal((card.notes[0], card.asked[0]), ('手机充电时漏电', '请技术部今天检测'), 'texts after a restart')
        equal(card.code, opened.case_code, 'the code of the link')

        broker.pass_(timedelta(hours=2, minutes=1))
        equal(open_alert(lead, ALERT.WORK_SLIP_DUE, ALERT.AMBER, 'the slip is due soon').subject, slip, 'which slip')
        lead.must('settle_work_slip', work_slip=slip, to=pb.WorkSlip.REPLIED, note='已更换充电口')
        lead.must('settle_work_slip', work_slip=slip, to=pb.WorkSlip.CLOSED)
        next_day(broker, lead, timedelta(hours=42))
        equal(open_alert(lead, ALERT.CASE_DUE, ALERT.AMBER, 'the answer is due soon').subject, case, 'which case')
        broker.pass_(timedelta(hours=4))
        open_alert(lead, ALERT.CASE_DUE, ALERT.RED, 'the answer is late')

        lead.must('step_case', case_id=case, what=STEP.ANSWERED, note='充电口已更换，免费延保一年', publish=True)
        wait_for(lambda: not [a for a in lead.must('get_alerts').alerts if a.kind == ALERT.CASE_DUE and not a.cleared_at_ms], what='the alert ends')
        progress = gateway.must('get_case_progress', case_id=case, code=opened.case_code)
        equal((progress.state, progress.answer), (pb.Case.ANSWERED, '充电口已更换，免费延保一年'), 'what the customer reads')
        shown = lead.must('reveal_contact', case_id=case, reason='回访', pin=PIN)
        equal(shown.case_contact, PHONE, 'whom to call back')
        lead.must('step_case', case_id=case, what=STEP.CALLED_BACK, call_back=pb.Case.SATISFIED, note='客户满意')
        equal([c.case_id for c in lead.must('get_cases', closed=True).cases], [case], 'closed cases')
        topics = lead.must('get_topics').counts
        equal([(t.topic, t.kind, t.cases) for t in topics], [('plan', pb.Case.COMPLAINT, 1)], 'the topics of the week')
        private_nowhere(broker, feeds)
        feeds.close()


def what_was_closed_long_ago_is_read_by_nobody():
    """Its texts are gone with the key, from a copy of the database as well; another case's are not."""
    with Machine(NOON) as broker:
        broker.apply(settings(console_idle_min=0) + ROOM)
        lead = broker.lead()
        closed = lead.must('open_case', kind=pb.Case.PRAISE, contact=PHONE, note='手机充电时漏电').case_id
        stays = lead.must('open_case', kind=pb.Case.COMPLAINT, note='请技术部看看').case_id
        lead.must('step_case', case_id=closed, what=STEP.CLOSED, note='已表扬')
        key = glob.glob(os.path.join(broker.data, 'keys', '*-9999999.key'))
        equal(len(key), 1, 'keys of cases of the hall')
        before = os.path.getsize(key[0])
        next_day(broker, lead, timedelta(days=30))
        wait_for(lambda: broker.now() and os.path.getsize(key[0]) > before, what='its key is taken out of the tree')
        equal(lead.refusal('get_case', case_id=closed), 'NO_CASE', 'the closed case')
        equal(lead.must('get_case', case_id=stays).notes[0], '请技术部看看', 'the open one')
        broker.restart()
        lead.connect()
        lead.must('sign_on', staff=1301, pin=PIN)
        equal(lead.must('get_case', case_id=stays).notes[0], '请技术部看看', 'the open one, after a restart')
        equal(lead.must('open_case', kind=pb.Case.PRAISE, note='好').case_id, stays + 1, 'the next number')


def customers_say_what_they_think():
    with Machine(NOON) as broker:
        broker.apply(settings(console_idle_min=0) + ROOM)
        kiosk, gateway, lead = broker.client('kiosk'), broker.client('gateway'), broker.lead()
        card = gateway.must('issue', service=1).ticket
        which = pb.Which(ticket=card.ticket, code=card.code)
        said = gateway.must('give_opinion', kind=pb.Case.SUGGESTION, which=which, note='多放几把椅子')
        equal(gateway.refusal('give_opinion', kind=pb.Case.SUGGESTION, which=pb.Which(ticket=card.ticket, code=bytes(16)), note='x'), 'NO_TICKET', 'of another')
        kiosk.must('give_opinion', kind=pb.Case.PRAISE, note='服务很好')
        cases = lead.must('get_cases').cases
        equal([(c.source, c.ticket) for c in cases], [(pb.Case.BY_PHONE, card.ticket), (pb.Case.IN_BOOK, 0)], 'where they came from')
        equal(gateway.must('get_case_progress', case_id=said.case_id, code=said.case_code).state, pb.Case.OPEN, 'how far it has come')


run(a_complaint_beyond_the_clerk, what_was_closed_long_ago_is_read_by_nobody, customers_say_what_they_think)
