#!/usr/bin/env python3
"""A hall's voice through the gateway: who shows the hall is told what is spoken now, fetches its sound, and finds nothing once it is old."""

import os
import sys
import time

from gateway import Hall, check, equal, run, wait_for

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'voice'))
from spoken import PACK, chinese, heard  # noqa: E402

SHORT = '{languages: chinese, without_chime: true}'


def told(feed, count):
    """The first so many announcements."""
    def those():
        return [data for kind, data in list(feed.events) if kind == 'voice']
    feed.wait(lambda: len(those()) >= count, f'{count} announcements', 60)
    return those()[count - 1]


def sound(hall, number):
    return hall.web.get(f'/v1/halls/1/voice/{number}')


def calls_are_told_and_their_sound_is_there():
    with Hall(options=['--voice', PACK], voice=SHORT) as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        equal(feed.events[0], ('audience', {'audience': 'public', 'voice': True}))
        desks = [hall.broker.counter(n) for n in (1, 2)]
        for _ in desks:
            hall.web.do('issue', {'service': 1})
        for desk in desks:
            desk.must('call_next')
        first = told(feed, 1)
        equal((first['tickets'], first['counter']), (['A001'], 1))
        got = sound(hall, first['number'])
        equal((got.status, got.headers['content-type'], got.headers['cache-control']), (200, 'audio/wav', 'no-store'))
        equal(heard(got.body[44:]), chinese('A001', 1))
        equal((len(got.body) - 44) // 2 * 1000 // 22050, first['lengthMs'], 'its length')
        equal(sound(hall, 2).status, 404, 'the next is not there before its turn')
        second = told(feed, 2)
        equal(second['tickets'], ['A002'])
        equal(heard(sound(hall, second['number']).body[44:]), chinese('A002', 2))
        equal(sound(hall, first['number']).status, 404, 'what was spoken')
        wait_for(lambda: sound(hall, second['number']).status == 404, 30, 'it to be old')
        equal(sound(hall, 'x').status, 404)
        equal(sound(hall, 0).status, 404)


def who_comes_back_is_told_and_finds_nothing_old():
    with Hall(options=['--voice', PACK], voice=SHORT) as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        last = feed.id
        feed.close()
        desk = hall.broker.counter(1)
        hall.web.do('issue', {'service': 1})
        desk.must('call_next')
        called_at = time.monotonic()
        wait_for(lambda: time.monotonic() - called_at > 3.5, 30, 'the call to be old')
        again = hall.web.feed(last_id=last)
        old = told(again, 1)
        equal(old['tickets'], ['A001'])
        equal(sound(hall, old['number']).status, 404, 'the sound of a call that was spoken meanwhile')


def without_a_pack_nothing_is_told():
    with Hall() as hall:
        feed = hall.web.feed()
        feed.wait(lambda: 'snapshot' in feed.kinds())
        equal(feed.events[0], ('audience', {'audience': 'public'}))
        desk = hall.broker.counter(1)
        hall.web.do('issue', {'service': 1})
        desk.must('call_next')
        feed.wait(lambda: feed.state.get('calls'))
        check('voice' not in feed.kinds(), 'nobody speaks')
        equal(sound(hall, 1).status, 404)


if __name__ == '__main__':
    run(calls_are_told_and_their_sound_is_there, who_comes_back_is_told_and_finds_nothing_old, without_a_pack_nothing_is_told)
