#!/usr/bin/env python3
"""People of the staff in browsers: enrolled by a code, signed on by PIN, shown what is theirs, and nobody in their name."""

from datetime import date, timedelta

from gateway import PIN, Hall, check, equal, role_number, run, wait_for


def enrol(hall, role, counter=0, name=None):
    """A browser that is a device of the hall."""
    code = hall.broker.administrator.must('enrol_code', hall=1, name=name or f'{role}-browser', role=role_number(role), counter=counter).enrol_code
    browser = hall.web.browser()
    answer = browser.post('/v1/device', {'code': code})
    check(answer.status == 200, f'{answer.status} {answer.body}')
    check('hallq_device' in browser.cookies, 'a cookie')
    return browser


def sign_in(browser, staff, counter=0):
    answer = browser.post('/v1/session', {'staff': staff, 'pin': PIN, **({'counter': counter} if counter else {})})
    check(answer.status == 200, f'{answer.status} {answer.body}')
    browser.csrf = answer.json['csrf']
    return answer.json


def a_clerk_and_a_lead_work_in_browsers():
    with Hall() as hall:
        hall.broker.set_pins(101, 1301)
        clerk, lead = enrol(hall, 'counter', 1), enrol(hall, 'lead')
        told = sign_in(clerk, 101, 1)
        equal({k: told[k] for k in ('staff', 'name', 'role', 'counter', 'audience', 'hall')},
              {'staff': 101, 'name': '店员1', 'role': 'CLERK', 'counter': 1, 'audience': 'staff', 'hall': 1})
        told = sign_in(lead, 1301)
        equal((told['role'], told['audience']), ('LEAD', 'lead'))
        equal(clerk.get('/v1/session').json['staff'], 101)
        equal(hall.web.get('/v1/session').status, 204, 'nobody')
        mine, theirs, anyone = clerk.feed(), lead.feed(), hall.web.feed()
        for feed, audience in ((mine, 'staff'), (theirs, 'lead'), (anyone, 'public')):
            feed.wait(lambda: feed.kinds()[:2] == ['audience', 'snapshot'], audience)
            equal(feed.events[0][1]['audience'], audience)
        clerk.do('counter_open')
        number = hall.web.do('issue', {'service': 1})['done']['ticket']['number']
        equal(clerk.do('call_next')['done']['ticket']['number'], number)
        for feed in (mine, theirs, anyone):
            feed.wait(lambda: any(c['number'] == number for c in feed.state.get('calls', [])), 'the call')
        mine.wait(lambda: any(c.get('clerk') == 101 for c in mine.state['counters']), 'staff see who is there')
        check('clerk' not in str(anyone.events), 'others do not')
        lead.do('service_suspend', {'service': 2, 'reason': 'system-down'})
        theirs.wait(lambda: any(line.get('suspended') for line in theirs.state['lines']), 'suspended')
        equal(clerk.refusal('service_suspend', {'service': 1, 'reason': 'system-down'}), 'NOT_ALLOWED')
        clerk.do('start')
        clerk.do('finish')
        clerk.do('counter_close')
        hall.web.restart()
        equal(clerk.get('/v1/session').json['staff'], 101, 'a gateway started anew knows the session')
        clerk.do('counter_open')
        again = clerk.feed()
        again.wait(lambda: 'snapshot' in again.kinds())
        equal(again.events[0][1]['audience'], 'staff')
        clerk.do('counter_close')
        answer = clerk.delete('/v1/session')
        equal(answer.status, 204)
        check('hallq_session' not in clerk.cookies, 'the cookie is gone')
        wait_for(lambda: again.ended, what='the end of the stream of who signed off')
        equal(clerk.refusal('counter_open'), 'NOT_SIGNED_ON')


def a_lead_reads_the_report_of_a_day():
    with Hall() as hall:
        hall.broker.set_pins(101, 1301)
        clerk, lead = enrol(hall, 'counter', 1), enrol(hall, 'lead')
        sign_in(clerk, 101, 1)
        sign_in(lead, 1301)
        for _ in range(2):
            hall.web.do('issue', {'service': 1})
        answer = lead.get('/v1/halls/1/reports/today')
        equal((answer.status, answer.json['report']), (200, lead.do('get_report')['report']), 'as the command says it')
        day = answer.json['report']['day']
        on = (date(1970, 1, 1) + timedelta(days=day)).isoformat()
        equal(lead.get(f'/v1/halls/1/reports/{on}').json['report']['day'], day, 'by its date')
        for path, status, reason in (('2999-01-01', 400, 'DAY_TO_COME'), ('2026-02-30', 400, 'BAD_REQUEST'), ('1', 400, 'BAD_REQUEST')):
            refused = lead.get(f'/v1/halls/1/reports/{path}')
            equal((refused.status, refused.reason), (status, reason), path)
        equal(hall.web.get('/v1/halls/1/reports/today').reason, 'NOT_SIGNED_ON', 'nobody')
        equal(clerk.get('/v1/halls/1/reports/today').reason, 'NOT_ALLOWED', 'a clerk')
        equal(lead.post('/v1/halls/1/reports/today', {}).status, 405)


