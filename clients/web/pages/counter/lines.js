// lines.js - who is next and why, the lines of this counter, and what it put on hold.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { timeOfDay } from '../lib/clock.js';
import { counterNow, counterSettings, givesOf, hall, lineOf, serviceOf, waitOf } from '../lib/hall.js';
import { minutes, nameOf, say } from '../lib/words.js';

const waited = (card) => minutes((hall.now() - card.entered) / 1000);

function nextPart(counter, { heads: [first, second] }) {
    const some = givesOf({ counter, ...counterNow(counter) }).some((id) => lineOf(id)?.waiting);
    const { kind = 'OLDEST' } = counterSettings(counter).policy ?? {};
    const why = kind === 'OLDEST' ? (second ? say(T.NEXT_WHY, second.number, waited(second)) : say(T.NEXT_ALONE)) : say(kind === 'RATIO' ? T.RULE_RATIO : T.RULE_PREFERENCE);
    return html`<section class="next">
        <h2>${say(T.NEXT)}</h2>
        <div class="box">
            ${first ? html`<p><b>${first.number}</b>${say(T.WAITED, waited(first))}</p><p class="soft">${why}</p>` : html`<p class="soft">${some ? say(T.ONE_MOMENT) : say(T.NEXT_NOBODY)}</p>`}
        </div>
    </section>`;
}

function lineRow(id) {
    const service = serviceOf(id);
    const line = lineOf(id);
    const oldest = Number(waitOf(id)?.oldestEnteredAtMs || 0);
    return html`<li>
        <span><b class="letter">${service?.letter}</b>${nameOf(service?.name)}</span>
        <span class="end">${say(T.PEOPLE_SPACED, line?.waiting || 0)}<em>${oldest ? say(T.LONGEST_OF, minutes((hall.now() - oldest) / 1000)) : nothing}</em></span>
    </li>`;
}

/** `resume(held)` when a clerk takes one from hold. */
export function linesPart(counter, next, resume) {
    const gives = givesOf({ counter, ...counterNow(counter) });
    return html`${nextPart(counter, next)}
        <section class="lines">
            <h2>${say(T.MY_LINES)}</h2>
            <ul>
                ${gives.map(lineRow)}
            </ul>
        </section>
        ${next.held.length
            ? html`<section class="held">
                  <h2>${say(T.HELD_TITLE)}</h2>
                  <ul>
                      ${next.held.map((one) => html`<li><b>${one.number}</b><span class="soft">${say(T.HELD_UNTIL, timeOfDay(hall.view.settings, one.untilMs))}</span><button class="quiet" @click=${() => resume(one)}>${say(T.DO_RESUME)}</button></li>`)}
                  </ul>
              </section>`
            : nothing}`;
}
