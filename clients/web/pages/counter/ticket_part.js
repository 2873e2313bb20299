// ticket_part.js - the ticket at this counter, or what the counter is: number, service, class, note, and the time against its target,
// which turns amber, then red, each with a word.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { codeOf, hall, serviceOf } from '../lib/hall.js';
import { isDoubtful, slipText } from '../lib/slip.js';
import { minutes, nameOf, say, serviceName, stopwatch } from '../lib/words.js';

const AMBER_FROM = 0.8; // of the target

const SAYS = { CLOSED: [T.COUNTER_CLOSED, T.HINT_CLOSED], FREE: [T.COUNTER_FREE, T.HINT_FREE], PAUSED: [T.WINDOW_PLATE, T.HINT_PAUSED] };

function targetText(passedS, targetS) {
    if (passedS <= targetS) return say(T.TARGET_LEFT, minutes(targetS), minutes(targetS - passedS));
    return say(T.TARGET_OVER, minutes(targetS), minutes(passedS - targetS));
}

function serving(now, card) {
    const passedS = Math.max(0, (hall.now() - Number(now.sinceMs)) / 1000);
    const targetS = serviceOf(card?.service)?.targetServiceS || 0;
    const part = targetS ? passedS / targetS : 0;
    const level = part > 1 ? 'red' : part >= AMBER_FROM ? 'amber' : 'grey';
    return html`<p class="clock ${level}">${level === 'red' ? '▲ ' : ''}${stopwatch(passedS * 1000)}</p>
        <svg class="bar ${level}" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="2" /><rect class="part" width=${Math.min(100, part * 100)} height="2" /></svg>
        <p class="target ${level}">${targetS ? targetText(passedS, targetS) : nothing}</p>`;
}

function calling(now, card) {
    const { callsBeforeNoShow = 3 } = hall.view.settings;
    return html`<p class="clock grey">${stopwatch(hall.now() - Number(now.sinceMs))}</p>
        <p class="target">${say(T.CALLS_OF, card?.callCount || 1, callsBeforeNoShow)}</p>`;
}

function classOf(card) {
    const one = card?.customerClass && (hall.view.settings.classes ?? []).find((of) => of.id === card.customerClass);
    return one ? html`<b class="class">${nameOf(one.name)}</b>` : nothing;
}

function slipPart(slip, again) {
    if (!slipText(slip)) return nothing;
    if (!isDoubtful(slip)) return html`<span class="slip">${slipText(slip)}</span>`;
    return html`<span class="slip doubtful">▲ ${slipText(slip)}</span><button class="again" aria-keyshortcuts="B" @click=${again}>${say(T.DO_PRINT_SLIP)} <kbd>B</kbd></button>`;
}

function ticket(state, now, card, again) {
    return html`<p class="state">${say(state === 'CALLING' ? T.COUNTER_CALLING : T.COUNTER_SERVING)}<span>${card?.service ? serviceName(card.service) : ''}</span>${classOf(card)}${slipPart(card?.slip, again)}</p>
        <div class="ticket">
            <p class="number">${now.number}</p>
            ${state === 'SERVING' ? serving(now, card) : calling(now, card)}
        </div>
        <div class="notes">
            ${card?.note ? html`<p class="note">${say(T.CARD_NOTE, card.note)}</p>` : nothing}
            ${card?.nextServices?.length ? html`<p class="note">${say(T.NEXT_STEPS, card.nextServices.map(serviceName).join(say(T.LIST_COMMA)))}</p>` : nothing}
        </div>`;
}

/** `again` when a clerk has its slip printed again. */
export function ticketPart(state, now, card, again) {
    if (state === 'CALLING' || state === 'SERVING') return ticket(state, now, card, again);
    const [title, hint] = SAYS[state];
    const why = state === 'PAUSED' ? nameOf(codeOf('pauseReasons', now.pauseReason)?.name) : '';
    return html`<div class="idle ${state.toLowerCase()}">
        <p class="title">${say(title)}${why ? html`<small>${why}</small>` : nothing}</p>
        <p class="hint">${state === 'CLOSED' ? say(hint) : html`${say(hint)} · ${now.sinceMs ? say(T.FOR_SO_LONG, minutes((hall.now() - Number(now.sinceMs)) / 1000)) : nothing}`}</p>
    </div>`;
}
