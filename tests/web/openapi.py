#!/usr/bin/env python3
"""The OpenAPI document: the one that the build wrote, and held to answers of every kind by a validator that is not ours: a visit with
all that may happen in it, each read, each refusal of the gateway and those of the broker that a browser meets."""

import json
import os
import signal
import socket
import sys
import threading
import uuid

from gateway import BUILD, PIN, Hall, answers_are_as_the_document_says, check, document, equal, read_raw, seen, system, wait_for
from session import enrol, sign_in

KEY = 'Idempotency-Key'


def built():
    with open(os.path.join(BUILD, 'openapi.json'), 'rb') as f:
        return f.read()


def the_document_is_the_one_that_the_build_wrote():
    with Hall() as hall:
        got = hall.web.get('/v1/openapi.json')
        equal((got.status, got.headers['content-type']), (200, 'application/json'))
        check(got.body == built(), 'the bytes that are served are those of the file')
        paths = got.json['paths']
        for command in ('issue', 'call_next', 'what_if', 'get_report', 'take_measure'):
            check(f'/v1/halls/{{hall}}/{command}' in paths, command)
        for command in ('apply_settings', 'add_device', 'get_journal', 'sign_on', 'enrol', 'backup'):
            check(f'/v1/halls/{{hall}}/{command}' not in paths, command)
        schemas = got.json['components']['schemas']
        check(all(one['$ref'].rsplit('/', 1)[1] in schemas for one in walk(got.json) if '$ref' in one), 'each that is named is there')
        names = json.loads(got.body, object_pairs_hook=lambda pairs: check(len({name for name, _ in pairs}) == len(pairs), pairs) or dict(pairs))
        equal(names, got.json, 'no name twice')


def walk(part):
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from walk(value)
    elif isinstance(part, list):
        for value in part:
            yield from walk(value)


def people(hall):
    """A clerk's browser and a lead's, signed on."""
    hall.broker.set_pins(101, 1301, 1401)
    clerk, lead, manager = enrol(hall, 'counter', 1), enrol(hall, 'lead'), enrol(hall, 'manager')
    sign_in(clerk, 101, 1)
    sign_in(lead, 1301)
    sign_in(manager, 1401)
    return clerk, lead, manager


def which(card):
    return {'which': {'ticket': card['ticket'], **({'code': card['code']} if 'code' in card else {})}}


def issue(who, **more):
    return who.do('issue', {'service': 1, **more}, headers={KEY: str(uuid.uuid4())})['done']['ticket']


