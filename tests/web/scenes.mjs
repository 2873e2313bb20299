// scenes.mjs - a hall as feeds show it, for tests and pictures of the pages: recorded from a simulated morning of halls/county.yaml
// (data/county.json: what displays, clerks and leads were sent, and answers to commands), then made busier, emptier or closed.
import { readFileSync } from 'node:fs';

const recorded = JSON.parse(readFileSync(new URL('data/county.json', import.meta.url), 'utf8'));
export const copy = (value) => JSON.parse(JSON.stringify(value));
export const answers = recorded;

const MINUTE = 60_000;
const wait = (service, waiting, counters, lowerMin, upperMin, oldestMin) => ({ service, waiting, counters, lowerMin, upperMin, oldestMin });

// By service: A enquiries, B handling, C after-sales, D complaints, E cashier, V groups.
const WAITS = {
    normal: [wait(1, 6, 2, 5, 10, 9), wait(2, 14, 5, 15, 25, 17), wait(3, 5, 2, 20, 35, 12), wait(4, 1, 1, 0, 10, 3), wait(5, 0, 3, 0, 0, 0), wait(6, 2, 1, 0, 0, 4)],
    crowded: [wait(1, 23, 2, 25, 45, 21), wait(2, 61, 5, 65, 105, 48), wait(3, 18, 2, 70, 130, 39), wait(4, 6, 1, 60, 190, 44), wait(5, 12, 2, 10, 20, 14), wait(6, 7, 1, 45, 80, 19)],
    empty: [1, 2, 3, 4, 5, 6].map((service) => wait(service, 0, 2, 0, 0, 0)),
};

function setWaits(view, waits) {
    const at = Number(view.atMs);
    view.waits = { hall: view.hall, atMs: view.atMs, lines: [] };
    for (const { oldestMin, ...one } of waits) {
        const line = view.lines.find((of) => of.line.kind === 'SERVICE' && of.line.id === one.service);
        line.waiting = one.waiting;
        line.open = true;
        view.waits.lines.push({ ...one, ...(oldestMin ? { oldestEnteredAtMs: String(at - oldestMin * MINUTE) } : {}) });
    }
}

const CALLS = ['C020/8', 'D006/10', 'B043/5', 'A111/1', 'E031/2', 'B044/6', 'V007/12', 'C021/9', 'A112/1', 'B045/3'];

function setCalls(view, calls) {
    const at = Number(view.atMs);
    view.calls = calls.map((call, i) => {
        const [number, counter] = call.split('/');
        return { seq: String(Number(view.seq) - calls.length + i), atMs: String(at - (calls.length - i) * 50_000), number, counter: Number(counter), callCount: 1 };
    });
    for (const { number, counter, atMs } of view.calls) {
        const now = view.counters.find((one) => one.counter === counter);
        Object.assign(now, { state: 'SERVING', number, sinceMs: atMs });
    }
    Object.assign(view.counters.find((one) => one.counter === Number(calls.at(-1).split('/')[1])), { state: 'CALLING' });
}

/** What people at work do, so that every state of a counter is seen. */
function setCounters(view) {
    const at = Number(view.atMs);
    const set = (counter, what, minutes) => {
        const now = view.counters.find((one) => one.counter === counter);
        if (what.state !== 'SERVING' && what.state !== 'CALLING') delete now.number;
        Object.assign(now, what, { sinceMs: String(at - minutes * MINUTE) });
    };
    set(4, { state: 'SERVING', number: 'B038' }, 18);
    set(7, { state: 'CLOSED' }, 60);
    set(8, { state: 'PAUSED', pauseReason: 'lunch' }, 12);
    set(11, { state: 'FREE' }, 1);
    set(13, { state: 'CLOSED' }, 60);
}

export function scene(name, feed = 'public') {
    const view = copy(recorded[feed]);
    const at = Math.floor(Number(view.atMs) / 3_600_000) * 3_600_000 + 46 * MINUTE; // a quarter to some hour
    view.atMs = String(at);
    setWaits(view, WAITS[name] ?? WAITS.normal);
    if (name === 'empty') {
        view.calls = [];
        for (const one of view.counters) Object.assign(one, { state: 'FREE', number: undefined, sinceMs: view.atMs });
        view.alerts = [];
        return view;
    }
    setCalls(view, CALLS);
    setCounters(view);
    if (name === 'crowded') crowd(view);
    if (name === 'closed') close(view);
    return view;
}

function crowd(view) {
    const complaints = view.lines.find((of) => of.line.id === 4);
    Object.assign(complaints, { suspended: true, reason: 'system-down' });
    view.offers = [
        { measure: 3, what: { kind: 'DIVERT', zone: 'selfservice', services: [1, 5] }, sinceMs: view.atMs },
        { measure: 4, what: { kind: 'NOTICE', textCode: 'busy' }, sinceMs: view.atMs },
    ];
}

function close(view) {
    view.atMs = String(Number(view.atMs) + 12 * 3_600_000);
    for (const line of view.lines) Object.assign(line, { open: false, waiting: 0 });
    for (const one of view.counters) Object.assign(one, { state: 'CLOSED', number: undefined });
    view.waits.lines = [];
    view.alerts = [];
}

