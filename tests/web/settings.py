#!/usr/bin/env python3
"""The settings of a hall as a file, over HTTP: read by who leads, checked with line and column, shown as changes, applied by a manager, and
never over somebody else's."""

import uuid

from gateway import Hall, check, equal, run
from session import enrol, sign_in

PATH = '/v1/halls/1/settings'
YAML = {'Content-Type': 'application/yaml'}


def people(hall):
    """A clerk, a lead and a manager in their browsers."""
    hall.broker.set_pins(101, 1301, 1401)
    clerk, lead, manager = enrol(hall, 'counter', 1), enrol(hall, 'lead'), enrol(hall, 'manager')
    sign_in(clerk, 101, 1)
    sign_in(lead, 1301)
    sign_in(manager, 1401)
    return clerk, lead, manager


def post(browser, act, text, **headers):
    return browser.post(f'{PATH}/{act}', text.encode(), headers={**YAML, **{name.replace('_', '-'): value for name, value in headers.items()}})


def read(browser):
    answer = browser.get(PATH)
    check(answer.status == 200, f'{answer.status} {answer.body}')
    return answer.body.decode(), answer.headers['etag']


def checked(browser, text, **headers):
    answer = post(browser, 'check', text, **headers)
    check(answer.status == 200, f'{answer.status} {answer.body}')
    return answer.json


def a_manager_reads_changes_and_applies(lead, manager):
    text, etag = read(manager)
    equal(etag, '"1"')
    check('name: 厅经理' in text and 'hold_limit_min: 15' in text, text)
    same = checked(manager, text)
    equal((same['fine'], same['version'], same.get('changes', []), same.get('problems', [])), (True, 1, [], []), 'the text as it was read')
    other = text.replace('hold_limit_min: 15', 'hold_limit_min: 12')
    line = other[:other.index('hold_limit_min')].count('\n') + 1
    equal(checked(manager, other)['changes'], [{'line': line, 'text': '挂起时限（分钟）：15 → 12'}])
    equal(checked(manager, other, Accept_Language='en-GB')['changes'], [{'line': line, 'text': 'limit of a hold (min): 15 → 12'}])
    equal(read(manager)[1], '"1"', 'nothing was applied by looking')
    key = str(uuid.uuid4())
    first = post(manager, 'apply', other, If_Match=etag, Idempotency_Key=key)
    equal((first.status, first.json['done']['version']), (200, 2))
    again = post(manager, 'apply', other, If_Match=etag, Idempotency_Key=key)
    equal((again.status, again.json['done']['version']), (200, 2), 'a retry is told the first answer')
    equal(read(lead), (other, '"2"'), 'what is in force')
    late = post(manager, 'apply', text, If_Match=etag)
    equal((late.status, late.reason, late.json['what']), (409, 'OLD_SETTINGS', 'made_from'), 'made from what is in force no more')
    equal(read(lead)[1], '"2"')
    equal(post(manager, 'apply', text).json['done']['version'], 3, 'without If-Match it is over whatever there is')


def a_slip_is_told_with_its_place(lead, manager):
    text, etag = read(manager)
    for find, put, line_of, column, said in (
            ('hold_limit_min: 15', 'hold_limit_min: 15x', 'hold_limit_min', 17, '请写一个数'), ('hold_limit_min: 15', 'hold_limit_min: 999', 'hold_limit_min', 17, '超出范围'),
            ('time_zone: ', 'timezone: ', 'timezone', 1, '不认识的项'), ('hall: 1', 'hall: 2', 'hall: 2', 7, '这是营业厅 2 的设置')):
        wrong = text.replace(find, put)
        line = wrong[:wrong.index(line_of)].count('\n') + 1
        told = checked(manager, wrong)
        check(not told.get('fine') and 'changes' not in told, f'{put}: {told}')
        problem = next((one for one in told['problems'] if one.get('line') == line), None)
        check(problem and said in problem['text'] and problem['column'] == column, f'{put}: {told["problems"]}')
        refused = post(manager, 'apply', wrong, If_Match=etag)
        equal((refused.status, refused.reason), (400, 'BAD_SETTINGS'), put)
        check(refused.json['line'] >= 1, f'{put}: {refused.json}')
    equal(checked(manager, '')['problems'][0]['text'][:5], '文件是空的')
    equal(read(lead), (text, etag), 'nothing was applied')


