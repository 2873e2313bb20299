// next.js - who is likely called next, and what is on hold: read from the broker when the lines of this counter have changed, not more
// often than a person would look.
import { lookUp } from '../lib/commands.js';
import { givesOf, hall, lineOf } from '../lib/hall.js';

const PAUSE_MS = 2_000;
const LINES_MAX = 6;
/** @type {import('../lib/commands.js').Answer<Hallq.Reply>} */
const NONE = { ok: true, data: {} };

export class NextReader {
    heads = []; // the first of each line that has any: {ticket, number, service, entered_at, rank}; the one that waits longest first
    held = [];
    #told;
    #seen = '';
    #at = -PAUSE_MS;
    #timer = 0;

    constructor(told) {
        this.#told = told;
    }

    /** Looks again if something has changed since. */
    look(counter, now) {
        const lines = givesOf({ counter, ...now }).slice(0, LINES_MAX).map((service) => [service, lineOf(service)?.waiting || 0]);
        const seen = JSON.stringify([counter, now.state, now.ticket, now.held, lines]);
        if (seen === this.#seen || this.#timer) return;
        this.#timer = setTimeout(() => this.#read(counter, now, lines, seen), Math.max(0, this.#at + PAUSE_MS - performance.now()));
    }

    async #read(counter, now, lines, seen) {
        const asked = lines.filter(([, waiting]) => waiting).map(([id]) => lookUp('get_line', { line: { kind: 'SERVICE', id }, limit: 1 }));
        const [held, ...answers] = await Promise.all([now.held ? lookUp('get_held', { counter }) : NONE, ...asked]);
        this.heads = answers.map((one) => one.data?.line?.tickets?.[0]).filter(Boolean).map(withRank).sort((a, b) => a.rank - b.rank);
        if (held.ok) this.held = held.data?.held?.held ?? [];
        this.#seen = seen;
        this.#at = performance.now();
        this.#timer = 0;
        this.#told();
    }
}

function withRank(card) {
    const entered = Number(card.steps?.at(-1)?.enteredAtMs || card.issuedAtMs);
    const start = (hall.view.settings.classes ?? []).find((one) => one.id === card.customerClass)?.headStartS || 0;
    return { ...card, entered, rank: entered - start * 1000 };
}
