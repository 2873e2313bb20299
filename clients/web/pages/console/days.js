// days.js - the figures of many days: any range, in all and by day, week or month. On the page with two charts, on paper (A4, black and
// white), and as a file for a spreadsheet; what each figure is stands beneath.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { dateOf, dayOf } from '../lib/clock.js';
import { send } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { codeOf, hall } from '../lib/hall.js';
import { nameOf, say, serviceName } from '../lib/words.js';
import { chartOf } from './days_chart.js';
import { EXCEPTION_COLUMNS } from './exceptions.js';
import { staffName } from './measure_words.js';
import { measuresOf } from './measures.js';
import { percent, saveTables, tableOf, toolsOf } from './tables.js';

const PERIODS = { DAY: T.BY_DAY, WEEK: T.BY_WEEK, MONTH: T.BY_MONTH };
const HALF_HOUR_MIN = 30;

const min = (seconds, of) => (of ? ((seconds || 0) / 60).toFixed(1) : '–');
const sum = (list = []) => list.reduce((all, one) => all + one, 0);
const ratingOf = (ratings) => (sum(ratings) ? (sum(ratings.map((count, i) => count * (i + 1))) / sum(ratings)).toFixed(2) : '–');
const satisfied = (ratings) => percent((ratings?.[3] ?? 0) + (ratings?.[4] ?? 0), sum(ratings));
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const halfHour = (one) => clock((one.halfHour || 0) * HALF_HOUR_MIN);

// Columns of a Flow, which `of` finds in a row.
const flowColumns = (of) => [
    [T.FIG_ISSUED, (one) => of(one).issued || 0],
    [T.FIG_SERVED, (one) => of(one).served || 0],
    [T.FIG_CANCELLED, (one) => of(one).cancelled || 0],
    [T.FIG_NO_SHOWS, (one) => of(one).noShows || 0],
    [T.FIG_WAIT_MEAN, (one) => min(of(one).waitMeanS, of(one).waits)],
    [T.FIG_WAIT_P50, (one) => min(of(one).waitP50S, of(one).waits)],
    [T.FIG_WAIT_P90, (one) => min(of(one).waitP90S, of(one).waits)],
    [T.FIG_OVER_TARGET, (one) => percent(of(one).overTarget || 0, of(one).waits)],
    [T.FIG_OVER_20, (one) => percent(of(one).over20Min || 0, of(one).waits)],
    [T.FIG_WALK, (one) => min(of(one).walkMeanS, of(one).walks)],
    [T.FIG_SERVICE, (one) => min(of(one).serviceMeanS, of(one).services)],
    [T.FIG_RATING, (one) => ratingOf(of(one).ratings)],
    [T.FIG_SATISFIED, (one) => satisfied(of(one).ratings)],
];
const HALF_HOUR_COLUMNS = [
    [T.DAYS_HALF_HOUR, halfHour],
    [T.FIG_ISSUED, (one) => one.issued || 0],
    [T.FIG_WAITS, (one) => one.waits || 0],
    [T.FIG_WAIT_MEAN, (one) => min(one.waitMeanS, one.waits)],
    [T.FIG_WAIT_P90, (one) => min(one.waitP90S, one.waits)],
    [T.FIG_OVER_20, (one) => percent(one.over20Min || 0, one.waits)],
    [T.FIG_COUNTERS_BUSY, (one) => ((one.countersBusyPercent || 0) / 100).toFixed(1)],
    [T.FIG_COUNTERS_NEEDED, (one) => one.countersNeeded || 0],
];
const CLERK_COLUMNS = [
    [T.REPORT_CLERK, (one) => staffName(one.staff)],
    [T.FIG_DAYS, (one) => one.days || 0],
    [T.FIG_SERVED, (one) => one.served || 0],
    [T.FIG_SERVICE, (one) => min(one.serviceMeanS, one.services)],
    [T.FIG_OVER_SERVICE, (one) => percent(one.overService || 0, one.services)],
    [T.FIG_WALK, (one) => min(one.walkMeanS, one.walks)],
    [T.FIG_RATING, (one) => ratingOf(one.ratings)],
    [T.FIG_RATINGS, (one) => sum(one.ratings)],
    [T.FIG_SATISFIED, (one) => satisfied(one.ratings)],
];
const OUTCOME_COLUMNS = [
    [T.REPORT_CLERK, (one) => staffName(one.staff)],
    [T.DAYS_CODE, (one) => nameOf(codeOf('outcomes', one.code)?.name) || one.code],
    [T.DAYS_COUNT, (one) => one.count],
];
const PATH_COLUMNS = [
    [T.DAYS_WAY, (one) => (one.services?.length ? one.services.map((id) => serviceName(id) || id).join(' → ') : say(T.DAYS_OTHER_WAYS))],
    [T.FIG_ISSUED, (one) => one.count],
    [T.FIG_STAY, (one) => min(one.stayMeanS, one.finished)],
];
const FORECAST_COLUMNS = [
    [T.HEAD_LINE, (one) => (one.service ? serviceName(one.service) || one.service : say(T.DAYS_ALL))],
    [T.FIG_FORECASTS, ({ forecast }) => forecast.waits],
    [T.FIG_FORECAST_OFF, ({ forecast }) => min(forecast.offMeanS, forecast.waits)],
    [T.FIG_FORECAST_INSIDE, ({ forecast }) => percent(forecast.inside || 0, forecast.waits)],
];
const WORTH_COLUMNS = [
    [T.FIG_TAKEN, (one) => one.taken],
    [T.FIG_PROPOSED, (one) => one.proposed || 0],
    [T.FIG_JUDGED, (one) => one.judged || 0],
    [T.FIG_BETTER, (one) => one.better || 0],
    [T.FIG_SHORTER, (one) => min(one.shorterMeanS, one.judged)],
    [T.FIG_PROMISED, (one) => min(one.promisedMeanS, one.proposed)],
    [T.FIG_KEPT, (one) => min(one.keptMeanS, one.proposed)],
];
const STAR_COLUMNS = [
    [T.REPORT_CLERK, (one) => `★ ${staffName(one.staff)}`],
    [T.FIG_SERVED, (one) => one.served],
    [T.FIG_RATING, (one) => (one.ratingSum / one.ratings).toFixed(2)],
    [T.FIG_RATINGS, (one) => one.ratings],
];
const RECORD_COLUMNS = [
    [T.REPORT_CLERK, (one) => staffName(one.staff)],
    [T.DAYS_DAY, (one) => dateOf(one.day)],
    [T.FIG_SERVED, (one) => one.served || 0],
    [T.FIG_RATING, (one) => ratingOf(one.ratings)],
    [T.FIG_RATINGS, (one) => sum(one.ratings)],
];
const MEANING_COLUMNS = [
    [T.DAYS_MEANINGS, ([head]) => say(head)],
    [['', ''], ([, is]) => say(is)],
];

