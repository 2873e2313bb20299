#!/usr/bin/env python3
"""hallq-announce: packs that are made and checked, and calls that are spoken, each once, in order, in time and never over each other; what
was spoken is read back from its samples."""

import os
import shutil
import subprocess
import time
import wave

from spoken import (LONG, PACK, Announcer, Broker, Clocks, Proxy, Recording, at_once, check, chinese, equal, folder, heard, program, run, settings, short_pack,
                    wait_for, wav_read)

SHORT = 'languages: chinese, without_chime: true'
DEADLINE_S = 20 if LONG else 5
PACE_S = 3 if LONG else 0  # between the calls of a burst: twenty in a minute, or at once
BURST = 20 if LONG else 8  # calls, each at a counter of its own, whose clerk's PIN takes its time
CUT_S = 30
KEPT_MS = 15  # of silence at an end (wav.c)


def announce(*words, code=0):
    done = subprocess.run([program('hallq-announce'), '--lang', 'en', *words], capture_output=True, text=True, timeout=120)
    equal(done.returncode, code, f'exit of hallq-announce {words}, which said: {done.stderr}; exit')
    return done.stderr


def wav_write(path, samples, rate=22050, channels=1):
    with wave.open(path, 'wb') as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)


# ---------------------------------------------------------------- packs

def the_pack_that_is_built_will_do():
    check('fine' in announce('--check-pack', PACK), 'the pack is fine')


def a_pack_says_what_will_not_do():
    pack = os.path.join(folder('pack'), 'own')
    shutil.copytree(PACK, pack)
    clip = lambda name: os.path.join(pack, f'{name}.wav')  # noqa: E731
    samples, _ = wav_read(clip('en-5'))
    os.unlink(clip('zh-3'))
    wav_write(clip('en-1'), samples, rate=24000)
    wav_write(clip('en-2'), samples * 2, channels=2)
    wav_write(clip('en-3'), samples, rate=44100)
    wav_write(clip('en-4'), b'\0\0' * 9000)
    wav_write(clip('en-6'), samples * 40)
    with open(clip('en-7'), 'wb') as file:
        file.write(b'no sound')
    said = announce('--check-pack', pack, code=1)
    for line in ('zh-3.wav is missing', 'en-1.wav has another sampling rate', 'en-2.wav has to have 16 bits', 'en-3.wav has to have 16 bits',
                 'en-4.wav has no sound', 'en-6.wav is longer', 'en-7.wav is no WAV', '7 clips will not do'):
        check(line in said, f'{line}: {said}')
    check('zh-3.wav is missing' in announce('--pack', pack, '--try', 'A045:3', '--file', '/dev/null', code=1), 'nor is it spoken with')


def a_clip_that_is_too_loud_is_told():
    pack = os.path.join(folder('pack'), 'own')
    shutil.copytree(PACK, pack)
    for name, gain in (('en-5', 1.3), ('zh-4', 0.7)):
        samples, _ = wav_read(os.path.join(pack, f'{name}.wav'))
        values = [int.from_bytes(samples[i:i + 2], 'little', signed=True) for i in range(0, len(samples), 2)]
        wav_write(os.path.join(pack, f'{name}.wav'), b''.join(int(value * gain).to_bytes(2, 'little', signed=True) for value in values))
    said = announce('--check-pack', pack, code=1)
    check('en-5.wav is 2.' in said and 'louder' in said, said)
    check('zh-4.wav is 3.' in said and 'softer' in said, said)
    announce('--even-pack', pack)
    check('fine' in announce('--check-pack', pack), 'once it is made even')


def recordings_are_kept_and_the_rest_is_made():
    pack = os.path.join(folder('pack'), 'own')
    shutil.copytree(PACK, pack)
    mine = os.path.join(pack, 'zh-please.wav')
    shutil.copy(os.path.join(PACK, 'en-go.wav'), mine)
    os.unlink(os.path.join(pack, 'zh-to.wav'))
    check('1 clips were made' in announce('--make-pack', pack), 'the one that was missing')
    check(wav_read(mine) == wav_read(os.path.join(PACK, 'en-go.wav')), 'the recording is as it was')
    check(wav_read(os.path.join(pack, 'zh-to.wav')) == wav_read(os.path.join(PACK, 'zh-to.wav')), 'the clip is made as before')


