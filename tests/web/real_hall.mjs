// real_hall.mjs - a broker, the county hall and the gateway, on ports and in a folder of their own, with entry by a press.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pages } from './browser.mjs';
import { until } from './check.mjs';

const bin = process.env.HALLQ_BIN;
const source = process.env.HALLQ_SOURCE ?? new URL('../..', import.meta.url).pathname;
const CLERK = 113;
const LEAD = 301;
const COUNTER = 3;
const PIN = '246810';

/** A Monday to come, at nine: the hall is open then, whenever the test runs. */
function monday() {
    const day = new Date(Date.now() + 86_400_000);
    while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() + 1);
    return `${day.toISOString().slice(0, 10)}T09:00:00+08:00`;
}

export class RealHall {
    #home = mkdtempSync(join(tmpdir(), 'hallq-web.'));
    #processes = [];

    #path(...names) {
        return join(this.#home, ...names);
    }

    #admin(...args) {
        return promisify(execFile)(join(bin, 'hallq-admin'), ['--key', this.#path('data', 'admin.key'), ...args]);
    }

    async #serve(program, args, portFile) {
        const child = spawn(join(bin, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
        let said = '';
        child.stderr.on('data', (text) => (said += text));
        this.#processes.push(child);
        await until(() => {
            if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
            return existsSync(portFile) && readFileSync(portFile, 'utf8').trim();
        }, `${program} is up`);
        return readFileSync(portFile, 'utf8');
    }

    /** Whether people can sign on through the gateway of this tree. */
    async hasSessions() {
        return (await fetch(`${this.url}/v1/session`)).status === 204;
    }

    /** `settings` makes the hall's file of the county hall's; `options` are the gateway's further ones. */
    async start({ settings = (text) => text, options = [] } = {}) {
        await promisify(execFile)(join(bin, 'hallq-admin'), ['init', this.#path('data')]);
        const any = ['--commands', '--public-feed', '--staff-feed', '--lead-feed'].flatMap((name) => [name, 'tcp://127.0.0.1:*']);
        const ports = await this.#serve('hallqd', ['--data', this.#path('data'), ...any, '--metrics', '0', '--port-file', this.#path('ports'), '--start-at', monday()], this.#path('ports'));
        this.#setEndpoints(ports);
        mkdirSync(this.#path('keys'));
        writeFileSync(this.#path('hall.yaml'), settings(readFileSync(join(source, 'halls', 'county.yaml'), 'utf8')));
        await this.#admin('apply', '--new', this.#path('hall.yaml'));
        await this.#admin('keys', 'add', 'web', '--role', 'gateway', '--halls', '1', '--out', this.#path('keys'));
        writeFileSync(this.#path('pins'), `${CLERK} ${PIN}\n${LEAD} ${PIN}\n`, { mode: 0o600 });
        await this.#admin('pin', '--file', this.#path('pins'));
        writeFileSync(this.#path('demo'), `key: ${this.#path('data', 'admin.key')}\nclerk: ${CLERK} ${PIN} ${COUNTER}\nlead: ${LEAD} ${PIN}\n`, { mode: 0o600 });
        const web = ['--key', this.#path('keys', 'web.key'), '--port', '0', '--port-file', this.#path('web-port'), '--demo', this.#path('demo'), '--pages', pages, ...options];
        this.url = `http://127.0.0.1:${/\d+/.exec(await this.#serve('hallq-web', web, this.#path('web-port')))[0]}`;
        return this;
    }

    /** The admin's key was written before the ports were known. */
    #setEndpoints(ports) {
        const file = this.#path('data', 'admin.key');
        let key = readFileSync(file, 'utf8');
        for (const [, name, endpoint] of ports.matchAll(/^([a-z-]+)[=: ]+(tcp:\S+)/gm)) key = key.replace(new RegExp(`^${name}:.*`, 'm'), `${name}: ${endpoint}`);
        writeFileSync(file, key);
    }

    async stop() {
        for (const child of this.#processes.reverse()) {
            if (child.exitCode !== null) continue;
            child.kill('SIGTERM');
            await new Promise((done) => child.once('exit', done));
        }
        rmSync(this.#home, { recursive: true, force: true });
    }
}