def visits_with_all_that_happens_in_them():
    with Hall() as hall:
        clerk, lead, manager = people(hall)
        feeds = [hall.web.feed(), clerk.feed(), lead.feed()]
        for feed in feeds:
            feed.wait(lambda: 'snapshot' in feed.kinds())
        for path in ('/v1/status', '/v1/halls', '/v1/session'):
            check(hall.web.get(path).status in (200, 204), path)
        equal(clerk.get('/v1/session').status, 200)
        card = issue(hall.web, contact='13800000000')
        link = hall.web.post('/v1/halls/1/issue', {'service': 2}).headers['location'].removeprefix('/t/')
        equal(hall.web.get(f'/v1/halls/1/tickets/{link}').status, 200)
        hall.web.do('get_place', which(card))
        clerk.do('counter_open')
        clerk.do('call_next')
        clerk.do('start')
        clerk.do('hold', {'note': '等一下 <b>'})
        clerk.do('get_held')
        clerk.do('resume', {**which({'ticket': card['ticket']}), 'here': True})
        clerk.do('get_ticket', which({'ticket': card['ticket']}))
        clerk.do('get_line', {'line': {'kind': 'SERVICE', 'id': 2}, 'limit': 5})
        clerk.do('transfer', {'to': {'kind': 'SERVICE', 'id': 2}, 'note': '看'})
        clerk.do('call_next')
        clerk.do('start')
        clerk.do('finish', {'outcome': 'done', 'topics': ['sim'], 'note': 'x'})
        clerk.do('further', {'service': 2})
        clerk.do('call_named', {**which(issue(hall.web)), 'reason': 'unwell'})
        clerk.do('start')
        clerk.do('call_next', {'finish': {'outcome': 'done'}})
        clerk.do('start')
        clerk.do('finish')
        lead.do('get_snapshot')
        hall.web.do('cancel', which(issue(hall.web)))
        away = lead.do('issue', {'service': 1, 'away': True})['done']['ticket']
        hall.web.do('check_in', which(away))
        clerk.do('counter_pause', {'reason': 'lunch'})
        clerk.do('counter_resume')
        lead.do('service_suspend', {'service': 2, 'reason': 'system-down'})
        feeds[0].wait(lambda: any(line.get('suspended') for line in feeds[0].state['lines']))
        wait_for(lambda: lead.do('get_alerts')['alerts'].get('alerts'), what='an alert')
        lead.do('see_alert', {'alert': lead.do('get_alerts')['alerts']['alerts'][0]['alert']})
        lead.do('service_unsuspend', {'service': 2})
        lead.do('counter_services', {'counter': 2, 'services': [1]})
        measure = lead.do('take_measure', {'measure': {'kind': 'OFFER_APPOINTMENTS', 'services': [1]}})['done']['measure']
        lead.do('end_measure', {'measure': measure})
        lead.do('reveal_contact', {**which({'ticket': card['ticket']}), 'reason': '回访', 'pin': PIN})
        lead.do('forget_contact', which({'ticket': card['ticket']}))
        for command, body in (('get_report', {}), ('get_range', {'by': 'WEEK'}), ('get_figures', {}), ('what_if', {}), ('get_measures', {}), ('get_settings', {}), ('ping', {}),
                              ('get_snapshot', {'feed': 'LEAD'}), ('get_forecast_scores', {})):
            lead.do(command, body)
        equal(lead.get('/v1/halls/1/reports/today').status, 200)
        equal(lead.get('/v1/halls/1/reports/2026-01-01/2999-01-01?by=month').status, 200)
        lead.do('enrol_code', {'name': 'window-9', 'role': 'COUNTER', 'counter': 3})
        manager.do('set_pin', {'staff': 103, 'pin': '802469'})
        clerk.do('change_pin', {'oldPin': PIN, 'newPin': '802461'})
        while clerk.post('/v1/halls/1/counter_close').status != 200:  # a ticket is still at hand
            clerk.do('start')
            clerk.do('finish')
        hall.web.do('get-settings')
        for feed in feeds:
            feed.wait(lambda: 'change' in feed.kinds() and 'beat' in feed.kinds())
        hall.broker.kill()
        feeds[0].wait(lambda: 'stale' in feeds[0].kinds())
        hall.broker.start()
        feeds[0].wait(lambda: 'fresh' in feeds[0].kinds())
        equal(clerk.delete('/v1/session').status, 204)


def a_complaint_beyond_the_clerk():
    with Hall(departments='[{code: technical, name: {zh: 技术部, en: Technical department}}]') as hall:
        clerk, lead, _ = people(hall)
        feed = lead.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        clerk.do('counter_open')
        clerk.do('call_help')
        clerk.do('withdraw_help')
        for ends in (True, False):
            clerk.do('call_help')
            help = max(each['help'] for each in lead.do('get_snapshot', {'feed': 'STAFF'})['snapshot']['helps'])
            lead.do('see_help', {'help': help})
            lead.do('come_to_help', {'help': help})
            last = help
            if ends:
                lead.do('settle_help', {'help': help, 'end': 'SOLVED'})
        opened = lead.do('open_case', {'kind': 'COMPLAINT', 'help': last, 'note': '漏电', 'contact': '13800000000'})['done']
        case, code = opened['caseId'], opened['caseCode']
        sent = lead.do('send_work_slip', {'about': 'CASE', 'subject': case, 'department': 'technical', 'note': '请查'})
        slip = lead.do('get_work_slips')['workSlips']['workSlips'][0]['workSlip']
        check('done' in sent, sent)
        lead.do('settle_work_slip', {'workSlip': slip, 'to': 'REPLIED', 'note': '已换'})
        lead.do('settle_work_slip', {'workSlip': slip, 'to': 'CLOSED'})
        lead.do('step_case', {'caseId': case, 'what': 'TAKEN'})
        lead.do('step_case', {'caseId': case, 'what': 'ANSWERED', 'note': '已更换', 'publish': True})
        told = hall.web.do('get_case_progress', {'caseId': case, 'code': code})['caseProgress']
        check('已更换' in json.dumps(told, ensure_ascii=False), told)
        hall.web.do('give_opinion', {'kind': 'PRAISE', 'note': '很好'})
        lead.do('get_cases')
        lead.do('get_case', {'caseId': case})
        lead.do('get_topics')


