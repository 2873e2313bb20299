// The counter: who is with me and since when, the one right next thing as a large key, who is next and why. Keys first: whatever can be
// pressed has a letter, and a press shows at once that it was taken.
import * as T from 'catalogue';
import { html } from 'lit';
import { showAccent } from '../lib/accent.js';
import { timeOfDay } from '../lib/clock.js';
import { choose } from '../lib/choose.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { counterNow, counterSettings, hall, openHall } from '../lib/hall.js';
import { forgetSession, isSignedOff, loadSession, session, signOff } from '../lib/session.js';
import '../lib/sign_on.js';
import { elsewhere, followSlip, isDoubtful, slipOf } from '../lib/slip.js';
import { counterName, say } from '../lib/words.js';
import { ACTS, STATES, actOf } from './desk.js';
import { DayReader } from './day.js';
import { helpAt, helpMake, helpPart } from './help.js';
import { linesPart } from './lines.js';
import { NextReader } from './next.js';
import { ticketPart } from './ticket_part.js';

const RULES = {
    OLDEST: T.RULE_OLDEST,
    PREFERENCE: T.RULE_PREFERENCE,
    LIMIT: T.RULE_LIMIT,
    RATIO: T.RULE_RATIO,
    OWN: T.RULE_OWN,
    NAMED: T.RULE_NAMED,
    RECALL: T.RULE_RECALL,
};

class HallCounter extends HallElement {
    #ready = false;
    #why = ''; // of the form
    #busy = '';
    #busyIn = ''; // state of the counter when that was pressed
    #sending = null;
    #said = { kind: '', text: '' };
    #card = null;
    #asked = ''; // ticket that was asked for
    #next = new NextReader(() => this.requestUpdate());
    #day = new DayReader(() => this.requestUpdate());

    connectedCallback() {
        super.connectedCallback();
        addEventListener('keydown', (event) => this.#key(event));
        this.addEventListener('signed-on', () => this.#say('done', say(T.SIGNED_ON)));
        this.#load();
    }

    async #load() {
        await openHall();
        await loadSession();
        this.#ready = true;
        this.requestUpdate();
    }

    get #counter() {
        return session.now?.counter || 0;
    }
    get #now() {
        return counterNow(this.#counter);
    }

