// cases.js - the cases that are open, the most pressing first; one of them with its steps, texts and work slips; and what is done next as
// one large button. Asked for, since no feed has them: after each step, and again while the page is looked at.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { choose } from '../lib/choose.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { nameOf, say } from '../lib/words.js';
import { caseState, caseTitle, pressing, slipText, stepText } from './case_words.js';

const AGAIN_MS = 30_000;
const WORST = ['BREACH', 'RED', 'AMBER'];
const FIRST = { OPEN: 'take', IN_HAND: 'answer', ANSWERED: 'callBack', CLOSED: 'reopen' };

const deadline = (now) => Number(now.state === 'ANSWERED' ? now.callBackByMs : now.answerByMs);
const rank = (now) => (WORST.indexOf(now.level) + WORST.length + 1) % (WORST.length + 1);
const text = (title, items = [{ value: '', label: say(T.DO_IT) }]) => choose({ title, field: { label: title, pattern: '.{1,500}' }, items });

// Each act: its words, and how it becomes [command, body]; null: the lead changed their mind.
const ACTS = {
    take: { text: T.STEP_TAKEN, make: (caseId) => ['step_case', { caseId, what: 'TAKEN' }] },
    note: {
        text: T.STEP_NOTED,
        make: async (caseId) => {
            const chosen = await text(say(T.STEP_NOTED));
            return chosen && ['step_case', { caseId, what: 'NOTED', note: chosen.text }];
        },
    },
    answer: {
        text: T.STEP_ANSWERED,
        make: async (caseId) => {
            const items = [{ value: 'shown', label: say(T.ANSWER_SHOWN) }, { value: 'kept', label: say(T.ANSWER_KEPT) }];
            const chosen = await text(say(T.STEP_ANSWERED), items);
            return chosen && ['step_case', { caseId, what: 'ANSWERED', note: chosen.text, publish: chosen.value === 'shown' }];
        },
    },
    callBack: {
        text: T.STEP_CALLED_BACK,
        make: async (caseId) => {
            const results = { SATISFIED: T.CALL_SATISFIED, NOT_SATISFIED: T.CALL_NOT_SATISFIED, NOT_REACHED: T.CALL_NOT_REACHED };
            const callBack = await choose({ title: say(T.STEP_CALLED_BACK), items: Object.entries(results).map(([value, words]) => ({ value, label: say(words) })) });
            return callBack && ['step_case', { caseId, what: 'CALLED_BACK', callBack }];
        },
    },
    slip: {
        text: T.DO_WORK_SLIP,
        make: async (caseId) => {
            const items = (hall.view.settings.departments ?? []).map((one) => ({ value: one.code, label: nameOf(one.name), more: one.contact }));
            const chosen = items.length && (await text(say(T.DO_WORK_SLIP), items));
            return chosen ? ['send_work_slip', { about: 'CASE', subject: caseId, department: chosen.value, note: chosen.text }] : null;
        },
    },
    close: { text: T.STEP_CLOSED, make: (caseId) => ['step_case', { caseId, what: 'CLOSED' }] },
    reopen: { text: T.STEP_REOPENED, make: (caseId) => ['step_case', { caseId, what: 'REOPENED' }] },
};

class ConsoleCases extends HallElement {
    static properties = { acts: { attribute: false } };
    acts;
    #list = null;
    #card = null;
    #closed = false;
    #wrong = '';
    #timer = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#timer = setInterval(() => this.#read(), AGAIN_MS);
        this.#read();
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        clearInterval(this.#timer);
    }

    async #read() {
        const list = await send('get_cases', this.#closed ? { closed: true } : {});
        this.#wrong = list.ok ? '' : list.text;
        if (list.ok) this.#list = (list.data.cases?.cases ?? []).sort((a, b) => rank(a) - rank(b) || deadline(a) - deadline(b));
        if (this.#card) await this.#open(this.#card.now.caseId);
        this.requestUpdate();
    }

    async #open(caseId) {
        const answer = await send('get_case', { caseId });
        this.#card = answer.ok ? answer.data.caseCard : null;
        this.requestUpdate();
    }