const MEANINGS = [
    [T.FIG_DAYS, T.FIG_DAYS_IS],
    [T.FIG_ISSUED, T.FIG_ISSUED_IS],
    [T.FIG_SERVED, T.FIG_SERVED_IS],
    [T.FIG_CANCELLED, T.FIG_CANCELLED_IS],
    [T.FIG_NO_SHOWS, T.FIG_NO_SHOWS_IS],
    [T.FIG_WAITS, T.FIG_WAITS_IS],
    [T.FIG_WAIT_MEAN, T.FIG_WAIT_MEAN_IS],
    [T.FIG_WAIT_P50, T.FIG_WAIT_P50_IS],
    [T.FIG_WAIT_P90, T.FIG_WAIT_P90_IS],
    [T.FIG_OVER_TARGET, T.FIG_OVER_TARGET_IS],
    [T.FIG_OVER_20, T.FIG_OVER_20_IS],
    [T.FIG_WALK, T.FIG_WALK_IS],
    [T.FIG_SERVICE, T.FIG_SERVICE_IS],
    [T.FIG_OVER_SERVICE, T.FIG_OVER_SERVICE_IS],
    [T.FIG_RATING, T.FIG_RATING_IS],
    [T.FIG_RATINGS, T.FIG_RATINGS_IS],
    [T.FIG_SATISFIED, T.FIG_SATISFIED_IS],
    [T.FIG_COUNTERS_BUSY, T.FIG_COUNTERS_BUSY_IS],
    [T.FIG_COUNTERS_NEEDED, T.FIG_COUNTERS_NEEDED_IS],
    [T.FIG_STAY, T.FIG_STAY_IS],
    [T.FIG_TAKEN, T.FIG_TAKEN_IS],
    [T.FIG_PROPOSED, T.FIG_PROPOSED_IS],
    [T.FIG_JUDGED, T.FIG_JUDGED_IS],
    [T.FIG_BETTER, T.FIG_BETTER_IS],
    [T.FIG_SHORTER, T.FIG_SHORTER_IS],
    [T.FIG_PROMISED, T.FIG_PROMISED_IS],
    [T.FIG_KEPT, T.FIG_KEPT_IS],
    [T.FIG_FORECASTS, T.FIG_FORECASTS_IS],
    [T.FIG_FORECAST_OFF, T.FIG_FORECAST_OFF_IS],
    [T.FIG_FORECAST_INSIDE, T.FIG_FORECAST_INSIDE_IS],
    [T.DAYS_STARS, T.FIG_STAR_IS],
    [T.FIG_HOURS, T.FIG_HOURS_IS],
    [T.FIG_FIRST_HALF_HOUR, T.FIG_EDGE_IS],
    [T.FIG_LAST_HALF_HOUR, T.FIG_EDGE_IS],
];

