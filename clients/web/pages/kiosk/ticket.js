// ticket.js - the ticket that was just taken: its number, the wait, who is ahead, and the code for a phone.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { hasFree } from '../lib/hall.js';
import { qr, qrBox } from '../lib/qr.js';
import { minutes, rangeParts, say, sayOther, serviceName } from '../lib/words.js';

function waitOf(card) {
    if (card.noCounter) return say(T.UNSERVED);
    if (!card.peopleAhead && !card.orMore && hasFree(card.service)) return say(T.AT_ONCE);
    if (card.upperMin) {
        const [text, unit] = rangeParts(card.lowerMin, card.upperMin);
        return html`${text} <small>${unit}</small>`;
    }
    return card.roughWaitS ? say(T.ABOUT, minutes(card.roughWaitS)) : nothing;
}

/** `until`: the page goes by itself then, of performance.now(). */
function slipText(slip, number) {
    if (!slip) return say(T.NO_PAPER);
    if (slip === 'TO_PRINT' || slip === 'TAKEN') return say(T.SLIP_COMES);
    return slip === 'PRINTED' ? say(T.KIOSK_SLIP) : say(T.KIOSK_NO_SLIP, number);
}

export function ticketPage({ card, link, slip }, until, done) {
    const wait = waitOf(card);
    const rest = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    return html`<main class="ticket">
        <div class="card" aria-live="assertive">
            <h1>${serviceName(card.service)}</h1>
            <p class="label">${say(T.KIOSK_TICKET)}<span class="other">${sayOther(T.KIOSK_TICKET)}</span></p>
            <p class="number" data-length=${card.number.length}>${card.number}</p>
            <dl>
                ${wait === nothing ? nothing : html`<div><dt>${say(T.EXPECTED)}</dt><dd>${wait}</dd></div>`}
                <div>
                    <dt>${say(T.AHEAD_LABEL)}</dt>
                    <dd>${card.orMore ? say(T.PEOPLE_OR_MORE, card.peopleAhead || 0) : say(T.PEOPLE_SPACED, card.peopleAhead || 0)}</dd>
                </div>
            </dl>
            ${link ? html`<svg class="qr" viewBox=${qrBox(link)} role="img" aria-label=${say(T.SCAN)}>${qr(link)}</svg><p class="scan">${say(T.SCAN)}</p>` : nothing}
        </div>
        <p class="keep" role="status">${slipText(slip, card.number)}</p>
        <div class="choice">${done}</div>
        <p class="rest" aria-hidden="true">${say(T.BACK_IN, rest)}</p>
    </main>`;
}
