"""A short run of a benchmark: it must come to an end and count something; how fast is nobody's business here."""

import json
import os
import subprocess
import sys
import tempfile

SOURCE, BUILD = os.environ['HALLQ_SOURCE'], os.environ['HALLQ_BUILD']
RUN = os.path.join(SOURCE, 'bench', 'run')
SHORT = ['--rounds', '1', '--seconds', '0.3', '--warm', '0.1', '--quiet', '0']
WAYS = {
    'hallq': ['peers', *SHORT, '--only', 'hallq', '--counters', '16', '--points', '1x1,16x1,4x16'],
    'peers': ['peers', *SHORT, '--need', '--only', 'redis,postgres,beanstalkd,nats', '--counters', '2', '--points', '1x1,16x1'],
    'growth': ['growth', *SHORT, '--part', 'halls', '--most', '10'],
    'slips': ['slips', *SHORT],
    'web': ['web', *SHORT, '--part', 'fan', '--part', 'post', '--crowds', '20x50', '--seconds', '1', '--counters', '2'],
    'voice': ['voice', *SHORT, '--presses', '2'],
    'hall': ['hall', *SHORT, '--short', '--slice', '60'],
}


def main(way):
    with tempfile.TemporaryDirectory(prefix='hallq-smoke.', dir=BUILD) as folder:
        report = os.path.join(folder, 'report.json')
        words = [sys.executable, '-B', os.path.join(RUN, WAYS[way][0]), *WAYS[way][1:], '--json', report]
        done = subprocess.run(words, timeout=500)
        if done.returncode:
            return done.returncode
        with open(report) as f:
            runs = json.load(f)['runs']
    counted = [run.get('ops_s') or run.get('presses') or run.get('share') == 1 for run in runs]
    print(f'{len(runs)} runs')
    return 0 if runs and all(counted) else 1


sys.exit(main(sys.argv[1]))