const periodColumns = () => [
    [T.DAYS_FROM, (one) => dateOf(one.fromDay)],
    [T.DAYS_TO, (one) => dateOf(one.toDay)],
    [T.FIG_DAYS, (one) => one.days || 0],
    ...flowColumns((one) => one.flow),
];
const serviceColumns = () => [[T.HEAD_LINE, (one) => (one.service ? serviceName(one.service) || one.service : say(T.DAYS_ALL))], ...flowColumns((one) => one.flow)];

function forecastRows(range) {
    const services = (range.services ?? []).filter((one) => one.forecast?.waits);
    return range.forecast?.waits ? [...services, { forecast: range.forecast }] : [];
}

/** All tables of a range; those that may be empty are left out when they are. */
function tablesOf(range) {
    const clerks = [...(range.clerks ?? [])].sort((a, b) => (b.served || 0) - (a.served || 0));
    const outcomes = clerks.flatMap(({ staff, outcomes: counts = [] }) => counts.map((one) => ({ staff, ...one })));
    const records = (range.stars ?? []).flatMap(({ staff, records: days = [] }) => days.map((one) => ({ staff, ...one })));
    return [
        { title: say(T.DAYS_SERVICES), columns: serviceColumns(), rows: [...(range.services ?? []), { flow: range.all ?? {} }] },
        { title: say(T.DAYS_PERIODS), columns: periodColumns(), rows: range.periods ?? [] },
        { title: say(T.DAYS_HALF_HOURS), columns: HALF_HOUR_COLUMNS, rows: range.halfHours ?? [] },
        { title: say(T.DAYS_CLERKS), columns: CLERK_COLUMNS, rows: clerks },
        { title: say(T.DAYS_STARS), columns: STAR_COLUMNS, rows: range.stars ?? [] },
        { title: say(T.DAYS_STAR_RECORDS), columns: RECORD_COLUMNS, rows: records },
        { title: say(T.DAYS_OUTCOMES), columns: OUTCOME_COLUMNS, rows: outcomes },
        { title: say(T.DAYS_PATHS), columns: PATH_COLUMNS, rows: range.paths ?? [] },
        { title: say(T.DAYS_EXCEPTIONS), columns: EXCEPTION_COLUMNS, rows: range.exceptions ?? [] },
        { title: say(T.DAYS_WORTH), columns: WORTH_COLUMNS, rows: range.worth ? [range.worth] : [] },
        { title: say(T.DAYS_FORECASTS), columns: FORECAST_COLUMNS, rows: forecastRows(range) },
    ].filter(({ rows }) => rows.length);
}

const meanings = () => ({ title: '', columns: MEANING_COLUMNS, rows: MEANINGS });

function sums(range) {
    const all = range.all ?? {};
    return [
        [T.FIG_DAYS, range.days || 0],
        [T.FIG_ISSUED, all.issued || 0],
        [T.FIG_SERVED, all.served || 0],
        [T.FIG_WAIT_MEAN, min(all.waitMeanS, all.waits)],
        [T.FIG_WAIT_P90, min(all.waitP90S, all.waits)],
        [T.FIG_OVER_20, percent(all.over20Min || 0, all.waits)],
        [T.FIG_RATING, ratingOf(all.ratings)],
    ];
}

function chartsOf(range) {
    const halves = range.halfHours ?? [];
    const periods = range.periods ?? [];
    const minutes = (seconds) => (seconds || 0) / 60;
    const flow = {
        labels: halves.map(halfHour),
        series: [
            { name: say(T.FIG_COUNTERS_NEEDED), values: halves.map((one) => one.countersNeeded || 0) },
            { name: say(T.FIG_COUNTERS_BUSY), values: halves.map((one) => (one.countersBusyPercent || 0) / 100) },
        ],
    };
    const waits = {
        labels: periods.map((one) => dateOf(one.fromDay).slice(5)),
        series: [
            { name: say(T.FIG_WAIT_P90), values: periods.map((one) => minutes(one.flow?.waitP90S)) },
            { name: say(T.FIG_WAIT_P50), values: periods.map((one) => minutes(one.flow?.waitP50S)) },
        ],
    };
    return { flow, waits: periods.length > 1 ? waits : null };
}

function hoursOf({ hours }) {
    if (!hours) return nothing;
    const span = `${clock(hours.fromMin || 0)}–${clock(hours.toMin)}`;
    return html`<p>${say(T.DAYS_HOURS)}：<b>${span}</b>　<span class="soft">${say(T.FIG_FIRST_HALF_HOUR)} ${hours.firstPercent || 0}　${say(T.FIG_LAST_HALF_HOUR)} ${hours.lastPercent || 0}</span></p>`;
}

