#!/usr/bin/env python3
"""Commands over HTTP: their answers, their refusals, and what a retry is told."""

import json
import uuid

from gateway import Hall, check, equal, run, wait_for


def a_command_is_answered_with_its_reply():
    with Hall() as hall:
        answer = hall.web.post('/v1/halls/1/issue', {'service': 1})
        equal(answer.status, 200)
        equal(answer.headers['content-type'], 'application/json')
        equal(answer.headers['cache-control'], 'no-store')
        ticket = answer.json['done']['ticket']
        equal((ticket['number'], ticket['service'], ticket['state']), ('A001', 1, 'WAITING'))
        check('peopleAhead' not in ticket, 'a field with its default is left out')
        check('session' not in answer.json and 'number' not in answer.json, "the gateway's own numbers stay here")
        check(answer.headers['location'].startswith(f'/t/1-{ticket["ticket"]}-'), 'the link of the ticket')
        place = hall.web.do('get-place', {'which': {'ticket': ticket['ticket'], 'code': ticket['seeCode']}})
        equal(place['ticket']['number'], 'A001')
        status = hall.web.get('/v1/status').json
        equal((status['broker'], status['halls'][0]['hall'], status['halls'][0]['stale']), ('up', 1, False))
        equal(hall.web.get('/v1/halls').json, {'halls': [{'hall': 1, 'name': {'zh': '1号营业厅', 'en': 'Hall 1'}}]})


def what_is_refused_says_why_in_both_languages():
    with Hall() as hall:
        answer = hall.web.post('/v1/halls/1/issue', {'service': 99})
        equal((answer.status, answer.headers['content-type']), (404, 'application/problem+json'))
        equal(answer.json, {'type': 'urn:hallq:NO_SERVICE', 'title': 'NO_SERVICE', 'status': 404, 'reason': 'NO_SERVICE',
                            'detail': '没有该业务，请核对', 'detail_en': 'there is no such service: check its letter or number',
                            **({'what': answer.json['what']} if 'what' in answer.json else {})})
        cases = [
            (hall.web.post('/v1/halls/2/issue', {'service': 1}), 404, 'NO_HALL'),
            (hall.web.post('/v1/halls/x/issue', {'service': 1}), 404, 'NO_HALL'),
            (hall.web.post('/v1/halls/1/call_next'), 401, 'NOT_SIGNED_ON'),
            (hall.web.post('/v1/halls/1/nothing'), 404, 'NO_SUCH_COMMAND'),
            (hall.web.post('/v1/halls/1/apply_settings'), 404, 'NO_SUCH_COMMAND'),
            (hall.web.post('/v1/halls/1/add_device'), 404, 'NO_SUCH_COMMAND'),
            (hall.web.post('/v1/halls/1/sign_on'), 404, 'NO_SUCH_COMMAND'),
            (hall.web.post('/v1/halls/1/get_journal'), 404, 'NO_SUCH_COMMAND'),
            (hall.web.get('/v1/halls/1/issue'), 405, 'WRONG_METHOD'),
            (hall.web.get('/v1/nothing'), 404, 'NO_SUCH_PATH'),
            (hall.web.post('/v1/halls/1/issue', '{"service":1'), 400, 'BAD_JSON'),
            (hall.web.post('/v1/halls/1/issue', '{"servise":1}'), 400, 'BAD_JSON'),
            (hall.web.post('/v1/halls/1/issue', '{"service":1}\0'), 400, 'BAD_JSON'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Content-Type': 'text/plain'}), 415, 'WRONG_TYPE'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Origin': 'http://elsewhere.example'}), 403, 'FOREIGN_ORIGIN'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Origin': 'null'}), 403, 'FOREIGN_ORIGIN'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Sec-Fetch-Site': 'cross-site'}), 403, 'FOREIGN_ORIGIN'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Idempotency-Key': 'short'}), 400, 'BAD_KEY'),
            (hall.web.post('/v1/halls/1/issue', {'service': 1, 'contact': 'a\u0007b'}), 400, 'BAD_JSON'),
        ]
        for n, (answer, status, reason) in enumerate(cases):
            equal((answer.status, answer.reason), (status, reason), f'case {n}')
        origin = f'http://127.0.0.1:{hall.web.port}'
        equal(hall.web.post('/v1/halls/1/issue', {'service': 1}, headers={'Origin': origin}).json['done']['ticket']['number'], 'A001',
              'none of them did anything; and the own page may')


def a_retry_is_given_the_first_answer():
    with Hall() as hall:
        key = {'Idempotency-Key': str(uuid.uuid4())}
        first = hall.web.do('issue', {'service': 1}, headers=key)
        again = hall.web.do('issue', {'service': 1}, headers=key)
        equal(again['done']['ticket']['number'], first['done']['ticket']['number'])
        equal(again['done']['ticket']['code'], first['done']['ticket']['code'])
        hall.web.restart()
        after = hall.web.do('issue', {'service': 1}, headers=key)
        equal(after['done']['ticket']['number'], first['done']['ticket']['number'], 'of a gateway started anew')
        hall.broker.restart()
        last = hall.web.do('issue', {'service': 1}, headers=key)
        equal(last['done']['ticket']['number'], first['done']['ticket']['number'], 'of a broker started anew')
        other = hall.web.do('issue', {'service': 1}, headers={'Idempotency-Key': str(uuid.uuid4())})
        equal(other['done']['ticket']['number'], 'A002')
        equal(hall.web.do('issue', {'service': 1})['done']['ticket']['number'], 'A003', 'without a key it is a new one')


def a_broker_that_is_away_is_said_so():
    with Hall() as hall:
        hall.broker.kill()
        wait_for(lambda: hall.web.get('/v1/status').json['broker'] != 'up', what='the gateway to miss it')
        answer = hall.web.post('/v1/halls/1/issue', {'service': 1})
        equal((answer.status, answer.reason), (503, 'NO_BROKER'))
        equal(answer.headers['retry-after'], '1')
        hall.broker.start()
        hall.web.ready()
        equal(hall.web.do('issue', {'service': 1})['done']['ticket']['number'], 'A001', 'nothing was done before')


def many_on_one_connection_are_answered_in_order():
    with Hall() as hall:
        keep = hall.web.connection()
        for n in range(1, 6):
            answer = hall.web.post('/v1/halls/1/issue', {'service': 2}, keep=keep)
            equal(answer.json['done']['ticket']['number'], f'B00{n}')
        one = 'POST /v1/halls/1/issue HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"service":1}'
        got, _ = hall.web.raw(one * 3 + 'GET /v1/nothing HTTP/1.1\r\nHost: h\r\n\r\n')
        numbers = [json.loads(part.split(b'\r\n\r\n', 1)[1].split(b'HTTP/1.1', 1)[0])['done']['ticket']['number']
                   for part in got.split(b'HTTP/1.1 200 OK')[1:]]
        equal(numbers, ['A001', 'A002', 'A003'], 'sent all at once')
        equal(got.count(b'HTTP/1.1 404'), 1)


run(a_command_is_answered_with_its_reply, what_is_refused_says_why_in_both_languages, a_retry_is_given_the_first_answer,
    a_broker_that_is_away_is_said_so, many_on_one_connection_are_answered_in_order)
