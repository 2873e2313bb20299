// desk.js - what a clerk does at their counter: which acts each state has, and how each is sent. The first act of a state is the large
// key; keys are those of the terminal.
//
//     closed ─open─▶ free ─call─▶ calling ─start─▶ serving ─finish─▶ free
//                     │ ▲           │ no-show, transfer    │ hold, transfer
//                   pause           ▼                      ▼
//                     └▶ paused    free                   free
import * as T from 'catalogue';
import { choose } from '../lib/choose.js';
import { counterNow, givesOf, hall } from '../lib/hall.js';
import { askSlip } from '../lib/slip.js';
import { counterName, nameOf, say, serviceName } from '../lib/words.js';

const codes = (list) => (hall.view.settings[list] ?? []).map((one) => ({ value: one.code, label: nameOf(one.name) }));

/** A reason of the settings, '' where they have none, null: changed their mind. */
const reason = (list, title) => (codes(list).length ? choose({ title, items: codes(list) }) : Promise.resolve(''));

async function finish() {
    const outcomes = codes('outcomes');
    if (!outcomes.length) return ['finish', {}];
    const chosen = await choose({ title: say(T.ASK_OUTCOME).trim(), items: outcomes, ticks: codes('topics') });
    if (!chosen) return null;
    return ['finish', { outcome: chosen.value ?? chosen, topics: (chosen.ticks ?? []).slice(0, 5) }];
}

async function transfer(counter) {
    const services = hall.view.settings.services.map((one) => ({ value: { to: { kind: 'SERVICE', id: one.id }, service: one.id }, label: `${one.letter} ${nameOf(one.name)}` }));
    const counters = hall.view.counters
        .filter((one) => one.counter !== counter && one.state !== 'CLOSED')
        .map((one) => ({ value: { to: { kind: 'COUNTER', id: one.counter } }, label: counterName(one.counter), more: givesOf(one).map(serviceName).join(say(T.LIST_COMMA)) }));
    const body = await choose({ title: say(T.ASK_TRANSFER).trim(), items: [...services, ...counters] });
    return body && ['transfer', body];
}

async function pause() {
    const why = await reason('pauseReasons', say(T.ASK_PAUSE).trim());
    return why === null ? null : ['counter_pause', { reason: why }];
}

async function further() {
    const items = hall.view.settings.services.map((one) => ({ value: one.id, label: `${one.letter} ${nameOf(one.name)}` }));
    const service = await choose({ title: say(T.ASK_FURTHER).trim(), items });
    return service && ['further', { service }];
}

async function numbered(title, command, list = '') {
    const chosen = await choose({ title, field: { label: say(T.TICKET_NUMBER), pattern: '[A-Za-z]{1,2}[0-9]{1,5}' }, items: list && codes(list).length ? codes(list) : [{ value: '', label: say(T.DO_IT) }] });
    return chosen && [command, { which: { number: chosen.text }, ...(list ? { reason: chosen.value } : {}) }];
}

/** Each act: its key, its words, and how it becomes [command, body]; null: the clerk changed their mind. */
export const ACTS = {
    open: { code: 'KeyO', key: 'O', text: T.ACT_OPEN, make: () => ['counter_open', {}] },
    call: { code: 'Space', key: '', text: T.ACT_CALL, make: () => ['call_next', {}] },
    start: { code: 'KeyS', key: 'S', text: T.ACT_START, make: () => ['start', {}] },
    finishCall: { code: 'Space', key: '', text: T.DO_FINISH_CALL, make: () => ['call_next', { finish: {} }] },
    finish: { code: 'KeyF', key: 'F', text: T.DO_FINISH, make: finish },
    recall: { code: 'KeyR', key: 'R', text: T.DO_RECALL, make: () => ['recall', {}] },
    noShow: { code: 'KeyN', key: 'N', text: T.DO_NO_SHOW, make: () => ['no_show', {}] },
    hold: { code: 'KeyH', key: 'H', text: T.DO_HOLD, make: () => ['hold', {}] },
    transfer: { code: 'KeyT', key: 'T', text: T.DO_TRANSFER, make: transfer },
    pause: { code: 'KeyP', key: 'P', text: T.DO_COUNTER_PAUSE, make: pause },
    resume: { code: 'KeyP', key: 'P', text: T.ACT_RESUME, make: () => ['counter_resume', {}] },
    further: { code: 'KeyA', key: 'A', text: T.DO_FURTHER, make: further },
    reinstate: { code: 'KeyI', key: 'I', text: T.DO_REINSTATE, make: () => numbered(say(T.DO_REINSTATE), 'reinstate') },
    named: { code: 'KeyG', key: 'G', text: T.DO_CALL_NAMED, make: () => numbered(say(T.ASK_NAMED_REASON).trim(), 'call_named', 'namedReasons') },
    slip: { code: 'KeyB', key: 'B', text: T.DO_PRINT_SLIP, make: (counter) => askSlip(counterNow(counter)?.number) },
    close: { code: 'KeyO', key: 'O', text: T.ACT_CLOSE, make: () => ['counter_close', {}] },
};

// By state: the large key, those beside it, and the rest, which stand in the menu.
export const STATES = {
    CLOSED: { first: 'open', beside: [], more: ['reinstate', 'slip'] },
    FREE: { first: 'call', beside: ['pause', 'further', 'reinstate'], more: ['named', 'slip', 'close'] },
    CALLING: { first: 'start', beside: ['recall', 'noShow', 'transfer'], more: ['slip'] },
    SERVING: { first: 'finishCall', beside: ['finish', 'hold', 'transfer'], more: ['slip'] },
    PAUSED: { first: 'resume', beside: ['reinstate'], more: ['slip', 'close'] },
};

/** What a key does in a state: the name of an act, or ''. Space is always the large key. */
export function actOf(state, code) {
    const { first, beside, more } = STATES[state] ?? STATES.CLOSED;
    if (code === 'Space') return first;
    return [first, ...beside, ...more].find((name) => ACTS[name].code === code) ?? '';
}
