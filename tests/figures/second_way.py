#!/usr/bin/python3
"""Each figure of a range of days, made a second way: from the exported journal, ticket by ticket, over random days.

It shares nothing with the broker but the schema's names in JSON and the definitions in docs/FIGURES.md."""

import json
import math
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta

DAYS, SEEDS = 6, (1, 2)
DAY_MS, HALF_HOUR_MS = 86_400_000, 1_800_000
ZONE_MS, ROLL_MS = 8 * 3_600_000, 3 * 3_600_000  # of the fixture: +08:00, the day begins at three
WALK_MOST_MS, SERVICE_MOST_S = 3_600_000, 4 * 3600


def business_day(at_ms):
    return (at_ms + ZONE_MS - ROLL_MS) // DAY_MS


def half_hour(at_ms):
    return (at_ms + ZONE_MS) % DAY_MS // HALF_HOUR_MS


class Ticket:
    """A visit, as the journal tells it."""

    def __init__(self, event, at):
        self.day, self.issued, self.state = event['day'], at, 'WAITING'
        self.steps = [self.step(event['service'], at if 'entered' in event else 0)]
        self.since, self.served, self.ratings, self.exceptions = 0, 0, {}, []

    @staticmethod
    def step(service, entered):
        return dict(service=service, entered=entered, called=0, started=0, finished=0, clerk=0, served=0, out=False, outcome='')

    @property
    def now(self):
        return self.steps[-1]

    def end_step(self, at):
        if self.state == 'SERVING':
            self.now['finished'] = at
            self.now['served'] = self.served + (at - self.since) // 1000
        self.served, self.since = 0, 0


def told(event):
    """The name of an event's kind and its body."""
    return next((kind, body) for kind, body in event.items() if kind not in ('seq', 'atMs'))


class Hall:
    def __init__(self, path):
        self.tickets, self.settings, self.folded = {}, {}, []
        with open(path, encoding='utf-8') as file:
            for line in file:
                entry = json.loads(line)
                for event in entry.get('events', []):
                    kind, body = told(event)
                    getattr(self, kind, lambda *_: None)(body, int(event.get('atMs', entry['atMs'])))

    def of(self, body):
        return self.tickets[body['ticket']]

    def settingsApplied(self, body, _):
        self.settings = {s['id']: s for s in body['settings']['services']}

    def ticketIssued(self, body, at):
        self.tickets[body['ticket']] = Ticket(body, at)

    def ticketCheckedIn(self, body, at):
        self.of(body).now['entered'] = at

    def ticketCalled(self, body, at):
        t = self.of(body)
        if body.get('callCount', 0) == 1:
            t.now['called'] = t.now['called'] or at
            t.now['clerk'] = body.get('clerk', 0)
            t.state = 'CALLED'
        if body.get('why', {}).get('rule') == 'NAMED':
            t.exceptions.append(('NAMED', body['why'].get('reason', '')))

    def ticketStarted(self, body, at):
        t = self.of(body)
        t.now['started'] = t.now['started'] or at
        t.state, t.since = 'SERVING', at

    def ticketHeld(self, body, at):
        t = self.of(body)
        t.served += (at - t.since) // 1000 if t.state == 'SERVING' else 0
        t.since, t.state = 0, 'HELD'

    def ticketResumed(self, body, at):
        t = self.of(body)
        if body.get('counter'):
            t.state, t.since = 'SERVING', at
            t.now['clerk'] = body.get('by', {}).get('staff', 0)
        else:
            t.state = 'WAITING'

    def ticketTransferred(self, body, at):
        t = self.of(body)
        if body.get('fromCounter'):
            t.end_step(at)
            t.steps.append(t.step(body['service'], at))
        else:
            t.now['service'] = body['service']
        if body.get('pastLine'):
            t.exceptions.append(('PAST_LINE', body.get('pastLineReason', '')))
        t.state = 'WAITING'

    def ticketFinished(self, body, at):
        t = self.of(body)
        t.end_step(at)
        t.now.update(served=body.get('servedS', 0), out=body.get('leftOut', False), outcome=body.get('outcome', ''))
        if body.get('visitGoesOn') and 'entered' in body:
            t.steps.append(t.step(body['nextService'], at))
            t.state = 'WAITING'
        else:
            t.state = 'FINISHED'

    def ticketContinued(self, body, at):
        t = self.of(body)
        t.steps.append(t.step(body['service'], at))
        t.state = 'WAITING'
        if 'entered' not in body:
            t.state, t.since = 'SERVING', at
            t.now.update(started=at, clerk=body.get('by', {}).get('staff', 0))

    def ticketNoShow(self, body, _):
        self.of(body).state = 'NO_SHOW'

    def ticketReinstated(self, body, _):
        self.of(body).state = 'WAITING'

    def ticketReturned(self, body, _):
        self.of(body).state = 'WAITING'

    def ticketCancelled(self, body, _):
        t = self.of(body)
        t.state = 'CANCELLED'
        self.cancelled_by(t, body)

    @staticmethod
    def cancelled_by(t, body):
        if body.get('by', {}).get('staff'):
            t.exceptions.append(('CANCELLED', body.get('staffReason', '')))

    def ticketRated(self, body, _):
        self.of(body).ratings['counter' if body.get('atCounter') else 'customer'] = body['score']

    def leftoversClosed(self, body, _):
        for one in body.get('tickets', []):
            self.of(one).state = 'CANCELLED'

    def counterFreed(self, body, at):
        t = self.of(body)
        if body['ticketState'] == 'FINISHED':
            t.end_step(at)
            t.now['out'] = True
        if body['ticketState'] == 'WAITING':
            t.served = body.get('servedS', 0)
        t.since, t.state = 0, body['ticketState']

    def figuresFolded(self, body, _):
        self.folded.append(body)


