// offers.js - what customers are told beside calls and waits: measures that last, plates, services without tickets.
import * as T from 'catalogue';
import { codeOf, hall, zoneOf } from './hall.js';
import { counterName, nameOf, say, serviceName } from './words.js';

const servicesOf = (what) =>
    what.services?.length ? what.services.map(serviceName).join(say(T.LIST_COMMA)) : say(T.ALL_SERVICES);

function otherHall(what) {
    return nameOf((hall.view.settings.otherHalls ?? []).find((one) => one.hall === what.toHall)?.name);
}

/**
 * An Offer in words; '' of a kind that says nothing to customers.
 * @param {Hallq.Offer} offer
 */
export function offerText({ what }) {
    const zone = nameOf(zoneOf(what.zone)?.name);
    switch (what.kind) {
        case 'REST_AREA':
            return zone ? say(T.OFFER_REST, zone, servicesOf(what)) : say(T.OFFER_REST_ANYWHERE, '', servicesOf(what));
        case 'DIVERT':
            return what.toHall ? say(T.OFFER_HALL, otherHall(what), servicesOf(what)) : say(T.OFFER_ZONE, zone, servicesOf(what));
        case 'OFFER_APPOINTMENTS':
            return say(T.OFFER_APPOINTMENTS, '', servicesOf(what));
        case 'NOTICE':
            return nameOf(codeOf('notices', what.textCode)?.name);
        case 'ZONE_OUT':
            return say(T.OFFER_ZONE_OUT, zone);
        default:
            return '';
    }
}

function plateText(counter) {
    const reason = nameOf(codeOf('pauseReasons', counter.pauseReason)?.name);
    const name = counterName(counter.counter);
    return reason ? say(T.PLATE_OF, name, reason) : say(T.PLATE_OF_ALONE, name);
}

/** @param {Hallq.LineState} state */
function suspendedText({ line, reason }) {
    const why = nameOf(codeOf('suspendReasons', reason)?.name);
    return why ? say(T.SUSPENDED_OF, serviceName(line.id), why) : say(T.SUSPENDED_OF_ALONE, serviceName(line.id));
}

/** All of it, the most useful first. */
export function notices() {
    const { offers = [], lines = [], counters = [] } = hall.view;
    return [
        ...offers.map(offerText),
        ...lines.filter((line) => line.suspended && line.line.kind === 'SERVICE').map(suspendedText),
        ...counters.filter((one) => one.state === 'PAUSED').map(plateText),
    ].filter(Boolean);
}
