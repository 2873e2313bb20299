// calls.js - who is called, and where to. The newest call stands on top for five seconds at least; those that come meanwhile stand
// beneath it, and take its place one by one. Beneath are those of the last quarter of an hour, for who missed theirs.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { HallElement } from '../lib/element.js';
import { counterNow, counterSettings, hall } from '../lib/hall.js';
import { counterName, everybodyWaiting, otherName, say, sayOther, zoneName } from '../lib/words.js';

const TOP_MS = 5_000;
const RUSH_MS = 1_500; // while more than two wait for their turn on top
const PENDING_MAX = 6; // in a burst the earliest go straight to their place beneath
const BLINK_MS = 3_000;
const SHOWN_MS = 15 * 60_000; // of hall time
const LARGE = 3;
const SMALL = 6;

const isWaitedFor = (call) => {
    const counter = counterNow(call.counter);
    return counter?.state === 'CALLING' && counter.number === call.number;
};

const newestSeq = (calls = []) => calls.reduce((newest, call) => Math.max(newest, Number(call.seq)), 0);

/** Each ticket once, at its newest call. */
function newestFirst(calls) {
    const seen = new Set();
    return [...calls]
        .sort((a, b) => Number(b.seq) - Number(a.seq))
        .filter((call) => !seen.has(call.number) && seen.add(call.number));
}

class DisplayCalls extends HallElement {
    #top = null; // seq of the call on top
    #since = 0;
    #pending = []; // called after it, oldest first

    hallChanged() {
        this.#pending = [...this.#pending, ...hall.calls].slice(-PENDING_MAX);
        // A snapshot after a cut has calls that came by no message: those that were pending are old news then.
        if (Number(this.#pending.at(-1)?.seq) < newestSeq(hall.view?.calls)) this.#pending = [];
        super.hallChanged();
    }

    #turn() {
        const now = performance.now();
        const stands = this.#pending.length > 2 ? RUSH_MS : TOP_MS;
        if (!this.#pending.length || (this.#since && now - this.#since < stands)) return;
        this.#top = this.#pending.shift().seq;
        this.#since = now;
        setTimeout(() => this.requestUpdate(), this.#pending.length > 2 ? RUSH_MS : TOP_MS);
    }

    #listed() {
        const all = newestFirst((hall.view.calls ?? []).filter((call) => isWaitedFor(call) || hall.now() - Number(call.atMs) < SHOWN_MS));
        if (!this.#pending.length) return all;
        const later = new Set(this.#pending.map((call) => call.seq));
        const top = all.filter((call) => call.seq === this.#top);
        const waiting = all.filter((call) => later.has(call.seq)).reverse();
        return [...top, ...waiting, ...all.filter((call) => call.seq !== this.#top && !later.has(call.seq))];
    }

    #newest(call) {
        const fresh = call.seq === this.#top && performance.now() - this.#since < BLINK_MS;
        const english = otherName(counterSettings(call.counter)?.name) || sayOther(T.COUNTER_NUMBER, call.counter);
        return html`<div class="newest ${fresh ? 'fresh' : ''}">
            <b class="number" data-length=${call.number.length}>${call.number}</b>
            <div class="to">
                <span class="window" data-length=${counterName(call.counter).length}><i class="arrow">→</i>${counterName(call.counter)}</span>
                <span class="zone">${zoneName(call.counter)}</span>
                <span class="other">${english}</span>
            </div>
        </div>`;
    }

    #row(call) {
        return html`<li class="row">
            <b class="number">${call.number}</b><span class="window"><i class="arrow">→</i>${counterName(call.counter)}</span
            ><span class="zone">${zoneName(call.counter)}</span>
        </li>`;
    }

    #small(call) {
        return html`<li><b>${call.number}</b><i class="arrow">→</i>${call.counter}</li>`;
    }

    #nobody() {
        const text = everybodyWaiting() ? T.NO_CALLS : T.EMPTY_HALL;
        return html`<div class="nobody">
            <p class="big">${say(text)}</p>
            <p class="other">${sayOther(text)}</p>
            ${everybodyWaiting() ? nothing : html`<p class="do">${say(T.TAKE_AT_ONCE)} <span class="other">${sayOther(T.TAKE_AT_ONCE)}</span></p>`}
        </div>`;
    }

    render() {
        this.#turn();
        const calls = this.#listed();
        if (!calls.length) return html`<section class="calls">${this.#nobody()}</section>`;
        const [newest, ...rest] = calls;
        return html`<section class="calls">
            <p class="read" aria-live="assertive">${say(T.CALL, newest.number, counterName(newest.counter))}</p>
            ${this.#newest(newest)}
            <ol class="rows">
                ${rest.slice(0, LARGE).map((call) => this.#row(call))}
            </ol>
            <ol class="small" aria-label=${say(T.CALLED_LATELY)}>
                ${rest.slice(LARGE, LARGE + SMALL).map((call) => this.#small(call))}
            </ol>
        </section>`;
    }
}
customElements.define('display-calls', DisplayCalls);
