// what_if.js - windows as they might be, and people who might go elsewhere: each line's wait beside what it is, before anything is done.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall, serviceOf } from '../lib/hall.js';
import { counterName, peopleWaiting, rangeParts, say, serviceName } from '../lib/words.js';
import { measureText, staffName } from './measure_words.js';
import { askPlace } from './others.js';

const PAUSE_MS = 400; // several windows are ticked before it is asked
const LATER_MIN = 30;
const STEP = 5; // people at a press
const isOpen = (now) => now.state !== 'CLOSED' && now.state !== 'PAUSED';

const rangeText = (wait) => {
    if (!wait || wait.nobody) return say(T.UNSERVED);
    const upper = Math.ceil((wait.upperS || 0) / 60);
    return upper ? rangeParts(Math.floor((wait.lowerS || 0) / 60), upper).join(' ') : say(T.AT_ONCE);
};

class ConsoleWhatIf extends HallElement {
    acts = null;
    #turned = new Set(); // counters that would be otherwise than they are
    #away = new Map(); // service -> people of its line who would go elsewhere
    #answer = null;
    #wrong = '';
    #timer = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#ask();
    }

    #turn(counter) {
        if (!this.#turned.delete(counter)) this.#turned.add(counter);
        this.#askSoon();
    }

    #send(service, more) {
        const people = Math.min(Math.max(0, (this.#away.get(service) || 0) + more), peopleWaiting(service));
        if (people) this.#away.set(service, people);
        else this.#away.delete(service);
        this.#askSoon();
    }

    #askSoon() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
        this.requestUpdate();
    }

    #lists() {
        const turned = hall.view.counters.filter((one) => this.#turned.has(one.counter));
        return { open: turned.filter((one) => !isOpen(one)).map((one) => one.counter), close: turned.filter(isOpen).map((one) => one.counter) };
    }

    get #isOther() {
        return this.#turned.size + this.#away.size > 0;
    }

    #elsewhere() {
        return this.#away.size ? { elsewhere: [...this.#away].map(([service, people]) => ({ service, people })) } : {};
    }

    async #ask() {
        const answer = await send('what_if', { ...this.#lists(), ...this.#elsewhere(), laterS: LATER_MIN * 60 });
        this.#answer = answer.ok ? answer.data.whatIf : this.#answer;
        this.#wrong = answer.ok ? (answer.data.whatIf?.tooMany ? say(T.WHAT_IF_TOO_MANY) : '') : answer.text;
        this.requestUpdate();
    }

    async #doIt() {
        const { open, close } = this.#lists();
        const place = this.#away.size ? await askPlace() : {};
        if (!place) return;
        for (const counter of open) await this.acts.send(say(T.MEASURE_OPEN, counterName(counter)), 'take_measure', { measure: { kind: 'OPEN_COUNTER', counter } });
        for (const counter of close) await this.acts.send(say(T.DO_COUNTER_CLOSE), 'counter_close', { counter });
        for (const [service, people] of this.#away) {
            const measure = { kind: 'DIVERT', services: [service], people, ...place };
            await this.acts.send(measureText(measure), 'take_measure', { measure });
        }
        this.#turned.clear();
        this.#away.clear();
        this.#ask();
    }

    #window(now) {
        const would = isOpen(now) !== this.#turned.has(now.counter);
        const text = this.#turned.has(now.counter) ? say(would ? T.WOULD_OPEN : T.WOULD_CLOSE) : say(would ? T.IS_OPEN : T.IS_CLOSED);
        return html`<button class="window ${would ? '' : 'closed'} ${this.#turned.has(now.counter) ? 'turned' : ''}" aria-pressed=${would} @click=${() => this.#turn(now.counter)}>
            <span class="who"><b>${now.counter}</b> ${staffName(now.clerk)}</span><span class="doing">${text}</span>
        </button>`;
    }

    /** How many of a line would be sent elsewhere; of a line where nobody waits there is nobody to send. */
    #sender(service) {
        const people = this.#away.get(service) || 0;
        const waiting = peopleWaiting(service);
        if (!waiting) return html`<td class="send">–</td>`;
        return html`<td class="send">
            <button aria-label=${say(T.SEND_FEWER, serviceName(service))} ?disabled=${!people} @click=${() => this.#send(service, -STEP)}>−</button>
            <output>${people}</output>
            <button aria-label=${say(T.SEND_MORE, serviceName(service))} ?disabled=${people >= waiting} @click=${() => this.#send(service, STEP)}>+</button>
        </td>`;
    }

    #cells(was, would, targetS) {
        const change = (would?.forecastS || 0) - (was?.forecastS || 0);
        const mark = !this.#isOther || Math.abs(change) < 60 ? '' : change < 0 ? 'better' : 'worse';
        const over = (would?.upperS || 0) > targetS && !mark ? 'over' : '';
        return html`<td>${rangeText(was)}</td><td class="${mark} ${over}">${mark === 'better' ? '▼ ' : mark === 'worse' ? '▲ ' : over ? html`● <span class="read">${say(T.HOT)}</span>` : ''}${this.#isOther ? rangeText(would) : '–'}</td>`;
    }

    render() {
        const lines = this.#answer?.lines ?? [];
        return html`<section class="what-if">
            <div>
                <h2>${say(T.ASK_WHAT_IF).trim()}</h2>
                <div class="tiles">${[...hall.view.counters].sort((a, b) => a.counter - b.counter).map((now) => this.#window(now))}</div>
                <button class="primary" ?disabled=${!this.#isOther} @click=${() => this.#doIt()}>${say(T.DO_SO)}</button>
                <p class="wrong" role="alert">${this.#wrong ? `▲ ${this.#wrong}` : nothing}</p>
            </div>
            <table class="figures">
                <caption>${say(T.PAGE_WHAT_IF).trim()}</caption>
                <thead>
                    <tr><th scope="col" rowspan="2">${say(T.HEAD_LINE)}</th><th scope="col" rowspan="2">${say(T.HEAD_WINDOWS)}</th><th scope="col" rowspan="2">${say(T.HEAD_SEND)}</th><th scope="colgroup" colspan="2">${say(T.WHAT_IF_NOW)}</th><th scope="colgroup" colspan="2">${say(T.IN_HALF_HOUR)}</th></tr>
                    <tr><th scope="col">${say(T.AS_IT_IS)}</th><th scope="col">${say(T.WHAT_IF_SO)}</th><th scope="col">${say(T.AS_IT_IS)}</th><th scope="col">${say(T.WHAT_IF_SO)}</th></tr>
                </thead>
                <tbody>
                    ${lines.map(
                        (line) => html`<tr>
                            <th scope="row"><b class="letter">${serviceOf(line.service)?.letter}</b>${serviceName(line.service)}</th>
                            <td>${line.counters || 0}${line.counters !== line.countersIf ? html`→${line.countersIf || 0}` : nothing}</td>
                            ${this.#sender(line.service)}
                            ${this.#cells(line.now, line.nowIf, line.targetS)} ${this.#cells(line.later, line.laterIf, line.targetS)}
                        </tr>`,
                    )}
                </tbody>
            </table>
        </section>`;
    }
}
customElements.define('console-what-if', ConsoleWhatIf);
