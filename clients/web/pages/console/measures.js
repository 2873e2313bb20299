// measures.js - what was done today, by whom, and what came of it.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { dateOf } from '../lib/clock.js';
import { hall } from '../lib/hall.js';
import { minutes, say, serviceName } from '../lib/words.js';
import { at, measureText, outcomesOf, staffName, stateText } from './measure_words.js';

const newestFirst = () => [...(hall.view.measures ?? [])].sort((a, b) => b.measure - a.measure);

function outcome({ service, before, later, change }) {
    const better = change <= -60;
    const worse = change >= 60;
    return html`<li>
        ${serviceName(service)}　${before}${later.map((one) => html` → ${say(T.AFTER, one.minute)} ${one.text}`)}
        ${better ? html`<em class="better">▼ ${say(T.LESS_BY, minutes(-change))}</em>` : worse ? html`<em class="worse">▲ ${say(T.MORE_BY, minutes(change))}</em>` : nothing}
    </li>`;
}

function one(measure, end) {
    return html`<li class="measure ${measure.lasts ? 'lasts' : ''}">
        <p>
            <time>${measure.day ? `${dateOf(measure.day)} ` : ''}${at(measure.atMs)}</time> <b>${measureText(measure.what)}</b><span class="soft">　${staffName(measure.by?.staff)}　${stateText(measure)}</span>
            ${measure.lasts && end ? html`<button class="quiet" @click=${() => end(measure.measure)}>${say(T.DO_END_MEASURE)}</button>` : nothing}
        </p>
        <ul>${outcomesOf(measure).map(outcome)}</ul>
    </li>`;
}

/** These; `end(measure)`, where it is given, ends one that lasts. */
export const measuresOf = (all, end = null) =>
    all.length ? html`<ul class="measures">${all.map((measure) => one(measure, end))}</ul>` : html`<p class="soft">${say(T.NO_MEASURES)}</p>`;

/** Today's. */
export const measuresList = (end = null) => measuresOf(newestFirst(), end);

/** All of today, as a page. */
export const measuresPage = (end) =>
    html`<section class="sheet">
        <h2>${say(T.PAGE_MEASURES).trim()}</h2>
        ${measuresList(end)}
    </section>`;

/** The newest two, beside the windows. */
export function didLately() {
    const newest = newestFirst().slice(0, 2);
    return newest.length ? html`<ul class="did measures" aria-label=${say(T.DO_MEASURES)}>${newest.map((measure) => one(measure, null))}</ul>` : nothing;
}
