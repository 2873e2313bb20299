// The kiosk: choose a service, see what to bring where there is something, have the ticket. One page at a time:
//
//     home ──tap──▶ bring ──我已备齐──▶ taking ──▶ ticket ──30 s or a tap─▶ home
//       ├──────nothing to bring──────────▲  └─refused─▶ home, with the sentence
//       ├─预约签到─▶ keypad: number, eight digits ─▶ ticket
//       └─预约─▶ services ─▶ times ─▶ booked ─▶ home
//
// Whatever people do with their fingers, one visit to `taking` is one ticket: nothing else is taken until home is shown again.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { showAccent } from '../lib/accent.js';
import { timeOfDay } from '../lib/clock.js';
import { beNobody, request, send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall, isOpen, openHall, serviceOf } from '../lib/hall.js';
import { openingText } from '../lib/opening.js';
import { press } from '../lib/press.js';
import { language, nameOf, otherName, say, sayOther, setLanguage } from '../lib/words.js';
import { bookable, bookingLink, freeTimes } from '../lib/slots.js';
import { bookServicesPage, bookedPage, CODE_DIGITS, keypadPage, timesPage } from './booking.js';
import { serviceList } from './services.js';
import { ticketPage } from './ticket.js';

const TICKET_MS = 30_000; // a browser prints no ticket: time for a picture
const IDLE_MS = 30_000;
const ASK_MS = 10_000;
const REFUSED_MS = 8_000;
const SLIP_MS = 700; // between two looks at whether the slip came
const SLIP_WAITS_MS = 15_000; // then it is said that it did not

/** Of a kiosk with a printer: kiosk?printer=7&code=..., as its program was started with. */
const address = new URLSearchParams(location.search);
const printer = Number(address.get('printer')) || 0;
const printerCode = address.get('code') || '';
const SLIP_OVER = ['PRINTED', 'FAILED', 'UNKNOWN', 'NOT_PRINTED'];

class HallKiosk extends HallElement {
    #page = 'home';
    #service = 0;
    #ticket = null; // {card, link, slip}; slip: '' none is asked for, else how it stands
    #refused = '';
    #large = false;
    #typed = { booking: '', code: '', field: 'booking' }; // of an appointment that checks in
    #times = null;
    #booked = null;
    #until = 0; // the page goes home by itself then
    #touched = performance.now();

    connectedCallback() {
        super.connectedCallback();
        for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => this.#touch(), { passive: true });
        addEventListener('contextmenu', (event) => event.preventDefault());
    }

