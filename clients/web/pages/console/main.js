// The shift lead's console: where will it hurt next, what should I do, did it help.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { showAccent } from '../lib/accent.js';
import { timeOfDay } from '../lib/clock.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall, openHall } from '../lib/hall.js';
import { forgetSession, isSignedOff, loadSession, session, signOff } from '../lib/session.js';
import '../lib/sign_on.js';
import { askSlip, elsewhere, followSlip, isDoubtful, slipOf } from '../lib/slip.js';
import { nameOf, say } from '../lib/words.js';
import { alertStrip } from './alerts.js';
import './bookings.js';
import './cases.js';
import './figures.js';
import { helpStrip } from './helps.js';
import { linesTable } from './lines.js';
import { measureText } from './measure_words.js';
import { didLately, measuresPage } from './measures.js';
import { askMeasure } from './others.js';
import { Past } from './past.js';
import './days.js';
import './reports.js';
import { forgetDraft } from './settings.js';
import './what_if.js';
import { askWindow, windowTiles } from './windows.js';

const TABS = { hall: T.TAB_HALL, if: T.DO_WHAT_IF, done: T.DO_MEASURES, cases: T.TAB_CASES, bookings: T.TAB_BOOKINGS, figures: T.DO_GET_FIGURES, reports: T.TAB_REPORTS, days: T.TAB_DAYS, settings: T.TAB_SETTINGS };

class HallConsole extends HallElement {
    #ready = false;
    #why = '';
    #tab = TABS[location.hash.slice(1)] ? location.hash.slice(1) : 'hall';
    #all = false;
    #busy = false;
    #said = { kind: '', text: '' };
    #past = new Past(() => this.requestUpdate());
    #acts = {
        send: (words, command, body) => this.#send(words, command, body),
        see: (alert) => this.#send(say(T.DO_SEE_ALERT), 'see_alert', { alert }),
        take: async (alert, measures) => {
            for (const measure of measures) await this.#send(measureText(measure), 'take_measure', { alert, measure });
        },
        others: async (alert, service) => {
            const measure = await askMeasure(service);
            if (measure) this.#send(measureText(measure), 'take_measure', { ...(alert ? { alert } : {}), measure });
        },
        all: (all) => {
            this.#all = all;
            this.requestUpdate();
        },
    };

    connectedCallback() {
        super.connectedCallback();
        this.addEventListener('signed-on', () => this.requestUpdate());
        this.#load();
    }

    async #load() {
        await openHall();
        await loadSession();
        this.#ready = true;
        this.requestUpdate();
    }

    async #send(words, command, body) {
        if (this.#busy) return this.#say('', say(T.STATUS_BUSY));
        this.#busy = true;
        this.#say('', say(T.STATUS_SENT, words));
        const answer = await send(command, body);
        this.#busy = false;
        if (!answer.ok && isSignedOff(answer)) {
            forgetSession();
            this.#why = say(T.SIGNED_OFF_AGAIN);
        }
        this.#say(answer.ok ? 'done' : 'refused', answer.ok ? say(T.STATUS_DONE, words) : `▲ ${say(T.STATUS_REFUSED, words, answer.text)}`);
        if (command === 'print_slip') await this.#slipAsked(words, answer, [command, body]);
    }

    async #slipAsked(words, answer, asked) {
        const again = await elsewhere(answer, asked);
        const card = answer.data?.done?.ticket;
        if (again) return this.#send(words, ...again);
        if (card) followSlip(card, false, (slip) => this.#say(isDoubtful(slip) ? 'refused' : 'done', `${isDoubtful(slip) ? '▲ ' : ''}${slipOf({ ...card, slip })}`));
    }

    #say(kind, text) {
        this.#said = { kind, text };
        this.requestUpdate();
    }

    async #window(now) {
        const made = await askWindow(now);
        if (!made) return;
        const words = made[1].measure ? measureText(made[1].measure) : say(made[0] === 'counter_free' ? T.DO_COUNTER_FREE : made[0] === 'counter_close' ? T.DO_COUNTER_CLOSE : T.DO_COUNTER_PAUSE);
        this.#send(words, ...made);
    }

    async #slip() {
        const made = await askSlip();
        if (made) this.#send(say(T.DO_PRINT_SLIP), ...made);
    }

    async #leave() {
        await signOff();
        forgetDraft();
        this.#why = '';
        this.requestUpdate();
    }

    #go(tab) {
        this.#tab = tab;
        history.replaceState(null, '', `#${tab}`);
        this.requestUpdate();
    }

    #head() {
        return html`<header>
            <p class="where">
                <b>${nameOf(hall.view.settings.name)}</b><span>${session.now.name || session.now.staff}</span><time>${timeOfDay(hall.view.settings, hall.now())}</time>
                ${hall.stale ? html`<span class="old">▲ ${say(T.STALE_PUBLIC)}</span>` : html`<span class="live"><i></i>${say(T.LIVE)}</span>`}
            </p>
            <nav aria-label=${say(T.CONSOLE)}>
                ${Object.entries(TABS).map(([tab, text]) => html`<button class=${tab === this.#tab ? 'on' : ''} aria-current=${tab === this.#tab ? 'page' : 'false'} @click=${() => this.#go(tab)}>${say(text)}</button>`)}
                <button @click=${() => this.#leave()}>${say(T.DO_SIGN_OFF)}</button>
            </nav>
        </header>`;
    }

    #page() {
        if (this.#tab === 'if') return html`<console-what-if .acts=${this.#acts}></console-what-if>`;
        if (this.#tab === 'done') return measuresPage((measure) => this.#send(say(T.DO_END_MEASURE), 'end_measure', { measure }));
        if (this.#tab === 'cases') return html`<console-cases .acts=${this.#acts}></console-cases>`;
        if (this.#tab === 'bookings') return html`<console-bookings .acts=${this.#acts}></console-bookings>`;
        if (this.#tab === 'figures') return html`<console-figures></console-figures>`;
        if (this.#tab === 'reports') return html`<console-reports></console-reports>`;
        if (this.#tab === 'days') return html`<console-days></console-days>`;
        if (this.#tab === 'settings') return html`<console-settings></console-settings>`;
        return html`<div class="floor">
            ${linesTable(this.#past, (service) => this.#acts.others(0, service))}
            <aside>${windowTiles((now) => this.#window(now))}<p class="slips"><button class="quiet" @click=${() => this.#slip()}>${say(T.DO_PRINT_SLIP)}</button></p>${didLately()}</aside>
        </div>`;
    }

    render() {
        document.documentElement.classList.toggle('stale', Boolean(hall.stale));
        showAccent();
        if (!this.#ready || !hall.view) return html`<p class="loading">${say(T.LOADING)}</p>`;
        if (!session.now) return html`<main class="sign"><sign-on .why=${this.#why}></sign-on></main>`;
        this.#past.see();
        this.#past.expect();
        return html`${this.#head()}
            <main>
                ${helpStrip(this.#acts)}
                ${this.#tab === 'hall' ? alertStrip(this.#acts, this.#all) : nothing}
                <p class="said ${this.#said.kind}" role="status">${this.#said.text}</p>
                ${this.#page()}
            </main>`;
    }
}
customElements.define('hall-console', HallConsole);
