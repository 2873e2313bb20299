// figures.js - today so far, by service and by clerk; as a file for a spreadsheet, and for paper.
import * as T from 'catalogue';
import { html } from 'lit';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { counterName, minutes, say, serviceName } from '../lib/words.js';
import { staffName } from './measure_words.js';

const READ_MS = 30_000;
const mean = (sum, count) => (count ? (sum / count).toFixed(1) : '–');

const SERVICES = [
    [T.HEAD_LINE, (one) => serviceName(one.service)],
    [T.REPORT_ISSUED, (one) => one.issued || 0],
    [T.REPORT_SERVED, (one) => one.served || 0],
    [T.REPORT_CANCELLED, (one) => one.cancelled || 0],
    [T.REPORT_NO_SHOWS, (one) => one.noShows || 0],
    [T.REPORT_P50, (one) => minutes(one.waitP50S || 0)],
    [T.REPORT_P90, (one) => minutes(one.waitP90S || 0)],
    [T.REPORT_OVER, (one) => one.over20Min || 0],
    [T.REPORT_SERVICE_MEAN, (one) => minutes(one.serviceMeanS || 0)],
];
const CLERKS = [
    [T.REPORT_CLERK, (one) => staffName(one.staff)],
    [T.COUNTER_AT, (one) => (one.counter ? counterName(one.counter) : '–')],
    [T.REPORT_SERVED, (one) => one.served || 0],
    [T.REPORT_SERVICE_MEAN, (one) => (one.served ? minutes(one.serviceMeanS || 0) : '–')],
    [T.FIGURE_OVER, (one) => one.overTarget || 0],
    [T.FIGURE_PAUSES, (one) => say(T.TIMES_FOR, one.pauses || 0, minutes(one.pausedS || 0))],
    [T.FIGURE_IDLE, (one) => minutes(one.idleS || 0)],
    [T.FIGURE_RATING, (one) => mean((one.ratingSum || 0) + (one.counterRatingSum || 0), (one.ratings || 0) + (one.counterRatings || 0))],
];

/** The report of each clerk and what they do now, as one. */
function clerksOf({ today, clerks = [] }) {
    const all = new Map(clerks.map((one) => [one.staff, one]));
    for (const one of today?.clerks ?? []) all.set(one.staff, { ...all.get(one.staff), ...one });
    return [...all.values()].sort((a, b) => (b.served || 0) - (a.served || 0));
}

const quoted = (value) => `"${String(value).replace(/"/g, '""').replace(/^[=+\-@]/, "'$&")}"`;

function table(title, columns, rows) {
    return html`<table class="figures">
        <caption>${title}</caption>
        <thead>
            <tr>${columns.map(([text]) => html`<th scope="col">${say(text)}</th>`)}</tr>
        </thead>
        <tbody>
            ${rows.map((row) => html`<tr>${columns.map(([, of], i) => (i ? html`<td>${of(row)}</td>` : html`<th scope="row">${of(row)}</th>`))}</tr>`)}
        </tbody>
    </table>`;
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

    #save() {
        const lines = [];
        for (const [columns, rows] of [[SERVICES, this.#figures.today?.services ?? []], [CLERKS, clerksOf(this.#figures)]])
            lines.push(columns.map(([text]) => quoted(say(text))).join(','), ...rows.map((row) => columns.map(([, of]) => quoted(of(row))).join(',')), '');
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob(['\ufeff', lines.join('\r\n')], { type: 'text/csv' }));
        link.download = `hall-${hall.number}-${new Date(hall.now()).toISOString().slice(0, 10)}.csv`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    render() {
        if (!this.#figures) return html`<p class="loading">${this.#wrong || say(T.ONE_MOMENT)}</p>`;
        return html`<section class="sheet">
            <div class="tools"><button class="quiet" @click=${() => this.#save()}>${say(T.SAVE_CSV)}</button><button class="quiet" @click=${() => print()}>${say(T.PRINT)}</button></div>
            ${table(say(T.BY_SERVICE), SERVICES, this.#figures.today?.services ?? [])} ${table(say(T.BY_CLERK), CLERKS, clerksOf(this.#figures))}
        </section>`;
    }
}
customElements.define('console-figures', ConsoleFigures);