def what_the_hall_refuses_is_told_where_the_file_says_it(hall, clerk, manager):
    clerk.do('counter_open')
    hall.web.do('issue', {'service': 1})
    clerk.do('call_next')
    text, etag = read(manager)
    line = text[:text.index('counters:')].count('\n') + 1
    first = next(row for row in text.split('\n') if '- {id: 1,' in row and 'Counter 1' in row)
    answer = post(manager, 'apply', text.replace(first + '\n', ''), If_Match=etag)
    equal((answer.status, answer.reason), (409, 'COUNTER_BUSY'))
    check(line <= answer.json['line'] <= line + 1, f'{answer.json}, and counters: in line {line}')


def only_who_leads_and_only_from_the_own_page(hall, clerk, lead, manager):
    text, etag = read(lead)
    anyone = hall.web.browser()
    equal((anyone.get(PATH).status, anyone.get(PATH).reason), (401, 'NOT_SIGNED_ON'))
    equal((clerk.get(PATH).status, clerk.get(PATH).reason), (403, 'PERSON_MAY_NOT'))
    for browser, reason in ((anyone, 'NOT_SIGNED_ON'), (clerk, 'PERSON_MAY_NOT')):
        for act in ('check', 'apply'):
            equal(post(browser, act, text).reason, reason, act)
    check(checked(lead, text)['fine'], 'a lead may look what a change would be')
    equal(post(lead, 'apply', text, If_Match=etag).reason, 'NOT_ALLOWED', 'and not apply it')
    for headers, reason in (({'X_CSRF_Token': None}, 'NO_CSRF'), ({'Origin': 'http://elsewhere.example'}, 'FOREIGN_ORIGIN'),
                            ({'Content_Type': 'text/plain'}, 'NOT_YAML'), ({'Content_Type': 'application/json'}, 'NOT_YAML'),
                            ({'If_Match': 'W/"1"'}, 'BAD_MATCH'), ({'If_Match': '"x"'}, 'BAD_MATCH'), ({'If_Match': '*'}, 'BAD_MATCH')):
        equal(post(manager, 'apply', text, **headers).reason, reason, f'{headers}')
    equal(read(lead), (text, etag), 'none of them applied anything')
    equal(manager.refusal('apply_settings', {}), 'NO_SUCH_COMMAND')


def large_files_are_bounded(hall, manager):
    text, _ = read(manager)
    padded = text + '# ' + 'x' * 78 + '\n'
    while len(padded) < 500_000:
        padded += '# ' + 'x' * 78 + '\n'
    check(checked(manager, padded)['fine'], 'half a megabyte of comments')
    equal(post(manager, 'check', padded + 'y' * 100_000).status, 413)
    equal(post(hall.web.browser(), 'check', padded).status, 413, 'of somebody without a session no more than of any command')
    check(hall.web.do('issue', {'service': 1})['done']['ticket']['number'].startswith('A'), 'and others are served')
    deep = 'a: ' + '[' * 20_000 + ']' * 20_000
    check(not checked(manager, deep).get('fine'), 'a deep file')


def a_hall_is_set_from_a_browser():
    with Hall() as hall:
        clerk, lead, manager = people(hall)
        a_manager_reads_changes_and_applies(lead, manager)
        a_slip_is_told_with_its_place(lead, manager)
        what_the_hall_refuses_is_told_where_the_file_says_it(hall, clerk, manager)


def and_by_nobody_else_nor_by_floods():
    with Hall() as hall:
        clerk, lead, manager = people(hall)
        only_who_leads_and_only_from_the_own_page(hall, clerk, lead, manager)
        large_files_are_bounded(hall, manager)


if __name__ == '__main__':
    run(a_hall_is_set_from_a_browser, and_by_nobody_else_nor_by_floods)
