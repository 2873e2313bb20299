// slip.js - the slip of a ticket, for the staff: how it stands, and another one for whoever holds none.
import * as T from 'catalogue';
import { choose } from './choose.js';
import { send } from './commands.js';
import { lineOf, services } from './hall.js';
import { say } from './words.js';

const WORDS = { TO_PRINT: T.SLIP_TO_PRINT, TAKEN: T.SLIP_TAKEN, PRINTED: T.SLIP_PRINTED, FAILED: T.SLIP_FAILED, UNKNOWN: T.SLIP_UNKNOWN, NOT_PRINTED: T.SLIP_NOT_PRINTED };
const UNDER_WAY = ['TO_PRINT', 'TAKEN'];
const DOUBTFUL = ['FAILED', 'UNKNOWN', 'NOT_PRINTED'];
const NUMBER = '[A-Za-z]{1,2}[0-9]{1,5}';
const LOOK_MS = 700;
const LOOKS_MS = 20_000; // a slip that is not taken by then is not worth waiting for
const LINE_MAX = 50; // of each line: who waits behind these is not at a counter soon

const words = (slip) => (WORDS[slip?.state] ? say(WORDS[slip.state]) : '');

/** "小票：已打印", and which copy it is if it is one; '' if none was ordered. */
export const slipText = (slip) => (!words(slip) ? '' : slip.copy ? say(T.CARD_SLIP_COPY, words(slip), slip.copy) : say(T.CARD_SLIP, words(slip)));
/** "A045 小票：已打印". */
export const slipOf = (card) => say(T.PRINTER_SLIP, card.number, words(card.slip));
/** Its customer may hold none. */
export const isDoubtful = (slip) => DOUBTFUL.includes(slip?.state);
const isUnderWay = (slip) => UNDER_WAY.includes(slip?.state);

async function waiting(service) {
    const answer = await send('get_line', { line: { kind: 'SERVICE', id: service }, limit: LINE_MAX });
    return answer.data?.line?.tickets ?? [];
}

async function withoutPaper() {
    const lines = services().filter((one) => lineOf(one.id)?.waiting);
    const tickets = (await Promise.all(lines.map((one) => waiting(one.id)))).flat();
    return tickets.filter((card) => isDoubtful(card.slip));
}

/** Asks whose slip is printed again: by number, or one of those who wait without paper. [command, body], or null. */
export async function askSlip(number = '') {
    const some = (await withoutPaper()).map((card) => ({ value: card.ticket, label: card.number, more: slipText(card.slip), alone: true }));
    const chosen = await choose({ title: say(T.DO_PRINT_SLIP), field: { label: say(T.TICKET_NUMBER), pattern: NUMBER, value: number }, items: [{ value: '', label: say(T.DO_PRINT_SLIP) }, ...some] });
    return chosen && ['print_slip', { which: chosen.value ? { ticket: chosen.value } : { number: chosen.text.toUpperCase() } }];
}

async function askKiosk() {
    const chosen = await choose({ title: say(T.OTHER_KIOSK), field: { label: say(T.KIOSK_NUMBER), pattern: '[0-9]{1,5}' }, items: [{ value: '', label: say(T.DO_PRINT_SLIP) }] });
    return Number(chosen?.text) || 0;
}

/** After an order that was refused, since its printer cannot print: the same at another kiosk, or null. */
export async function elsewhere(answer, [command, body]) {
    if (command !== 'print_slip' || answer.reason !== 'NO_PRINTER' || body.printer) return null;
    const printer = await askKiosk();
    return printer ? [command, { ...body, printer }] : null;
}

/** The card as it is now. One that waits is looked for in its line, since to ask for the ticket itself may show a note, which is put on record. */
async function lookAgain(card, mine) {
    if (!mine) return (await waiting(card.service)).find((one) => one.ticket === card.ticket);
    return (await send('get_ticket', { which: { ticket: card.ticket } })).data?.ticket;
}

/** Calls `told(slip)` each time it stands otherwise, until it is over. `mine`: the ticket is at this counter. */
export async function followSlip(card, mine, told) {
    const end = performance.now() + LOOKS_MS;
    let { slip } = card;
    while (isUnderWay(slip) && performance.now() < end) {
        await new Promise((done) => setTimeout(done, LOOK_MS));
        const now = await lookAgain(card, mine);
        if (!now?.slip) return;
        if (now.slip.state !== slip.state) told(now.slip);
        slip = now.slip;
    }
}
