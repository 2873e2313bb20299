#!/usr/bin/env python3
"""What a newcomer reads: the display's sentences, and `./dev run` from its start to its summary, on a pipe and on a terminal that
cannot place text."""

import os
import re
import signal

from hall import BIN, SOURCE, Broker, Lines, check, equal, program, run, settings, wait_for

FOR_PROGRAMS = re.compile(r'\w+=|_ms\b|\bseq\b|[\[{]\w+')  # what --plain and the log say, and what nobody in a hall reads


def for_people(lines):
    for line in lines:
        check(not FOR_PROGRAMS.search(line), f'a sentence for people: {line}')


class Sentences(Lines):
    """hallq-display --sentences, which takes no input."""

    def __init__(self, broker, language):
        super().__init__(f'display in {language}', [
            program('hallq-display'), '--sentences', '--lang', language, '--hall', '1', '--device', '77',
            '--commands', broker.commands, '--public-feed', broker.public_feed])

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        equal(super().end(), 0, 'exit of the display when asked to end')


def the_display_tells_calls_as_sentences():
    with Broker() as broker:
        broker.apply(settings())
        with Sentences(broker, 'zh') as zh, Sentences(broker, 'en') as en:
            zh.expect(r'^\d{4}-\d\d-\d\d 周二  1号营业厅$')
            en.expect(r'^\d{4}-\d\d-\d\d Tue  Hall 1$')
            kiosk, desk = broker.client('kiosk'), broker.counter(3)
            kiosk.must('issue', service=1)
            desk.must('call_next')
            wait_for(lambda: desk.do('recall').WhichOneof('body') == 'done', what='it is called again, some seconds later')
            zh.expect(r'^10:\d\d  3号窗口开放$')
            zh.expect(r'^10:\d\d  请 A001 号到 3号窗口$')
            zh.expect(r'^10:\d\d  请 A001 号到 3号窗口 再次呼叫$')
            en.expect(r'^10:\d\d  A001 to \S.*$')
            en.expect(r'^10:\d\d  A001 to \S.* - called again$')
            for_people(zh.lines + en.lines)


def morning(language):
    os.environ.update(HALLQ_BIN=BIN, HALLQ_SPEED='60', HALLQ_FROM='08:30', HALLQ_TO='12:30')
    with Lines('the morning', ['bash', os.path.join(SOURCE, 'bench', 'morning.sh'), '--lang', language]) as m:
        m.expect(r'^\d\d:\d\d  .*A001', 60)
        m.process.send_signal(signal.SIGINT)
        wait_for(lambda: m.process.poll() is not None, 60, 'the morning ends')
        equal(m.process.returncode, 0, 'exit of the morning')
        return m


def the_morning_is_read_from_start_to_summary():
    for language, begins, heads, total, cut in (('zh', '正在启动叫号服务', '上午的情况', '合计', '没到结束'),
                                                ('en', 'starting the broker', 'The morning', 'all', 'cut short')):
        m = morning(language)
        text = ''.join(line + '\n' for line in m.lines)
        check(begins in m.lines[0], f'it says that it starts: {m.lines[0]}')
        check(heads in text and re.search(rf'^{total}\s+\d+', text, re.M), f'its summary:\n{text[-600:]}')
        check(cut in text, f'the morning that was cut is not passed off as whole:\n{text[-600:]}')
        for_people(m.lines)


def the_end_sets_the_leads_side_by_side():
    os.environ.update(HALLQ_BIN=BIN, HALLQ_SPEED='120', HALLQ_FROM='10:30', HALLQ_TO='10:40')
    with Lines('ten minutes', ['bash', os.path.join(SOURCE, 'bench', 'morning.sh'), '--lang', 'en']) as m:
        wait_for(lambda: m.process.poll() is not None, 240, 'the mornings end')  # two minutes of it for the others, where the machine is busy
        text = ''.join(line + '\n' for line in m.lines)
        rows = re.findall(r'^ +\d+\.\d % +\d+\.\d +\d+\.\d   (.*)$', text, re.M)
        check(len(rows) >= 2 and len(set(rows)) == len(rows), f'a row for each lead:\n{text[-900:]}')
        check(any('nobody leads' in row for row in rows) and sum('(this morning)' in row for row in rows) == 1, f'who led: {rows}')
        check('not done' not in text and 'cut short' not in text, f'all of them whole:\n{text[-900:]}')
        check(re.search(r'^\d\d:\d\d  \d+ people wait, .* counters are open$', text, re.M), f'how the hall stood:\n{text[-900:]}')
        for_people(m.lines)


if __name__ == '__main__':
    run(the_display_tells_calls_as_sentences, the_morning_is_read_from_start_to_summary, the_end_sets_the_leads_side_by_side)
