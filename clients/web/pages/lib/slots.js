// slots.js - appointments: which service gives them, when the next free times are, and how they are said.
import * as T from 'catalogue';
import { choose } from './choose.js';
import { timeOfDay, wallDay, wallOf } from './clock.js';
import { send } from './commands.js';
import { hall, serviceOf } from './hall.js';
import { say, serviceName } from './words.js';

const TIMES_SHOWN = 8; // of one answer, so that it stays one screen
const LATER = -1; // of the times that are chosen from: none of these

const two = (number) => String(number).padStart(2, '0');

/** 3月2日 14:00; today the time alone. */
export function slotText(atMs) {
    const { settings } = hall.view;
    const time = timeOfDay(settings, Number(atMs));
    const wall = wallOf(settings, Number(atMs));
    const today = wallDay(settings, Number(atMs)) === wallDay(settings, hall.now());
    return today ? say(T.SLOT_TODAY, time) : say(T.SLOT_OF_DAY, `${two(wall.getUTCMonth() + 1)}-${two(wall.getUTCDate())}`, time);
}

/** Whether a measure that lasts offers appointments for this service. */
export const isOffered = (service) =>
    (hall.view.offers ?? []).some(({ what }) => what.kind === 'OFFER_APPOINTMENTS' && (!what.services?.length || what.services.includes(service)));

/** Services whose times somebody may book now. */
export const bookable = () => (hall.view?.settings.services ?? []).filter((one) => one.slots && (!one.slots.offeredOnly || isOffered(one.id)));

export const givesSlots = (service) => Boolean(serviceOf(service)?.slots);

/**
 * The free times of a service from a moment on, over as many days as are needed; fewer than asked for: there are no more.
 * @returns {Promise<{atMs: number, left: number}[]>}
 */
export async function freeTimes(service, afterMs = 0, count = TIMES_SHOWN) {
    const free = [];
    const now = hall.now();
    let day = wallDay(hall.view.settings, Math.max(now, afterMs));
    for (let last = day; day <= last && free.length < count; day++) {
        const answer = await send('get_slots', { service, day });
        if (!answer.ok) break;
        last = answer.data.slots?.lastDay ?? day;
        for (const { atMs, left } of answer.data.slots?.slots ?? []) if (left && Number(atMs) > afterMs && free.length < count) free.push({ atMs: Number(atMs), left });
    }
    return free;
}

/** Asks for one of the free times; null: none was taken. */
export async function chooseSlot(service, title = say(T.SLOT_CHOOSE, serviceName(service))) {
    for (let after = 0; ; ) {
        const free = await freeTimes(service, after);
        const items = free.map(({ atMs, left }) => ({ value: atMs, label: slotText(atMs), more: say(T.SLOT_LEFT, left) }));
        if (free.length === TIMES_SHOWN) items.push({ value: LATER, label: say(T.SLOT_LATER), more: '' });
        const chosen = await choose({ title: free.length ? title : say(T.SLOT_NONE), items });
        if (chosen !== LATER) return chosen;
        after = free.at(-1).atMs;
    }
}

/** What stands in the address of a booking's page behind /t/. */
export const bookingLink = (booking, code) => `${hall.number}-b${booking}-${code.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`;