def a_lead_reads_the_figures_of_many_days():
    with Hall() as hall:
        hall.broker.set_pins(101, 1301)
        clerk, lead = enrol(hall, 'counter', 1), enrol(hall, 'lead')
        sign_in(clerk, 101, 1)
        sign_in(lead, 1301)
        for _ in range(2):
            hall.web.do('issue', {'service': 1})
        day = lead.do('get_report')['report']['day']
        on = (date(1970, 1, 1) + timedelta(days=day)).isoformat()
        before = (date(1970, 1, 1) + timedelta(days=day - 40)).isoformat()
        path = f'/v1/halls/1/reports/{before}/{on}'
        answer = lead.get(f'{path}?by=week')
        equal((answer.status, answer.json['range']), (200, lead.do('get_range', {'fromDay': day - 40, 'by': 'WEEK'})['range']), 'as the command says it')
        equal((answer.json['range']['all']['issued'], answer.json['range']['days']), (2, 1))
        table = lead.get(f'{path}?format=csv&lang=en')
        equal((table.status, table.headers['content-type']), (200, 'text/csv; charset=utf-8'))
        equal(table.body[:3], b'\xef\xbb\xbf', 'the mark without which Excel reads another encoding')
        lines = table.body.decode('utf-8-sig').split('\r\n')
        check(any(line.startswith('Service 1,2,') for line in lines), 'a row of the service')
        check(any(line.startswith('tickets,') for line in lines), 'what each figure is')
        check('取号' in lead.get(f'{path}?format=csv').body.decode('utf-8-sig'), 'in Chinese unless asked otherwise')
        for wrong, status, reason in ((f'2999-01-01/{on}', 400, 'DAY_TO_COME'), (f'{on}/{before}', 400, 'BAD_MESSAGE'), (f'1990-01-01/{on}', 400, 'RANGE_TOO_LONG'),
                                      (f'{before}/{on}?by=year', 400, 'BAD_REQUEST'), (f'{before}/{on}?format=xls', 400, 'BAD_REQUEST'), ('x/y', 400, 'BAD_REQUEST')):
            refused = lead.get(f'/v1/halls/1/reports/{wrong}')
            equal((refused.status, refused.reason), (status, reason), wrong)
        equal(hall.web.get(path).reason, 'NOT_SIGNED_ON', 'nobody')
        equal(clerk.get(path).reason, 'NOT_ALLOWED', 'a clerk')


def nobody_acts_in_anothers_name():
    with Hall() as hall:
        hall.broker.set_pins(101)
        clerk = enrol(hall, 'counter', 1)
        equal(hall.web.post('/v1/session', {'hall': 1, 'staff': 101, 'pin': PIN, 'counter': 1}).reason, 'NOT_ENROLLED', 'a browser that is not')
        equal(clerk.post('/v1/session', {'staff': 101, 'pin': '8642', 'counter': 1}).reason, 'WRONG_PIN')
        sign_in(clerk, 101, 1)
        for headers, reason in (({'X-CSRF-Token': None}, 'NO_CSRF'), ({'X-CSRF-Token': 'x'}, 'NO_CSRF'), ({'X-CSRF-Token': clerk.csrf[:-1]}, 'NO_CSRF'),
                                ({'Origin': 'http://elsewhere.example'}, 'FOREIGN_ORIGIN'), ({'Sec-Fetch-Site': 'cross-site'}, 'FOREIGN_ORIGIN')):
            equal(clerk.refusal('counter_open', headers=headers), reason)
            equal(clerk.delete('/v1/session', headers=headers).reason, reason, 'nor is anybody signed off')
        other = hall.web.browser()
        other.cookies = {'hallq_session': clerk.cookies['hallq_session'].replace('.101.', '.102.')}
        equal(other.get('/v1/session').status, 204, 'a cookie that was changed')
        other.cookies = {'hallq_session': 'A' * 43 + '.1.101.7'}
        equal(other.get('/v1/session').status, 204, 'one that was made up')
        feed = other.feed()
        feed.wait(lambda: 'audience' in feed.kinds())
        equal(feed.events[0][1]['audience'], 'public')
        for odd in ('x', '.', 'A' * 43, 'A' * 43 + '.1', 'A' * 43 + '.1.1.1.1', 'A' * 44 + '.1.1.1', 'A' * 43 + '.1.1.99999999999'):
            other.cookies = {'hallq_session': odd}
            equal(other.get('/v1/session').status, 204, odd)
        answer = clerk.post('/v1/session', {'staff': 101, 'pin': PIN, 'counter': 1})
        equal(answer.status, 200, 'signed on again, in a session of its own')
        for name, value in answer.all_headers:
            if name.lower() == 'set-cookie':
                check('HttpOnly' in value and 'SameSite=Strict' in value and 'Path=/' in value, value)
        for pin in range(30):
            answer = clerk.post('/v1/session', {'staff': 101, 'pin': f'{9000 + pin}', 'counter': 1})
            if answer.reason in ('TOO_FAST', 'LOCKED_OUT'):
                break
        check(answer.status == 429 and int(answer.headers['retry-after']) > 0, f'guesses end: {answer.status} {answer.body}')


