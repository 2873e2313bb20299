// reports.js - a business day that was: by service and by clerk, what staff did by hand, how good the forecasts were, and what was done
// about crowds. The broker adds it up from the day's tickets each time, as long as it keeps them.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { dateOf, dayOf } from '../lib/clock.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { minutes, nameOf, say, serviceName } from '../lib/words.js';
import { EXCEPTION_COLUMNS } from './exceptions.js';
import { measuresList, measuresOf } from './measures.js';
import { CLERK_COLUMNS, SERVICE_COLUMNS, mean, percent, saveTables, tableOf, toolsOf } from './tables.js';

const signed = (seconds) => `${seconds < 0 ? '−' : '+'}${minutes(Math.abs(seconds))}`;
const saved = (value) => (value === undefined ? '–' : `${value}%`);

const SCORE_COLUMNS = [
    [T.HEAD_LINE, (one) => (one.service ? serviceName(one.service) || one.service : say(T.SCORE_ALL))],
    [T.SCORE_WAITS, ({ score }) => score.waits || 0],
    [T.SCORE_OFF, ({ score }) => minutes(score.offMeanS || 0)],
    [T.SCORE_INSIDE, ({ score }) => percent(score.inside || 0, score.waits)],
    [T.SCORE_FAR, ({ score }) => percent(score.far || 0, score.waits)],
    [T.SCORE_BIAS, ({ score }) => signed(score.biasS || 0)],
    [T.SCORE_LONG, ({ score }) => say(T.SCORE_LONG_OF, score.longHits || 0, score.longWaits || 0)],
    [T.SCORE_QUEUE, ({ score }) => saved(score.queueSkillPercent)],
    [T.SCORE_HEAD, ({ score }) => saved(score.headSkillPercent)],
];

function scoreRows(scores) {
    const lines = (scores?.lines ?? []).filter(({ score }) => score?.waits);
    return scores?.all?.waits ? [{ score: scores.all }, ...lines] : lines;
}

/** What the whole day comes to, in one row of figures. */
function sums({ services = [], clerks = [] }) {
    const sum = (list, field) => list.reduce((all, one) => all + (one[field] || 0), 0);
    const called = sum(services, 'called');
    const waited = services.reduce((all, one) => all + (one.waitMeanS || 0) * (one.called || 0), 0);
    const ratings = sum(clerks, 'ratings') + sum(clerks, 'counterRatings');
    return [
        [T.REPORT_ISSUED, sum(services, 'issued')],
        [T.REPORT_SERVED, sum(services, 'served')],
        [T.REPORT_WAIT_MEAN, called ? minutes(waited / called) : '–'],
        [T.REPORT_OVER, percent(sum(services, 'over20Min'), called)],
        [T.REPORT_NO_SHOWS, sum(services, 'noShows')],
        [T.FIGURE_RATING, mean(sum(clerks, 'ratingSum') + sum(clerks, 'counterRatingSum'), ratings)],
    ];
}

class ConsoleReports extends HallElement {
    #day = 0;
    #read = null; // {day, report, scores} or {day, wrong}
    #asked = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#go(this.#today() - 1);
    }

    #today() {
        return hall.view.day || 0;
    }

    #first() {
        return this.#today() - (hall.view.settings.journalDays || 400);
    }

    async #go(day) {
        if (!Number.isInteger(day)) return; // half typed
        this.#day = Math.min(Math.max(day, this.#first()), this.#today());
        const asked = ++this.#asked;
        const of = this.#day;
        this.requestUpdate();
        const [report, scores, range] = await Promise.all([send('get_report', { day: of }), send('get_forecast_scores', { day: of }), send('get_range', { fromDay: of, toDay: of })]);
        if (asked !== this.#asked) return; // another day was chosen meanwhile
        const wrong = [report, scores, range].find((one) => !one.ok);
        this.#read = wrong ? { day: of, wrong: wrong.text } : { day: of, report: report.data.report ?? {}, scores: scores.data.scores, measures: (range.data.range?.measures ?? []).map((one) => one.measure) };
        this.requestUpdate();
    }

    #tables() {
        const { report, scores } = this.#read;
        const clerks = [...(report.clerks ?? [])].sort((a, b) => (b.served || 0) - (a.served || 0));
        return [
            { title: say(T.OF_SERVICES), columns: SERVICE_COLUMNS, rows: report.services ?? [] },
            { title: say(T.OF_CLERKS), columns: CLERK_COLUMNS, rows: clerks },
            { title: say(T.OF_FORECASTS), columns: SCORE_COLUMNS, rows: scoreRows(scores) },
            { title: say(T.OF_EXCEPTIONS), columns: EXCEPTION_COLUMNS, rows: report.exceptions ?? [] },
        ];
    }

    #choose() {
        const today = this.#today();
        return html`<div class="tools days">
            <button class="quiet" ?disabled=${this.#day <= this.#first()} @click=${() => this.#go(this.#day - 1)}>‹ ${say(T.DAY_BEFORE)}</button>
            <label><span class="read">${say(T.CHOOSE_DAY)}</span><input type="date" .value=${dateOf(this.#day)} min=${dateOf(this.#first())} max=${dateOf(today)} @change=${(event) => this.#go(dayOf(event.target.value))} /></label>
            <button class="quiet" ?disabled=${this.#day >= today} @click=${() => this.#go(this.#day + 1)}>${say(T.DAY_AFTER)} ›</button>
            ${this.#read?.report && this.#read.day === this.#day ? toolsOf(() => saveTables(`hall-${hall.number}-${dateOf(this.#day)}`, this.#tables())) : nothing}
        </div>`;
    }

    #body() {
        const read = this.#read;
        if (read?.day !== this.#day) return html`<p class="loading" role="status">${say(T.ONE_MOMENT)}</p>`;
        if (read.wrong) return html`<p class="wrong" role="alert">▲ ${read.wrong}</p>`;
        if (!(read.report.services ?? []).some((one) => one.issued)) return html`<p class="soft" role="status">${say(T.NO_TICKETS_THEN)}</p>`;
        return html`<dl class="sums">${sums(read.report).map(([text, value]) => html`<div><dt>${say(text)}</dt><dd>${value}</dd></div>`)}</dl>
            ${this.#tables().map(tableOf)}
            <p class="soft">${say(T.SCORE_LEGEND)}</p>
            <h2>${say(T.DO_MEASURES)}</h2>
            ${read.day === this.#today() ? measuresList() : measuresOf(read.measures)}`;
    }

    render() {
        return html`<section class="sheet report">
            ${this.#choose()}
            <h1>${nameOf(hall.view.settings.name)}　${say(T.REPORT_OF, dateOf(this.#day))}${this.#day === this.#today() ? html`<small>${say(T.SO_FAR)}</small>` : nothing}</h1>
            ${this.#body()}
        </section>`;
    }
}
customElements.define('console-reports', ConsoleReports);
