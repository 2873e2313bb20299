// tables.js - tables of figures: on the page, on paper, and as a file for a spreadsheet. A table is {title, columns, rows}; a column is
// [text of its head, what it says of a row].
import * as T from 'catalogue';
import { html } from 'lit';
import { minutes, say, serviceName } from '../lib/words.js';
import { staffName } from './measure_words.js';

export const mean = (sum, count) => (count ? (sum / count).toFixed(1) : '–');
export const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)}%` : '–');

export const SERVICE_COLUMNS = [
    [T.HEAD_LINE, (one) => serviceName(one.service) || one.service],
    [T.REPORT_ISSUED, (one) => one.issued || 0],
    [T.REPORT_SERVED, (one) => one.served || 0],
    [T.REPORT_CANCELLED, (one) => one.cancelled || 0],
    [T.REPORT_NO_SHOWS, (one) => one.noShows || 0],
    [T.REPORT_P50, (one) => (one.called ? minutes(one.waitP50S || 0) : '–')],
    [T.REPORT_P90, (one) => (one.called ? minutes(one.waitP90S || 0) : '–')],
    [T.REPORT_OVER, (one) => one.over20Min || 0],
    [T.REPORT_SERVICE_MEAN, (one) => (one.served ? minutes(one.serviceMeanS || 0) : '–')],
];

export const CLERK_COLUMNS = [
    [T.REPORT_CLERK, (one) => staffName(one.staff)],
    [T.REPORT_SERVED, (one) => one.served || 0],
    [T.REPORT_SERVICE_MEAN, (one) => (one.served ? minutes(one.serviceMeanS || 0) : '–')],
    [T.FIGURE_OVER, (one) => one.overTarget || 0],
    [T.FIGURE_RATING, (one) => mean((one.ratingSum || 0) + (one.counterRatingSum || 0), (one.ratings || 0) + (one.counterRatings || 0))],
];

/** A table; one without rows says so. */
export function tableOf({ title, columns, rows }) {
    return html`<div class="wide" tabindex="0" role="region" aria-label=${title}>
        <table class="figures">
            <caption>${title}</caption>
            <thead>
                <tr>${columns.map(([text]) => html`<th scope="col">${say(text)}</th>`)}</tr>
            </thead>
            <tbody>
                ${rows.map((row) => html`<tr>${columns.map(([text, of], i) => (i ? html`<td data-head=${say(text)}>${of(row)}</td>` : html`<th scope="row">${of(row)}</th>`))}</tr>`)}
                ${rows.length ? '' : html`<tr><td class="none" colspan=${columns.length}>${say(T.NO_ROWS)}</td></tr>`}
            </tbody>
        </table>
    </div>`;
}

// A spreadsheet takes what begins so for a formula.
const quoted = (value) => `"${String(value).replace(/"/g, '""').replace(/^[=+\-@\t\r]/, "'$&")}"`;

/** The tables as one file, `name`.csv. */
export function saveTables(name, tables) {
    const lines = tables.flatMap(({ title, columns, rows }) => [
        quoted(title),
        columns.map(([text]) => quoted(say(text))).join(','),
        ...rows.map((row) => columns.map(([, of]) => quoted(of(row))).join(',')),
        '',
    ]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff', lines.join('\r\n')], { type: 'text/csv' }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export const toolsOf = (save) =>
    html`<button class="quiet" @click=${save}>${say(T.SAVE_CSV)}</button><button class="quiet" @click=${() => print()}>${say(T.PRINT)}</button>`;
