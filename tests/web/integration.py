#!/usr/bin/env python3
"""The lines of docs/INTEGRATION.md for a whole visit, as somebody would paste them."""

import os
import re
import shutil
import subprocess

from gateway import BOUND, Hall, check, equal, folder, role_number, run

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')


def lines_of(section):
    with open(os.path.join(SOURCE, 'docs', 'INTEGRATION.md')) as f:
        text = f.read()
    part = re.search(rf'^## {section}\n(.*?)^## ', text, re.M | re.S)[1]
    return '\n'.join(line[4:] for line in part.splitlines() if line.startswith('    ') or not line.strip())


def a_visit_goes_as_the_page_says():
    if not shutil.which('curl'):
        print('no curl')
        raise SystemExit(77)
    with Hall() as hall:
        hall.broker.set_pins(101)
        code = hall.broker.administrator.must('enrol_code', hall=1, name='window-1', role=role_number('counter'), counter=1).enrol_code
        script = lines_of('A whole visit')
        check(script.count('curl') >= 7, script)
        done = subprocess.run([*BOUND, 'bash', '-euc', script.replace('127.0.0.1:7380', f'127.0.0.1:{hall.web.port}')], cwd=folder('visit'),
                              capture_output=True, text=True, timeout=60, env={**os.environ, 'code': code})
        said = done.stdout + done.stderr
        equal(done.returncode, 0, said)
        check('"reason"' not in said, f'nothing is refused: {said}')
        states = re.findall(r'"state":"(\w+)"', said)
        equal((states[0], states[-1]), ('WAITING', 'FINISHED'), said)
        check(said.endswith('204\n'), said)


run(a_visit_goes_as_the_page_says)