# ---- figures


def in_line(step):
    """Whether it stood in a line: not where it was served at once, though it may have been called since, from hold."""
    return step['entered'] and not (step['started'] and (not step['called'] or step['called'] > step['started']))


def waits_of(tickets):
    for t in tickets:
        for step in t.steps:
            if in_line(step) and step['called'] and business_day(step['entered']) == business_day(step['called']):
                yield step, max(0, (step['called'] - step['entered']) // 1000)


def walk_of(step):
    """Milliseconds from call to start; None where there was none, False where it is no figure."""
    if not step['called'] or not step['started'] or not in_line(step):
        return None
    span = step['started'] - step['called']
    return span if span <= WALK_MOST_MS and business_day(step['called']) == business_day(step['started']) else False


def service_counts(step):
    return step['finished'] and not step['out'] and step['served'] <= SERVICE_MOST_S


def mean(numbers):
    numbers = list(numbers)
    return (2 * sum(numbers) + len(numbers)) // (2 * len(numbers)) if numbers else 0


def rank(numbers, percent):
    numbers = sorted(numbers)
    return numbers[math.ceil(len(numbers) * percent / 100) - 1] if numbers else 0


def busy_spans(step):
    walk = walk_of(step)
    if walk:
        yield step['called'], step['started']
    if service_counts(step):
        yield step['finished'] - step['served'] * 1000, step['finished']


def ms_by_half_hour(spans):
    """By the second, since all times of these days are whole seconds."""
    sums = defaultdict(int)
    for first, last in spans:
        at = first
        while at < last:
            end = min(last, ((at + ZONE_MS) // HALF_HOUR_MS + 1) * HALF_HOUR_MS - ZONE_MS)
            sums[half_hour(at)] += end - at
            at = end
    return sums


def rated(tickets):
    """Each rated ticket with the step that the rating is for."""
    for t in tickets:
        step = next((s for s in reversed(t.steps) if s['finished'] and s['clerk']), None)
        if step:
            for who, score in t.ratings.items():
                yield who, score, step


def ratings(tickets, who, wanted):
    counts = [0] * 5
    for whose, score, step in rated(tickets):
        if whose == who and wanted(step):
            counts[score - 1] += 1
    return counts if any(counts) else []


class Check:
    def __init__(self, hall, where):
        self.hall, self.where, self.wrong, self.checked = hall, where, [], 0

    def same(self, what, seen, wanted):
        self.checked += 1
        if seen != wanted:
            self.wrong.append(f'{self.where}: {what} is {seen}, the journal says {wanted}')

    def near(self, what, seen, wanted):
        """A percentile: off by 1/64 at most."""
        self.checked += 1
        if abs(seen - wanted) > wanted / 64:
            self.wrong.append(f'{self.where}: {what} is {seen}, the journal says {wanted}')

    def waits(self, what, seen, tickets, wanted):
        found = [(s, wait) for s, wait in waits_of(tickets) if wanted(s)]
        waits = [wait for _, wait in found]
        target = {n: s.get('targetWaitS', 0) for n, s in self.hall.settings.items()}
        self.same(f'{what} waits', seen.get('waits', 0), len(waits))
        self.same(f'{what} mean wait', seen.get('waitMeanS', 0), mean(waits))
        self.near(f'{what} p50', seen.get('waitP50S', 0), rank(waits, 50))
        self.near(f'{what} p90', seen.get('waitP90S', 0), rank(waits, 90))
        over = sum(wait > target[s['service']] > 0 for s, wait in found)
        self.same(f'{what} over target', seen.get('overTarget', 0), over)
        self.same(f'{what} over 20 min', seen.get('over20Min', 0), sum(wait > 1200 for wait in waits))
        entered = [s for t in tickets for s in t.steps if in_line(s) and wanted(s)]
        self.same(f'{what} entered', seen.get('entered', 0), len(entered))

    def ends(self, what, seen, tickets, service=None, at=None):
        def count(step, state=None):
            return sum((service is None or t.steps[step]['service'] == service) and (at is None or half_hour(t.issued) == at) and
                       (state is None or t.state == state) for t in tickets)
        self.same(f'{what} issued', seen.get('issued', 0), count(0))
        self.same(f'{what} cancelled', seen.get('cancelled', 0), count(-1, 'CANCELLED'))
        self.same(f'{what} no-shows', seen.get('noShows', 0), count(-1, 'NO_SHOW'))

    def work(self, what, seen, tickets, wanted):
        steps = [s for t in tickets for s in t.steps if wanted(s)]
        done = [s for s in steps if s['finished']]
        served = [s for s in done if service_counts(s)]
        walks = [w // 1000 for w in map(walk_of, steps) if w is not None and w is not False]
        target = {n: s.get('targetServiceS', 0) for n, s in self.hall.settings.items()}
        self.same(f'{what} served', seen.get('served', 0), len(done))
        self.same(f'{what} services', seen.get('services', 0), len(served))
        self.same(f'{what} mean service', seen.get('serviceMeanS', 0), mean(s['served'] for s in served))
        self.same(f'{what} over service', seen.get('overService', 0), sum(s['served'] > target[s['service']] > 0 for s in served))
        self.same(f'{what} walks', seen.get('walks', 0), len(walks))
        self.same(f'{what} mean walk', seen.get('walkMeanS', 0), mean(walks))
        self.same(f'{what} ratings', seen.get('ratings', []), ratings(tickets, 'customer', wanted))
        self.same(f'{what} counter ratings', seen.get('counterRatings', []), ratings(tickets, 'counter', wanted))

    def flow(self, what, seen, tickets, service=None):
        def wanted(step):
            return service is None or step['service'] == service
        steps = [s for t in tickets for s in t.steps if wanted(s)]
        self.waits(what, seen, tickets, wanted)
        self.ends(what, seen, tickets, service)
        self.work(what, seen, tickets, wanted)
        self.same(f'{what} walks left out', seen.get('walkLeftOut', 0), sum(walk_of(s) is False for s in steps))
        out = sum(bool(in_line(s) and s['called']) and business_day(s['entered']) != business_day(s['called']) for s in steps)
        self.same(f'{what} waits left out', seen.get('waitLeftOut', 0), out)
        busy = sum(last - first for s in steps for first, last in busy_spans(s) if last > first)
        self.same(f'{what} busy', int(seen.get('busyS', 0)), (busy + 500) // 1000)

    def half_hours(self, what, seen, tickets, service=None):
        def wanted_at(at):
            return lambda step: (service is None or step['service'] == service) and step['entered'] and half_hour(step['entered']) == at
        busy = ms_by_half_hour(span for t in tickets for s in t.steps if service is None or s['service'] == service for span in busy_spans(s))
        by = {one.get('halfHour', 0): one for one in seen}
        for at in range(48):
            one = by.get(at, {})
            self.waits(f'{what} {at / 2}h', one, tickets, wanted_at(at))
            self.ends(f'{what} {at / 2}h', one, tickets, service, at)
            self.same(f'{what} {at / 2}h busy', int(one.get('busyS', 0)), (busy[at] + 500) // 1000)

    def outcomes(self, what, seen, tickets, wanted):
        counts = defaultdict(int)
        for t in tickets:
            for s in t.steps:
                if s['finished'] and s['outcome'] and wanted(s):
                    counts[s['outcome']] += 1
        self.same(f'{what} outcomes', {one['code']: one['count'] for one in seen}, dict(counts))

    def services(self, seen, tickets):
        for one in seen:
            n = one['service']
            self.flow(f'service {n}', one['flow'], tickets, n)
            self.half_hours(f'service {n}', one.get('halfHours', []), tickets, n)
            self.outcomes(f'service {n}', one.get('outcomes', []), tickets, lambda s, n=n: s['service'] == n)

    def clerks(self, seen, tickets):
        staff = {s['clerk'] for t in tickets for s in t.steps if s['clerk'] and (s['finished'] or walk_of(s) is not None)}
        self.same('clerks', [one['staff'] for one in seen], sorted(staff))
        for one in seen:
            n = one['staff']
            self.work(f'clerk {n}', one, tickets, lambda s, n=n: s['clerk'] == n)
            self.outcomes(f'clerk {n}', one.get('outcomes', []), tickets, lambda s, n=n: s['clerk'] == n)
            days = {t.day for t in tickets for s in t.steps if s['clerk'] == n and s['finished']}
            self.same(f'clerk {n} days', one.get('days', 0), len(days))

    def paths(self, seen, tickets):
        ways = defaultdict(list)
        for t in tickets:
            ways[tuple(s['service'] for s in t.steps[:6])].append(t)
        listed = {tuple(one.get('services', [])): one for one in seen}
        self.same('listed ways', len(listed), min(50, len(ways)) + (len(ways) > 50))
        for way, one in listed.items():
            if not way:
                continue
            done = [t for t in ways[way] if t.state == 'FINISHED' and t.now['finished']]
            self.same(f'way {way}', one['count'], len(ways[way]))
            self.same(f'way {way} finished', one.get('finished', 0), len(done))
            self.same(f'way {way} stay', one.get('stayMeanS', 0), mean((t.now['finished'] - t.issued) // 1000 for t in done))
        self.same('tickets on ways', sum(one['count'] for one in seen), len(tickets))

    def exceptions(self, seen, tickets):
        counts = defaultdict(int)
        for t in tickets:
            for one in t.exceptions[:8]:
                counts[one] += 1
        self.same('exceptions', {(one['kind'], one.get('reason', '')): one['count'] for one in seen}, dict(counts))

    def stars(self, seen, tickets):
        served, given = defaultdict(int), defaultdict(list)
        for t in tickets:
            for s in t.steps:
                served[s['clerk']] += bool(s['finished'] and s['clerk'])
        for who, score, step in rated(tickets):
            if who == 'customer':
                given[step['clerk']].append(score)
        total, clerks = sum(served.values()), sum(n > 0 for n in served.values())
        good = [c for c in served if c and served[c] and len(given[c]) >= 10 and 2 * clerks * served[c] >= total]
        good.sort(key=lambda c: (-sum(given[c]) / len(given[c]), -served[c], c))
        self.same('stars', [(one['staff'], one['served'], one['ratings'], one['ratingSum']) for one in seen],
                  [(c, served[c], len(given[c]), sum(given[c])) for c in good[:3]])
        for one in seen:
            self.same(f'records of star {one["staff"]}', sum(day.get('served', 0) for day in one['records']), one['served'])

    def hours(self, seen, tickets):
        if len(tickets) < 100:
            return self.same('hours', seen, None)
        halves = sorted(half_hour(t.issued) for t in tickets)
        least = math.ceil(len(halves) / 100)
        first, last = halves[least - 1], halves[-least]
        return self.same('hours', (seen.get('fromMin', 0), seen['toMin']), (first * 30, last * 30 + 30))

    def needed(self, seen, tickets, days):
        """Erlang C by its sum, in place of the recursion."""
        steps = [s for t in tickets for s in t.steps]
        busy = sum(max(0, last - first) for s in steps for first, last in busy_spans(s)) / 1000
        served = sum(bool(service_counts(s)) for s in steps)
        entered = [s for s in steps if in_line(s)]
        targets = [self.hall.settings[s['service']].get('targetWaitS', 0) for s in entered]
        limit = sum(targets) / sum(t > 0 for t in targets) if any(targets) else 600
        for one in seen:
            rate = sum(half_hour(s['entered']) == one.get('halfHour', 0) for s in entered) / (days * 1800)
            load, n = rate * busy / served if served else 0, 0
            while load and (n <= load or late(n, load, served / busy, limit) > 0.1):
                n += 1
            self.same(f'counters at {one.get("halfHour", 0) / 2}h', one.get('countersNeeded', 0), n)

    def range(self, asked, seen):
        first, last = seen['fromDay'], seen['toDay']
        tickets = [t for t in self.hall.tickets.values() if first <= t.day <= last]
        days = len({t.day for t in tickets})
        self.same('days', seen.get('days', 0), days)
        self.flow('all', seen['all'], tickets)
        self.half_hours('all', seen.get('halfHours', []), tickets)
        self.services(seen['services'], tickets)
        self.clerks(seen.get('clerks', []), tickets)
        self.paths(seen.get('paths', []), tickets)
        self.exceptions(seen.get('exceptions', []), tickets)
        self.stars(seen.get('stars', []), tickets)
        self.hours(seen.get('hours'), tickets)
        self.needed(seen.get('halfHours', []), tickets, days)
        self.periods(asked.get('by'), seen, first, last)

    def periods(self, by, seen, first, last):
        keys = {'DAY': lambda day: day, 'WEEK': lambda day: (date(1970, 1, 1) + timedelta(day)).isocalendar()[:2],
                'MONTH': lambda day: (date(1970, 1, 1) + timedelta(day)).timetuple()[:2]}
        wanted = defaultdict(list)
        for day in range(first, last + 1) if by else ():
            wanted[keys[by](day)].append(day)
        periods = seen.get('periods', [])
        self.same('periods', [(p['fromDay'], p['toDay']) for p in periods], [(days[0], days[-1]) for days in wanted.values()])
        for p in periods:
            tickets = [t for t in self.hall.tickets.values() if p['fromDay'] <= t.day <= p['toDay']]
            self.flow(f'{by} from {p["fromDay"]}', p['flow'], tickets)


def late(n, load, mu, limit):
    """The share of people who wait longer than the limit."""
    below = sum(load ** k / math.factorial(k) for k in range(n))
    full = load ** n / math.factorial(n) * n / (n - load)
    return full / (below + full) * math.exp(-(n - load) * mu * limit)


def main(days_program):
    wrong, checked = [], 0
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([days_program, str(seed), str(DAYS), folder], check=True)
            hall = Hall(os.path.join(folder, 'journal.jsonl'))
            with open(os.path.join(folder, 'ranges.jsonl'), encoding='utf-8') as file:
                lines = [json.loads(line) for line in file]
        for asked, seen in zip(lines[::2], lines[1::2]):
            check = Check(hall, f'seed {seed}, {asked}')
            check.range(asked, seen)
            wrong += check.wrong
            checked += check.checked
        folded = sum(body.get('tickets', 0) for body in hall.folded)
        if not folded or len(hall.tickets) < 100:
            wrong.append(f'seed {seed}: {folded} of {len(hall.tickets)} tickets were folded: these days show nothing')
    print(f'{checked} figures compared')
    for line in wrong[:40]:
        print(line)
    return bool(wrong)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
