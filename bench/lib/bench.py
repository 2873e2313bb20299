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
QUIET_TOTAL_S = 120  # waited for it in all
RUN_LIMIT_S = 400  # of one run: filling with a million tickets is in it
LIBRARIES = ('libzmq5', 'liblmdb0', 'libuv1')


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


def spent_s(pid):
    """Processor time of a process and of its children, in core seconds."""
    def of(path, fields):
        try:
            with open(path) as f:
                words = f.read().rsplit(')', 1)[1].split()
        except OSError:
            return 0
        return sum(int(words[i]) for i in fields) / os.sysconf('SC_CLK_TCK')

    try:
        with open(f'/proc/{pid}/task/{pid}/children') as f:
            children = f.read().split()
    except OSError:
        children = []
    return of(f'/proc/{pid}/stat', (11, 12, 13, 14)) + sum(of(f'/proc/{child}/stat', (11, 12)) for child in children)


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
    return first_line('findmnt', '-no', 'FSTYPE,SOURCE,OPTIONS', '-T', path) or first_line('stat', '-fc', '%T', path)


def machine(data):
    with open('/proc/meminfo') as f:
        memory_gib = int(f.readline().split()[1]) / 2**20
    return {'processor': processor(), 'cores': os.cpu_count(), 'memory_gib': round(memory_gib, 1),
            'kernel': platform.release(), 'system': first_line('sh', '-c', '. /etc/os-release; echo $PRETTY_NAME'),
            'disk': disk_of(data)}


def versions():
    found = {'hallq': f'{first_line(program("hallqd"), "--version")}, {commit()}'}
    for library in LIBRARIES:
        found[library] = first_line('dpkg-query', '-W', '-f', '${Version}', library)
    return found


def commit():
    git = ('git', '-C', SOURCE)
    name = first_line(*git, 'describe', '--always', '--tags')
    return name + ('+changes' if first_line(*git, 'status', '--porcelain', '-uno') else '')


# ---------------------------------------------------------------- a bench

