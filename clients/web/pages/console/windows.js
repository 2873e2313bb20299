// windows.js - the windows by zone, as tiles: state, clerk, ticket, time, plate. A touch asks what to do with one.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { choose } from '../lib/choose.js';
import { codeOf, counterSettings, givesOf, hall, serviceOf, zoneOf } from '../lib/hall.js';
import { counterName, nameOf, say, serviceName, stopwatch } from '../lib/words.js';
import { staffName } from './measure_words.js';

/** @typedef {[string, {measure?: Hallq.Measure, counter?: number, reason?: string, ticketState?: string}]} Act command and body; null: changed their mind */

const STATES = { CLOSED: T.COUNTER_CLOSED, FREE: T.COUNTER_FREE, CALLING: T.COUNTER_CALLING, SERVING: T.COUNTER_SERVING, PAUSED: T.COUNTER_PAUSED };

const passed = (now) => hall.now() - Number(now.sinceMs || hall.now());

/** It serves longer than the hall's share of the target. */
function isLong(now) {
    if (now.state !== 'SERVING') return false;
    const letter = /^[A-Z]+/.exec(now.number ?? '')?.[0];
    const service = hall.view.settings.services.find((one) => one.letter === letter) ?? serviceOf(givesOf(now)[0]);
    return passed(now) / 1000 > ((service?.targetServiceS || 0) * (hall.view.settings.alerts?.overTargetPercent || 200)) / 100;
}

function detail(now) {
    if (now.state === 'CALLING' || now.state === 'SERVING') return html`<b class="ticket">${isLong(now) ? '▲ ' : ''}${now.number}</b> ${stopwatch(passed(now))}`;
    if (now.state === 'PAUSED') return html`${nameOf(codeOf('pauseReasons', now.pauseReason)?.name) || say(T.COUNTER_PAUSED)} ${stopwatch(passed(now))}`;
    return html`${say(STATES[now.state] ?? T.COUNTER_CLOSED)}${now.state === 'FREE' ? html` ${stopwatch(passed(now))}` : nothing}`;
}

function tile(now, open) {
    return html`<button class="window ${(now.state || 'closed').toLowerCase()} ${isLong(now) ? 'long' : ''} ${now.lost ? 'lost' : ''}" @click=${() => open(now)}>
        <span class="read">${counterName(now.counter)}，${say(STATES[now.state] ?? T.COUNTER_CLOSED)}，</span>
        <span class="who"><b>${now.counter}</b> ${staffName(now.clerk)}</span>
        <span class="doing">${detail(now)}</span>
        ${now.lost ? html`<span class="lost-mark">${say(T.LOST).trim()}</span>` : nothing}
    </button>`;
}

/** `open(now)` at a touch. */
export function windowTiles(open) {
    const zones = new Map();
    for (const now of [...hall.view.counters].sort((a, b) => a.counter - b.counter)) {
        const zone = counterSettings(now.counter)?.zone ?? '';
        zones.set(zone, [...(zones.get(zone) ?? []), now]);
    }
    return html`${[...zones].map(
        ([zone, all]) => html`<section class="zone">
            <h2>${nameOf(zoneOf(zone)?.name)}<span>${say(T.OPEN_OF, all.filter((one) => one.state !== 'CLOSED').length, all.length)}</span></h2>
            <div class="tiles">${all.map((now) => tile(now, open))}</div>
        </section>`,
    )}`;
}

const codes = (list) => (hall.view.settings[list] ?? []).map((one) => ({ value: one.code, label: nameOf(one.name) }));

/** @returns {Promise<Act>} */
async function pause(counter) {
    const items = codes('pauseReasons');
    const reason = items.length ? await choose({ title: say(T.ASK_PAUSE_OF, counterName(counter)).trim(), items }) : '';
    return reason === null ? null : ['counter_pause', { counter, reason }];
}

/** @returns {Promise<Act>} */
async function change(counter) {
    const ticks = hall.view.settings.services.map((one) => ({ value: one.id, label: `${one.letter} ${nameOf(one.name)}` }));
    const chosen = await choose({ title: say(T.ASK_SERVICES, counterName(counter)).trim(), ticks, items: [{ value: 'set', label: say(T.DO_IT) }] });
    return chosen && ['take_measure', { measure: { kind: 'COUNTER_SERVICES', counter, services: chosen.ticks } }];
}

/** @returns {Promise<Act>} */
async function settle(now) {
    const states = [['WAITING', T.FREE_WAITING], ['NO_SHOW', T.FREE_NO_SHOW], ['FINISHED', T.FREE_FINISHED]];
    const state = await choose({ title: say(T.ASK_FREE, counterName(now.counter), now.number).trim(), items: states.map(([value, text]) => ({ value, label: say(text) })) });
    return state && ['counter_free', { counter: now.counter, ticketState: state }];
}

/**
 * Asks what to do with a window.
 * @returns {Promise<Act>}
 */
export async function askWindow(now) {
    const { counter } = now;
    const items = [];
    if (now.state === 'CLOSED' || now.state === 'PAUSED') items.push({ value: 'open', label: say(T.MEASURE_OPEN, counterName(counter)) });
    if (now.state === 'FREE') items.push({ value: 'pause', label: say(T.DO_COUNTER_PAUSE) }, { value: 'close', label: say(T.DO_COUNTER_CLOSE) });
    if (now.number) items.push({ value: 'settle', label: say(T.DO_COUNTER_FREE) });
    items.push({ value: 'services', label: say(T.KIND_SERVICES), more: givesOf(now).map(serviceName).join(say(T.LIST_COMMA)) });
    const title = `${counterName(counter)}　${staffName(now.clerk)}　${say(STATES[now.state] ?? T.COUNTER_CLOSED)}`;
    switch (await choose({ title, items })) {
        case 'open':
            return ['take_measure', { measure: { kind: 'OPEN_COUNTER', counter } }];
        case 'pause':
            return pause(counter);
        case 'close':
            return ['counter_close', { counter }];
        case 'settle':
            return settle(now);
        case 'services':
            return change(counter);
        default:
            return null;
    }
}