def an_appointment_from_booking_to_the_ticket():
    with Hall(appointments='capacity: 9, early_min: 480, callable_min: 0') as hall:
        _, lead, _ = people(hall)
        feed = lead.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        slots = [slot for day in (0, 1) for slot in hall.web.do('get_slots', {'service': 1, **({'day': hall.web.do('get_slots', {'service': 1})['slots']['day'] + 1} if day else {})})
                 ['slots'].get('slots', [])]
        first, second = slots[0]['atMs'], slots[1]['atMs']
        booked = hall.web.do('book_slot', {'service': 1, 'atMs': first, 'contact': '13800000000', 'name': '王'})['done']
        of = {'booking': booked['booking'], 'code': booked['bookingCode']}
        hall.web.do('move_booking', {'of': of, 'atMs': second})
        check('name' not in hall.web.do('get_booking', {'of': of})['booking'], 'a name')
        equal(lead.do('get_booking', {'of': {'booking': booked['booking']}})['booking']['name'], '王', 'who comes')
        lead.do('forget_booking', {'booking': booked['booking']})
        for query in ({}, {'day': slots[-1]['atMs'] and hall.web.do('get_slots', {'service': 1})['slots']['day'] + 1}, {'toDecide': True}):
            lead.do('get_bookings', query)
        answer = hall.web.post('/v1/halls/1/check_in_booking', {'of': of})
        check(answer.status == 200 and answer.headers['location'].startswith('/t/1-'), answer)
        measure = lead.do('take_measure', {'measure': {'kind': 'OFFER_APPOINTMENTS', 'services': [1]}})['done']['measure']
        swapped = hall.web.do('swap_ticket', {**which(issue(hall.web)), 'atMs': second})['done']
        lead.do('end_measure', {'measure': measure})
        hall.web.do('cancel_booking', {'of': {'booking': swapped['booking'], 'code': swapped['bookingCode']}})
        feed.wait(lambda: feed.state.get('bookings', {}).get('changes', 0) >= 5)


