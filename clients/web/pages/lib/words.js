// words.js - texts in the language of this page, and what is said of waits, counters and times. The same rules as the terminals'
// (clients/text/wait.c): a range, never a point; people ahead where too little is known.
import * as T from 'catalogue';
import { counterSettings, hall, hasFree, lineOf, serviceOf, waitOf, zoneOf } from './hall.js';

const LANGUAGES = ['zh', 'en'];
const HOURS_FROM_MIN = 181; // a range of minutes up to three hours is still read at a glance
const KEPT = 'hallq-language';

function languageAsked() {
    const asked = new URLSearchParams(location.search).get('lang');
    if (LANGUAGES.includes(asked)) return asked;
    try {
        return localStorage.getItem(KEPT) || 'zh';
    } catch {
        return 'zh';
    }
}

let at = 0;

/** 'zh' or 'en', from now on; `keep`: on this machine. */
export function setLanguage(language, keep = false) {
    at = Math.max(0, LANGUAGES.indexOf(language));
    document.documentElement.lang = at ? 'en' : 'zh-CN';
    if (!keep) return;
    try {
        localStorage.setItem(KEPT, LANGUAGES[at]);
    } catch {
        // a browser that keeps nothing
    }
}
export const language = () => LANGUAGES[at];
setLanguage(languageAsked());

const fill = (text, values) => text.replace(/\{(\d)\}/g, (whole, place) => values[place] ?? whole);

/** A text of the catalogue, filled. */
export const say = (text, ...values) => fill(text[at], values);
/** In the other language, for what is shown in both. */
export const sayOther = (text, ...values) => fill(text[1 - at], values);
/** A Text of the settings. */
export const nameOf = (text) => (at && text?.en) || text?.zh || '';
export const otherName = (text) => (at ? text?.zh : text?.en) || '';

// ---------------------------------------------------------------- numbers and times

/** 8:12 */
export function stopwatch(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    const minutes = Math.floor(s / 60) % 60;
    const hours = Math.floor(s / 3600);
    return `${hours ? `${hours}:${String(minutes).padStart(2, '0')}` : minutes}:${String(s % 60).padStart(2, '0')}`;
}

/** 8分, 1时20分 */
export function minutes(seconds) {
    const whole = Math.floor(Math.max(0, seconds) / 60);
    if (!whole) return say(T.UNDER_A_MINUTE);
    if (whole < 60) return say(T.MINUTES, whole);
    return whole % 60 ? say(T.HOURS, whole % 60, Math.floor(whole / 60)) : say(T.HOURS_ALONE, '', whole / 60);
}

/** [15–25, 分钟]: number and unit apart, since the unit is set smaller. */
export function rangeParts(lower, upper) {
    if (!lower && upper < 60) return [String(upper), say(T.UNIT_WITHIN)];
    if (upper < HOURS_FROM_MIN) return [`${lower || 0}–${upper}`, say(T.UNIT_MINUTES)];
    return [`${Math.floor((lower || 0) / 60)}–${Math.ceil(upper / 60)}`, say(T.UNIT_HOURS)];
}

// ---------------------------------------------------------------- the hall's things

export function counterName(id) {
    const name = nameOf(counterSettings(id)?.name);
    return name || say(T.COUNTER_NUMBER, id);
}

export const zoneName = (id) => nameOf(zoneOf(counterSettings(id)?.zone)?.name);
export const serviceName = (id) => nameOf(serviceOf(id)?.name);

/**
 * What somebody who takes a ticket of the service now is told: {kind, text, unit}. kind: off (no tickets), unserved (no counter is
 * open for it), now, range, point, ahead.
 */
export function waitTold(service) {
    const line = lineOf(service);
    const wait = waitOf(service);
    if (!line?.open || line.suspended) return { kind: 'off', text: say(line?.suspended ? T.SUSPENDED : T.SHUT), unit: '' };
    if (!wait?.counters) return { kind: 'unserved', text: say(T.UNSERVED), unit: '' };
    if (!line.waiting && hasFree(service)) return { kind: 'now', text: say(T.AT_ONCE), unit: '' };
    if (wait.upperMin) {
        const [text, unit] = rangeParts(wait.lowerMin, wait.upperMin);
        return { kind: 'range', text, unit };
    }
    if (wait.roughWaitS) return { kind: 'point', text: say(T.ABOUT, minutes(wait.roughWaitS)), unit: '' };
    return { kind: 'ahead', text: line.waiting ? say(T.AHEAD, line.waiting) : say(T.AHEAD_NOBODY), unit: '' };
}

export const peopleWaiting = (service) => lineOf(service)?.waiting || 0;

/** Waiting in all services. */
export const everybodyWaiting = () => (hall.view?.lines ?? []).reduce((sum, line) => sum + (line.waiting || 0), 0);