class Bench:
    """Options, the folder for data, the runs made so far, the report."""

    def __init__(self, name, what, rounds=5, seconds=2.0, minutes=10, more=None):
        parser = argparse.ArgumentParser(prog=f'./dev bench {name}', description=what)
        parser.add_argument('--rounds', type=int, default=rounds)
        parser.add_argument('--seconds', type=float, default=seconds, help='measured in each run')
        parser.add_argument('--warm', type=float, default=0.5)
        parser.add_argument('--minutes', type=float, default=minutes, help=f'no round begins that would end later ({minutes})')
        parser.add_argument('--quiet', type=float, default=3.0, metavar='S',
                            help=f'wait so long for a quiet machine before each run, and {QUIET_TOTAL_S} s in all')
        parser.add_argument('--data', help='folder for data, on the disk to measure (a new one in /var/tmp)')
        parser.add_argument('--json', help='where the figures go (NAME.json beside the build)')
        if more:
            more(parser)
        self.name, self.options = name, parser.parse_args()
        self.own_data = not self.options.data
        self.data = self.options.data or tempfile.mkdtemp(prefix='hallq-bench.', dir='/var/tmp')
        os.makedirs(self.data, exist_ok=True)
        os.chmod(self.data, 0o755)  # PostgreSQL runs as somebody else
        self.runs, self.notes, self.goals, self.began, self.versions = [], [], [], time.time(), versions()
        self.quiet_left_s = QUIET_TOTAL_S if self.options.quiet else 0
        if first_line('stat', '-fc', '%T', self.data) in ('tmpfs', 'ramfs'):
            self.note(f'{self.data} is in memory, so no sync costs anything: give --data on a disk')

    def note(self, text):
        self.notes.append(text)
        self.say('note: ' + text)

    def say(self, text):
        minutes, seconds = divmod(int(time.time() - self.began), 60)
        say(f'{minutes:3}:{seconds:02} {text}')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    # measuring

    def rounds(self, what='', count=None):
        """The numbers of the rounds, as many as fit into the time."""
        count, longest_s = count or self.options.rounds, 0
        for number in range(count):
            began = time.time()
            if number and began + longest_s > self.began + 60 * self.options.minutes:
                self.note(f'{what + ": " if what else ""}{number} of {count} rounds fitted into {self.options.minutes:g} minutes')
                return
            self.say(f'{what + ", " if what else ""}round {number + 1} of {count}')
            yield number
            longest_s = max(longest_s, time.time() - began)

    def few(self):
        """Rounds of what has no ratio to be judged by."""
        return min(self.options.rounds, 2)

    def wait_for_quiet(self):
        """Waits until others leave the machine alone, but no longer than the options say."""
        end = time.monotonic() + min(self.options.quiet, self.quiet_left_s)
        while time.monotonic() < end:
            before, began = busy_s(), time.monotonic()
            time.sleep(0.25)
            elapsed = time.monotonic() - began
            if (busy_s() - before) / elapsed < QUIET:
                return
            self.quiet_left_s -= elapsed

    def measure(self, words, label, round_, pid=0, text=None):
        """One run of a program that prints figures as JSON, beside a server of that pid; the figures, or None if it failed."""
        used, spent, before, began = sum(os.times()[:4]), spent_s(pid), busy_s(), time.monotonic()
        try:
            done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=RUN_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.note(f'{label}: not done in {RUN_LIMIT_S} s')
            return None
        if done.returncode:
            self.note(f'{label}: {done.stderr.strip()}')
            return None
        elapsed = time.monotonic() - began
        ours = sum(os.times()[:4]) - used + spent_s(pid) - spent
        run = json.loads(done.stdout)
        run.update(label=label, round=round_, others=round(max(0, (busy_s() - before - ours) / elapsed), 2))
        self.runs.append(run)
        return run

    def load(self, server, label, round_, **options):
        """One run of hallq-load against a server that runs."""
        words = [program('hallq-load'), '--system', server.system, '--port', str(server.port), '--feed-port',
                 str(server.feed_port), '--server', str(server.pid)]
        options.setdefault('seconds', self.options.seconds)
        options.setdefault('warm', self.options.warm)
        for name, value in options.items():
            words += ['--' + name.replace('_', '-'), str(value)]
        run = self.measure(words, label, round_, server.pid)
        if run:
            figure = f'{ops(run["ops_s"])} ops/s' if run['ops_s'] else f'{ops(run["deliveries_s"])} deliveries/s'
            at = f' {run["clients"]} × {run["window"]}' if run['clients'] else ''
            self.say(f'  {label}{at}: {figure}, others {run["others"]}')
        return run

    def load_on(self, server, label, round_, **options):
        """The same against a server that is started for it, once the machine is quiet."""
        self.wait_for_quiet()
        try:
            with server:
                run = self.load(server, label, round_, **options)
                if run:
                    run.update(server.figures())
                return run
        except RuntimeError as error:
            self.note(f'{label}: {error}')
            return None

    # figures

    def values(self, label, figure, **where):
        """The figure of each round, by round."""
        found = {}
        for run in self.runs:
            if run['label'] == label and all(run[k] == v for k, v in where.items()):
                value = run
                for part in figure.split('.'):
                    value = value.get(part) if value else None
                if value is not None:
                    found[run['round']] = value
        return found

    def median(self, label, figure, **where):
        values = self.values(label, figure, **where)
        return statistics.median(values.values()) if values else None

    def ratio(self, label, other, figure, other_figure=None, other_where=None, **where):
        """Median, least and greatest of label / other, each within a round."""
        ours = self.values(label, figure, **where)
        theirs = self.values(other, other_figure or figure, **{**where, **(other_where or {})})
        return spread_of(ours[r] / theirs[r] for r in ours if theirs.get(r))

    def goal(self, what, value, way, limit, reach=None):
        """A row of the table of goals. `value`: a spread, or None where it was not measured; `way` is >= or <=; `reach` is what
        one would like to have beyond what must be."""
        def is_met(bound):
            return None if not value or bound is None else value[0] >= bound if way == '>=' else value[0] <= bound
        self.goals.append({'goal': what, 'way': way, 'limit': limit, 'reach': reach, 'value': value, 'met': is_met(limit),
                           'reached': is_met(reach)})

    # report

    def end(self, **more):
        """How busy others were, the table of goals, and the figures as JSON."""
        others = [run['others'] for run in self.runs]
        if others:
            print(f'\nothers kept {statistics.median(others):.2f} cores busy meanwhile (median; at most {max(others):.2f})')
        told = {None: 'not measured', True: 'yes', False: 'no'}
        if self.goals:
            print('\ngoals (ratios within a round):')
            table(['goal', 'must', 'reach', 'is: median (least-greatest)', 'met'],
                  [[g['goal'], f'{g["way"]} {g["limit"]:g}', '' if g['reach'] is None else f'{g["reach"]:g}', spread(g['value']),
                    'reached' if g['reached'] else told[g['met']]] for g in self.goals])
        for note in self.notes:
            print(f'\nnote: {note}')
        path = self.options.json or os.path.join(os.path.dirname(BIN), f'{self.name}.json')
        report = {'bench': self.name, 'at': time.strftime('%Y-%m-%dT%H:%M:%S%z', time.localtime(self.began)),
                  'took_s': round(time.time() - self.began), 'commit': commit(), 'machine': machine(self.data),
                  'versions': self.versions, 'options': vars(self.options), 'notes': self.notes, 'goals': self.goals, **more,
                  'runs': self.runs}
        with open(path, 'w') as f:
            json.dump(report, f, indent=1, ensure_ascii=False)
        self.say(f'figures: {path}')

    def head(self):
        m = machine(self.data)
        print(f'\n{self.name}: {commit()}, {m["cores"]} cores of {m["processor"]}, {m["memory_gib"]} GiB, {m["system"]}, '
              f'{m["disk"].split()[0] if m["disk"] else ""}; {self.options.rounds} rounds of {self.options.seconds:g} s, medians')


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
    if value >= 1e6:
        return f'{value / 1e6:.2f} M'
    return f'{value / 1000:.1f} k' if value >= 10000 else f'{value:,.0f}'.replace(',', ' ')


def us(value):
    if value is None:
        return '-'
    return f'{value / 1000:.1f} ms' if value >= 10000 else f'{value:.0f}'


def mib(kib):
    return '-' if kib is None else f'{kib / 1024:.0f}'


def spread_of(values):
    """Median, least and greatest."""
    values = [value for value in values if value is not None]
    return (statistics.median(values), min(values), max(values)) if values else None


def plain(value, digits=0):
    return '-' if value is None else f'{value:.{digits}f}'


def spread(ratio):
    return '-' if ratio is None else f'{ratio[0]:.2f} ({ratio[1]:.2f}-{ratio[2]:.2f})'
