#!/usr/bin/env python3
"""Play the recorded day, or days drawn from the profile, against the stated
staffing plan and service times; print measured against simulated waits.

    bench/days/check_plan.py [--seeds N] [--profile] [--crowd TIMES] [--plan FILE] [--to SECONDS] [--closed COUNTER]

Rules: a free counter takes the oldest ticket of its services; a new ticket
takes the counter that has been free longest. A ticket leaves when its patience
ends before its call; a called no-show costs the counter NO_SHOW_S; WALK_S
passes from call to start. A counter that closes finishes its customer.
After the plan's last hour the open tickets are dropped and counted. --to leaves
out who comes later, --closed one counter. --crowd: so many times the people of the
profile.
"""
import argparse
import csv
import heapq
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {1: "consultation", 2: "business", 3: "after-sales", 4: "complaints", 5: "cashier", 6: "VIP, groups"}
# The example county hall's, as in README.md.
COUNTERS = {1: (1, 5), 2: (1, 5), 3: (2, 1), 4: (2, 1), 5: (2, 1), 6: (2, 1), 7: (2, 1),
            8: (3, 2), 9: (3,), 10: (4,), 11: (5, 1), 12: (6,)}
WALK_S, NO_SHOW_S = 20, 60


def table(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def lognormal(rng, mean, cv):
    s2 = math.log(1 + cv * cv)
    return rng.lognormvariate(math.log(mean) - s2 / 2, math.sqrt(s2))


def draw(profile, rng, crowd=1.0):
    out = []
    for r in profile:
        a, b, rate = int(r["from_s"]), int(r["to_s"]), crowd * float(r["per_hour"]) / 3600
        t = a
        while rate > 0:
            t += rng.expovariate(rate)
            if t >= b:
                break
            out.append((t, int(r["service"])))
    return sorted(out)


def play(arrivals, plan, service, rng):
    """[(service, issue, wait or None if it left)], tickets never called, busy s."""
    tickets, events, n = [], [], 0
    for t, s in arrivals:
        p = service[s]
        tickets.append((s, t, t + lognormal(rng, p["patience_mean_s"], p["patience_cv"]),
                        rng.random() < p["no_show"], lognormal(rng, p["mean_s"], p["cv"])))
        events.append((t, 1, n, "issue"))
        n += 1
    for c, a, b in plan:
        events += [(a, 0, c, "open"), (b, 0, c, "close")]
    heapq.heapify(events)
    last = max(b for _, _, b in plan)
    is_open, free, waiting, done, busy_s = set(), {}, [], [], 0.0

    def start(c, k, t):
        nonlocal busy_s
        s, issue, _, absent, length = tickets[k]
        done.append((s, issue, t - issue))
        d = NO_SHOW_S if absent else WALK_S + length
        busy_s += d
        free.pop(c, None)
        heapq.heappush(events, (t + d, 2, c, "free"))

    busy = set()
    while events:
        t, _, x, kind = heapq.heappop(events)
        if kind == "issue":
            able = [c for c in free if tickets[x][0] in COUNTERS[c]]
            if able:
                c = min(able, key=lambda c: (free[c], c))
                busy.add(c)
                start(c, x, t)
            else:
                waiting.append(x)
            continue
        if kind == "close":
            is_open.discard(x)
            free.pop(x, None)
            continue
        if kind == "open":
            is_open.add(x)
        else:
            busy.discard(x)
        if x not in is_open or x in busy or t >= last:
            continue
        for k in [k for k in waiting if tickets[k][2] <= t]:
            waiting.remove(k)
            done.append((tickets[k][0], tickets[k][1], None))
        k = next((k for k in waiting if tickets[k][0] in COUNTERS[x]), None)  # in order of issue
        if k is None:
            free[x] = t
        else:
            waiting.remove(k)
            busy.add(x)
            start(x, k, t)
    return done, len(waiting), busy_s


def figures(waits):
    w = sorted(waits)
    if not w:
        return (0, 0.0, 0.0, 0.0)
    return (len(w), w[int(.5 * (len(w) - 1) + .5)] / 60, w[int(.9 * (len(w) - 1) + .5)] / 60,
            sum(x > 1200 for x in w) / len(w))


def most_waiting(done, until_s):
    """The most people who wait at once; who gave up counts as one who waited for half an hour."""
    steps = sorted([(issue, 1) for _, issue, _ in done] + [(issue + (1800 if w is None else w), -1) for _, issue, w in done])
    waiting = most = 0
    for at_s, step in steps:
        waiting += step
        most = max(most, waiting) if at_s < until_s else most
    return most


def parameters(name="warsaw_busy_plan.csv"):
    plan = [(int(r["counter"]), int(r["from_s"]), int(r["to_s"])) for r in table(name)]
    service = {int(r["service"]): {k: float(v) for k, v in r.items()} for r in table("warsaw_busy_service.csv")}
    return plan, service


def main():
    p = argparse.ArgumentParser(description="measured against simulated waits")
    p.add_argument("--seeds", type=int, default=200)
    p.add_argument("--profile", action="store_true", help="days drawn from county_profile.csv")
    p.add_argument("--crowd", type=float, default=1.0)
    p.add_argument("--plan", default="warsaw_busy_plan.csv", help="of this folder")
    p.add_argument("--to", type=int, default=86400, help="arrivals before this second of the day only")
    p.add_argument("--closed", type=int, help="a counter that stays closed")
    args = p.parse_args()
    plan, service = parameters(args.plan)
    plan = [shift for shift in plan if shift[0] != args.closed]
    day = [r for r in table("warsaw_busy.csv") if int(r["issue_s"]) < args.to]
    profile = table("county_profile.csv")
    done, open_at_end, busy, shares, crowds = [], 0, 0.0, [], []
    for seed in range(args.seeds):
        rng = random.Random(seed)
        arrivals = [a for a in draw(profile, rng, args.crowd) if a[0] < args.to] if args.profile else [(int(r["issue_s"]), int(r["service"])) for r in day]
        d, o, b = play(arrivals, plan, service, rng)
        done += d
        shares.append(figures([t[2] for t in d if t[2] is not None])[3])
        crowds.append(most_waiting(d, args.to))
        open_at_end += o
        busy += b
    n = args.seeds
    groups = [(NAMES[s], lambda t, s=s: t[0] == s) for s in NAMES] + [("all", lambda t: True)]
    groups += [(f"all, {a // 3600:02d}:30-{b // 3600:02d}:30", lambda t, a=a, b=b: a <= t[1] < b)
               for a, b in [(h * 3600 + 1800, (h + 2) * 3600 + 1800) for h in range(8, 18, 2)]]
    measured = [(int(r["service"]), int(r["issue_s"]), int(r["wait_s"])) for r in day if r["wait_s"]]
    print("minutes; measured: tickets, p50, p90, share over 20 | simulated: the same, gave up")
    for name, own in groups:
        m = figures([t[2] for t in measured if own(t)])
        mine = [t for t in done if own(t)]
        s = figures([t[2] for t in mine if t[2] is not None])
        gone = sum(t[2] is None for t in mine)
        left = f"{m[0]:4d} {m[1]:5.1f} {m[2]:5.1f} {m[3]:4.0%}" if not args.profile else ""
        print(f"{name:17} {left} | {s[0] / n:5.0f} {s[1]:5.1f} {s[2]:5.1f} {s[3]:4.0%} {gone / n:5.1f}")
    shares.sort()
    print(f"share over 20 of all, by seed: p10 {shares[n // 10]:.0%}, p90 {shares[n * 9 // 10]:.0%}")
    crowds.sort()
    print(f"most waiting at once, by seed: quarter {crowds[n // 4]}, median {crowds[n // 2]}, three quarters {crowds[3 * n // 4]}")
    staffed = sum(b - a for _, a, b in plan)
    print(f"not called by the end: {open_at_end / n:.1f} a day; counters busy {busy / n / staffed:.0%} of {staffed / 3600:.1f} h")


if __name__ == "__main__":
    main()
