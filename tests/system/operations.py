#!/usr/bin/env python3
"""The commands of docs/OPERATIONS.md, as they stand there, in their order: with keys, and for a trial without. Other are
only the addresses and folders, since this machine has its own, and full screens, which are `--plain` here. What needs
systemd or another machine is left to the reader."""

import os
import shlex
import shutil
import subprocess

from hall import LIMIT_S, SOURCE, check, equal, folder, port, program, run, wait_for

PIN = '4711\n'


def section(title):
    """Its indented lines: commands, each with what it is for behind a #."""
    with open(os.path.join(SOURCE, 'docs', 'OPERATIONS.md')) as f:
        text = f.read().split(f'## {title}\n')[1].split('\n## ')[0]
    return [line[4:] for line in text.splitlines() if line.startswith('    ')]


class Machine:
    """Where the commands run. `broker` is what the page starts last."""

    def __init__(self):
        self.home = folder('operations')
        self.ports = {number: str(port()) for number in ('7301', '7302', '7303', '7305')}
        self.broker = None
        shutil.copy(os.path.join(SOURCE, 'halls', 'county.yaml'), self.home)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.broker:
            self.broker.terminate()
            equal(self.broker.wait(LIMIT_S), 0, 'exit of hallqd')

    def words(self, line):
        """The words of a line of the page: our endpoints, our folder."""
        line = line.replace('192.168.7.1', '127.0.0.1').replace('/var/lib/hallq', os.path.join(self.home, 'lib'))
        for number, ours in self.ports.items():
            line = line.replace(f':{number}', f':{ours}')
        words = shlex.split(line, comments=True)
        return [word for word in words if word not in ('sudo', '&')]

    def do(self, line):
        name, *words = self.words(line)
        if os.path.basename(name) == 'hallqd':
            return self.start(words)
        text = PIN if words[-2:-1] == ['pin'] else ''
        if name in ('hallq-kiosk', 'hallq-counter'):
            words.append('--plain')
        path = program(name) if name.startswith('hallq-') else name
        env = {key: value for key, value in os.environ.items() if key != 'HALLQ_KEY'}
        done = subprocess.run([path, *words], input=text, capture_output=True, text=True, cwd=self.home, env=env, timeout=60,
                              check=False)
        equal(done.returncode, 0, f'exit of {line.strip()}, which said: {done.stdout}{done.stderr}')
        return None

    def start(self, words):
        given = [word for name, ours in (('commands', '7301'), ('public-feed', '7302'), ('staff-feed', '7303'), ('lead-feed', '7305'))
                 if f'--{name}' not in words for word in (f'--{name}', f'tcp://127.0.0.1:{self.ports[ours]}')]
        ready = os.path.join(self.home, 'ports')
        self.broker = subprocess.Popen([program('hallqd'), *words, *given, '--metrics', '0', '--port-file', ready],
                                       cwd=self.home, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(ready), what='the broker is ready')


def lines_that(lines, *begin):
    chosen = [line for line in lines if line.startswith(begin)]
    check(chosen, f'lines that begin with {begin}')
    return chosen


def a_hall_is_set_up_with_keys_as_the_page_says():
    page = section('Set up')
    keyed = page[:page.index('hallq-admin init trial --open')]
    with Machine() as machine:
        for line in lines_that(keyed, 'sudo hallq-admin init', 'sudo mv'):
            machine.do(line)
        [start] = lines_that(keyed, 'ExecStart=/')
        machine.do(start.removeprefix('ExecStart='))
        for line in lines_that(keyed, 'hallq-admin'):
            machine.do(line)
        for name in ('kiosk-1', 'counter-3', 'display-1', 'console'):
            equal(os.stat(os.path.join(machine.home, f'{name}.key')).st_mode & 0o777, 0o600, f'mode of {name}.key')
        machine.do('hallq-counter --key counter-3.key')


def a_trial_without_keys_is_set_up_as_the_page_says():
    page = section('Set up')
    with Machine() as machine:
        for line in page[page.index('hallq-admin init trial --open'):]:
            machine.do(line)


if __name__ == '__main__':
    run(a_hall_is_set_up_with_keys_as_the_page_says, a_trial_without_keys_is_set_up_as_the_page_says)
