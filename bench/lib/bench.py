"""What all benchmarks share: one run of hallq-load, medians and ratios of rounds, tables, and the JSON beside them.

Ratios are taken between runs of the same round, and the median of those is told: what else the machine does then touches
both sides. How busy others kept it is noted with each run (`others`, in cores).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = os.path.realpath(os.path.join(os.path.dirname(__file__), '..'))
SOURCE = os.environ.get('HALLQ_SOURCE') or os.path.dirname(BENCH)
BIN = os.environ.setdefault('HALLQ_BIN', os.path.join(SOURCE, 'build', 'release', 'bin'))
os.environ.setdefault('HALLQ_SOURCE', SOURCE)
os.environ.setdefault('HALLQ_BUILD', os.path.dirname(BIN))
SKIPPED = 77
QUIET = 0.12  # cores kept busy by others, under which a run may begin


def program(name):
    path = os.path.join(BIN, name)
    if not os.access(path, os.X_OK):
        sys.exit(f'{path} is not built')
    return path


def shim(name):
    """A library for LD_PRELOAD."""
    path = os.path.join(os.path.dirname(BIN), 'shim', name + '.so')
    if not os.path.exists(path):
        sys.exit(f'{path} is not built')
    return path


def say(text):
    print(text, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- the machine

def busy_s():
    """Processor time used by all, in core seconds."""
    with open('/proc/stat') as f:
        ticks = [int(word) for word in f.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf('SC_CLK_TCK')


def wait_for_quiet(limit_s):
    """Waits until others leave the machine alone, at most so long; how busy they were last."""
    end = time.monotonic() + limit_s
    while True:
        before, began = busy_s(), time.monotonic()
        time.sleep(0.25)
        others = (busy_s() - before) / (time.monotonic() - began)
        if others < QUIET or time.monotonic() > end:
            return others


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20).stdout.strip().split('\n')[0]
    except OSError:
        return ''


def processor():
    with open('/proc/cpuinfo') as f:
        for line in f:
            if line.startswith('model name'):
                return line.split(':', 1)[1].strip()
    return platform.machine()


def disk_of(path):
    words = first_line('findmnt', '-no', 'FSTYPE,SOURCE,OPTIONS', '-T', path)
    return words or 'unknown'


def machine(data):
    with open('/proc/meminfo') as f:
        memory_gib = int(f.readline().split()[1]) / 2**20
    return {'processor': processor(), 'cores': os.cpu_count(), 'memory_gib': round(memory_gib, 1),
            'kernel': platform.release(), 'system': first_line('sh', '-c', '. /etc/os-release; echo $PRETTY_NAME'),
            'disk': disk_of(data)}


def commit():
    git = ('git', '-C', SOURCE)
    name = first_line(*git, 'describe', '--always', '--tags')
    return name + ('+changes' if first_line(*git, 'status', '--porcelain', '-uno') else '')


# ---------------------------------------------------------------- a bench

class Bench:
    """Options, the folder for data, the runs made so far, the report."""

    def __init__(self, name, what, rounds=5, seconds=2.0, more=None):
        parser = argparse.ArgumentParser(prog=f'./dev bench {name}', description=what)
        parser.add_argument('--rounds', type=int, default=rounds)
        parser.add_argument('--seconds', type=float, default=seconds, help='measured in each run')
        parser.add_argument('--warm', type=float, default=0.5)
        parser.add_argument('--quiet', type=float, default=3.0, metavar='S', help='wait so long for a quiet machine before each run')
        parser.add_argument('--data', help='folder for data, on the disk to measure (a new one in /var/tmp)')
        parser.add_argument('--json', help='where the figures go (NAME.json beside the build)')
        if more:
            more(parser)
        self.name, self.options = name, parser.parse_args()
        self.own_data = not self.options.data
        self.data = self.options.data or tempfile.mkdtemp(prefix='hallq-bench.', dir='/var/tmp')
        os.makedirs(self.data, exist_ok=True)
        os.chmod(self.data, 0o755)  # PostgreSQL runs as somebody else
        self.runs, self.notes, self.began, self.versions = [], [], time.time(), {}
        if first_line('stat', '-fc', '%T', self.data) in ('tmpfs', 'ramfs'):
            self.note(f'{self.data} is in memory, so no sync costs anything: give --data on a disk')

    def note(self, text):
        self.notes.append(text)
        say('note: ' + text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def load(self, server, label, round_, **options):
        """One run of hallq-load against a server that runs; its figures, or None if it failed."""
        words = [program('hallq-load'), '--system', server.system, '--port', str(server.port), '--feed-port',
                 str(server.feed_port), '--server', str(server.pid)]
        options.setdefault('seconds', self.options.seconds)
        options.setdefault('warm', self.options.warm)
        for name, value in options.items():
            words += ['--' + name.replace('_', '-'), str(value)]
        before, used, began = busy_s(), time.process_time(), time.monotonic()
        before_children = sum(os.times()[2:4])
        done = subprocess.run(words, capture_output=True, text=True, timeout=600)
        if done.returncode:
            self.note(f'{label}: {done.stderr.strip()}')
            return None
        run = json.loads(done.stdout)
        elapsed = time.monotonic() - began
        ours = sum(os.times()[2:4]) - before_children + time.process_time() - used
        ours += run['cpu_ms_per_1000'] * run['ops_s'] / 1e6 * elapsed
        run.update(label=label, round=round_, others=round(max(0, (busy_s() - before - ours) / elapsed), 2))
        self.runs.append(run)
        return run

    # figures

    def values(self, label, figure, **where):
        """The figure of each round, by round."""
        found = {}
        for run in self.runs:
            if run['label'] == label and all(run[k] == v for k, v in where.items()):
                value = run
                for part in figure.split('.'):
                    value = value[part]
                found[run['round']] = value
        return found

    def median(self, label, figure, **where):
        values = self.values(label, figure, **where)
        return statistics.median(values.values()) if values else None

    def ratio(self, label, other, figure, other_figure=None, other_where=None, **where):
        """Median, least and greatest of label / other, each within a round."""
        ours = self.values(label, figure, **where)
        theirs = self.values(other, other_figure or figure, **{**where, **(other_where or {})})
        ratios = [ours[r] / theirs[r] for r in ours if theirs.get(r)]
        return (statistics.median(ratios), min(ratios), max(ratios)) if ratios else None

    # report

    def write(self, **more):
        path = self.options.json or os.path.join(os.path.dirname(BIN), f'{self.name}.json')
        report = {'bench': self.name, 'at': time.strftime('%Y-%m-%dT%H:%M:%S%z', time.localtime(self.began)),
                  'took_s': round(time.time() - self.began), 'commit': commit(), 'machine': machine(self.data),
                  'versions': self.versions, 'notes': self.notes, **more, 'runs': self.runs}
        with open(path, 'w') as f:
            json.dump(report, f, indent=1, ensure_ascii=False)
        say(f'figures: {path}')

    def head(self):
        m = machine(self.data)
        print(f'\n{self.name}: {commit()}, {m["cores"]} cores of {m["processor"]}, {m["memory_gib"]} GiB, {m["system"]}, '
              f'{m["disk"].split()[0] if m["disk"] else ""}; {self.options.rounds} rounds of {self.options.seconds} s, medians')
        others = [run['others'] for run in self.runs]
        if others:
            print(f'others kept {statistics.median(others):.2f} cores busy meanwhile (median; at most {max(others):.2f})')


def table(head, rows):
    """A table that Markdown takes, too."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    print()
    for row in [head, ['-' * width for width in widths], *rows]:
        print('| ' + ' | '.join(cell.ljust(width) for cell, width in zip(row, widths)) + ' |')


def ops(value):
    if value is None:
        return '-'
    return f'{value / 1000:.1f} k' if value >= 10000 else f'{value:,.0f}'.replace(',', ' ')


def us(value):
    if value is None:
        return '-'
    return f'{value / 1000:.1f} ms' if value >= 10000 else f'{value:.0f}'


def plain(value, digits=0):
    return '-' if value is None else f'{value:.{digits}f}'


def spread(ratio):
    return '-' if ratio is None else f'{ratio[0]:.2f} ({ratio[1]:.2f}-{ratio[2]:.2f})'
