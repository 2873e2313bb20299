// booking.js - what the kiosk shows of appointments: a keypad for the number and the eight digits of one, the free times of a service, and
// what was booked.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { bookable, slotText } from '../lib/slots.js';
import { qr, qrBox } from '../lib/qr.js';
import { nameOf, otherName, say, sayOther } from '../lib/words.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '⌫', '0'];
export const CODE_DIGITS = 8;

/** `typed`: {booking, code, field}; `press(kind, text, act)` makes a button. */
export function keypadPage(typed, refused, press, act) {
    const asksCode = typed.field === 'code';
    const whole = asksCode ? typed.code.length === CODE_DIGITS : typed.booking.length > 0;
    const title = asksCode ? T.CHECK_IN_CODE : T.CHECK_IN_NUMBER;
    return html`<main class="bring keypad">
        <h1>${say(title)}</h1>
        <p class="other">${sayOther(title)}</p>
        <p class="typed" aria-live="polite">${(asksCode ? typed.code : typed.booking) || '\u00a0'}</p>
        <p class="refused" role="alert">${refused ? html`<span>▲ ${refused}</span>` : nothing}</p>
        <div class="keys">
            ${KEYS.map((key) => press('quiet', key, () => act(key)))}
            ${press(whole ? 'primary' : 'quiet', say(T.KEY_OK), () => whole && act('ok'))}
        </div>
        <div class="choice">${press('quiet', say(T.BACK), () => act('back'))}</div>
    </main>`;
}

export function bookServicesPage(press, choose, back) {
    return html`<main class="bring times">
        <h1>${say(T.BOOK)}</h1>
        <p class="other">${sayOther(T.BOOK)}</p>
        <div class="list">${bookable().map((one) => press('quiet', html`${nameOf(one.name)}<span class="other">${otherName(one.name)}</span>`, () => choose(one.id)))}</div>
        <div class="choice">${press('quiet', say(T.BACK), back)}</div>
    </main>`;
}

/** `times`: null while they are asked for. */
export function timesPage(service, times, refused, press, choose, back) {
    return html`<main class="bring times">
        <p class="of"><b class="letter">${service.letter}</b>${nameOf(service.name)}</p>
        <h1>${say(!times || times.length ? T.SLOT_WHEN : T.SLOT_NONE)}</h1>
        <p class="refused" role="alert">${refused ? html`<span>▲ ${refused}</span>` : nothing}</p>
        <div class="list">${(times ?? []).map(({ atMs }) => press('quiet', slotText(atMs), () => choose(atMs)))}</div>
        <div class="choice">${press('quiet', say(T.BACK), back)}</div>
    </main>`;
}

export function bookedPage({ service, atMs, booking, shortCode, link }, done) {
    return html`<main class="ticket">
        <div class="card" aria-live="assertive">
            <h1>${nameOf(service.name)}</h1>
            <p class="label">${say(T.BOOKED)}<span class="other">${sayOther(T.BOOKED)}</span></p>
            <p class="number when" data-length="9">${slotText(atMs)}</p>
            <dl>
                <div><dt>${say(T.BOOKING_NUMBER_LABEL)}</dt><dd>${booking}</dd></div>
                <div><dt>${say(T.BOOKING_CODE_LABEL)}</dt><dd>${shortCode}</dd></div>
            </dl>
            <svg class="qr" viewBox=${qrBox(link)} role="img" aria-label=${say(T.SCAN_BOOKING)}>${qr(link)}</svg>
            <p class="scan">${say(T.SCAN_BOOKING)}</p>
        </div>
        <p class="keep" role="status">${say(T.BOOKED_KEEP)}</p>
        <div class="choice">${done}</div>
    </main>`;
}
