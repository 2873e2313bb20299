// measure_words.js - measures in words, what each would gain, and what came of those that were taken.
import * as T from 'catalogue';
import { timeOfDay } from '../lib/clock.js';
import { codeOf, hall, zoneOf } from '../lib/hall.js';
import { counterName, minutes, nameOf, say, serviceName } from '../lib/words.js';

export const staffName = (id) => (hall.view.settings.staff ?? []).find((one) => one.id === id)?.name || (id ? String(id) : '');
export const at = (ms) => timeOfDay(hall.view.settings, ms);

function textOf(measure) {
    switch (measure.kind) {
        case 'OPEN_COUNTER':
            return T.MEASURE_OPEN;
        case 'COUNTER_SERVICES':
            return measure.services?.length ? T.MEASURE_SERVICES : T.MEASURE_SERVICES_SET;
        case 'GUIDE':
            return T.MEASURE_GUIDE;
        case 'REST_AREA':
            return T.MEASURE_REST;
        case 'DIVERT':
            return measure.toHall ? T.MEASURE_DIVERT_HALL : T.MEASURE_DIVERT_ZONE;
        case 'OFFER_APPOINTMENTS':
            return T.MEASURE_APPOINTMENTS;
        case 'SUSPEND_SERVICE':
            return T.MEASURE_SUSPEND;
        case 'NOTICE':
            return T.MEASURE_NOTICE;
        case 'ZONE_OUT':
            return T.MEASURE_ZONE_OUT;
        default:
            return T.MEASURE_UNKNOWN;
    }
}

function placeOf(measure) {
    if (measure.counter) return counterName(measure.counter);
    if (measure.toHall) return nameOf((hall.view.settings.otherHalls ?? []).find((one) => one.hall === measure.toHall)?.name);
    if (measure.textCode && measure.kind === 'NOTICE') return nameOf(codeOf('notices', measure.textCode)?.name);
    return nameOf(zoneOf(measure.zone)?.name);
}

export function measureText(measure) {
    const services = measure.services?.length ? measure.services.map(serviceName).join(say(T.LIST_COMMA)) : say(T.ALL_SERVICES);
    return say(textOf(measure), placeOf(measure), services);
}

/** "11:15 等候 31分→14分"; '' where it is not known. */
export function gainText(proposal) {
    if (!proposal.withoutS && !proposal.withS) return '';
    return say(T.GAIN_AT, at(proposal.laterAtMs), minutes(proposal.withoutS || 0), minutes(proposal.withS || 0));
}

/** Another line that pays for it. */
export const worseText = ({ worse = [] }) =>
    worse.map((one) => say(T.PROPOSAL_WORSE, serviceName(one.service), minutes(one.withoutS || 0), minutes(one.withS || 0))).join('');

const ENDS = {
    BY_STAFF: T.END_BY_STAFF,
    TIME_OVER: T.END_TIME_OVER,
    FULFILLED: T.END_FULFILLED,
    ZONE_FAILED: T.END_ZONE_FAILED,
    DAY_OVER: T.END_DAY_OVER,
    SETTINGS_GONE: T.END_SETTINGS_GONE,
    ALERT_OVER: T.END_ALERT_OVER,
};

export function stateText(measure) {
    if (measure.lasts) return Number(measure.untilMs) ? say(T.MEASURE_UNTIL, at(measure.untilMs)) : say(T.MEASURE_LASTS);
    return Number(measure.endedAtMs) ? say(ENDS[measure.end] ?? T.END_BY_STAFF, at(measure.endedAtMs)) : '';
}

const outlook = (line) => (line.told ? minutes(line.forecastS || 0) : say(T.OUTCOME_WAITING, line.waiting || 0));

/** Per line: [service, as it was, [minutes later, as it was then] ...], and whether it got better. */
export function outcomesOf(measure) {
    return (measure.lines ?? []).map((before) => {
        const later = (measure.outcomes ?? [])
            .map((one) => [one.minutes, (one.lines ?? []).find((line) => line.service === before.service)])
            .filter(([, line]) => line);
        const last = later.at(-1)?.[1];
        const change = last && before.told && last.told ? (last.forecastS || 0) - (before.forecastS || 0) : 0;
        return { service: before.service, before: outlook(before), later: later.map(([minute, line]) => ({ minute, text: outlook(line) })), change };
    });
}
