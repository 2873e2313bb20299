// equipment.mjs - what stands in a hall beside its screens: a printer with the program of its kiosk, and a loudspeaker, which here
// write down what comes out of them.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from './check.mjs';

const source = process.env.HALLQ_SOURCE ?? new URL('../..', import.meta.url).pathname;
const python = process.env.HALLQ_PYTHON ?? '/usr/bin/python3';
const LIMIT_MS = 60_000;
const RATE = 22_050; // of the clips

/** A program that ends with this one, and the lines that it has said. */
function begin(program, args) {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    child.stdin.on('error', () => {}); // its end is seen by its lines
    return { child, lines };
}

async function end({ child }) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
}

/** A printer on a socket. `slips`: {texts, number, codes} of each that came out. */
export class Printer {
    #process;

    async start() {
        this.#process = begin(python, ['-B', join(source, 'tests', 'paper', 'printer.py')]);
        this.address = `tcp:127.0.0.1:${await until(() => this.#process.lines[0], 'the printer', LIMIT_MS)}`;
        return this;
    }

    get slips() {
        return this.#process.lines.slice(1).map((line) => JSON.parse(line));
    }

    /** `fine`, `no-paper`, or `dies 100`: within the next slip. */
    set(how) {
        this.#process.child.stdin.write(`${how}\n`);
    }

    slipOf(number) {
        return until(() => this.slips.find((slip) => slip.number === number), `the slip of ${number}`, LIMIT_MS);
    }

    stop() {
        return end(this.#process);
    }
}

/** The program at the kiosk, which prints what the page issues. */
export class KioskProgram {
    #process = null;
    #heard = 0; // lines
    #with;

    constructor({ program, args }) {
        this.#with = [program, args];
    }

    start() {
        this.#process = begin(...this.#with);
        this.#heard = 0;
        return this.says('the printer is ready');
    }

    /** Behind what it said before. */
    async says(words) {
        const { lines } = this.#process;
        await until(() => lines.some((line, i) => i >= this.#heard && line.startsWith(words)), `the kiosk's program says that ${words}`, LIMIT_MS);
        this.#heard = lines.findIndex((line, i) => i >= this.#heard && line.startsWith(words)) + 1;
    }

    kill() {
        return end(this.#process);
    }
}

/** In the page: sounds keep the rate of the clips, and each that is started is told. */
function record(rate) {
    const Usual = window.AudioContext;
    window.AudioContext = class extends Usual {
        constructor() {
            super({ sampleRate: rate });
        }
    };
    const { start } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (at) {
        const bytes = new Uint8Array(Int16Array.from(this.buffer.getChannelData(0), (value) => Math.round(value * (value < 0 ? 32768 : 32767))).buffer);
        let text = '';
        for (let from = 0; from < bytes.length; from += 4096) text += String.fromCharCode(...bytes.subarray(from, from + 4096));
        const startsMs = performance.timeOrigin + performance.now() + (at - this.context.currentTime) * 1000;
        window.recorded({ startsMs, seconds: this.buffer.duration, samples: btoa(text) });
        start.call(this, at);
    };
}

/** A loudspeaker behind a display: its `pack` has short words. `sounds`: {startsMs, seconds, samples} of each announcement. */
export class Loudspeaker {
    sounds = [];
    #folder = mkdtempSync(join(tmpdir(), 'hallq-sound.'));
    pack = join(this.#folder, 'pack');

    #python(...args) {
        return promisify(execFile)(python, ['-B', join(source, 'tests', 'voice', 'pack.py'), ...args]);
    }

    async start() {
        await this.#python('short', this.pack);
        return this;
    }

    async listen(context) {
        await context.exposeFunction('recorded', (sound) => this.sounds.push(sound));
        await context.addInitScript(record, RATE);
    }

    /** What was said, an array of clips' names each, from the `first` on. */
    async heard(first = 0) {
        const files = this.sounds.slice(first).map(({ samples }, i) => {
            const path = join(this.#folder, `${i}.samples`);
            writeFileSync(path, Buffer.from(samples, 'base64'));
            return path;
        });
        const { stdout } = await this.#python('heard', this.pack, ...files);
        return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    }

    stop() {
        rmSync(this.#folder, { recursive: true, force: true });
    }
}
