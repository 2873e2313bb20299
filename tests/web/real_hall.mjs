// real_hall.mjs - a broker, the county hall and the gateway, on ports and in a folder of their own, with entry by a press; and the runner
// of the tests that are driven against them.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launch, pages } from './browser.mjs';
import { check, until } from './check.mjs';

const bin = process.env.HALLQ_BIN;
const source = process.env.HALLQ_SOURCE ?? new URL('../..', import.meta.url).pathname;
const CLERK = 113;
const LEAD = 301;
const COUNTER = 3;
export const PIN = '246810';
// Each cookie's name and value in a `set-cookie` header that joins them by commas. Node.js 18 of Debian 12 has no getSetCookie.
const COOKIE = /(?<=^|, )[\w-]+=[^;,]*/g;

/** A Monday to come, at nine: the hall is open then, whenever the test runs. */
function monday() {
    const day = new Date(Date.now() + 86_400_000);
    while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() + 1);
    return `${day.toISOString().slice(0, 10)}T09:00:00+08:00`;
}

async function stopOne(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
}

/** `settings`: what becomes of the text of halls/county.yaml; `options`: further ones of the gateway; `speed`: hall time runs so many times as fast; `pins`: staff with a PIN. */
export class RealHall {
    #home = mkdtempSync(join(tmpdir(), 'hallq-web.'));
    #processes = [];
    #options;

    constructor({ settings = (text) => text, options = [], speed = 1, pins = [] } = {}) {
        this.#options = { settings, options, speed, pins };
    }

    #path(...names) {
        return join(this.#home, ...names);
    }

