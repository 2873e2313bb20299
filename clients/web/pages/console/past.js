// past.js - the waits that this page has seen, a point a minute and line, and those that are expected. Kept for the tab, so that a
// reload loses nothing; the broker keeps no such history.
import { send } from '../lib/commands.js';
import { hall, services, waitOf } from '../lib/hall.js';

export const PAST_MIN = 120;
export const COMING_MIN = 60;
const ASK_MS = 15_000; // real time between two questions, whatever the pace of hall time
const KEPT = 'hallq-past';

/** Of somebody who came then: the middle of the range that was told, or the longest wait so far. */
function waitNow(service, nowMs) {
    const wait = waitOf(service);
    if (!wait) return null;
    if (wait.upperMin) return ((wait.lowerMin || 0) + wait.upperMin) / 2;
    return wait.oldestEnteredAtMs ? (nowMs - Number(wait.oldestEnteredAtMs)) / 60_000 : 0;
}

export class Past {
    points = new Map(); // service -> [[minute, wait]]
    coming = new Map(); // service -> {minute, now: {lowerS, upperS, forecastS}, later}
    #told;
    #minute = 0;
    #askedAt = -ASK_MS;
    #askedMinute = 0;

    /** `told` is called when there is something new to draw. */
    constructor(told) {
        this.#told = told;
        try {
            const kept = JSON.parse(sessionStorage.getItem(KEPT));
            if (kept) this.points = new Map(kept);
        } catch {
            // nothing kept
        }
    }

    /** Keeps what the view says now. */
    see() {
        const minute = Math.floor(hall.now() / 60_000);
        if (!hall.view || hall.stale || minute === this.#minute) return;
        this.#minute = minute;
        for (const { id } of services()) {
            const wait = waitNow(id, hall.now());
            if (wait === null) continue;
            const points = (this.points.get(id) ?? []).filter(([at]) => at > minute - PAST_MIN && at < minute);
            points.push([minute, wait]);
            this.points.set(id, points);
        }
        sessionStorage.setItem(KEPT, JSON.stringify([...this.points]));
    }

    /** Asks what is expected, once a minute of hall time. */
    async expect() {
        const minute = Math.floor(hall.now() / 60_000);
        if (hall.stale || minute === this.#askedMinute || performance.now() - this.#askedAt < ASK_MS) return;
        this.#askedMinute = minute;
        this.#askedAt = performance.now();
        const answer = await send('what_if', { laterS: COMING_MIN * 60 });
        for (const line of answer.data?.whatIf?.lines ?? []) this.coming.set(line.service, { minute, now: line.now ?? {}, later: line.later ?? {} });
        this.#told();
    }
}
