#!/usr/bin/env python3
"""Whole slips: their bytes are those of tests/paper/slips/, and what they show on paper is what they should; the code is read from the
picture, as a phone does.

    slips.py --print FOLDER    writes the listings and pictures there, to be looked at before they are copied
"""
import os
import subprocess
import sys
import tempfile

from PIL import Image

import picture

HERE = os.path.dirname(os.path.realpath(__file__))
BIN = os.environ.get('HALLQ_BIN') or os.path.join(HERE, '..', '..', 'build', 'sanitize', 'bin')
CASES = {'ordinary': 576, 'narrow': 384, 'copy': 576, 'english': 576, 'bare': 576, 'test': 576}
LINK = 'https://hall.example/t/1-8061-ABCDEFGHIJKLMNOPQRT7_w'


def slip(case, *logo):
    return subprocess.run([os.path.join(BIN, 'slip_cases'), case, *logo], capture_output=True, check=True, timeout=60).stdout


def codes(paper, folder):
    """What a machine reads off the picture."""
    path = os.path.join(folder, 'slip.png')
    paper.whole().save(path)
    done = subprocess.run(['zbarimg', '--quiet', '--raw', '-Sbinary', path], capture_output=True, check=False, timeout=60)
    return done.stdout.decode().splitlines()


def test_bytes(case, paper):
    with open(os.path.join(HERE, 'slips', case + '.txt'), encoding='utf-8') as file:
        wanted = file.read().splitlines()
    for number, (one, other) in enumerate(zip(paper.listing, wanted), 1):
        assert one == other, f'{case}, command {number}: {one}, and in the file {other}'
    assert len(paper.listing) == len(wanted), f'{case}: {len(paper.listing)} commands, in the file {len(wanted)}'


def test_paper(case, paper, folder):
    assert paper.cuts == 1 and paper.listing[-1].startswith('GS V'), f'{case}: cut once, at its end'
    wanted = {'bare': [], 'test': ['https://hall.example/t/test']}.get(case, [LINK])
    read = codes(paper, folder)
    assert read == wanted, f'{case}: the code says {read}'
    assert ('补打 第1次' in paper.texts) == (case == 'copy'), f'{case}: {paper.texts}'


def test_logo(folder):
    """A grey picture of half black dots is half black on paper; one that is too wide is made to fit."""
    path = os.path.join(folder, 'logo.png')
    Image.new('L', (1200, 300), 127).save(path)
    paper = picture.draw(slip('ordinary', path))
    logo = paper.picture.crop((0, picture.MARGIN, 576, picture.MARGIN + 144))
    black = logo.histogram()[0] / (576 * 144)
    assert .45 < black < .55, f'{black:.2f} of the dots are black'
    Image.new('LA', (100, 50), (0, 0)).save(path)
    paper = picture.draw(slip('ordinary', path))
    clear = paper.picture.crop((0, picture.MARGIN, 576, picture.MARGIN + 50))
    assert clear.histogram()[0] == 0, 'what is transparent is white'
    with open(path, 'rb') as file:
        whole = file.read()
    with open(path, 'wb') as file:
        file.write(whole[:60])
    done = subprocess.run([os.path.join(BIN, 'slip_cases'), 'ordinary', path], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2, 'a broken picture is refused'


def main():
    show = sys.argv[2] if sys.argv[1:2] == ['--print'] else None
    with tempfile.TemporaryDirectory() as folder:
        for case, width in CASES.items():
            paper = picture.draw(slip(case), width)
            if show:
                paper.whole().save(os.path.join(show, case + '.png'))
                with open(os.path.join(show, case + '.txt'), 'w', encoding='utf-8') as file:
                    file.write('\n'.join(paper.listing) + '\n')
                continue
            test_bytes(case, paper)
            test_paper(case, paper, folder)
        if not show:
            test_logo(folder)


if __name__ == '__main__':
    main()
