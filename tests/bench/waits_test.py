#!/usr/bin/env python3
"""bench.waits: small made-up days in the three formats through hallq-waits. The two shadows, the work ahead and the waits of others
are worked out here again from the tickets alone; a forecast does not change when what happened after it is another; what is missing is
said."""

import csv
import lzma
import os
import random
import subprocess
import sys
import tempfile

WAITS = os.path.join(os.environ['HALLQ_BIN'], 'hallq-waits')
OPEN, CUT, SHIFT = 9 * 3600, 9 * 3600 + 2400, 777
COUNTERS = 3
MEAN_S = {'P': 480, 'B': 240}
DAYS = ('1', '2')


def day_of_a_hall(rng, gap_s=75):
    """Tickets (issue, call, end, counter, service, priority) of a hall that three counters serve in one order."""
    arrivals, at = [], OPEN
    while at < OPEN + 3 * 3600:
        at = round(at + rng.expovariate(1 / gap_s), 1)
        arrivals.append((at, rng.choice('PB'), 2 if rng.random() < .15 else 1))
    free, waiting, tickets = [OPEN + 300.] * COUNTERS, [], []
    while arrivals or waiting:
        counter = min(range(COUNTERS), key=lambda c: free[c])
        now = free[counter]
        while arrivals and (arrivals[0][0] <= now or not waiting):
            waiting.append(arrivals.pop(0))
        now = max(now, min(w[0] for w in waiting))
        here = min((w for w in waiting if w[0] <= now), key=lambda w: (w[0] - (40000 if w[2] == 2 else 0), w[0]))
        waiting.remove(here)
        end = round(now + 20 + rng.expovariate(1 / (MEAN_S[here[1]] - 200)), 1)
        tickets.append((here[0], round(now, 1), end, counter + 1, here[1], here[2]))
        free[counter] = end
    return sorted(tickets)


def later(at, shifted):
    return round(at + SHIFT, 1) if shifted and at >= CUT else at


def write(folder, name, heading, rows):
    with lzma.open(os.path.join(folder, name + '.csv.xz'), 'wt') as f:
        csv.writer(f).writerows([heading.split(',')] + rows)


def write_days(folder, days, shifted=False):
    """The same days in all formats; `shifted`: on the last day all that happens from CUT on happens later, and takes longer."""
    bank, warsaw, sim, counters, snapshots = [], [], [], [], []
    for day, tickets in zip(DAYS, days):
        moved = shifted and day == DAYS[-1]
        for number, (issue, call, end, counter, service, priority) in enumerate(tickets, 1):
            i, c, e = later(issue, moved), later(call, moved), later(end, moved) + (90 if moved and call >= CUT else 0)
            bank.append(['set_b', '99010' + day, 'bank', service, 1, i, c, e, f'A{counter}', 'S'])
            sim.append(['set_s', day, 'hall', service, priority, i, c, e, counter, 'S'])
            warsaw.append([f'2020-01-0{day}', 'H', 'H/7', number, i, c, 1, 'set_w'])
        for counter in range(1, COUNTERS + 1):
            counters.append([day, float(OPEN), counter, 1])
        snapshots += [[f'2020-01-0{day}', 'H', 7, 'P', 'One, two', t, 1, 10, COUNTERS, 0, 0]
                      for t in range(OPEN - 300, OPEN + 4 * 3600, 300)]
    head = 'set,day,hall,cls,prio,t_issue,t_call,t_end,server,outcome'
    write(folder, 'bank_made_tickets', head, bank)
    write(folder, 'sim_made_tickets', head, sim)
    write(folder, 'sim_made_counters', 'day,t,counter,open', counters)
    write(folder, 'warsaw_made_tickets', 'day,hall,cls,no,t_issue,t_call,busy_day,set', warsaw)
    write(folder, 'warsaw_made_snapshots', 'day,hall,queue_id,letter,queue_name,t,status,nominal_min,open,waiting,called', snapshots)


