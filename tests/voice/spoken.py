"""The vocabulary of the voice's tests: the pack that was built, hallq-announce as a process, and what was spoken, read back from its
samples by its clips.

    with Announcer(broker, '--file', path) as voice:
        voice.spoken()                       # the next announcement: numbers, counter, at_ms, waited_ms, length_ms, samples
    heard(samples)                           # ['zh-please', 'letter-a', 'zh-0', ...]
"""

import array
import functools
import glob
import json
import os
import signal
import sys
import wave

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'system'))
from hall import (BUILD, LIMIT_S, LONG, Broker, Failed, Lines, Program, Proxy, at_once, check, equal, folder, program, run,  # noqa: E402,F401
                  settings, shim, wait_for)

PACK = os.path.join(BUILD, 'voice')
CLIP_MS = 90  # of each clip of a short pack
SILENCE = 100  # wav.c cuts what is no louder at the ends of a clip


def short_pack(to):
    """The pack that was built, of each clip but its loudest moment: whole sentences take a second, and are read back all the same."""
    os.makedirs(to)
    for path in glob.glob(os.path.join(PACK, '*.wav')):
        with wave.open(path, 'rb') as file, wave.open(os.path.join(to, os.path.basename(path)), 'wb') as short:
            samples = array.array('h', file.readframes(file.getnframes()))
            half = file.getframerate() * CLIP_MS // 2000
            loudest = max(range(len(samples)), key=lambda at: abs(samples[at]))
            loud = [at for at in range(max(0, loudest - half), min(len(samples), loudest + half)) if abs(samples[at]) > SILENCE]
            short.setparams(file.getparams())
            short.writeframes(samples[loud[0]:loud[-1] + 1].tobytes())
    return to


def wav_read(path):
    """The samples of a WAV file, as bytes; and its rate."""
    with wave.open(path, 'rb') as file:
        equal((file.getnchannels(), file.getsampwidth()), (1, 2), f'{path}: channels and bytes')
        return file.readframes(file.getnframes()), file.getframerate()


@functools.cache
def clips(pack):
    return {os.path.basename(path)[:-4]: wav_read(path)[0] for path in sorted(glob.glob(os.path.join(pack, '*.wav')))}


def heard(samples, pack=PACK):
    """The clips that these samples are made of, each whole; between them is nothing but silence."""
    names, at, known = [], 0, clips(pack)
    while at < len(samples):
        fits = [name for name, clip in known.items() if samples.startswith(clip, at)]
        if fits:
            names.append(max(fits, key=lambda name: len(known[name])))
            at += len(known[names[-1]])
        else:
            check(samples[at:at + 2] == b'\0\0', f'a sample at {at} of {len(samples)} is of no clip, after {names}')
            at += 2
    return names


def chinese(number, counter):
    """How a call is said, written down by hand for counters below ten."""
    return ['zh-please', f'letter-{number[0].lower()}', *(f'zh-{digit}' for digit in number[1:]), 'zh-number', 'zh-to', f'zh-{counter}', 'zh-window']


class Clocks:
    """The clocks of a machine, in whose `env` its programs run, and which can be put on (tests/faults/shim/wallclock.c)."""

    def __init__(self):
        self.path = os.path.join(folder('clocks'), 'clocks')
        self.env = {**shim('wallclock'), 'WALLCLOCK_FILE': self.path}

    def put_on(self, span_s):
        with open(self.path + '.new', 'w') as file:
            file.write(f'{span_s * 1000} {span_s * 1000}\n')
        os.rename(self.path + '.new', self.path)


class Announcer(Lines):
    """hallq-announce with --tell. `env`: in which it runs."""

    def __init__(self, broker, *options, commands=None, public_feed=None, pack=PACK, env=None):
        inside = ['env', *(f'{name}={value}' for name, value in (env or {}).items())]
        super().__init__('announce', [*inside, program('hallq-announce'), '--lang', 'en', '--pack', pack, '--tell', '--hall', '1', '--device', '901',
                                      '--commands', commands or broker.commands, '--public-feed', public_feed or broker.public_feed, *options])

    def ready(self):
        self.expect('"stale":false')
        return self

    def told(self):
        """What is told next, but for whether the broker is heard."""
        return json.loads(self.expect(r'^\{"(spoken|unheard|shown)".*\}$').group(0))

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = super().end()
        equal(code, 0, f'exit of hallq-announce, which said {self.lines[-5:]}; exit')
        return code


class Recording:
    """What a file sink has recorded, an announcement after the other."""

    def __init__(self, pack=PACK):
        self.path, self.at, self.pack = os.path.join(folder('voice'), 'spoken.wav'), 0, pack

    def next(self, samples):
        got, _ = wav_read(self.path)
        part = got[self.at:self.at + samples * 2]
        equal(len(part), samples * 2, 'bytes of the announcement')
        self.at += samples * 2
        return heard(part, self.pack)
