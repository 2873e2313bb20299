// lines.js - the lines as rows: the range for who comes now, the longest wait, who waits, windows in service and open, and the chart.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { givesOf, hall, lineOf, services, waitOf } from '../lib/hall.js';
import { minutes, nameOf, peopleWaiting, say, waitTold } from '../lib/words.js';
import './chart.js';

/** '', 'warm' or 'hot', by the hall's own limits. */
function heatOf(seconds) {
    const { longWaitS = 1200, calmWaitS = 900 } = hall.view.settings.alerts ?? {};
    return seconds >= longWaitS ? 'hot' : seconds >= calmWaitS ? 'warm' : '';
}

const SIGNS = { hot: '▲ ', warm: '● ', '': '' };
const heatWord = (heat) => (heat ? html`<span class="read">${say(heat === 'hot' ? T.HOT : T.WARM)}</span>` : nothing);

function windowsOf(service) {
    const giving = (hall.view.counters ?? []).filter((one) => givesOf(one).includes(service) && one.state !== 'CLOSED' && one.state !== 'PAUSED');
    return [giving.filter((one) => one.state !== 'FREE').length, giving.length];
}

function row(service, past, open) {
    const told = waitTold(service.id);
    const wait = waitOf(service.id);
    const oldestS = wait?.oldestEnteredAtMs ? (hall.now() - Number(wait.oldestEnteredAtMs)) / 1000 : 0;
    const heat = told.kind === 'range' ? heatOf((wait.upperMin || 0) * 60) : '';
    const longest = heatOf(oldestS);
    const [busy, all] = windowsOf(service.id);
    return html`<tr class="is-${told.kind}">
        <th scope="row"><button class="line" @click=${() => open(service.id)}><b class="letter">${service.letter}</b>${nameOf(service.name)}</button></th>
        <td class="told ${heat}">${SIGNS[heat]}${told.text}${told.unit ? html` <small>${told.unit}</small>` : nothing}${heatWord(heat)}</td>
        <td class=${longest}>${oldestS ? html`${SIGNS[longest]}${minutes(oldestS)}` : '–'}${heatWord(longest)}</td>
        <td>${say(T.PEOPLE_SPACED, peopleWaiting(service.id))}</td>
        <td>${busy}/${all}</td>
        <td class="plot"><wait-chart aria-hidden="true" .chart=${{ past, service: service.id }}></wait-chart></td>
    </tr>`;
}

/** `open(service)`: somebody wants to do something about a line. */
export function linesTable(past, open) {
    return html`<section class="lines" aria-label=${say(T.LINES)}>
        <table>
            <thead>
                <tr>
                    <th scope="col">${say(T.HEAD_LINE)}</th>
                    <th scope="col">${say(T.HEAD_NOW)}</th>
                    <th scope="col">${say(T.HEAD_LONGEST)}</th>
                    <th scope="col">${say(T.HEAD_PEOPLE)}</th>
                    <th scope="col">${say(T.HEAD_BUSY)}</th>
                    <th scope="col" class="plot">${say(T.HEAD_CHART, Math.round((hall.view.settings.alerts?.longWaitS || 1200) / 60))}</th>
                </tr>
            </thead>
            <tbody>
                ${services().filter((one) => lineOf(one.id)).map((one) => row(one, past, open))}
            </tbody>
        </table>
    </section>`;
}
