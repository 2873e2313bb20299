// others.js - other measures than the one that is proposed: asks which, where, for whom.
import * as T from 'catalogue';
import { choose } from '../lib/choose.js';
import { hall } from '../lib/hall.js';
import { counterName, nameOf, say } from '../lib/words.js';

const list = (name) => hall.view.settings[name] ?? [];
const codes = (name) => list(name).map((one) => ({ value: one.code, label: nameOf(one.name) }));
const title = (text, ...values) => say(text, ...values).trim();

async function counter() {
    const shut = hall.view.counters.filter((one) => one.state === 'CLOSED' || one.state === 'PAUSED');
    const id = await choose({ title: title(T.ASK_MEASURE_COUNTER), items: shut.map((one) => ({ value: one.counter, label: counterName(one.counter) })) });
    return id && { counter: id };
}

/** Asks where people are sent: {zone} or {toHall}, or null. */
export async function askPlace() {
    const zones = list('zones').filter((one) => one.selfService).map((one) => ({ value: { zone: one.id }, label: nameOf(one.name) }));
    const halls = list('otherHalls').map((one) => ({ value: { toHall: one.hall }, label: nameOf(one.name) }));
    return choose({ title: title(T.ASK_MEASURE_PLACE), items: [...zones, ...halls] });
}

async function suspend() {
    const service = await choose({ title: title(T.ASK_MEASURE_SUSPEND), items: list('services').map((one) => ({ value: one.id, label: `${one.letter} ${nameOf(one.name)}` })) });
    if (!service) return null;
    const why = codes('suspendReasons');
    const textCode = why.length ? await choose({ title: title(T.ASK_MEASURE_REASON), items: why }) : '';
    return textCode === null ? null : { services: [service], textCode };
}

async function notice() {
    const textCode = await choose({ title: title(T.ASK_MEASURE_NOTICE), items: codes('notices') });
    return textCode && { textCode };
}

async function zoneOut() {
    const zone = await choose({ title: title(T.ASK_MEASURE_PLACE), items: list('zones').filter((one) => one.selfService).map((one) => ({ value: one.id, label: nameOf(one.name) })) });
    return zone && { zone };
}

/** Asks for a measure about a service (0: all): hallq.Measure, or null. */
export async function askMeasure(service) {
    const services = service ? [service] : [];
    const kinds = {
        OPEN_COUNTER: [T.KIND_OPEN, counter],
        DIVERT: [T.KIND_DIVERT, async () => ({ ...(await askPlace()), services })],
        REST_AREA: [T.KIND_REST, async () => ({ services })],
        GUIDE: [T.KIND_GUIDE, async () => ({})],
        OFFER_APPOINTMENTS: [T.KIND_APPOINTMENTS, async () => ({ services })],
        NOTICE: [T.KIND_NOTICE, notice],
        SUSPEND_SERVICE: [T.KIND_SUSPEND, suspend],
        ZONE_OUT: [T.KIND_ZONE_OUT, zoneOut],
    };
    const can = { DIVERT: list('otherHalls').length || list('zones').some((one) => one.selfService), NOTICE: list('notices').length, ZONE_OUT: list('zones').some((one) => one.selfService) };
    const items = Object.entries(kinds).filter(([kind]) => can[kind] !== 0 && can[kind] !== false).map(([value, [text]]) => ({ value, label: say(text) }));
    const kind = await choose({ title: title(T.ASK_MEASURE), items });
    if (!kind) return null;
    const more = await kinds[kind][1]();
    if (!more || (kind === 'DIVERT' && !more.zone && !more.toHall)) return null;
    return { kind, ...more };
}
