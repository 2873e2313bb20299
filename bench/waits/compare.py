#!/usr/bin/python3
"""compare - holds the first stage of the forecast against a reference of it in another language, ticket by ticket, on the same days:
the ten inputs exactly, the forecast within 0.01 minutes for 99.9 of 100 tickets. Outside CI: neither the days nor the reference are in
this tree.

    HALLQ_BIN=build/release/bin bench/waits/compare.py REFERENCE FOLDER

REFERENCE is a Python program that is given the folder of the days and one for its results, and writes bank.csv, warsaw.csv and sim.csv
there: a row for each ticket that was called, in the order of calls, with w (what was waited, seconds), BLEND and the inputs f_ONE to f_QLA.
It wants Debian's python3-numpy and python3-pandas."""

import csv
import os
import subprocess
import sys
import tempfile

COLUMNS = {'f_ONE': 'minute_s', 'f_QL': 'queue_s', 'f_HOL': 'head_s', 'f_LES4': 'last_four_s', 'f_D15': 'pace_15_s', 'f_D60': 'pace_60_s',
           'f_WORK': 'work_s', 'f_TOD': 'today_s', 'f_LES': 'last_s', 'f_QLA': 'leavers_s'}
EXACT_S = .001  # a millisecond: times are whole milliseconds here
CLOSE_S, SHARE = .6, .999


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    reference, folder = sys.argv[1:]
    program = os.path.join(os.environ.get('HALLQ_BIN', 'build/release/bin'), 'hallq-waits')
    failed = False
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(['/usr/bin/python3', reference, folder, out], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, 'NOTWIN': '1'})
        for name in ('bank', 'warsaw', 'sim'):
            ours = os.path.join(out, 'inputs')
            subprocess.run([program, '--plain', '--set', name, '--inputs', ours, folder], check=True, stdout=subprocess.DEVNULL)
            with open(os.path.join(out, name + '.csv')) as f, open(ours) as g:
                pairs = list(zip(csv.DictReader(f), csv.DictReader(g), strict=True))
            worst = {c: max(abs(float(r[c]) - float(o[k])) for r, o in pairs) for c, k in {**COLUMNS, 'w': 'actual_s'}.items()}
            off = [c for c, by in worst.items() if by > EXACT_S]
            close = sum(abs(float(r['BLEND']) - float(o['blend_s'])) <= CLOSE_S for r, o in pairs) / len(pairs)
            print(f'{name}: {len(pairs)} tickets; inputs off by {max(worst.values()):.6f} s at most{", too much: " + " ".join(off) if off else ""}; '
                  f'forecast within .01 min of {100 * close:.3f} %')
            failed |= bool(off) or close < SHARE
    sys.exit(failed)


if __name__ == '__main__':
    main()