def refusals_of_the_gateway():
    post = 'POST /v1/halls/1/issue HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
    with Hall(options=['--tickets-per-min', '0']) as hall:
        hall.broker.set_pins(101)
        clerk = enrol(hall, 'counter', 1)
        sign_in(clerk, 101, 1)
        web = hall.web
        equal(web.post('/v1/halls/1/issue', '{').reason, 'BAD_JSON')
        equal(web.post('/v1/halls/1/issue', {}, headers={KEY: 'x'}).reason, 'BAD_KEY')
        equal(clerk.post('/v1/halls/1/counter_open', headers={'X-CSRF-Token': None}).reason, 'NO_CSRF')
        equal(web.post('/v1/halls/1/issue', headers={'Origin': 'http://b'}).reason, 'FOREIGN_ORIGIN')
        equal(web.get('/v1/x').reason, 'NO_SUCH_PATH')
        equal(web.post('/v1/halls/1/x').reason, 'NO_SUCH_COMMAND')
        equal(web.get('/v1/halls/1/issue').reason, 'WRONG_METHOD')
        equal(web.post('/v1/halls/1/issue', headers={'Content-Type': 'text/plain'}).reason, 'WRONG_TYPE')
        slow = socket.create_connection(('127.0.0.1', web.port))
        slow.sendall((post + 'Content-Length: 13\r\n\r\n{').encode())
        for raw, reason in (('GET /v1/status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'BAD_REQUEST'), (post + 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'NO_LENGTH'),
                            (post + 'Content-Length: 30000\r\n\r\n' + ' ' * 30000, 'TOO_LARGE'), ('GET /' + 'a' * 1500 + ' HTTP/1.1\r\nHost: a\r\n\r\n', 'LONG_ADDRESS'),
                            (post + ''.join(f'X-{n}: 1\r\n' for n in range(80)) + '\r\n', 'LARGE_HEAD')):
            equal(reason_of(web.raw(raw)[0]), reason)
        said, _ = read_raw(slow, 40.0)
        check(not said or reason_of(said) == 'SLOW', said)  # as the other end takes it
        stopped(hall)


def reason_of(got):
    head, _, body = got.partition(b'\r\n\r\n')
    lines = head.decode().split('\r\n')
    kind = next((line.split(': ')[1] for line in lines if line.lower().startswith('content-type:')), None)
    document.tell_answer('GET', '/v1/raw', int(lines[0].split()[1]), kind, body)
    return json.loads(body)['reason']


def stopped(hall):
    """The broker stands still: what is asked is not answered; more than are waited for are told so; then it is gone."""
    got = []
    os.kill(hall.broker.process.pid, signal.SIGSTOP)
    try:
        askers = [threading.Thread(target=lambda n=n: got.append(hall.web.post('/v1/halls/1/issue', {'service': 1}).reason)) for n in range(40)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(60)
    finally:
        os.kill(hall.broker.process.pid, signal.SIGCONT)
    equal(set(got), {'BUSY', 'UNKNOWN_OUTCOME'}, f'{got}')
    hall.broker.kill()
    wait_for(lambda: hall.web.get('/v1/status').json['broker'] != 'up', what='the gateway to miss it')
    equal(hall.web.post('/v1/halls/1/issue', {'service': 1}).reason, 'NO_BROKER')


def refusals_of_the_broker():
    with Hall() as hall:
        clerk, lead, _ = people(hall)
        web = hall.web
        refused = [
            (web, 'issue', {'service': 9}, 'NO_SERVICE'), (web, 'issue', {'service': 1, 'customerClass': 9}, 'NO_CLASS'),
            (web, 'call_next', {}, 'NOT_SIGNED_ON'), (web, 'cancel', {'which': {'ticket': '77'}}, 'NO_TICKET'),
            (clerk, 'call_next', {}, 'COUNTER_CLOSED'), (clerk, 'service_suspend', {'service': 1}, 'NOT_ALLOWED'),
            (clerk, 'get_line', {'line': {'kind': 'SERVICE', 'id': 9}}, 'NO_SERVICE'), (clerk, 'get_line', {'line': {'kind': 'COUNTER', 'id': 9}}, 'NO_COUNTER'),
            (clerk, 'change_pin', {'oldPin': '8642', 'newPin': '802469'}, 'WRONG_PIN'), (clerk, 'counter_open', {}, None),
            (clerk, 'call_next', {}, 'NOTHING_WAITING'), (clerk, 'counter_open', {}, 'ALREADY'), (clerk, 'start', {}, 'COUNTER_FREE'),
            (lead, 'counter_free', {'counter': 1, 'ticketState': 'FINISHED'}, 'COUNTER_NOT_STUCK'), (lead, 'see_alert', {'alert': '9'}, 'NO_ALERT'),
            (lead, 'end_measure', {'measure': 9}, 'NO_MEASURE'), (lead, 'service_suspend', {'service': 1, 'reason': 'x'}, 'NO_REASON'),
            (lead, 'get_report', {'day': 99999}, 'DAY_TO_COME'), (lead, 'get_range', {'fromDay': 1}, 'RANGE_TOO_LONG'), (lead, 'set_pin', {'staff': 101, 'pin': '802469'}, 'NOT_ALLOWED'),
            (lead, 'change_pin', {'oldPin': PIN, 'newPin': '8642'}, 'PIN_TOO_SHORT'), (lead, 'change_pin', {'oldPin': PIN, 'newPin': '345678'}, 'PIN_RUN'),
            (clerk, 'counter_pause', {'reason': 'lunch'}, None), (clerk, 'call_next', {}, 'COUNTER_PAUSED'),
            (lead, 'counter_services', {'counter': 9}, 'NO_COUNTER'), (lead, 'enrol_code', {'name': 'UPPER', 'role': 'LEAD'}, 'BAD_MESSAGE'),
        ]
        for who, command, body, reason in refused:
            answer = who.post(f'/v1/halls/1/{command}', body)
            equal((answer.json.get('reason'), answer.status >= 400), (reason, bool(reason)), f'{command} {body}')
            if reason and reason.startswith('NO_') and reason != 'NO_REASON':
                equal(answer.status, 404, f'what {command} {body} names is not there')
        other = web.browser()
        equal(other.post('/v1/device', {'code': 'ABCD-EFGH'}).reason, 'WRONG_CODE')
        equal(other.post('/v1/session', {'staff': 101, 'pin': PIN}).reason, 'NOT_ENROLLED')
        again = enrol(hall, 'counter', 2)
        equal(again.post('/v1/session', {'staff': 999, 'pin': PIN, 'counter': 2}).status >= 400, True)
        wrong = [again.post('/v1/session', {'staff': 102, 'pin': '8642', 'counter': 2}).reason for _ in range(2)]
        equal(set(wrong), {'PIN_NOT_SET'})
        hall.broker.set_pins(102)
        wrong = [again.post('/v1/session', {'staff': 102, 'pin': '8642', 'counter': 2}).reason for _ in range(9)]
        check('WRONG_PIN' in wrong and 'LOCKED_OUT' in wrong, wrong)
        check('TOO_FAST' in [other.post('/v1/device', {'code': 'ABCD-EFGH'}).reason for _ in range(20)], 'codes end')


def each_kind_was_met():
    operations = {operation['operationId'] for path in json.loads(built())['paths'].values() for operation in path.values()}
    # A new operation is to be asked here, too, or to stand among these: what has tests of its own, and what comes of a long visit.
    elsewhere = {'feed', 'voice', 'print_slip', 'settings', 'settings_check', 'settings_apply', 'get_hooks', 'settle_hook'}
    later = {'recall', 'no_show', 'reinstate', 'rate', 'counter_free', 'raise_cap', 'sign_off'}
    equal(sorted(operations - elsewhere - later - set(seen['operations'])), [], 'operations of which no answer was seen')
    equal(sorted(f'event {kind}' for kind in ('snapshot', 'change', 'audience', 'stale', 'fresh', 'beat') if f'event {kind}' not in seen['operations']), [])
    gateway = {'BAD_REQUEST', 'BAD_JSON', 'BAD_KEY', 'NO_CSRF', 'FOREIGN_ORIGIN', 'NO_SUCH_PATH', 'NO_SUCH_COMMAND', 'WRONG_METHOD', 'NO_LENGTH', 'TOO_LARGE',
               'LONG_ADDRESS', 'WRONG_TYPE', 'LARGE_HEAD', 'TOO_FAST', 'NO_BROKER', 'BUSY', 'UNKNOWN_OUTCOME'}
    equal(sorted(gateway - set(seen['reasons'])), [], 'refusals of the gateway that were not seen')
    check(len(seen['reasons']) > 35, seen['reasons'])


def what_does_not_fit_is_told():
    good = {'method': 'POST', 'path': '/v1/halls/1/issue', 'status': 200, 'type': 'application/json'}
    wrong = ({**good, 'body': {'done': {'ticket': {'numbers': 1}}}}, {**good, 'body': {'done': {'ticket': {'number': 1}}}},
             {**good, 'body': {'done': {'ticket': {'state': 'GONE'}}}}, {**good, 'body': {}, 'asked': {'servise': 1}}, {**good, 'path': '/v1/x', 'body': {}},
             {**good, 'status': 409, 'type': 'application/problem+json', 'body': {'reason': 'X', 'status': 409}}, {**good, 'type': 'text/html', 'body': {}},
             {'event': 'change', 'data': {'put': {'calls': [{'seq': 1}]}}}, {'event': 'other', 'data': {}})
    document.begin()
    for one in wrong:
        document.tell(**one)
    misfits, _ = document.ends()
    equal(len(misfits), len(wrong), f'{misfits}')


if __name__ == '__main__':
    if not document.there:
        print('skipped: no node, or npm could not fetch the validator')
        sys.exit(77)
    document.begin()
    document.tell(document=True)
    system.run(the_document_is_the_one_that_the_build_wrote, visits_with_all_that_happens_in_them, a_complaint_beyond_the_clerk,
               an_appointment_from_booking_to_the_ticket,
               refusals_of_the_gateway, refusals_of_the_broker,
               answers_are_as_the_document_says, each_kind_was_met, what_does_not_fit_is_told)
