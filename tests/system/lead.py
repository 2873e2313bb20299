#!/usr/bin/env python3
"""The shift lead of hallq-sim: one who opens a window when people complain, and one who asks the broker what would be, beside nobody who
leads. The people are the same each time."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

from hall import BIN, PIN, Broker, check, equal, folder, opening, pb, run, settings
from subprocess import PIPE, run as spawn

# More people than one counter serves; a second one, whose clerk comes in the afternoon, could be opened.
FILES = {'profile': 'from_s,to_s,service,per_hour\n36000,39600,1,24\n',
         'plan': 'counter,from_s,to_s\n1,35400,54000\n2,50400,54000\n',
         'services': 'service,mean_s,cv,patience_mean_s,patience_cv,no_show\n1,280,0.3,90000,0.1,0\n'}


def morning(lead):
    """The figures and the story of an hour in a hall of two counters."""
    home = folder(f'lead-{lead}')
    paths = {name: os.path.join(home, name) for name in [*FILES, 'figures', 'story']}
    for name, text in FILES.items():
        with open(paths[name], 'w') as f:
            f.write(text)
    with Broker(options=['--speed', '200', '--start-at', opening().replace('T10:00', 'T09:40')]) as broker:
        broker.apply(settings(counters=2, services=1).replace('id: 1301', 'id: 302'))
        for staff in (101, 102, 302, 1401):
            broker.administrator.must('set_pin', staff=staff, pin=PIN)
        done = spawn([os.path.join(BIN, 'hallq-sim'), '--lang', 'en', '--commands', broker.commands, '--public-feed', broker.public_feed,
                      '--lead-feed', broker.lead_feed,
                      '--profile', paths['profile'], '--plan', paths['plan'], '--services', paths['services'], '--from', '10:00', '--to', '11:00',
                      '--speed', '200', '--pin', PIN, '--spares', '1', '--lead', lead, '--json', paths['figures'], '--story', paths['story']],
                     stdout=PIPE, stderr=PIPE, text=True, timeout=200, check=False)
        equal(done.returncode, 0, f'exit of hallq-sim, which said: {done.stderr}')
        desk = broker.client('manager')
        desk.must('sign_on', staff=1401, pin=PIN)
        taken = [(m.what.kind, m.what.counter) for m in desk.must('get_measures').measures]
    with open(paths['figures']) as f:
        lines = f.read().splitlines()
    equal(len(lines), 1, 'lines of figures')
    figures = json.loads(lines[0])
    equal((figures['lead'], figures['whole']), (lead, True), 'who led, to the end')
    with open(paths['story']) as f:
        return figures, f.read(), taken


LEADS = ('none', 'complaints', 'advice')
together = ThreadPoolExecutor(len(LEADS))  # a morning is waited for, not worked through; its threads stay, since processes end with theirs
begun = {}


def told(lead):
    """Of its morning: all of them go on beside each other, and to their ends."""
    if not begun:
        begun.update({one: together.submit(morning, one) for one in LEADS})
    for one in begun.values():
        one.exception()
    return begun[lead].result()


def nobody_who_leads_opens_nothing():
    figures, story, taken = told('none')
    equal(figures['opened_more'], 0, 'windows opened')
    check(figures['over_20'] > 0.2, f'the hall is crowded: {figures}')
    equal(taken, [], 'measures')
    check('opens' not in story, f'nothing is done:\n{story}')


def who_waits_for_complaints_opens_a_window_after_twenty_minutes():
    figures, story, taken = told('complaints')
    equal(figures['opened_more'], 1, 'windows opened')
    said = re.search(r'^(\d\d):(\d\d)  Service 1: complaints after (\d+) minutes; the lead opens counter 2$', story, re.M)
    check(said and int(said[3]) >= 20, f'why it was opened:\n{story}')


def who_asks_the_broker_opens_the_counter_that_helps():
    figures, story, taken = told('advice')
    equal(figures['opened_more'], 1, 'windows opened')
    said = re.search(r'^(\d\d):(\d\d)  Service 1: (\d+) minutes for who comes now, (\d+) in half an hour; with counter 2 it would be (\d+) then',
                     story, re.M)
    check(said and int(said[5]) < int(said[4]), f'what the broker foresaw:\n{story}')
    equal(taken, [(pb.Measure.OPEN_COUNTER, 2)], f'what the broker keeps on record:\n{story}')


if __name__ == '__main__':
    run(nobody_who_leads_opens_nothing, who_waits_for_complaints_opens_a_window_after_twenty_minutes,
        who_asks_the_broker_opens_the_counter_that_helps)