    async #do(words, made) {
        if (!made) return;
        await this.acts.send(words, ...made);
        await this.#read();
    }

    async #act(name) {
        this.#do(say(ACTS[name].text), await ACTS[name].make(this.#card.now.caseId));
    }

    async #reply(slip) {
        const chosen = await text(say(T.SLIP_REPLIED));
        this.#do(say(T.SLIP_REPLIED), chosen && ['settle_work_slip', { workSlip: slip.workSlip, to: 'REPLIED', note: chosen.text }]);
    }

    #slip(slip, i) {
        const { asked = [], replies = [] } = this.#card;
        return html`<li>
            <p><b>${slipText(slip)}</b> ${pressing(slip)}</p>
            <p class="soft">${asked[i]}</p>
            ${replies[i] ? html`<p>${replies[i]}</p>` : nothing}
            ${slip.state === 'SENT' ? html`<button class="quiet" @click=${() => this.#reply(slip)}>${say(T.SLIP_REPLIED)}</button>` : nothing}
            ${slip.state === 'CLOSED' ? nothing : html`<button class="quiet" @click=${() => this.#do(say(T.STEP_CLOSED), ['settle_work_slip', { workSlip: slip.workSlip, to: 'CLOSED' }])}>${say(T.STEP_CLOSED)}</button>`}
        </li>`;
    }

    #one() {
        const { now, steps = [], notes = [], workSlips = [] } = this.#card;
        const first = FIRST[now.state] ?? 'take';
        const beside = now.state === 'CLOSED' ? [] : ['take', 'note', 'answer', 'slip', 'close'].filter((name) => name !== first);
        return html`<section class="case" aria-label=${caseTitle(now)}>
            <h2>${caseTitle(now)}</h2>
            <p>${pressing(now)} ${caseState(now)}</p>
            <button class="primary" @click=${() => this.#act(first)}>${say(ACTS[first].text)}</button>
            <div class="beside">${beside.map((name) => html`<button class="quiet" @click=${() => this.#act(name)}>${say(ACTS[name].text)}</button>`)}</div>
            <ol>
                ${steps.map((step, i) => html`<li><p class="soft">${stepText(step)}</p>${notes[i] ? html`<p>${notes[i]}</p>` : nothing}</li>`)}
            </ol>
            <ul>
                ${workSlips.map((slip, i) => this.#slip(slip, i))}
            </ul>
        </section>`;
    }

    render() {
        if (this.#wrong) return html`<p class="said refused">▲ ${this.#wrong}</p>`;
        if (!this.#list) return html`<p class="loading">${say(T.LOADING)}</p>`;
        const chosen = this.#card?.now.caseId;
        return html`<div class="cases">
            <section aria-label=${say(T.TAB_CASES)}>
                <button class="quiet" aria-pressed=${this.#closed} @click=${() => ((this.#closed = !this.#closed), this.#read())}>${say(this.#closed ? T.CASES_OPEN : T.CASES_CLOSED)}</button>
                ${this.#list.length ? nothing : html`<p class="calm">✓ ${say(T.CASES_NONE)}</p>`}
                <ul>
                    ${this.#list.map((now) => html`<li><button class=${now.caseId === chosen ? 'item on' : 'item'} aria-current=${now.caseId === chosen} @click=${() => this.#open(now.caseId)}><b>${caseTitle(now)}</b><small>${pressing(now)} ${caseState(now)}</small></button></li>`)}
                </ul>
            </section>
            ${this.#card ? this.#one() : html`<p class="soft">${say(T.CASE_CHOOSE)}</p>`}
        </div>`;
    }
}
customElements.define('console-cases', ConsoleCases);
