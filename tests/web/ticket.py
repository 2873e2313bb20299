#!/usr/bin/env python3
"""A customer's ticket by its link, and nothing of it without; and a whole visit by the links alone."""

import base64

from gateway import Hall, check, equal, run


def link_of(code, ticket, hall=1):
    return f'{hall}-{ticket}-{base64.urlsafe_b64encode(base64.b64decode(code)).decode().rstrip("=")}'


def a_link_shows_its_ticket_and_says_nothing_without():
    with Hall() as hall:
        web = hall.web
        answer = web.post('/v1/halls/1/issue', {'service': 1})
        card = answer.json['done']['ticket']
        link = answer.headers['location'].removeprefix('/t/')
        equal(link, link_of(card['code'], card['ticket']))
        web.do('issue', {'service': 1})
        seen = web.get(f'/v1/halls/1/tickets/{link}')
        equal(seen.status, 200)
        equal((seen.json['ticket']['number'], seen.json['ticket']['state']), ('A001', 'WAITING'))
        check('code' not in seen.json['ticket'] and 'seeCode' not in seen.json['ticket'], 'no answer but the first has the codes')
        see = link_of(card['seeCode'], card['ticket'])
        equal(web.get(f'/v1/halls/1/tickets/{see}').json['ticket']['number'], 'A001', 'the link that may be passed on')
        code = link.split('-', 2)[2]
        wrong = [f'1-{card["ticket"]}-{"A" * 22}', f'1-{int(card["ticket"]) + 1}-{code}', f'1-99999-{code}', f'2-{card["ticket"]}-{code}',
                 f'1-{card["ticket"]}-{code[:-1]}', f'1-{card["ticket"]}-{code}A', f'1-{card["ticket"]}-', f'1-{card["ticket"]}', card['ticket'],
                 'A001', f'1-{card["ticket"]}-{code}=', f'-1-{code}', f'1--{code}', f'01-0-{code}', 'x' * 150]
        for other in wrong:
            answer = web.get(f'/v1/halls/1/tickets/{other}')
            equal((answer.status, answer.reason), (404, 'NO_TICKET'), other)
        which = {'ticket': card['ticket']}
        check(web.refusal('cancel', {'which': {**which, 'code': card['seeCode']}}) in ('NO_TICKET', 'NOT_ALLOWED'), 'who may see may not act')
        check(web.refusal('cancel', {'which': which}) in ('NO_TICKET', 'NOT_ALLOWED', 'BAD_MESSAGE'), 'nor who has no code')
        web.do('cancel', {'which': {**which, 'code': card['code']}})
        equal(web.get(f'/v1/halls/1/tickets/{link}').json['ticket']['state'], 'CANCELLED')


def a_visit_is_rated_by_who_holds_the_ticket():
    with Hall() as hall:
        card = hall.web.do('issue', {'service': 1})['done']['ticket']
        link = link_of(card['code'], card['ticket'])
        desk = hall.broker.counter(2)
        desk.must('call_next')
        seen = hall.web.get(f'/v1/halls/1/tickets/{link}').json['ticket']
        equal((seen['state'], seen['counter']), ('CALLED', 2))
        desk.must('start')
        desk.must('finish')
        equal(hall.web.get(f'/v1/halls/1/tickets/{link}').json['ticket']['state'], 'FINISHED')
        hall.web.do('rate', {'which': {'ticket': card['ticket'], 'code': card['code']}, 'score': 5})
        equal(hall.web.refusal('rate', {'which': {'ticket': card['ticket'], 'code': card['code']}, 'score': 1}), 'ALREADY_RATED')


def links_are_not_tried_without_end():
    with Hall() as hall:
        keep = hall.web.connection()
        reasons = [hall.web.get(f'/v1/halls/1/tickets/1-{n}-{"A" * 22}', keep=keep).reason for n in range(1, 700)]
        check('TOO_FAST' in reasons, 'guesses end')
        equal(hall.web.get('/v1/status').status, 200, 'and all else goes on')


run(a_link_shows_its_ticket_and_says_nothing_without, a_visit_is_rated_by_who_holds_the_ticket, links_are_not_tried_without_end)