class ConsoleDays extends HallElement {
    #from = 0;
    #to = 0;
    #by = 'DAY';
    #read = null; // {key, range, charts} or {key, wrong}
    #asked = 0;

    connectedCallback() {
        super.connectedCallback();
        this.#to = this.#today();
        this.#go(this.#today() - 6, this.#today());
    }

    #today() {
        return hall.view.day || 0;
    }

    #key() {
        return `${this.#from}/${this.#to}/${this.#by}`;
    }

    async #go(from, to, by = this.#by) {
        if (!Number.isInteger(from) || !Number.isInteger(to)) return; // half typed
        this.#to = Math.min(to, this.#today());
        this.#from = Math.min(from, this.#to);
        this.#by = by;
        const asked = ++this.#asked;
        const key = this.#key();
        this.requestUpdate();
        const got = await send('get_range', { fromDay: this.#from, toDay: this.#to, by });
        if (asked !== this.#asked) return; // another range was chosen meanwhile
        const range = got.ok ? (got.data.range ?? {}) : null;
        this.#read = range ? { key, range, charts: chartsOf(range) } : { key, wrong: got.text };
        this.requestUpdate();
    }

    // The months of the hall's calendar: that of `day`, which is in it.
    #month(day) {
        const first = dayOf(`${dateOf(day).slice(0, 8)}01`);
        this.#go(first, day);
    }

    #choose() {
        const date = (text, value, change) => html`<label>${say(text)} <input type="date" .value=${dateOf(value)} max=${dateOf(this.#today())} @change=${(event) => change(dayOf(event.target.value))} /></label>`;
        const monthFirst = dayOf(`${dateOf(this.#today()).slice(0, 8)}01`);
        return html`<div class="tools range">
            ${date(T.DAYS_FROM, this.#from, (day) => this.#go(day, this.#to))} ${date(T.DAYS_TO, this.#to, (day) => this.#go(this.#from, day))}
            <label>
                <select aria-label=${say(T.DAYS_PERIODS)} @change=${(event) => this.#go(this.#from, this.#to, event.target.value)}>
                    ${Object.entries(PERIODS).map(([by, text]) => html`<option value=${by} ?selected=${by === this.#by}>${say(text)}</option>`)}
                </select>
            </label>
            <button class="quiet" @click=${() => this.#go(this.#today() - 6, this.#today())}>${say(T.LAST_SEVEN_DAYS)}</button>
            <button class="quiet" @click=${() => this.#month(this.#today())}>${say(T.THIS_MONTH)}</button>
            <button class="quiet" @click=${() => this.#month(monthFirst - 1)}>${say(T.LAST_MONTH)}</button>
            ${this.#read?.range && this.#read.key === this.#key() ? toolsOf(() => saveTables(`hall-${hall.number}-${dateOf(this.#from)}-${dateOf(this.#to)}`, [...tablesOf(this.#read.range), meanings()])) : nothing}
        </div>`;
    }

    #body() {
        const read = this.#read;
        if (read?.key !== this.#key()) return html`<p class="loading" role="status">${say(T.ONE_MOMENT)}</p>`;
        if (read.wrong) return html`<p class="wrong" role="alert">▲ ${read.wrong}</p>`;
        if (!read.range.days) return html`<p class="soft" role="status">${say(T.NO_TICKETS_IN)}</p>`;
        return html`<dl class="sums">${sums(read.range).map(([text, value]) => html`<div><dt>${say(text)}</dt><dd>${value}</dd></div>`)}</dl>
            ${read.charts.waits ? chartOf(say(T.DAYS_PERIODS), read.charts.waits) : nothing} ${chartOf(say(T.DAYS_HALF_HOURS), read.charts.flow)} ${hoursOf(read.range)}
            ${tablesOf(read.range).map(tableOf)}
            ${read.range.measures?.length ? html`<h2>${say(T.DAYS_MEASURES)}</h2>${measuresOf(read.range.measures.map(({ day, measure }) => ({ ...measure, day })))}` : nothing}
            <details open><summary>${say(T.DAYS_MEANINGS)}</summary><dl class="meanings">${MEANINGS.map(([head, is]) => html`<dt>${say(head)}</dt><dd>${say(is)}</dd>`)}</dl></details>`;
    }

    render() {
        return html`<section class="sheet report">
            ${this.#choose()}
            <h1>${nameOf(hall.view.settings.name)}　${say(T.RANGE_OF, dateOf(this.#from), dateOf(this.#to))}</h1>
            ${this.#body()}
        </section>`;
    }
}
customElements.define('console-days', ConsoleDays);
