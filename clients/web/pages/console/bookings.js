// bookings.js - today's appointments by their time, those that need a decision first, and the offer of appointments for a line as one
// touch. Asked for anew whenever the feed says that one changed.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { choose } from '../lib/choose.js';
import { lookUp } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { chooseSlot, isOffered, slotText } from '../lib/slots.js';
import { nameOf, say, serviceName } from '../lib/words.js';

const STATES = { BOOKED: T.BOOKING_BOOKED, CHECKED_IN: T.BOOKING_CHECKED_IN, NO_SHOW: T.BOOKING_MISSED, CANCELLED: T.BOOKING_CANCELLED };

const offerOf = (service) => (hall.view.offers ?? []).find(({ what }) => what.kind === 'OFFER_APPOINTMENTS' && what.services?.includes(service));

class ConsoleBookings extends HallElement {
    static properties = { acts: { attribute: false } };
    acts;
    #list = null;
    #toDecide = [];
    #seen = -1; // changes of the feed that the list is of
    #wrong = '';

    hallChanged() {
        super.hallChanged();
        this.#follow();
    }

    connectedCallback() {
        super.connectedCallback();
        this.#follow();
    }

    #follow() {
        const changes = hall.view?.bookings?.changes || 0;
        if (!hall.view || changes === this.#seen) return;
        this.#seen = changes;
        this.#read();
    }

    async #read() {
        const today = await lookUp('get_bookings', {});
        const decide = hall.view.bookings?.toDecide ? await lookUp('get_bookings', { toDecide: true }) : null;
        this.#wrong = today.ok ? '' : today.text;
        if (today.ok) this.#list = today.data.bookings?.bookings ?? [];
        this.#toDecide = decide?.ok ? decide.data.bookings?.bookings ?? [] : [];
        this.requestUpdate();
    }

    async #act(now) {
        const of = { booking: now.booking };
        const items = [
            { value: 'check_in_booking', label: say(T.BOOKING_CHECK_IN) },
            { value: 'move_booking', label: say(T.BOOKING_MOVE) },
            { value: 'cancel_booking', label: say(T.BOOKING_CANCEL) },
        ];
        const command = await choose({ title: say(T.BOOKING_OF, now.booking, slotText(now.atMs)), items: now.toDecide ? items.slice(1) : items });
        if (!command) return;
        const atMs = command === 'move_booking' ? await chooseSlot(now.service) : 0;
        if (command === 'move_booking' && !atMs) return;
        await this.acts.send(items.find((one) => one.value === command).label, command, atMs ? { of, atMs: String(atMs) } : { of });
        this.#read();
    }

    async #book() {
        const services = (hall.view.settings.services ?? []).filter((one) => one.slots);
        const service = await choose({ title: say(T.BOOK), items: services.map((one) => ({ value: one.id, label: nameOf(one.name) })) });
        const atMs = service && (await chooseSlot(service));
        if (!atMs) return;
        await this.acts.send(say(T.BOOK), 'book_slot', { service, atMs: String(atMs) });
        this.#read();
    }

    #offer(one) {
        const offer = offerOf(one.id);
        const words = say(offer ? T.OFFER_END : T.OFFER_BEGIN, nameOf(one.name));
        const ask = offer ? ['end_measure', { measure: offer.measure }] : ['take_measure', { measure: { kind: 'OFFER_APPOINTMENTS', services: [one.id] } }];
        return html`<button class="quiet" aria-pressed=${isOffered(one.id)} @click=${() => this.acts.send(words, ...ask)}>${words}</button>`;
    }

    #row(now) {
        const state = say(STATES[now.state] ?? T.LOADING, now.number);
        const text = html`<b>${slotText(now.atMs)} · ${serviceName(now.service)}</b><small>${now.toDecide ? html`▲ ${say(T.BOOKING_TO_DECIDE_SHORT)} · ` : nothing}${say(T.BOOKING_NUMBER, now.booking)} · ${state}</small>`;
        return html`<li>${now.state === 'BOOKED' ? html`<button class="item" @click=${() => this.#act(now)}>${text}</button>` : html`<div class="item settled">${text}</div>`}</li>`;
    }

    render() {
        const giving = (hall.view.settings.services ?? []).filter((one) => one.slots);
        if (this.#wrong) return html`<p class="said refused">▲ ${this.#wrong}</p>`;
        if (!this.#list) return html`<p class="loading">${say(T.LOADING)}</p>`;
        return html`<div class="cases bookings">
            <section aria-label=${say(T.TAB_BOOKINGS)}>
                ${this.#toDecide.length ? html`<h2>▲ ${say(T.BOOKINGS_TO_DECIDE, this.#toDecide.length)}</h2><ul>${this.#toDecide.map((now) => this.#row(now))}</ul>` : nothing}
                <h2>${say(T.BOOKINGS_TODAY, this.#list.length)}</h2>
                ${this.#list.length ? nothing : html`<p class="calm">${say(T.BOOKINGS_NONE)}</p>`}
                <ul>
                    ${this.#list.map((now) => this.#row(now))}
                </ul>
            </section>
            <section class="case" aria-label=${say(T.BOOK)}>
                ${giving.length ? html`<button class="primary" @click=${() => this.#book()}>${say(T.BOOK)}</button>` : html`<p class="soft">${say(T.BOOK_NONE)}</p>`}
                <div class="beside">${giving.map((one) => this.#offer(one))}</div>
            </section>
        </div>`;
    }
}
customElements.define('console-bookings', ConsoleBookings);
