// booking.js - an appointment's own page, found by its link alone: when, for what, what to type at the kiosk; to another time, given up,
// checked in. Without a number in the link: a time is booked here.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { choose } from '../lib/choose.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { bookable, bookingLink, chooseSlot, slotText } from '../lib/slots.js';
import { nameOf, say, serviceName } from '../lib/words.js';

const AGAIN_MS = 30_000;
const STATES = { CHECKED_IN: T.BOOKING_CHECKED_IN, NO_SHOW: T.BOOKING_NO_SHOW, CANCELLED: T.BOOKING_CANCELLED };

class PhoneBooking extends HallElement {
    static properties = { of: { attribute: false } };
    of; // {booking, code}; null: none yet
    #card = null;
    #said = '';
    #gone = '';
    #busy = false;
    #again = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#again = setInterval(() => this.#read(), AGAIN_MS);
        this.#read();
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        clearInterval(this.#again);
    }

    async #read() {
        if (!this.of) return;
        const answer = await send('get_booking', { of: this.of });
        if (answer.ok) this.#card = answer.data.booking;
        else if (answer.reason === 'NO_BOOKING') this.#gone = answer.text;
        this.requestUpdate();
    }

    async #act(command, body) {
        if (this.#busy) return null;
        this.#busy = true;
        this.requestUpdate();
        const answer = await send(command, body);
        this.#busy = false;
        this.#said = answer.ok ? '' : answer.text;
        await this.#read();
        this.requestUpdate();
        return answer.ok ? answer : null;
    }

    async #book(service) {
        const atMs = await chooseSlot(service);
        const answer = atMs && (await this.#act('book_slot', { service, atMs: String(atMs) }));
        if (answer) location.replace(`/t/${bookingLink(answer.data.done.booking, answer.data.done.bookingCode)}`);
    }

    async #move() {
        const atMs = await chooseSlot(this.#card.now.service);
        if (atMs) await this.#act('move_booking', { of: this.of, atMs: String(atMs) });
    }

    async #cancel() {
        const sure = await choose({ title: say(T.BOOKING_CANCEL_SURE), items: [{ value: true, label: say(T.BOOKING_CANCEL_YES) }] });
        if (sure) await this.#act('cancel_booking', { of: this.of });
    }

    async #checkIn() {
        const answer = await this.#act('check_in_booking', { of: this.of });
        if (answer?.location) location.replace(answer.location);
    }

    #choosing() {
        const services = bookable();
        return html`<h1>${say(T.BOOK)}</h1>
            ${services.length ? nothing : html`<p class="tip">${say(T.BOOK_NONE)}</p>`}
            ${services.map((one) => html`<button class="primary" ?disabled=${this.#busy} @click=${() => this.#book(one.id)}>${nameOf(one.name)}</button>`)}`;
    }

    #toCome(card) {
        const early = Number(card.fromMs) > hall.now();
        return html`${card.now.toDecide ? html`<p class="slip" role="alert">▲ ${say(T.BOOKING_TO_DECIDE)}</p>` : nothing}
            <div class="tip" role="status">
                <p>${say(T.BOOKING_CODE, card.now.booking, card.shortCode)}</p>
                <p class="bring">${say(T.BOOKING_CHECK_IN_FROM, slotText(card.fromMs), slotText(card.untilMs))}</p>
            </div>
            <button class="primary" ?disabled=${this.#busy || early} @click=${() => this.#checkIn()}>${say(T.BOOKING_CHECK_IN)}</button>
            <button class="quiet" ?disabled=${this.#busy} @click=${() => this.#move()}>${say(T.BOOKING_MOVE)}</button>
            <button class="quiet give-up" ?disabled=${this.#busy} @click=${() => this.#cancel()}>${say(T.BOOKING_CANCEL)}</button>`;
    }

    #shown() {
        const card = this.#card;
        if (this.#gone) return html`<h1>${say(T.LINK_GONE)}</h1><p>${this.#gone}</p>`;
        if (!card) return html`<p class="loading">${say(T.LOADING)}</p>`;
        document.title = slotText(card.now.atMs);
        return html`<h1 class="slot">${slotText(card.now.atMs)}</h1>
            ${card.now.state === 'BOOKED' ? this.#toCome(card) : html`<p class="range">${say(STATES[card.now.state] ?? T.LOADING, card.now.number)}</p>`}`;
    }

    render() {
        if (!hall.view) return html`<p class="loading">${say(T.LOADING)}</p>`;
        return html`<main class="booking">
            <p class="where">${nameOf(hall.view.settings?.name)}<span>${this.#card ? serviceName(this.#card.now.service) : nothing}</span></p>
            ${this.of ? this.#shown() : this.#choosing()}
            <p class="said" role="alert">${this.#said}</p>
            <p class="foot">${say(T.BOOKING_FOOT)}</p>
        </main>`;
    }
}
customElements.define('phone-booking', PhoneBooking);