/** A call made now, as a change. */
export function callChange(view, number, counter) {
    const atMs = String(Number(view.atMs) + 1000);
    view.seq = String(Number(view.seq) + 1);
    return {
        set: { seq: view.seq, atMs },
        put: {
            calls: [{ seq: view.seq, atMs, number, counter, callCount: 1 }],
            counters: [{ counter, state: 'CALLING', number, sinceMs: atMs }],
        },
    };
}

/** What a shift lead sees: alerts with proposals as recorded, a measure with what came of it, and two hours of waits. */
export function lead(name) {
    const view = scene(name, 'lead');
    const at = Number(view.atMs);
    const ago = (minutes) => String(at - minutes * MINUTE);
    if (name === 'empty' || name === 'closed') return view;
    for (const alert of view.alerts) {
        Object.assign(alert, { sinceMs: ago(6 + Number(alert.alert) % 5), levelSinceMs: ago(5), escalatedAtMs: undefined });
        if (alert.proposal) Object.assign(alert.proposal, { atMs: ago(2), laterAtMs: String(at + 28 * MINUTE) });
    }
    Object.assign(view.alerts.at(-1), { level: 'RED', upperS: 1740, forecastS: 1080, longestS: 1020, cause: { kind: 'ARRIVALS', figure: 31, usual: 22 } });
    view.alerts.at(-1).proposal.measures = [{ kind: 'OPEN_COUNTER', counter: 7 }];
    Object.assign(view.alerts.at(-1).proposal, { withoutS: 1860, withS: 840 });
    if (name === 'normal') view.alerts.splice(0, 1);
    const outlook = (forecastS) => [{ service: 2, told: true, forecastS, waiting: 14, counters: 5 }];
    view.measures = [
        { measure: 1, what: { kind: 'DIVERT', zone: 'selfservice', services: [5] }, atMs: ago(66), by: { staff: 302 }, endedAtMs: ago(36), end: 'TIME_OVER', lines: [{ service: 5, waiting: 9 }], outcomes: [{ minutes: 30, lines: [{ service: 5, waiting: 2 }] }] },
        { measure: 2, what: { kind: 'OPEN_COUNTER', counter: 6 }, atMs: ago(34), by: { staff: 302 }, lines: outlook(1620), outcomes: [{ minutes: 10, lines: outlook(1200) }, { minutes: 30, lines: outlook(960) }] },
    ];
    return view;
}

const HALF_HOUR = 30 * MINUTE;

/** The hall gives appointments for its second service, offers them where `offered`, and answers what is asked of them: the next half hours. */
export function withSlots(fixture, view, offered = false) {
    const first = Math.ceil(Number(view.atMs) / HALF_HOUR) * HALF_HOUR + 2 * HALF_HOUR;
    view.settings.services.find((one) => one.id === 2).slots = { slotMin: 30, capacity: 4, daysAhead: 14, earlyMin: 60, lateMin: 30, graceMin: 10, headStartMin: 60, callableMin: 10 };
    if (offered) view.offers = [{ measure: 9, what: { kind: 'OFFER_APPOINTMENTS', services: [2] }, sinceMs: view.atMs }];
    const day = Math.floor((first + 8 * 3_600_000) / 86_400_000);
    fixture.answer.get_slots = (asked) => ({ slots: { service: 2, day: asked.day, lastDay: day + 1, slotMin: 30, slots: [0, 1, 2, 3, 4].map((i) => ({ atMs: String(first + (asked.day - day) * 86_400_000 + i * HALF_HOUR), left: i === 1 ? 0 : 4 - (i % 4) })) } });
    const booked = { done: { booking: 41, bookingCode: 'xCG2Sf+3LzX8kQ1vWqYb/A==', bookingShortCode: '28394610' } };
    fixture.answer.book_slot = fixture.answer.swap_ticket = () => copy(booked);
    const now = { booking: 41, service: 2, state: 'BOOKED', atMs: String(first) };
    fixture.answer.get_booking = () => ({ booking: { now, shortCode: '28394610', fromMs: String(first - 2 * HALF_HOUR), untilMs: String(first + HALF_HOUR) } });
    fixture.answer.move_booking = ({ atMs }) => (Object.assign(now, { atMs }), { done: { booking: 41 } });
    fixture.answer.cancel_booking = () => (Object.assign(now, { state: 'CANCELLED' }), { done: { booking: 41 } });
    return { now, first };
}

/** What a lead's list of today has: one of each state, and one that needs a decision. */
export function bookingsOf(view, first) {
    const at = (halfHours) => String(first + halfHours * HALF_HOUR);
    view.bookings = { changes: 7, toDecide: 1 };
    return {
        today: [
            { booking: 36, service: 2, state: 'NO_SHOW', atMs: at(-4) },
            { booking: 38, service: 2, state: 'CHECKED_IN', atMs: at(-1), number: 'B052', ticket: '104' },
            { booking: 41, service: 2, state: 'BOOKED', atMs: at(0) },
            { booking: 44, service: 2, state: 'BOOKED', atMs: at(2) },
        ],
        toDecide: [{ booking: 47, service: 2, state: 'BOOKED', atMs: String(first + 4 * 86_400_000), toDecide: true }],
    };
}
