// The start page: what there is, with a picture of each, and in a trial hall one press to be somebody there.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { showAccent } from '../lib/accent.js';
import { request } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall, openHall } from '../lib/hall.js';
import { language, nameOf, say, setLanguage } from '../lib/words.js';

const SCREENS = [
    { name: T.START_KIOSK, why: T.START_KIOSK_WHY, picture: 'kiosk', path: '/kiosk' },
    { name: T.START_COUNTER, why: T.START_COUNTER_WHY, picture: 'counter', path: '/counter', demo: 'clerk', enter: T.START_ENTER_CLERK },
    { name: T.START_DISPLAY, why: T.START_DISPLAY_WHY, picture: 'display', path: '/display' },
    { name: T.START_CONSOLE, why: T.START_CONSOLE_WHY, picture: 'console', path: '/console', demo: 'lead', enter: T.START_ENTER_LEAD },
    { name: T.START_PHONE, why: T.START_PHONE_WHY, picture: 'phone', path: '' },
];

class HallStart extends HallElement {
    #busy = '';
    #wrong = {};

    async #enter(screen) {
        if (this.#busy) return;
        this.#busy = screen.demo;
        this.requestUpdate();
        const answer = await request('POST', `/demo/${screen.demo}`, { hall: hall.number });
        this.#busy = '';
        if (answer.ok) location.assign(screen.path);
        else this.#wrong = { [screen.demo]: answer.status === 404 ? say(T.START_NO_DEMO) : answer.text };
        this.requestUpdate();
    }

    #setLanguage() {
        setLanguage(language() === 'zh' ? 'en' : 'zh', true);
        this.requestUpdate();
    }

    #card(screen) {
        const { demo } = screen;
        return html`<li class="card">
            <img src="/assets/${screen.picture}.svg" alt="" width="320" height="200" />
            <h2>${say(screen.name)}</h2>
            <p>${say(screen.why)}</p>
            <div class="acts">
                ${demo ? html`<button class="primary" ?disabled=${this.#busy === demo} @click=${() => this.#enter(screen)}>${say(screen.enter)}</button>` : nothing}
                ${screen.path ? html`<a class=${demo ? 'quiet' : 'primary'} href=${screen.path}>${say(T.START_OPEN)}<span class="read"> ${say(screen.name)}</span></a>` : html`<p class="soft">${say(T.START_SCAN)}</p>`}
            </div>
            ${this.#wrong[demo] ? html`<p class="wrong" role="alert">▲ ${this.#wrong[demo]}</p>` : nothing}
        </li>`;
    }

    render() {
        showAccent();
        return html`<header>
                <div><p>${nameOf(hall.view?.settings?.name) || say(T.LOADING)}</p><h1>${say(T.START_TITLE)}</h1></div>
                <button class="quiet" @click=${() => this.#setLanguage()}>${language() === 'zh' ? 'English' : '中文'}</button>
            </header>
            <main><ul class="cards">${SCREENS.map((screen) => this.#card(screen))}</ul></main>`;
    }
}
customElements.define('hall-start', HallStart);
openHall();