    #admin(...args) {
        return promisify(execFile)(join(bin, 'hallq-admin'), ['--key', this.#path('data', 'admin.key'), ...args]);
    }

    async #serve(program, args, portFile) {
        rmSync(portFile, { force: true });
        const child = spawn('setpriv', ['--pdeathsig', 'KILL', join(bin, program), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
        let said = '';
        child.stderr.on('data', (text) => (said += text));
        this.#processes.push(child);
        await until(() => {
            if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
            return existsSync(portFile) && readFileSync(portFile, 'utf8').trim();
        }, `${program} is up`);
        return { child, said: readFileSync(portFile, 'utf8') };
    }

    async start() {
        await promisify(execFile)(join(bin, 'hallq-admin'), ['init', this.#path('data')]);
        const { settings, speed, pins } = this.#options;
        const any = ['--commands', '--public-feed', '--staff-feed', '--lead-feed'].flatMap((name) => [name, 'tcp://127.0.0.1:*']);
        const time = ['--start-at', monday(), '--speed', String(speed)];
        const { said } = await this.#serve('hallqd', ['--data', this.#path('data'), ...any, '--metrics', '0', '--port-file', this.#path('ports'), ...time], this.#path('ports'));
        this.#setEndpoints(said);
        mkdirSync(this.#path('keys'));
        writeFileSync(this.#path('hall.yaml'), settings(readFileSync(join(source, 'halls', 'county.yaml'), 'utf8')));
        await this.#admin('apply', '--new', this.#path('hall.yaml'));
        writeFileSync(this.#path('pins'), [CLERK, LEAD, ...pins].map((staff) => `${staff} ${PIN}\n`).join(''), { mode: 0o600 });
        await this.#admin('pin', '--file', this.#path('pins'));
        writeFileSync(this.#path('demo'), `key: ${this.#path('data', 'admin.key')}\nclerk: ${CLERK} ${PIN} ${COUNTER}\nlead: ${LEAD} ${PIN}\n`, { mode: 0o600 });
        this.web = await this.gateway('web');
        this.url = this.web.url;
        return this;
    }

    /** Another gateway beside the first: {url, stop(), start()}; started anew it is at the same address. */
    async gateway(name) {
        await this.#admin('keys', 'add', name, '--role', 'gateway', '--halls', '1', '--out', this.#path('keys'));
        const file = this.#path(`${name}-port`);
        const web = ['--key', this.#path('keys', `${name}.key`), '--port-file', file, '--demo', this.#path('demo'), '--pages', pages, '--tickets-per-min', '0', ...this.#options.options];
        const one = { url: '', child: null };
        one.start = async () => {
            const { child, said } = await this.#serve('hallq-web', [...web, '--port', one.url ? new URL(one.url).port : '0'], file);
            one.url = `http://127.0.0.1:${/\d+/.exec(said)[0]}`;
            one.child = child;
            return one;
        };
        one.stop = () => stopOne(one.child);
        return one.start();
    }

    /** What `hallq-kiosk` is started with to print what its page issues, and its number: {program, args, device}. */
    async kiosk(name, printer, code) {
        await this.#admin('keys', 'add', name, '--role', 'kiosk', '--halls', '1', '--out', this.#path('keys'));
        const { stdout } = await this.#admin('keys', 'list');
        const row = stdout.split('\n').map((line) => line.split(' | ')).find((words) => words[0] === name);
        const args = ['--lang', 'en', '--key', this.#path('keys', `${name}.key`), '--printer', printer, '--page-code', code];
        return { program: join(bin, 'hallq-kiosk'), args, device: Number(row.at(-1)) };
    }

    /** Changes the settings: `change` is given the text that is at hand. */
    async apply(change) {
        const file = this.#path('hall.yaml');
        writeFileSync(file, change(readFileSync(file, 'utf8')));
        await this.#admin('apply', file);
    }

    /** A code that makes a browser a terminal of this hall. */
    async enrolCode(name, role, counter = 0) {
        const { stdout } = await this.#admin('keys', 'enrol', name, '--role', role, ...(counter ? ['--counter', String(counter)] : []));
        return /[A-Z0-9]+(?:-[A-Z0-9]+)+/.exec(stdout)[0];
    }

    /** A command as anybody may give it, or `by` somebody who entered: the reply. */
    async do(command, body = {}, by = {}) {
        const answer = await fetch(`${by.url ?? this.url}/v1/halls/1/${command}`, { method: 'POST', headers: { 'content-type': 'application/json', ...by.headers }, body: JSON.stringify(body) });
        const data = await answer.json();
        check(answer.ok, `${command}: ${JSON.stringify(data)}`);
        return data;
    }

    /** The trial hall's clerk or lead, who is no browser: for `do`. */
    async enter(who, url = this.url) {
        const answer = await fetch(`${url}/v1/demo/${who}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
        const { csrf } = await answer.json();
        const cookie = [...(answer.headers.get('set-cookie') ?? '').matchAll(COOKIE)].map(([one]) => one).join('; ');
        return { url, headers: { cookie, 'x-csrf-token': csrf } };
    }

    /** How many tickets of a service were given today. */
    async issued(service) {
        const { snapshot } = await this.do('get_snapshot');
        return snapshot.lines.find((one) => one.line.kind === 'SERVICE' && one.line.id === service)?.issued ?? 0;
    }

    /** The admin's key was written before the ports were known. */
    #setEndpoints(ports) {
        const file = this.#path('data', 'admin.key');
        let key = readFileSync(file, 'utf8');
        for (const [, name, endpoint] of ports.matchAll(/^([a-z-]+)[=: ]+(tcp:\S+)/gm)) key = key.replace(new RegExp(`^${name}:.*`, 'm'), `${name}: ${endpoint}`);
        writeFileSync(file, key);
    }

    async stop() {
        for (const child of this.#processes.reverse()) await stopOne(child);
        rmSync(this.#home, { recursive: true, force: true });
    }
}

/** People at browsers, one each: a page with its errors, refusals by the content policy among them. */
export class People {
    wrong = [];
    #contexts = [];

    constructor(browser, url) {
        this.browser = browser;
        this.url = url;
    }

    async context(options = {}) {
        const context = await this.browser.newContext({ locale: 'zh-CN', ...options });
        this.#contexts.push(context);
        return context;
    }

    async at(path, size, { context = null, url = this.url, ...options } = {}) {
        const page = await (context ?? (await this.context(options))).newPage();
        await page.setViewportSize({ width: size[0], height: size[1] });
        page.on('pageerror', (error) => this.wrong.push(`${path}: ${error}`));
        page.on('dialog', (dialog) => this.wrong.push(`${path}: a dialog: ${dialog.message()}`) && dialog.dismiss());
        // What a browser says of an answer from 400 on, or of a line that is cut, is no error of a page.
        page.on('console', (message) => message.type() === 'error' && !/status of [45]\d\d|net::ERR_/.test(message.text()) && this.wrong.push(`${path}: ${message.text()} ${message.location().url}`));
        await page.goto(url + path);
        return page;
    }

    async leave() {
        for (const context of this.#contexts.splice(0)) await context.close();
    }
}

/** Runs tests {name: async ({hall, people, browser})} in one hall, one after the other. */
export async function runReal(tests, options) {
    const hall = await new RealHall(options).start();
    const browser = await launch();
    for (const [name, test] of Object.entries(tests)) {
        if (process.argv[2] && !name.includes(process.argv[2])) continue;
        const people = new People(browser, hall.url);
        const started = Date.now();
        try {
            await test({ hall, people, browser });
            check(!people.wrong.length, `errors of the pages: ${people.wrong.join('\n')}`);
            console.log(`ok      ${name} (${Date.now() - started} ms)`);
        } catch (error) {
            process.exitCode = 1;
            console.log(`FAILED  ${name}: ${error.stack}`);
        }
        await people.leave();
    }
    await browser.close();
    await hall.stop();
}
