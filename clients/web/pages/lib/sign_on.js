// sign_on.js - number and PIN, at a counter its number too; where the browser is not enrolled yet, the code that makes it so.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { HallElement } from './element.js';
import { hall } from './hall.js';
import { enrol, signOn } from './session.js';
import { counterName, nameOf, say } from './words.js';

const KEPT = 'hallq-counter';

function keptCounter() {
    const asked = Number(new URLSearchParams(location.search).get('counter'));
    try {
        return asked || Number(localStorage.getItem(KEPT)) || 0;
    } catch {
        return asked;
    }
}

class SignOn extends HallElement {
    counter = false; // ask which
    why = ''; // a sentence above the form
    #wrong = '';
    #busy = false;
    #enrolling = false;

    async #send(event) {
        event.preventDefault();
        if (this.#busy) return;
        const form = new FormData(event.target);
        this.#busy = true;
        this.#wrong = '';
        this.requestUpdate();
        const counter = Number(form.get('counter')) || 0;
        const answer = this.#enrolling ? await enrol(String(form.get('code'))) : await signOn(Number(form.get('staff')), String(form.get('pin')), counter);
        this.#busy = false;
        if (!answer.ok) {
            this.#wrong = answer.text;
            if (answer.reason === 'NOT_ENROLLED') this.#enrolling = true;
        } else if (this.#enrolling) this.#enrolling = false;
        else {
            if (counter) localStorage.setItem(KEPT, String(counter));
            this.dispatchEvent(new CustomEvent('signed-on', { bubbles: true }));
        }
        this.requestUpdate();
    }

    #counters() {
        const kept = keptCounter();
        return html`<label>${say(T.SIGN_COUNTER)}
            <select name="counter" required>
                ${(hall.view?.settings?.counters ?? []).map((one) => html`<option value=${one.id} ?selected=${one.id === kept}>${counterName(one.id)}</option>`)}
            </select></label>`;
    }

    #fields() {
        if (this.#enrolling)
            return html`<p class="lead">${say(T.ENROL_LEAD)}</p>
                <label>${say(T.ENROL_CODE)}<input name="code" autocomplete="off" autocapitalize="characters" required /></label>`;
        return html`<label>${say(T.SIGN_STAFF)}<input name="staff" inputmode="numeric" pattern="[0-9]{1,8}" autocomplete="username" required /></label>
            <label>${say(T.SIGN_PIN)}<input name="pin" type="password" inputmode="numeric" pattern="[0-9]{4,12}" autocomplete="current-password" required /></label>
            ${this.counter ? this.#counters() : nothing}`;
    }

    render() {
        return html`<form class="sign-on" @submit=${(event) => this.#send(event)}>
            <p class="lead">${nameOf(hall.view?.settings?.name)}</p>
            <h1>${this.#enrolling ? say(T.ENROL) : say(T.DO_SIGN_ON)}</h1>
            ${this.why ? html`<p class="why">${this.why}</p>` : nothing} ${this.#fields()}
            <button class="primary" ?disabled=${this.#busy}>${this.#busy ? say(T.ONE_MOMENT) : this.#enrolling ? say(T.ENROL) : say(T.DO_SIGN_ON)}</button>
            <p class="wrong" role="alert">${this.#wrong ? `▲ ${this.#wrong}` : ''}</p>
        </form>`;
    }
}
customElements.define('sign-on', SignOn);