def run(folder, *args):
    done = subprocess.run([WAITS, *args, folder], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def rows_of(folder):
    code, out, err = run(folder, '--rows', folder + '/rows', '--inputs', folder + '/inputs')
    assert code == 0, err
    with open(folder + '/rows') as rows, open(folder + '/inputs') as inputs:
        both = list(zip(csv.DictReader(rows), csv.DictReader(inputs)))
    return {(r['set'], r['day'], r['ticket']): {**r, **i} for r, i in both}, out


def near(row, column, wanted):
    assert abs(float(row[column]) - wanted) < .051, (row, column, wanted)


def shadows_are_right(rows, days):
    """Of the last day, when the services' means have moved from where they began. Tickets of a moment are in order."""
    before, today = days
    mean, seen, first_row = dict(MEAN_S), 0, len(before)
    for _, took, service in sorted((t[2], t[2] - t[1], t[4]) for t in before):
        mean[service] = .99 * mean[service] + .01 * took
    ended = sorted((t[2], t[2] - t[1], t[4]) for t in today)
    for number, (issue, call, _, _, service, priority) in enumerate(today, 1):
        while ended and ended[0][0] <= issue:
            _, took, which = ended.pop(0)
            mean[which] = .99 * mean[which] + .01 * took
        waiting = [t for t in today[:number - 1] if t[1] >= issue]
        line = [t for t in waiting if t[5] == priority and t[4] == service]
        ahead = [t for t in waiting if t[5] >= priority]
        row = rows['set_s', DAYS[-1], str(first_row + number)]
        near(row, 'actual_s', call - issue)
        near(row, 'head_s', issue - line[0][0] if line else 0)
        own = sum(t[4] == service for t in ahead)
        near(row, 'queue_s', (own + 1) * mean[service] / COUNTERS)
        # All three counters serve both services.
        near(row, 'work_s', (sum(mean[t[4]] for t in ahead) + .6 * mean[service]) / COUNTERS)
        called = [t for t in today if t[1] < issue and t[4] == service and t[5] == priority]
        if called:
            last = max(called, key=lambda t: (t[1], t[0]))
            near(row, 'last_s', last[1] - last[0])
        wait_row = rows['set_w', f'2020-01-0{DAYS[-1]}', str(number)]
        near(wait_row, 'head_s', issue - waiting[0][0] if waiting else 0)
        seen += len(ahead) > 3
    assert seen > 20, seen  # a queue there was


def pace_is_right(rows, days):
    """The one line of the Warsaw format: time waited, fading, over calls, fading, and two calls as of the last two days."""
    from math import exp
    tickets = [(d * 86400 + t[0], d * 86400 + t[1], d, n) for d, day in enumerate(days) for n, t in enumerate(day, 1)]
    events = sorted([(t[0], 3, i) for i, t in enumerate(tickets)] + [(t[1], 4, i) for i, t in enumerate(tickets)])
    memory = {900: [0, 0], 3600: [0, 0], 72000: [0, 0]}
    last, waiting = None, 0
    for at, kind, i in events:
        if last is not None and waiting:
            step = min(at - last, 3600)
            for tau, d in memory.items():
                d[0], d[1] = d[0] * exp(-step / tau) + step, d[1] * exp(-step / tau)
        last = at
        if kind == 4:
            waiting -= 1
            for d in memory.values():
                d[1] += at - tickets[i][0] > 1
            continue
        slow = (memory[72000][0] + 3 * 120) / (memory[72000][1] + 3)
        row = rows['set_w', f'2020-01-0{DAYS[tickets[i][2]]}', str(tickets[i][3])]
        near(row, 'pace_60_s', (waiting + 1) * (memory[3600][0] + 2 * slow) / (memory[3600][1] + 2))
        near(row, 'pace_15_s', (waiting + 1) * (memory[900][0] + 2 * slow) / (memory[900][1] + 2))
        near(row, 'queue_s', (waiting + 1) * slow)
        waiting += 1


def runs(tickets, is_in):
    """First and last of the tickets, one after the other, that are in; one between two that are belongs to them."""
    found, last = [], None
    for n in range(len(tickets)):
        follows = last is not None and last == n - 1
        if is_in[n] or follows and n + 1 < len(tickets) and is_in[n + 1]:
            if follows:
                found[-1][1] = tickets[n]
            else:
                found.append([tickets[n], tickets[n]])
            last = n
    return found


def red(times, told, calm_for_s):
    """Times at which the alert stands: from 20 minutes on, until below 15 for so long."""
    spans, on, calm = [], False, None
    for t, s in zip(times, told):
        if s >= 1200:
            if not on:
                spans.append([t, None])
            on, calm = True, None
        elif on and s < 900:
            calm = t if calm is None else calm
            if t - calm >= calm_for_s:
                spans[-1][1], on, calm = t, False, None
        else:
            calm = None
    if on:
        spans[-1][1] = times[-1] + 1800
    return spans


def crowds_are_right(folder, days):
    """Of the one line of the Warsaw format: what is said of red alerts, worked out again."""
    write_days(folder, days)
    rows, out = rows_of(folder)
    for how, calm_for_s in (('at once', 0), ('as raised', 300)):
        crowds = warned = alerts = alone = 0
        for d, day in enumerate(days):
            mine = [rows['set_w', f'2020-01-0{DAYS[d]}', str(n)] for n in range(1, len(day) + 1)]
            times = [t[0] for t in day]
            spans = red(times, [float(r['forecast_s']) for r in mine], calm_for_s)
            found = runs(times, [float(r['actual_s']) > 1200 for r in mine])
            for first, last in found:
                if last - first >= 300:
                    crowds += 1
                    warned += any(a <= first + 1200 and b >= first for a, b in spans)
            alerts += len(spans)
            alone += sum(not any(c - 1200 <= b and a <= e + 1800 for c, e in found) for a, b in spans)
        assert crowds and alerts, (crowds, alerts)
        wanted = (f'set_w        red, {how}: warned of {100 * warned / crowds:.1f} % of {crowds} crowds, half of them ',
                  f'; {100 * alone / alerts:.1f} % of {alerts} alerts without one near')
        assert any(line.startswith(wanted[0]) and line.endswith(wanted[1]) for line in out.splitlines()), (wanted, out)


def future_is_not_known(rows, days, folder):
    write_days(folder, days, shifted=True)
    other, _ = rows_of(folder)
    same = changed = 0
    for key, row in rows.items():
        now = other[key]
        day = DAYS.index(key[1][-1])
        number = int(key[2]) - (len(days[0]) if day and key[0] != 'set_w' else 0)
        issue = days[day][number - 1][0]
        if day == 0 or issue < CUT:
            for column in ('forecast_s', 'lower_s', 'upper_s', 'blend_s', 'work_s', 'today_s', 'queue_s', 'head_s'):
                assert row[column] == now[column], (key, column, row[column], now[column])
            changed += row['actual_s'] != now['actual_s']
            same += 1
    assert same > 100 and changed > 10, (same, changed)


def what_is_missing_is_said(folder):
    for name in os.listdir(folder):
        if name.startswith('sim_made_counters'):
            os.remove(os.path.join(folder, name))
    code, out, err = run(folder)
    assert code == 1 and 'sim_*_counters.csv' in err and 'set_b' in out, (code, err)
    assert run(folder, '--set', 'moon')[0] == 2
    packed = os.path.join(folder, 'warsaw_made_snapshots.csv.xz')
    with open(packed, 'rb') as f:
        half = f.read()[:-200]
    with open(packed, 'wb') as f:
        f.write(half)
    code, _, err = run(folder, '--set', 'warsaw')
    assert code == 2 and 'xz' in err and 'snapshots' in err, (code, err)
    with open(os.path.join(folder, 'bank_made_tickets.csv'), 'w') as f:
        f.write('set,day\nx,1\n')
    code, _, err = run(folder, '--set', 'bank')
    assert code == 2 and 'row 1' in err and 'column' in err, (code, err)


def main():
    rng = random.Random(7)
    days = [day_of_a_hall(rng) for _ in DAYS]
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        write_days(first, days)
        rows, out = rows_of(first)
        assert len(rows) == 3 * sum(len(d) for d in days), len(rows)
        assert all(name in out for name in ('set_b', 'set_w', 'set_s')), out
        assert rows == rows_of(first)[0]
        shadows_are_right(rows, days)
        pace_is_right(rows, days)
        future_is_not_known(rows, days, second)
        what_is_missing_is_said(first)
    with tempfile.TemporaryDirectory() as folder:
        crowds_are_right(folder, [day_of_a_hall(rng, gap_s=52) for _ in DAYS])


if __name__ == '__main__':
    sys.exit(main())
