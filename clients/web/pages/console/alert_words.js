// alert_words.js - alerts in words: headline, cause, what is expected, who has seen it. As clients/text/alert.c has it.
import * as T from 'catalogue';
import { counterName, minutes, say, serviceName } from '../lib/words.js';
import { at, staffName } from './measure_words.js';

const KINDS = {
    LINE_CROWDED: { of: serviceName, storm: T.STORM_CROWDED },
    COUNTER_IDLE: { of: counterName, one: T.ALERT_IDLE, storm: T.STORM_IDLE },
    OVER_TARGET: { of: counterName, one: T.ALERT_OVER_TARGET, storm: T.STORM_OVER_TARGET },
    PAUSED_LONG: { of: counterName, one: T.ALERT_PAUSED, storm: T.STORM_PAUSED },
    DEVICE_SILENT: { of: String, one: T.ALERT_SILENT, storm: T.STORM_SILENT },
    SERVICE_SUSPENDED: { of: serviceName, one: T.ALERT_SUSPENDED, storm: T.STORM_SUSPENDED },
    CLOSING: { of: serviceName, one: T.ALERT_CLOSING, storm: T.STORM_CLOSING },
    NO_PAPER: { of: String, one: T.ALERT_NO_PAPER, storm: T.STORM_NO_PAPER },
    PRINTER_SILENT: { of: String, one: T.ALERT_PRINTER_SILENT, storm: T.STORM_PRINTER_SILENT },
    NO_LEAD: { of: String, one: T.ALERT_NO_LEAD, storm: T.ALERT_NO_LEAD },
    HELP_WAITING: { of: counterName, one: T.ALERT_HELP, storm: T.STORM_HELP },
    CASE_DUE: { of: String, one: T.ALERT_CASE, storm: T.STORM_CASE },
    CALL_BACK_DUE: { of: String, one: T.ALERT_CALL_BACK, storm: T.STORM_CALL_BACK },
    WORK_SLIP_DUE: { of: String, one: T.ALERT_WORK_SLIP, storm: T.STORM_WORK_SLIP },
    WEBHOOK_STOPPED: { of: String, one: T.ALERT_WEBHOOK, storm: T.STORM_WEBHOOK },
};
const CROWDED = { AMBER: T.ALERT_AMBER, RED: T.ALERT_RED, BREACH: T.ALERT_BREACH };
const WORST = ['BREACH', 'RED', 'AMBER', 'NOTE'];

export const LEVELS = { NOTE: ['–', T.LEVEL_WORD_NOTE], AMBER: ['●', T.LEVEL_WORD_AMBER], RED: ['▲', T.LEVEL_WORD_RED], BREACH: ['■', T.LEVEL_WORD_BREACH] };

/** Worst first, then those that nobody has seen, then the oldest. */
export const worstFirst = (alerts) =>
    [...alerts].sort((a, b) => WORST.indexOf(a.level) - WORST.indexOf(b.level) || (a.seenBy ? 1 : 0) - (b.seenBy ? 1 : 0) || Number(a.sinceMs) - Number(b.sinceMs));

export function headline(alert) {
    const kind = KINDS[alert.kind];
    if (!kind) return say(T.ALERT_UNKNOWN, alert.kind);
    if (!alert.subject && alert.count) return say(kind.storm, alert.count);
    const text = alert.kind === 'LINE_CROWDED' ? (CROWDED[alert.level] ?? T.ALERT_AMBER) : kind.one;
    return say(text, kind.of(alert.subject || 0), Number(alert.closesAtMs) ? at(alert.closesAtMs) : '', alert.served || 0, alert.waiting || 0);
}

export function causeText({ cause }) {
    switch (cause?.kind) {
        case 'ARRIVALS':
            return say(T.CAUSE_ARRIVALS, cause.figure || 0, cause.usual || 0);
        case 'WINDOWS':
            return say(T.CAUSE_WINDOWS, cause.figure || 0, cause.usual || 0);
        case 'LONG_SERVICES':
            return say(T.CAUSE_LONG_SERVICES, minutes(cause.figure || 0), minutes(cause.usual || 0));
        case 'NO_SHOWS':
            return say(T.CAUSE_NO_SHOWS, cause.figure || 0, cause.usual || 0);
        default:
            return '';
    }
}

function rangeText(alert) {
    if ((alert.upperS || 0) > (alert.forecastS || 0)) return say(T.RANGE_LONG, Math.floor((alert.forecastS || 0) / 60), Math.ceil(alert.upperS / 60));
    return say(T.ABOUT, minutes(alert.upperS));
}

export function expectedText(alert) {
    if (!alert.upperS && !alert.longestS) return '';
    if (!alert.upperS) return say(T.ALERT_LONGEST, minutes(alert.longestS));
    return alert.longestS ? say(T.ALERT_EXPECTED_LONGEST, rangeText(alert), minutes(alert.longestS)) : say(T.ALERT_EXPECTED, rangeText(alert));
}

export function handledText(alert) {
    const seen = Number(alert.seenAtMs) ? say(T.ALERT_SEEN, staffName(alert.seenBy), at(alert.seenAtMs)) : '';
    const told = Number(alert.escalatedAtMs) ? say(T.ALERT_ESCALATED, at(alert.escalatedAtMs)) : '';
    return [seen, told].filter(Boolean).join('　');
}
