// figures.js - today so far, by service and by clerk; as a file for a spreadsheet, and for paper.
import * as T from 'catalogue';
import { html } from 'lit';
import { dateOf, wallDay } from '../lib/clock.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { counterName, minutes, say } from '../lib/words.js';
import { CLERK_COLUMNS, SERVICE_COLUMNS, saveTables, tableOf, toolsOf } from './tables.js';

const READ_MS = 30_000;

const [CLERK, ...CLERK_FIGURES] = CLERK_COLUMNS;
const NOW_COLUMNS = [
    CLERK,
    [T.COUNTER_AT, (one) => (one.counter ? counterName(one.counter) : '–')],
    ...CLERK_FIGURES,
    [T.FIGURE_PAUSES, (one) => say(T.TIMES_FOR, one.pauses || 0, minutes(one.pausedS || 0))],
    [T.FIGURE_IDLE, (one) => minutes(one.idleS || 0)],
];

/** The report of each clerk and what they do now, as one. */
function clerksOf({ today, clerks = [] }) {
    const all = new Map(clerks.map((one) => [one.staff, one]));
    for (const one of today?.clerks ?? []) all.set(one.staff, { ...all.get(one.staff), ...one });
    return [...all.values()].sort((a, b) => (b.served || 0) - (a.served || 0));
}

class ConsoleFigures extends HallElement {
    #figures = null;
    #wrong = '';
    #timer = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#timer = setInterval(() => this.#read(), READ_MS);
        this.#read();
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        clearInterval(this.#timer);
    }

    async #read() {
        const answer = await send('get_figures', {});
        if (answer.ok) this.#figures = answer.data.figures;
        this.#wrong = answer.ok ? '' : answer.text;
        this.requestUpdate();
    }

    #tables() {
        return [
            { title: say(T.BY_SERVICE), columns: SERVICE_COLUMNS, rows: this.#figures.today?.services ?? [] },
            { title: say(T.BY_CLERK), columns: NOW_COLUMNS, rows: clerksOf(this.#figures) },
        ];
    }

    render() {
        if (!this.#figures) return html`<p class="loading">${this.#wrong || say(T.ONE_MOMENT)}</p>`;
        const day = dateOf(wallDay(hall.view.settings, hall.now()));
        return html`<section class="sheet">
            <div class="tools">${toolsOf(() => saveTables(`hall-${hall.number}-${day}`, this.#tables()))}</div>
            ${this.#tables().map(tableOf)}
        </section>`;
    }
}
customElements.define('console-figures', ConsoleFigures);