def codes_are_not_guessed():
    with Hall() as hall:
        reasons = [hall.web.browser().post('/v1/device', {'code': f'{n}-AAAAA-BBBBB'}).reason for n in range(30)]
        check(set(reasons) <= {'WRONG_CODE', 'TOO_FAST'} and reasons[-1] == 'TOO_FAST', f'{reasons}')


def a_sign_off_elsewhere_ends_the_stream():
    with Hall() as hall:
        hall.broker.set_pins(101, 1301)
        clerk, lead = enrol(hall, 'counter', 1), enrol(hall, 'lead')
        sign_in(clerk, 101, 1)
        sign_in(lead, 1301)
        mine, theirs = clerk.feed(), lead.feed()
        mine.wait(lambda: 'snapshot' in mine.kinds())
        theirs.wait(lambda: 'snapshot' in theirs.kinds())
        hall.broker.administrator.must('revoke_device', hall=0, name='counter-browser')
        wait_for(lambda: mine.ended, what='the end of the stream of the browser that was revoked')
        check(not theirs.ended, 'and of no other')
        equal(clerk.get('/v1/session').status, 204)


def a_stream_ends_with_its_own_session_whomever_its_cookie_names():
    with Hall() as hall:
        hall.broker.set_pins(101, 102)
        clerk, other, forger = enrol(hall, 'counter', 1), enrol(hall, 'counter', 2, 'window-2'), hall.web.browser()
        sign_in(clerk, 101, 1)
        sign_in(other, 102, 2)
        theirs = other.feed()  # for whom the feed is asked
        theirs.wait(lambda: 'snapshot' in theirs.kinds())
        token = clerk.cookies['hallq_session'].split('.')[0]
        forger.cookies = {'hallq_session': token + '.' + other.cookies['hallq_session'].split('.', 1)[1]}
        stolen = forger.feed()
        stolen.wait(lambda: 'snapshot' in stolen.kinds())
        mine = clerk.feed()
        mine.wait(lambda: 'snapshot' in mine.kinds())
        clerk.do('counter_open')
        number = hall.web.do('issue', {'service': 1})['done']['ticket']['number']
        equal(clerk.do('call_next')['done']['ticket']['number'], number)
        clerk.do('start')
        clerk.do('finish')
        clerk.do('counter_close')
        check(not mine.ended and not stolen.ended, 'both see it as long as the session lasts')
        equal(clerk.delete('/v1/session').status, 204)
        wait_for(lambda: mine.ended and stolen.ended, 20, 'the end of both streams of the session')
        check(not theirs.ended, 'and of no other')


def a_click_enters_in_the_demonstration_alone():
    with Hall() as hall:
        for role in ('clerk', 'lead', 'kiosk'):
            equal(hall.web.browser().post(f'/v1/demo/{role}').reason, 'NO_SUCH_PATH')
        hall.broker.set_pins(101, 1301)
        path = f'{hall.web.home}/demo'
        with open(path, 'w') as f:
            f.write(f'key: {hall.broker.admin_key}\nclerk: 101 {PIN} 1\nlead: 1301 {PIN}\n')
        keys = ('commands', 'public_feed', 'staff_feed', 'lead_feed')
        with open(hall.broker.admin_key) as f:
            lines = [line for line in f if not any(line.startswith(key.replace('_', '-') + ':') for key in keys)]
        with open(hall.broker.admin_key, 'w') as f:
            f.writelines([f'{key.replace("_", "-")}: {getattr(hall.broker, key)}\n' for key in keys] + lines)
        hall.web.options += ['--demo', path]
        hall.web.restart()
        for _ in range(2):
            clerk, lead = hall.web.browser(), hall.web.browser()
            told = clerk.post('/v1/demo/clerk')
            check(told.status == 200, f'{told.status} {told.body}')
            clerk.csrf = told.json['csrf']
            equal((told.json['staff'], told.json['counter'], told.json['audience']), (101, 1, 'staff'))
            clerk.do('counter_open')
            told = lead.post('/v1/demo/lead').json
            equal((told['staff'], told['audience']), (1301, 'lead'))
            clerk.do('counter_close')
        equal(hall.web.browser().post('/v1/demo/kiosk').json, {'role': 'kiosk'})
        equal(hall.web.browser().post('/v1/demo/guide').reason, 'NO_SUCH_PATH')


if __name__ == '__main__':
    run(a_clerk_and_a_lead_work_in_browsers, a_lead_reads_the_report_of_a_day, a_lead_reads_the_figures_of_many_days, nobody_acts_in_anothers_name, codes_are_not_guessed, a_sign_off_elsewhere_ends_the_stream,
        a_stream_ends_with_its_own_session_whomever_its_cookie_names,
        a_click_enters_in_the_demonstration_alone)
