// hall.js - the hall as this page knows it: view, freshness and clock, and who wants to hear of it.
import { HallClock } from './clock.js';
import { follow } from './follow.js';
import { change } from './view.js';

const CHANGED = new Set(); // who is told
const SPOKEN = new Set(); // and of what is spoken

export const hall = {
    number: 0,
    audience: '', // whose feed this is: public, staff or lead; '' not heard yet
    /** @type {Hallq.Snapshot} null: nothing heard yet */
    view: null,
    stale: 0, // out of date since then, this machine's clock; 0: it is not
    speaks: false, // the gateway tells what is to be spoken
    calls: [], // of the last message: calls that are new since the page has the hall
    clock: new HallClock(),
    now: () => hall.clock.now(),
    again: () => {},
    /** Calls `told` after each change; returns how to end that. */
    onChange(told) {
        CHANGED.add(told);
        return () => CHANGED.delete(told);
    },
    /** Calls `told` with each announcement that begins now. */
    onVoice: (told) => SPOKEN.add(told),
};

const tellAll = () => CHANGED.forEach((told) => told());

function newestCall() {
    return (hall.view?.calls ?? []).reduce((newest, call) => Math.max(newest, Number(call.seq)), 0);
}

function changed(data) {
    const before = newestCall();
    change(hall.view, data);
    hall.calls = (data.put?.calls ?? []).filter((call) => Number(call.seq) > before);
    clockFrom(data.set?.atMs ?? data.set?.waits?.atMs);
}

function clockFrom(atMs) {
    if (Number(atMs)) hall.clock.set(Number(atMs));
}

function told({ kind, data, since }) {
    if (kind === 'voice') return SPOKEN.forEach((spoken) => spoken(data));
    hall.calls = [];
    if (kind === 'audience') {
        hall.audience = data.audience;
        hall.speaks = Boolean(data.voice);
    } else if (kind === 'snapshot') {
        hall.view = data;
        clockFrom(data.atMs);
    } else if (kind === 'change' && hall.view) changed(data);
    else if (kind === 'beat') clockFrom(data.atMs);
    else if (kind === 'stale' || kind === 'fresh') hall.stale = since || 0;
    return tellAll();
}

/** Which hall: ?hall=N, else the only or first one there is. Waits for the server where it is not up yet. */
async function hallNumber() {
    const asked = Number(new URLSearchParams(location.search).get('hall'));
    if (asked) return asked;
    for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
        try {
            const answer = await fetch('/v1/halls', { headers: { accept: 'application/json' } });
            const halls = answer.ok ? await answer.json() : null;
            const first = (Array.isArray(halls) ? halls : (halls?.halls ?? []))[0];
            if (first) return Number(first.hall);
        } catch {
            // not up yet
        }
        hall.stale ||= Date.now();
        tellAll();
        await new Promise((done) => setTimeout(done, wait));
    }
}

/** Begins to follow the hall of this number, or the one that is asked for; resolves with its number. */
export async function openHall(number = 0) {
    hall.number = number || (await hallNumber());
    hall.stale = 0;
    hall.again = follow(`/v1/halls/${hall.number}/feed`, told);
    return hall.number;
}

// ---------------------------------------------------------------- what the view says of one thing

const find = (list, is) => (list ?? []).find(is);
export const serviceOf = (id) => find(hall.view?.settings?.services, (one) => one.id === id);
export const counterSettings = (id) => find(hall.view?.settings?.counters, (one) => one.id === id);
export const counterNow = (id) => find(hall.view?.counters, (one) => one.counter === id);
export const zoneOf = (id) => find(hall.view?.settings?.zones, (one) => one.id === id);
export const lineOf = (service) => find(hall.view?.lines, (one) => one.line?.kind === 'SERVICE' && one.line.id === service);
export const waitOf = (service) => find(hall.view?.waits?.lines, (one) => one.service === service);
export const codeOf = (list, code) => find(hall.view?.settings?.[list], (one) => one.code === code);

/** The services of the settings that are told of on a screen, with their lines. */
export const services = () => hall.view?.settings?.services ?? [];

/** The hall gives tickets for something now. */
export const isOpen = () => (hall.view?.lines ?? []).some((line) => line.line?.kind === 'SERVICE' && line.open);

function givesOf(counter) {
    return counter.services?.length ? counter.services : (counterSettings(counter.counter)?.services ?? []);
}

/** A counter stands free that gives the service. */
export const hasFree = (service) =>
    (hall.view?.counters ?? []).some((one) => one.state === 'FREE' && givesOf(one).includes(service));
export { givesOf };
