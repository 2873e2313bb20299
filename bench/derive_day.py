#!/usr/bin/env python3
"""Derive a day of arrivals, or a day profile, from Warsaw's queue records.

    derive_day.py --tickets FILE --snapshots FILE > days/warsaw_busy.csv
    derive_day.py --tickets FILE --snapshots FILE --profile > days/county_profile.csv

Inputs, plain or .xz, times in seconds since midnight:
  tickets    day,hall,cls,no,t_issue,t_call,...        cls = hall/queue_id
  snapshots  day,hall,queue_id,letter,queue_name,...   for the lines' letters
The output depends on nothing but these files.
"""
import argparse
import csv
import lzma
import math
import sys

HALL = "UD_Ochota"
DAY = "2020-01-07"  # Tuesday, the first working day after a public holiday
# Full working days of that hall, of the hours 08:00-16:00.
PROFILE_DAYS = ["2020-01-02", "2020-01-03", "2020-01-07", "2020-01-09"]
WARSAW_OPEN, WARSAW_CLOSE = 8 * 3600, 16 * 3600
OPEN, CLOSE = 8 * 3600 + 1800, 18 * 3600 + 1800
PROFILE_TOTAL = 740  # tickets a day
SLOT = 1800

# Warsaw's line (letter) -> our service. Lines that share their clerks in
# Warsaw fall into the same service.
LINES = {
    "M": 1, "D": 1, "E": 1,          # registration of residence, identity cards
    "N": 2, "A": 2, "F": 2,          # property and taxes, building, licences
    "R": 3, "O": 3,                  # vehicles: applications, papers, changes
    "P": 4, "G": 4, "B": 4, "T": 4, "H": 4,  # driving licences and small lines
    "K": 5,                          # cash desk
    "L": 6,                          # council housing: one desk of its own
}

SOURCE = """\
# Source: public queue data of the City of Warsaw (open data), hall
#   UD_Ochota, as collected in HaZdula/kolejkeR on GitHub (licence: MIT).
"""

MAPPING = """\
# Services: 1 consultation <- M D E (residence, identity cards);
#   2 business <- N A F (property, taxes, building); 3 after-sales <- R O
#   (vehicles); 4 complaints <- P G B T H (driving licences, small lines);
#   5 cashier <- K (cash desk); 6 VIP and groups <- L (housing).
#   Our names, their arrivals: the mapping keeps lines of shared clerks together.
"""


def rows(path):
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f)


def load(args, days):
    """[(day, issue, service, number, wait or None)] of HALL on those days."""
    letters = {}
    for r in rows(args.snapshots):
        if r["hall"] == HALL and r["day"] in days:
            letters[f"{HALL}/{r['queue_id']}"] = r["letter"]
    out = []
    for r in rows(args.tickets):
        if r["hall"] != HALL or r["day"] not in days:
            continue
        letter = letters.get(r["cls"])
        if letter not in LINES:
            sys.exit(f"derive_day: {r['cls']} on {r['day']} has no service; add its letter to LINES")
        issue = float(r["t_issue"])
        wait = float(r["t_call"]) - issue if r["t_call"] else None
        out.append((r["day"], issue, LINES[letter], int(r["no"]), wait))
    if {t[0] for t in out} != set(days):
        sys.exit(f"derive_day: no tickets of {HALL} on some of {', '.join(sorted(days))}")
    return out


def write_day(args):
    tickets = load(args, {DAY})
    shift = OPEN - WARSAW_OPEN
    lines = []
    for _, issue, service, number, wait in tickets:
        # The few interpolated to just before opening come at opening.
        lines.append((max(OPEN, round(issue) + shift), service, number, wait))
    lines.sort(key=lambda t: t[:3])
    print("# A busy day of one hall: arrivals, for replay.")
    print(SOURCE + MAPPING, end="")
    print(f"# Derived by bench/derive_day.py: all {len(lines)} tickets on record of {DAY} (Tuesday")
    print("#   after a public holiday; the registry office's lines aren't on it), clock")
    print("#   moved by +30 min: Warsaw's 08:00-16:00 is 08:30-16:30 here; nothing is")
    print("#   stretched, so nobody comes 16:30-18:30.")
    print("#   Issue and call are interpolated between 5-minute snapshots (+-1 to 2 min).")
    print("# issue_s: seconds since midnight, hall's time. class: 0 = normal.")
    print("# wait_s: measured, issue to call; people who had left are in it; blank = unknown.")
    print("issue_s,service,class,wait_s")
    for issue, service, _, wait in lines:
        print(f"{issue},{service},0,{'' if wait is None else round(wait)}")


def write_profile(args):
    """Mean day, stretched from 8 to 10 hours, smoothed 1-2-1, scaled."""
    tickets = load(args, set(PROFILE_DAYS))
    slots = (CLOSE - OPEN) // SLOT
    stretch = (CLOSE - OPEN) / (WARSAW_CLOSE - WARSAW_OPEN)
    count = {s: [0.0] * slots for s in range(1, 7)}
    for _, issue, service, _, _ in tickets:
        i = math.floor((issue - WARSAW_OPEN) * stretch / SLOT)
        count[service][min(max(i, 0), slots - 1)] += 1
    scale = PROFILE_TOTAL / len(tickets) * 3600 / SLOT
    print("# Day profile of a county hall, 08:30-18:30, for drawn (Poisson) arrivals.")
    print(SOURCE + MAPPING, end="")
    print(f"# Derived by bench/derive_day.py --profile: {len(tickets)} tickets of "
          f"{len(PROFILE_DAYS)} full days")
    print(f"#   ({', '.join(PROFILE_DAYS)}), averaged; the 8 hours")
    print("#   stretched to 10, smoothed 1-2-1 over half hours per service, scaled to")
    print(f"#   {PROFILE_TOTAL} tickets a day (Warsaw's mean there: {len(tickets) / len(PROFILE_DAYS):.0f} in 8 hours).")
    print("# from_s, to_s: seconds since midnight, hall's time. per_hour: tickets an hour.")
    print("from_s,to_s,service,per_hour")
    for i in range(slots):
        for service, c in count.items():
            near = c[max(i - 1, 0)] + 2 * c[i] + c[min(i + 1, slots - 1)]
            print(f"{OPEN + i * SLOT},{OPEN + (i + 1) * SLOT},{service},{near / 4 * scale:.2f}")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--tickets", required=True)
    p.add_argument("--snapshots", required=True)
    p.add_argument("--profile", action="store_true", help="a day profile instead of a day")
    args = p.parse_args()
    (write_profile if args.profile else write_day)(args)


if __name__ == "__main__":
    main()