    #say(kind, text) {
        this.#said = { kind, text };
        this.requestUpdate();
    }

    #key(event) {
        if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !this.#now) return;
        if (document.querySelector('dialog') || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
        if (event.target.tagName === 'BUTTON' && (event.code === 'Space' || event.code === 'Enter')) return; // it is pressed itself
        if (event.key === '?' || event.key === '？') return void this.#help();
        if (event.code === 'KeyM') return void this.#menu();
        const name = actOf(this.#now.state, event.code);
        if (!name) return;
        event.preventDefault();
        this.#act(name);
    }

    async #help() {
        const words = say(helpAt(this.#counter) ? T.HELP_WITHDRAW : T.HELP_CALL);
        const made = await helpMake(this.#counter);
        if (made) await this.#send(words, ...made);
    }

    async #act(name) {
        // The feed may be quicker than the answer: who sees the next state and presses its key means that.
        if (this.#busy && this.#now?.state === this.#busyIn) return this.#say('wait', say(T.STATUS_BUSY));
        await this.#sending;
        const made = await ACTS[name].make(this.#counter);
        if (!made) return;
        this.#sending = this.#send(say(ACTS[name].text), ...made);
        await this.#sending;
    }

    async #send(words, command, body) {
        this.#busy = words;
        this.#busyIn = this.#now?.state ?? '';
        this.#say('busy', say(T.STATUS_SENT, words));
        const answer = await send(command, body);
        this.#busy = '';
        if (!answer.ok && isSignedOff(answer)) {
            forgetSession();
            this.#why = say(T.SIGNED_OFF_AGAIN);
            return this.#say('', '');
        }
        if (!answer.ok) this.#say('refused', say(T.STATUS_REFUSED, words, answer.text));
        const again = await elsewhere(answer, [command, body]);
        if (again) return this.#send(words, ...again);
        if (!answer.ok) return;
        const { done } = answer.data ?? {};
        if (command === 'print_slip') return this.#slipOrdered(done.ticket, words);
        if (done?.ticket) this.#card = done.ticket;
        const nobody = done?.notCalled && done.notCalled !== 'NONE';
        this.#say('done', nobody ? say(T.FINISHED_NOBODY) : done?.why ? this.#whyText(done.why) : say(T.STATUS_DONE, words));
    }

    /** Tells what becomes of it; who is at this counter sees it on the ticket as well. */
    #slipOrdered(card, words) {
        this.#say('done', say(T.STATUS_DONE, words));
        const mine = card.ticket === this.#card?.ticket;
        if (mine) this.#card = { ...this.#card, slip: card.slip };
        this.#follow(card, mine, (slip) => this.#say(isDoubtful(slip) ? 'refused' : 'done', slipOf({ ...card, slip })));
    }

    #follow(card, mine, told) {
        followSlip(card, mine, (slip) => {
            if (mine && card.ticket === this.#card?.ticket) this.#card = { ...this.#card, slip };
            told(slip);
            this.requestUpdate();
        });
    }

    #whyText(why) {
        return say(T.CALLED_WHY, say(RULES[why.rule] ?? T.RULE_OLDEST));
    }

    async #menu() {
        const { more, beside } = STATES[this.#now.state] ?? STATES.CLOSED;
        const items = [...beside, ...more].map((name) => ({ value: name, label: say(ACTS[name].text), more: ACTS[name].key }));
        const name = await choose({ title: say(T.MORE_ACTS), items: [...items, { value: 'signOff', label: say(T.DO_SIGN_OFF) }] });
        if (name === 'signOff') this.#leave();
        else if (name) this.#act(name);
    }

    async #leave() {
        const answer = await signOff();
        if (!answer.ok) this.#say('refused', answer.text);
        this.#why = '';
        this.requestUpdate();
    }

    /** The card of the ticket here, where a reload or another terminal made it unknown. */
    async #readCard() {
        const { ticket } = this.#now ?? {};
        if (!ticket || this.#card?.ticket === ticket || this.#asked === ticket || this.#busy) return;
        this.#asked = ticket;
        const answer = await send('get_ticket', { which: { ticket } });
        this.#asked = '';
        if (answer.ok && answer.data.ticket) this.#card = answer.data.ticket;
        else this.#card = { ticket, number: this.#now?.number };
        this.#follow(this.#card, true, () => {});
        this.requestUpdate();
    }

    #button(name, kind) {
        const act = ACTS[name];
        return html`<button class=${kind} aria-keyshortcuts=${act.code === 'Space' ? 'Space' : act.key} @click=${() => this.#act(name)}>
            <span>${say(act.text)}</span><kbd>${kind === 'primary' ? say(T.KEY_SPACE) : act.key}</kbd>
        </button>`;
    }

    #keys(state) {
        const { first, beside } = STATES[state];
        return html`${this.#button(first, 'primary')}
            <div class="beside">
                ${beside.map((name) => this.#button(name, 'quiet'))}
                <button class="quiet" @click=${() => this.#menu()}><span>${say(T.MORE_ACTS)}</span><kbd>M</kbd></button>
            </div>`;
    }

    #head() {
        return html`<header>
            <p><b>${counterName(this.#counter)}</b><span class="who">${session.now.name || session.now.staff}</span></p>
            <p class="when">
                <time>${timeOfDay(hall.view.settings, hall.now())}</time>
                ${hall.stale ? html`<span class="old">▲ ${say(T.STALE_PUBLIC)}</span>` : html`<span class="live"><i></i>${say(T.LIVE)}</span>`}
            </p>
        </header>`;
    }

    render() {
        document.documentElement.classList.toggle('stale', Boolean(hall.stale));
        showAccent();
        if (!this.#ready || !hall.view) return html`<p class="loading">${say(T.LOADING)}</p>`;
        if (!session.now) return html`<main class="sign"><sign-on .counter=${true} .why=${this.#why}></sign-on></main>`;
        if (!counterSettings(this.#counter)) return html`<p class="loading">${say(T.NO_SUCH_COUNTER)}</p>`;
        const now = this.#now ?? { state: 'CLOSED' };
        const state = STATES[now.state] ? now.state : 'CLOSED';
        const serving = state === 'CALLING' || state === 'SERVING';
        if (serving) this.#readCard();
        this.#next.look(this.#counter, now);
        this.#day.look(now);
        return html`${this.#head()}
            <main class="desk">
                <section class="mine" aria-label=${say(T.MY_TICKET)}>
                    ${ticketPart(state, now, serving && this.#card?.ticket === now.ticket ? this.#card : null, () => this.#act('slip'))}
                    ${this.#keys(state)}
                    ${helpPart(this.#counter, () => this.#help())}
                    <p class="said ${this.#said.kind}" role="status">${this.#said.kind === 'refused' ? '▲ ' : ''}${this.#said.text}</p>
                </section>
                <section class="around">${linesPart(this.#counter, this.#next, (held) => this.#send(say(T.DO_RESUME), 'resume', { which: { ticket: held.ticket }, here: true }))}${this.#day.part()}</section>
            </main>`;
    }
}
customElements.define('hall-counter', HallCounter);
