// hours.js - when the hall is open: its weekdays, and the dates that differ.
import { wallOf } from './clock.js';

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 14;

/** The opening spans of the day that is `days` after the one of `at_ms`: [{fromMin, toMin}]; `hours` of a service or the hall. */
export function spansOn(settings, atMs, days = 0, hours = settings.hours) {
    const wall = wallOf(settings, atMs);
    const day = Math.floor(wall.getTime() / DAY_MS) + days;
    const holiday = (settings.holidays ?? []).find((one) => (one.day || 0) === day);
    if (holiday) return holiday.spans ?? [];
    const weekday = ((day + 3) % 7) + 1; // 1970-01-01 was a Thursday
    return (hours ?? []).find((one) => one.weekday === weekday)?.spans ?? [];
}

/** The next opening after `at_ms`: {days: 0 today, 1 tomorrow ..., minute}, or null within two weeks. */
export function nextOpening(settings, atMs, hours = settings.hours) {
    const wall = wallOf(settings, atMs);
    const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
    for (let days = 0; days < DAYS_AHEAD; days++)
        for (const span of spansOn(settings, atMs, days, hours))
            if (days > 0 || (span.fromMin || 0) > minute) return { days, minute: span.fromMin || 0 };
    return null;
}
