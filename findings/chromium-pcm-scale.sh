#!/usr/bin/env bash
# Chromium 156 (Debian 12's 156.0.8078.114), decodeAudioData of a WAV file of 16 bits: the two halves of the scale have factors of their own.
#
# Samples of 16 bits become numbers from -1 to 1 by one division, by 32768, in most programs: what one reads back by it is what the file has.
# Seen, at the file's own rate, so that nothing is resampled:
#
#   sample    is              times 32768
#   -32768    -1              -32768
#   -16384    -0.5            -16384
#    16384    0.500015...      16384.5
#    32767    1                32768        as loud as -32768; no sample of 16 bits
#
# Negative ones are divided by 32768, positive ones by 32767. Who reads back what a page plays by one factor has positive samples that are
# off by one in the upper half of the scale, and the loudest ones out of range.
#
# It matters to us because our tests hold what the hall display's page speaks to the clips of the pack, sample by sample: each half is
# taken back by its own factor.
#
# Needs apt-get with a Debian 12 mirror for Chromium, unless that version is installed, and npm (playwright-core in a temporary folder).
# Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

version=156.0.8078.114-1~deb12u1
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
[ "$(dpkg-query -W -f '${Version}' chromium 2>/dev/null)" = "$version" ] ||
    apt-get -qq -y install "chromium=$version" >"$top/apt.log" 2>&1 ||
    { echo "no chromium $version to be had"; exit 77; }
cd "$top"
npm install --silent playwright-core@1.60.0 >npm.log 2>&1 || { echo "no playwright-core to be had"; exit 77; }

cat >look.cjs <<'JS'
const { createServer } = require('node:http');
const { chromium } = require('playwright-core');

const SAMPLES = [-32768, -16384, 0, 16384, 32767];
const WANTED = [-32768, -16384, 0, 16384.5, 32768];

async function main() {
    const server = createServer((_, response) => response.end('<!doctype html>')).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'], timeout: 60_000 });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const seen = await page.evaluate(async (samples) => {
        const wav = new DataView(new ArrayBuffer(44 + samples.length * 2));
        const words = (at, text) => [...text].forEach((letter, i) => wav.setUint8(at + i, letter.charCodeAt(0)));
        words(0, 'RIFF'), wav.setUint32(4, 36 + samples.length * 2, true), words(8, 'WAVEfmt '), wav.setUint32(16, 16, true);
        wav.setUint16(20, 1, true), wav.setUint16(22, 1, true), wav.setUint32(24, 22050, true), wav.setUint32(28, 44100, true);
        wav.setUint16(32, 2, true), wav.setUint16(34, 16, true), words(36, 'data'), wav.setUint32(40, samples.length * 2, true);
        samples.forEach((sample, i) => wav.setInt16(44 + i * 2, sample, true));
        const buffer = await new OfflineAudioContext(1, samples.length, 22050).decodeAudioData(wav.buffer);
        return [...buffer.getChannelData(0)];
    }, SAMPLES);
    await browser.close();
    server.close();
    seen.forEach((value, i) => console.log(`${SAMPLES[i]}  ${value}  ${value * 32768}`));
    process.exitCode = seen.length === WANTED.length && seen.every((value, i) => Math.abs(value * 32768 - WANTED[i]) < 0.01) ? 0 : 1;
}

main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
JS
timeout 120 node look.cjs