    #touch() {
        this.#touched = performance.now();
    }

    #go(page, ms = 0) {
        this.#page = page;
        this.#until = ms ? performance.now() + ms : 0;
        this.requestUpdate();
    }

    /** Everything of the last visitor is forgotten: page, language, size of type. */
    #home() {
        this.#ticket = null;
        this.#service = 0;
        this.#refused = '';
        this.#typed = { booking: '', code: '', field: 'booking' };
        this.#times = this.#booked = null;
        this.#go('home');
    }

    #forget() {
        this.#large = false;
        setLanguage('zh');
        this.#home();
    }

    #choose(service) {
        if (this.#page !== 'home') return;
        this.#service = service;
        this.#refused = '';
        if (serviceOf(service)?.bring?.length) this.#go('bring');
        else this.#take();
    }

    async #take() {
        if (this.#page === 'taking' || this.#page === 'ticket') return;
        this.#go('taking');
        const answer = await send('issue', { service: this.#service, ...(printer ? { printer, printerCode } : {}) });
        const card = answer.data?.done?.ticket;
        if (!answer.ok || !card) {
            this.#home();
            this.#refused = answer.text || say(T.KIOSK_UNKNOWN);
            this.#go('home', REFUSED_MS);
            return;
        }
        this.#ticket = { card, link: answer.location ? new URL(answer.location, location.href).href : '', slip: printer ? card.slip?.state || 'NOT_PRINTED' : '' };
        this.#go('ticket', TICKET_MS);
        this.#follow(this.#ticket);
    }

    /** The number is shown at once; this looks whether paper follows, until it is known, or the visitor has gone. */
    async #follow(ticket) {
        const end = performance.now() + SLIP_WAITS_MS;
        const link = ticket.link.split('/').pop();
        while (ticket === this.#ticket && ticket.slip && !SLIP_OVER.includes(ticket.slip)) {
            await new Promise((done) => setTimeout(done, SLIP_MS));
            const answer = await request('GET', `/halls/${hall.number}/tickets/${encodeURIComponent(link)}`);
            ticket.slip = answer.data?.ticket?.slip?.state || ticket.slip;
            if (performance.now() > end && !SLIP_OVER.includes(ticket.slip)) ticket.slip = 'UNKNOWN';
            this.requestUpdate();
        }
    }

    // ---------------------------------------------------------------- appointments

    #key(key) {
        const typed = this.#typed;
        const most = typed.field === 'code' ? CODE_DIGITS : 7;
        this.#refused = '';
        if (key === 'back') return this.#home();
        if (key === '⌫') typed[typed.field] = typed[typed.field].slice(0, -1);
        else if (key !== 'ok') typed[typed.field] = (typed[typed.field] + key).slice(0, most);
        else if (typed.field === 'booking') typed.field = 'code';
        else this.#checkIn();
        this.requestUpdate();
    }

    async #checkIn() {
        if (this.#page !== 'keypad') return;
        this.#go('taking');
        const answer = await send('check_in_booking', { of: { booking: Number(this.#typed.booking), shortCode: this.#typed.code } });
        const card = answer.data?.done?.ticket;
        this.#typed = { booking: '', code: '', field: 'booking' };
        if (!answer.ok || !card) {
            this.#refused = answer.text || say(T.KIOSK_UNKNOWN);
            this.#go('keypad');
            return;
        }
        this.#ticket = { card, link: answer.location ? new URL(answer.location, location.href).href : '', slip: '' };
        this.#go('ticket', TICKET_MS);
    }

    async #timesOf(service) {
        this.#service = service;
        this.#times = null;
        this.#go('times');
        this.#times = await freeTimes(service);
        this.requestUpdate();
    }

    async #book(atMs) {
        if (this.#page !== 'times') return;
        const service = this.#service;
        this.#go('taking');
        const answer = await send('book_slot', { service, atMs: String(atMs) });
        const done = answer.data?.done;
        if (!answer.ok || !done) {
            await this.#timesOf(service);
            this.#refused = answer.text || say(T.KIOSK_UNKNOWN);
            return;
        }
        const link = new URL(`/t/${bookingLink(done.booking, done.bookingCode)}`, location.href).href;
        this.#booked = { service: serviceOf(service), atMs, booking: done.booking, shortCode: done.bookingShortCode, link };
        this.#go('booked', TICKET_MS);
    }

    #appointments() {
        const button = (kind, text, act) => this.#button(kind, text, act);
        const home = () => this.#home();
        if (this.#page === 'keypad') return keypadPage(this.#typed, this.#refused, button, (key) => this.#key(key));
        if (this.#page === 'book') return bookServicesPage(button, (service) => this.#timesOf(service), home);
        if (this.#page === 'times') return timesPage(serviceOf(this.#service), this.#times, this.#refused, button, (atMs) => this.#book(atMs), home);
        return null;
    }

    #tick() {
        const now = performance.now();
        if (this.#until && now >= this.#until) {
            if (this.#page === 'ticket' || this.#page === 'booked') this.#forget();
            else this.#home();
        }
        const away = !['home', 'ticket', 'booked'].includes(this.#page) || this.#large || language() !== 'zh';
        if (away && this.#page !== 'taking' && this.#page !== 'ticket' && now - this.#touched >= IDLE_MS + ASK_MS) this.#forget();
    }

    #stillThere() {
        const idle = performance.now() - this.#touched;
        if (['home', 'taking', 'ticket', 'booked'].includes(this.#page) || idle < IDLE_MS) return nothing;
        const rest = Math.max(0, Math.ceil((IDLE_MS + ASK_MS - idle) / 1000));
        return html`<div class="still" role="alertdialog" aria-label=${say(T.STILL_THERE)}>
            <div>
                <svg viewBox="0 0 100 100" aria-hidden="true">
                    <circle class="ring" cx="50" cy="50" r="44" />
                    <circle class="rest" cx="50" cy="50" r="44" pathLength="10" stroke-dasharray="${rest} 10" />
                    <text x="50" y="64">${rest}</text>
                </svg>
                <p>${say(T.STILL_THERE)}</p>
                ${this.#button('primary', say(T.STILL_HERE), () => this.#touch())}
            </div>
        </div>`;
    }

    #button(kind, text, act) {
        const on = press(act);
        return html`<button class=${kind} @pointerdown=${on.pointerdown} @pointerup=${on.pointerup} @pointercancel=${on.pointercancel} @click=${on.click}>
            ${text}
        </button>`;
    }

    #head() {
        const { settings } = hall.view;
        return html`<header>
            <h1>${say(T.CHOOSE)}</h1>
            <p>${sayOther(T.CHOOSE)}<span class="hall">${nameOf(settings.name)}</span><time>${timeOfDay(settings, hall.now())}</time></p>
        </header>`;
    }

    #closedPage() {
        return html`<main class="closed">
            <h1>${say(T.HALL_CLOSED)}</h1>
            <p class="other">${sayOther(T.HALL_CLOSED)}</p>
            <p class="next">${openingText()}</p>
        </main>`;
    }

    #homePage() {
        const busy = this.#page === 'taking';
        const givesAny = hall.view.settings.services.some((one) => one.slots);
        return html`${this.#head()}
            <p class="refused" role="alert">${this.#refused ? html`<span>▲ ${this.#refused}</span>` : nothing}</p>
            <main aria-busy=${busy}>${serviceList((service) => this.#choose(service), busy ? this.#service : 0)}</main>
            <nav>
                ${givesAny ? this.#button('quiet', html`${say(T.CHECK_IN_BOOKING)} <small>${sayOther(T.CHECK_IN_BOOKING)}</small>`, () => this.#go('keypad')) : nothing}
                ${bookable().length ? this.#button('quiet', html`${say(T.BOOK)} <small>${sayOther(T.BOOK)}</small>`, () => this.#go('book')) : nothing}
                ${this.#button('quiet', this.#large ? say(T.TYPE_NORMAL) : say(T.TYPE_LARGE), () => this.#setLarge(!this.#large))}
                ${this.#button('quiet', language() === 'zh' ? 'English' : '中文', () => this.#setLanguage())}
            </nav>
            <footer><span>${say(T.ONLY_ESTIMATES)}</span><span>${hall.stale ? `▲ ${say(T.STALE_PUBLIC)}` : say(T.ASK_HELP)}</span></footer>`;
    }

    #setLarge(large) {
        this.#large = large;
        this.requestUpdate();
    }

    #setLanguage() {
        setLanguage(language() === 'zh' ? 'en' : 'zh');
        this.requestUpdate();
    }

    #bringPage() {
        const service = serviceOf(this.#service);
        return html`<main class="bring">
            <p class="of"><b class="letter">${service.letter}</b>${nameOf(service.name)}</p>
            <h1>${say(T.BRING_TITLE)}</h1>
            <ul>
                ${service.bring.map((one) => html`<li>${nameOf(one)}<span class="other">${otherName(one)}</span></li>`)}
            </ul>
            <div class="choice">
                ${this.#button('primary', say(T.BRING_HAVE), () => this.#take())} ${this.#button('quiet', say(T.BACK), () => this.#home())}
            </div>
        </main>`;
    }

    render() {
        this.#tick();
        document.documentElement.classList.toggle('large', this.#large);
        document.documentElement.classList.toggle('stale', Boolean(hall.stale));
        showAccent();
        if (!hall.view) return html`<header><h1>${say(T.LOADING)}</h1></header>`;
        if (this.#page === 'ticket') return ticketPage(this.#ticket, this.#until, this.#button('quiet', say(T.DONE), () => this.#forget()));
        if (this.#page === 'booked') return bookedPage(this.#booked, this.#button('quiet', say(T.DONE), () => this.#forget()));
        if (!isOpen()) return this.#closedPage();
        return html`${this.#page === 'bring' ? this.#bringPage() : this.#appointments() ?? this.#homePage()}${this.#stillThere()}`;
    }
}
customElements.define('hall-kiosk', HallKiosk);
beNobody();
openHall();
