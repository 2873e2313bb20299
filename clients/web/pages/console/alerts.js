// alerts.js - the strip of open alerts, worst first: what, why, since when, and the act that is proposed as a button with what it would gain.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { hall } from '../lib/hall.js';
import { say } from '../lib/words.js';
import { LEVELS, causeText, expectedText, handledText, headline, worstFirst } from './alert_words.js';
import { at, gainText, measureText, worseText } from './measure_words.js';

const SHOWN = 3;

function act(alert, acts) {
    const { proposal } = alert;
    if (!proposal?.measures?.length || alert.measure) return nothing;
    return html`<button class="primary" @click=${() => acts.take(alert.alert, proposal.measures)}>
        ${proposal.measures.map(measureText).join(say(T.AND))}<small>${gainText(proposal)}${worseText(proposal)}</small>
    </button>`;
}

function row(alert, acts) {
    const [sign, word] = LEVELS[alert.level] ?? LEVELS.NOTE;
    const why = [causeText(alert), expectedText(alert)].filter(Boolean).join('；');
    return html`<li class="alert ${(alert.level || 'note').toLowerCase()}">
        <p class="level"><b>${sign} ${say(word)}</b><small>${say(T.ALERT_SINCE, at(alert.sinceMs))}</small></p>
        <div class="what">
            <p><b>${headline(alert)}</b></p>
            <p class="soft">${why}</p>
            ${handledText(alert) ? html`<p class="soft handled">${handledText(alert)}</p>` : nothing}
        </div>
        <div class="acts">
            ${act(alert, acts)}
            <button class="quiet" @click=${() => acts.others(alert.alert, alert.kind === 'LINE_CROWDED' ? alert.subject : 0)}>${say(T.DO_OTHERS)}</button>
            ${alert.seenBy ? nothing : html`<button class="quiet" @click=${() => acts.see(alert.alert)}>${say(T.DO_SEE_ALERT)}</button>`}
        </div>
    </li>`;
}

/** acts: take(alert, measures), others(alert, service), see(alert), all(whether) */
export function alertStrip(acts, all) {
    const open = worstFirst(hall.view.alerts ?? []);
    if (!open.length) return html`<section class="alerts" aria-label=${say(T.ALERTS)}><p class="calm">✓ ${say(T.ALERTS_NONE)}</p></section>`;
    const shown = all ? open : open.slice(0, SHOWN);
    return html`<section class="alerts" aria-label=${say(T.ALERTS)}>
        <ul aria-live="polite">
            ${shown.map((alert) => row(alert, acts))}
        </ul>
        ${open.length > SHOWN ? html`<button class="quiet more" @click=${() => acts.all(!all)}>${all ? say(T.FEWER) : say(T.MORE, open.length - SHOWN)}</button>` : nothing}
    </section>`;
}
