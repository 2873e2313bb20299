// opening.js - when the hall, or a service with hours of its own, opens next, in words.
import * as T from 'catalogue';
import { timeOfMinute, wallOf } from './clock.js';
import { hall } from './hall.js';
import { nextOpening } from './hours.js';
import { say } from './words.js';

const DAY_MS = 86_400_000;

function whenText({ days, minute }) {
    if (days < 2) return say(days ? T.TOMORROW_AT : T.TODAY_AT, timeOfMinute(minute));
    const wall = wallOf(hall.view.settings, hall.now() + days * DAY_MS);
    return say(T.DAYS_AT, wall.getUTCMonth() + 1, wall.getUTCDate(), timeOfMinute(minute));
}

/** "明天 08:30 开门"; '' where no opening is near. */
export function openingText(hours = undefined) {
    const next = nextOpening(hall.view.settings, hall.now(), hours?.length ? hours : undefined);
    return next ? say(T.OPENS_NEXT, whenText(next)) : '';
}
