// A ticket's own page, found by its link alone: how many are before me, when to be back, is it me. The place is read again when the
// hall's feed moves and each quarter of a minute; on a bad line the last one stays, with its age.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { showAccent } from '../lib/accent.js';
import { beNobody, request, send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import './booking.js';
import { counterNow, hall, openHall, serviceOf, zoneOf, counterSettings } from '../lib/hall.js';
import { bookingLink, chooseSlot, givesSlots, isOffered } from '../lib/slots.js';
import { counterName, minutes, nameOf, rangeParts, say, serviceName } from '../lib/words.js';

const READ_MS = 15_000;
const PAUSE_MS = 2_000; // between two readings, however the feed moves
const NEAR = 5; // places from which one should be in the hall
const DOTS_MAX = 8;
const HALL_MS = 3_000; // the ticket is shown without the hall then
const OLD_MS = 45_000;
const SHOWS_ONLY = ['NOT_ALLOWED', 'NO_TICKET']; // what a link that may not act is answered
const VIBRATE = [400, 150, 400, 150, 800];

const link = decodeURIComponent(location.pathname.split('/').pop());
const [hallOfLink, ticketOfLink] = link.split('-', 2);
const codeOfLink = link.split('-').slice(2).join('-');
const isOfBooking = !ticketOfLink || ticketOfLink.startsWith('b'); // /t/1 books a time, /t/1-b7-... is the page of a booking

/** base64url, as in the link, to base64, as in JSON. */
const base64 = (text) => text.replace(/-/g, '+').replace(/_/g, '/').padEnd(Math.ceil(text.length / 4) * 4, '=');
const which = () => ({ which: { ticket: ticketOfLink, code: base64(codeOfLink) } });

/** Where the browser allows it: once the page was touched. */
function vibrate() {
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATE);
}

class HallPhone extends HallElement {
    #card = null;
    #mayAct = true; // until the broker says that this link only shows
    #gone = ''; // a sentence: there is no such ticket any more
    #readAt = 0;
    #begunAt = 0;
    #asking = false; // 'give up?' stands
    #said = '';
    #busy = false;
    #told = ''; // call that was made known
    #first = 0; // people ahead when the page was opened

    connectedCallback() {
        super.connectedCallback();
        if (isOfBooking) return;
        setInterval(() => this.#read(), READ_MS);
        addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#read());
        this.#read();
    }

    hallChanged() {
        super.hallChanged();
        this.#read();
    }

    async #read() {
        if (isOfBooking) return;
        const now = performance.now();
        if (this.#begunAt && now - this.#begunAt < PAUSE_MS) return;
        this.#begunAt = now;
        const answer = await request('GET', `/halls/${hallOfLink}/tickets/${encodeURIComponent(link)}`);
        if (answer.ok && answer.data?.ticket) this.#keep(answer.data);
        else if (answer.status === 404 || answer.status === 410) this.#gone = answer.text;
        this.requestUpdate();
    }

    /** @param {Hallq.WebTicket} card */
    #keep({ ticket }) {
        this.#card = ticket;
        this.#readAt = Date.now();
        this.#gone = '';
        this.#first = Math.max(this.#first, ticket.peopleAhead || 0);
        const call = ticket.state === 'CALLED' ? `${ticket.counter}/${ticket.callCount || 1}` : '';
        if (call && call !== this.#told) vibrate();
        this.#told = call;
    }

    async #act(command, body = {}) {
        if (this.#busy) return;
        this.#busy = true;
        this.#said = '';
        this.requestUpdate();
        const answer = await send(command, { ...which(), ...body });
        this.#busy = false;
        this.#asking = false;
        if (SHOWS_ONLY.includes(answer.reason)) this.#mayAct = false;
        this.#said = answer.ok ? (command === 'rate' ? say(T.RATED) : '') : answer.text;
        this.#begunAt = 0;
        this.requestUpdate();
        this.#read();
    }

    // ---------------------------------------------------------------- parts

    #age() {
        const age = Date.now() - this.#readAt;
        if (age < OLD_MS) return html`<span class="fresh">${say(T.JUST_NOW)}</span>`;
        return html`<span class="old">▲ ${say(T.AGE, minutes(age / 1000))}</span>`;
    }