def a_counter_is_said_by_its_own_name_where_the_pack_has_it():
    pack = os.path.join(folder('pack'), 'own')
    shutil.copytree(PACK, pack)
    spoken = os.path.join(pack, 'spoken.wav')
    shutil.copy(os.path.join(PACK, 'zh-9.wav'), os.path.join(pack, 'zh-counter-12.wav'))
    shutil.copy(os.path.join(PACK, 'en-90.wav'), os.path.join(pack, 'en-counter-12.wav'))
    check('80 clips' in announce('--check-pack', pack), 'the two more')
    announce('--pack', pack, '--try', 'A1:12', '--file', spoken)
    equal(heard(wav_read(spoken)[0]),
          ['chime', 'zh-please', 'letter-a', 'zh-1', 'zh-number', 'zh-to', 'zh-9', 'en-ticket', 'letter-a', 'en-1', 'en-90'])
    wav_write(os.path.join(pack, 'zh-counter-3.wav'), b'')
    check('zh-counter-3.wav has no sound' in announce('--check-pack', pack, code=1), 'one that will not do')


def silence_at_the_end_of_a_recording_is_not_spoken():
    pack = os.path.join(folder('pack'), 'own')
    shutil.copytree(PACK, pack)
    spoken = os.path.join(pack, 'spoken.wav')
    announce('--pack', pack, '--try', 'A045:3', '--file', spoken)
    before = wav_read(spoken)
    clip = os.path.join(pack, 'zh-0.wav')
    samples, rate = wav_read(clip)
    wav_write(clip, b'\0\0' * rate + samples + b'\0\0' * (rate * 3 // 10), rate)
    announce('--pack', pack, '--try', 'A045:3', '--file', spoken)
    longer = len(wav_read(spoken)[0]) - len(before[0])
    check(0 <= longer // 2 <= rate * 2 * KEPT_MS // 1000, f'{longer // 2} samples longer')


# ---------------------------------------------------------------- a hall

class Spoken:
    """A hall with its voice, recorded. Words are cut short where a test does not ask for whole ones; `clocks`: of the machine."""

    def __init__(self, counters=2, voice=SHORT, clocks=None, whole=LONG):
        self.env = clocks.env if clocks else {}
        self.broker, self.counters, self.voice = Broker(env=self.env), counters, voice
        self.pack = PACK if whole else short_pack(os.path.join(folder('pack'), 'short'))

    def __enter__(self):
        self.broker.__enter__()
        self.broker.apply(settings(counters=self.counters, voice=f'{{{self.voice}}}'))
        self.kiosk, self.recording = self.broker.client('kiosk'), Recording(self.pack)
        self.desks = [self.broker.counter(n) for n in range(1, self.counters + 1)]
        return self

    def __exit__(self, *what):
        self.broker.__exit__(*what)

    def listen(self, **where):
        return Announcer(self.broker, '--file', self.recording.path, pack=self.pack, env=self.env, **where)

    def issue(self, count):
        return [self.kiosk.must('issue', service=1).ticket.number for _ in range(count)]

    def call(self, counter):
        """Ends whom the counter has, and calls the next."""
        number = self.desks[counter - 1].must('call_next').ticket.number
        return number

    def serve(self, counter):
        self.desks[counter - 1].must('start')
        self.desks[counter - 1].must('finish')


def two_calls_at_once_are_spoken_one_after_the_other():
    with Spoken() as hall:
        numbers = hall.issue(2)
        with hall.listen().ready() as voice:
            at_once(lambda desk: desk.must('call_next'), hall.desks[:2])
            first, second = voice.told(), voice.told()
            equal(first['spoken'] + second['spoken'], numbers, 'spoken, in order')
            check(second['at_ms'] >= first['at_ms'] + first['length_ms'], f'one after the other: {first} {second}')
            for told in (first, second):
                equal(hall.recording.next(told['samples']), chinese(told['spoken'][0], told['counter']))
                equal(told['length_ms'], told['samples'] * 1000 // 22050, 'its length')


def a_burst_is_spoken_in_time_and_the_rest_is_shown():
    with Spoken(counters=BURST, voice=f'{SHORT}, deadline_s: {DEADLINE_S}') as hall:
        numbers = hall.issue(BURST)
        with hall.listen().ready() as voice:
            for counter, number in enumerate(numbers, 1):
                equal(hall.call(counter), number)
                time.sleep(PACE_S)
            told = [voice.told() for _ in numbers]
            spoken = [one for one in told if 'spoken' in one]
            shown = [one for one in told if 'shown' in one]
            equal(sorted([one['spoken'][0] for one in spoken] + [one['shown'] for one in shown]), sorted(numbers), 'each spoken or shown, once')
            order = [numbers.index(one['spoken'][0]) for one in spoken]
            equal(order, sorted(order), 'spoken in order')
            equal({one['why'] for one in shown}, {'busy'})
            check(2 <= len(spoken) < BURST, f'{len(spoken)} are spoken')
            for before, after in zip(spoken, spoken[1:]):
                check(after['at_ms'] >= before['at_ms'] + before['length_ms'], f'one after the other: {before} {after}')
            check(max(one['waited_ms'] for one in spoken) <= DEADLINE_S * 1000, f'none is late: {spoken}')
            for one in spoken:
                if one['counter'] < 10:
                    equal(hall.recording.next(one['samples']), chinese(one['spoken'][0], one['counter']))


def calls_of_one_counter_that_wait_are_spoken_together():
    with Spoken(voice=f'{SHORT}, times: 2', whole=True) as hall:  # the first takes long enough
        hall.issue(3)
        with hall.listen().ready() as voice:
            for _ in range(3):
                hall.call(1)
                hall.serve(1)
            told = [voice.told(), voice.told()]
            equal([one['spoken'] for one in told], [['A001'], ['A002', 'A003']])
            hall.recording.next(told[0]['samples'])
            equal(hall.recording.next(told[1]['samples']),
                  2 * ['zh-please', 'letter-a', 'zh-0', 'zh-0', 'zh-2', 'letter-a', 'zh-0', 'zh-0', 'zh-3', 'zh-number', 'zh-to', 'zh-1', 'zh-window'])


def cut_lasts(clocks):
    """Thirty seconds go by, on the clock on the wall or on the machine's."""
    began = time.monotonic()
    if LONG:
        wait_for(lambda: time.monotonic() - began > CUT_S, 60 + CUT_S, 'the cut to last')
    else:
        clocks.put_on(CUT_S)


def calls_of_a_cut_of_30_s_are_shown_and_those_after_it_spoken():
    clocks = Clocks()
    with Spoken(counters=3, clocks=clocks) as hall:
        commands, feed = Proxy(hall.broker.commands), Proxy(hall.broker.public_feed)
        hall.issue(4)
        with hall.listen(commands=commands.endpoint, public_feed=feed.endpoint).ready() as voice:
            equal(hall.call(1), 'A001')
            equal(voice.told()['spoken'], ['A001'])
            commands.cut()
            feed.cut()
            hall.call(2)
            hall.call(3)
            voice.expect('"stale":true')
            cut_lasts(clocks)
            commands.heal()
            feed.heal()
            equal([(one['shown'], one['why']) for one in (voice.told(), voice.told())], [('A002', 'late'), ('A003', 'late')])
            voice.expect('"stale":false', since=0)
            hall.serve(1)
            hall.call(1)
            equal(voice.told()['spoken'], ['A004'])
        commands.end()
        feed.end()


def in_quiet_hours_calls_are_shown():
    with Spoken(voice=f'{SHORT}, quiet: "00:00-09:00, 09:30-24:00"') as hall:
        hall.issue(2)
        with hall.listen().ready() as voice:
            hall.call(1)
            equal(voice.told(), {'shown': 'A001', 'counter': 1, 'why': 'quiet'})
            hall.broker.apply(settings(counters=hall.counters, voice=f'{{{SHORT}, quiet: 09:00-10:00}}'))
            hall.call(2)
            equal(voice.told()['spoken'], ['A002'])


# ---------------------------------------------------------------- sound devices

def a_sound_device_is_played_to():
    """ALSA's own device that writes what would be heard."""
    path = os.path.join(folder('voice'), 'heard.raw')
    announce('--pack', PACK, '--try', 'A045:3', '--sound', f"file:'{path}',raw")
    with open(path, 'rb') as file:
        equal(heard(file.read())[:9], ['chime', 'zh-please', 'letter-a', 'zh-0', 'zh-4', 'zh-5', 'zh-number', 'zh-to', 'zh-3'])


def a_sound_device_that_fails_is_told_once_and_tried_again():
    with Spoken() as hall:
        hall.issue(2)
        with Announcer(hall.broker, '--sound', 'no-such-device').ready() as voice:
            hall.call(1)
            voice.expect('the sound device no-such-device does not play: .*--try')
            equal(voice.told()['unheard'], ['A001'])
            hall.call(2)
            equal(voice.told()['unheard'], ['A002'])
            equal(sum('does not play' in line for line in voice.lines), 1, 'said once')
    check('does not play' in announce('--pack', PACK, '--try', 'A045:3', '--sound', 'no-such-device', code=1), 'and to who tries')


if __name__ == '__main__':
    run(the_pack_that_is_built_will_do, a_pack_says_what_will_not_do, a_clip_that_is_too_loud_is_told, recordings_are_kept_and_the_rest_is_made,
        a_counter_is_said_by_its_own_name_where_the_pack_has_it, silence_at_the_end_of_a_recording_is_not_spoken, two_calls_at_once_are_spoken_one_after_the_other,
        a_burst_is_spoken_in_time_and_the_rest_is_shown, calls_of_one_counter_that_wait_are_spoken_together,
        calls_of_a_cut_of_30_s_are_shown_and_those_after_it_spoken, in_quiet_hours_calls_are_shown, a_sound_device_is_played_to,
        a_sound_device_that_fails_is_told_once_and_tried_again, beside=4)
