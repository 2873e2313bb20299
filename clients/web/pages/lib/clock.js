// clock.js - hall time. It is the broker's, not this machine's: a kiosk's clock may be years off, and in a trial hall time runs
// faster. So it is reckoned on from what was heard last, at the pace that was seen.

const PACE_AFTER_MS = 1_500; // between two that are nearer the network's jitter would be taken for pace
const PACE_MAX = 1_000;

export class HallClock {
    #hall = 0;
    #here = 0;
    #pace = 1;

    /** Hall time is `at_ms` now. */
    set(atMs) {
        const here = performance.now();
        const passed = here - this.#here;
        if (!this.#hall || atMs < this.#hall) this.#begin(atMs, here);
        else if (passed >= PACE_AFTER_MS) {
            const pace = (atMs - this.#hall) / passed;
            this.#pace = pace > 1.5 ? Math.min(pace, PACE_MAX) : 1;
            this.#begin(atMs, here);
        }
    }

    #begin(atMs, here) {
        this.#hall = atMs;
        this.#here = here;
    }

    now() {
        return this.#hall && this.#hall + (performance.now() - this.#here) * this.#pace;
    }
}

/** What a clock on the hall's wall says at `at_ms`: a Date whose UTC fields are to be read. */
export function wallOf(settings, atMs) {
    let offset = 0;
    for (const change of settings?.zoneChanges ?? []) if (Number(change.atMs) <= atMs) offset = change.offsetS || 0;
    return new Date(atMs + offset * 1000);
}

const two = (number) => String(number).padStart(2, '0');

/** 10:46 */
export function timeOfDay(settings, atMs) {
    const wall = wallOf(settings, Number(atMs));
    return `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
}

/** 08:30 of 510 */
export const timeOfMinute = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const DAY_MS = 86_400_000;

/** The day on the hall's wall, in days since 1970-01-01. */
export const wallDay = (settings, atMs) => Math.floor(wallOf(settings, atMs).getTime() / DAY_MS);

/** 2026-10-01 of such a day, and back; NaN of what is none. */
export const dateOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const dayOf = (date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