    #wait(card) {
        if (card.noCounter) return html`<p class="range">${say(T.UNSERVED)}</p>`;
        if (!card.peopleAhead && !card.orMore) return html`<p class="range">${say(T.YOU_NEXT)}</p>`;
        if (!card.upperMin) return html`<p class="range">${card.roughWaitS ? say(T.ABOUT, minutes(card.roughWaitS)) : say(T.AHEAD_OF_YOU, card.peopleAhead)}</p>`;
        const [text, unit] = rangeParts(card.lowerMin, card.upperMin);
        return html`<p class="range"><small>${say(T.ABOUT, '')}</small> ${text} <small>${unit}</small></p>`;
    }

    #dots(card) {
        const all = Math.min(DOTS_MAX, Math.max(this.#first, 1));
        const left = Math.round(((card.peopleAhead || 0) / Math.max(this.#first, 1)) * all);
        return html`<p class="places" aria-hidden="true">${Array.from({ length: all }, (_, i) => html`<i class=${i < all - left ? 'done' : ''}></i>`)}</p>`;
    }

    /** Whether paper came out; nothing is said where it did, or none was asked for. */
    #slip(card) {
        const lost = ['FAILED', 'UNKNOWN', 'NOT_PRINTED'].includes(card.slip?.state);
        return lost ? html`<p class="slip">${say(T.SLIP_DOUBT)}</p>` : nothing;
    }

    #waiting(card) {
        const near = (card.peopleAhead || 0) <= NEAR && !card.orMore;
        const bring = serviceOf(card.service)?.bring ?? [];
        return html`${this.#wait(card)}
            <p class="ahead" aria-live="polite">
                ${card.upperMin ? html`${card.orMore ? say(T.PEOPLE_OR_MORE_AHEAD, card.peopleAhead || 0) : say(T.AHEAD_OF_YOU, card.peopleAhead || 0)} · ` : nothing}${this.#age()}
            </p>
            ${this.#dots(card)}
            <div class="tip ${near ? 'near' : ''}" role="status">
                <p>${near ? say(T.COME_BACK_NOW) : say(T.TOLD_LATER, NEAR)}</p>
                ${bring.length ? html`<p class="bring">${say(T.BRING_SHORT, bring.map(nameOf).join(say(T.LIST_SEMICOLON)))}</p>` : nothing}
            </div>
            ${this.#swapOffer(card)} ${this.#giveUp()}`;
    }

    /** The ticket for a time of its service: it is given up in the same moment, or nothing is done. */
    async #swap() {
        const atMs = await chooseSlot(this.#card.service);
        if (!atMs || this.#busy) return;
        this.#busy = true;
        const answer = await send('swap_ticket', { ...which(), atMs: String(atMs) });
        this.#busy = false;
        this.#said = answer.ok ? '' : answer.text;
        const done = answer.data?.done;
        if (answer.ok) location.replace(`/t/${bookingLink(done.booking, done.bookingCode)}`);
        this.requestUpdate();
    }

    #swapOffer(card) {
        if (!this.#mayAct || !hall.view || !isOffered(card.service) || !givesSlots(card.service)) return nothing;
        return html`<button class="primary swap" ?disabled=${this.#busy} @click=${() => this.#swap()}>${say(T.SWAP)}</button>`;
    }

    #giveUp() {
        if (!this.#mayAct) return nothing;
        if (!this.#asking) return html`<button class="quiet give-up" @click=${() => this.#ask(true)}>${say(T.GIVE_UP)}</button>`;
        return html`<div class="sure" role="group" aria-label=${say(T.GIVE_UP_SURE)}>
            <p>${say(T.GIVE_UP_SURE)}</p>
            <button class="primary" @click=${() => this.#ask(false)}>${say(T.GIVE_UP_NO)}</button>
            <button class="quiet give-up" ?disabled=${this.#busy} @click=${() => this.#act('cancel')}>${say(T.GIVE_UP_YES)}</button>
        </div>`;
    }

    #ask(asking) {
        this.#asking = asking;
        this.requestUpdate();
    }

    #called(card) {
        const zone = nameOf(zoneOf(counterSettings(card.counter)?.zone)?.name);
        return html`<main class="called" aria-live="assertive">
            <p class="of">${card.number}</p>
            <p class="go">${say(T.YOUR_TURN)}</p>
            <p class="window">${counterName(card.counter)}</p>
            ${zone ? html`<p class="zone">${zone}</p>` : nothing}
            <p class="ahead">${this.#age()}</p>
        </main>`;
    }

    #rating() {
        if (this.#said === say(T.RATED)) return nothing;
        return html`<fieldset class="rate">
            <legend>${say(T.RATE_ASK)}</legend>
            ${T_SCORES.map((text, i) => html`<button class="quiet" ?disabled=${this.#busy} @click=${() => this.#act('rate', { score: 5 - i })}>${say(text)}</button>`)}
        </fieldset>`;
    }

    #over(card) {
        const says = { FINISHED: T.TICKET_FINISHED, CANCELLED: T.TICKET_CANCELLED, NO_SHOW: T.TICKET_NO_SHOW, HELD: T.TICKET_HELD, SERVING: T.TICKET_SERVING, EXPECTED: T.TICKET_EXPECTED };
        return html`<p class="range">${say(says[card.state] ?? T.LOADING, counterNow(card.counter) ? counterName(card.counter) : '')}</p>
            ${card.state === 'FINISHED' && this.#mayAct ? this.#rating() : nothing}`;
    }

    render() {
        const card = this.#card;
        showAccent();
        if (isOfBooking) return html`<phone-booking .of=${ticketOfLink ? { booking: Number(ticketOfLink.slice(1)), code: base64(codeOfLink) } : null}></phone-booking>`;
        if (this.#gone) return html`<main class="gone"><h1>${say(T.LINK_GONE)}</h1><p>${this.#gone}</p></main>`;
        const whole = hall.view || performance.now() > HALL_MS; // what to bring stands in the hall's settings
        if (!card || !whole) return html`<p class="loading">${say(T.LOADING)}</p>`;
        document.title = `${card.number} ${card.state === 'CALLED' ? say(T.YOUR_TURN) : ''}`;
        document.documentElement.classList.toggle('turn', card.state === 'CALLED');
        if (card.state === 'CALLED') return this.#called(card);
        return html`<main>
            <p class="where">${nameOf(hall.view?.settings?.name)}<span>${serviceName(card.service)}</span></p>
            <h1 class="number">${card.number}</h1>
            ${card.state === 'WAITING' ? this.#waiting(card) : this.#over(card)}
            ${this.#slip(card)}
            <p class="said" role="alert">${this.#said}</p>
            <p class="foot">${say(T.PHONE_FOOT)}</p>
        </main>`;
    }
}

const T_SCORES = [T.SCORE_5, T.SCORE_4, T.SCORE_3, T.SCORE_2, T.SCORE_1];
customElements.define('hall-phone', HallPhone);
beNobody();
openHall(Number(hallOfLink));
