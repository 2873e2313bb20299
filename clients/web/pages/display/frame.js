// frame.js - head and foot of the display: which hall, what time; one notice, and whether all this is so now.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { timeOfDay, wallOf } from '../lib/clock.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { notices } from '../lib/offers.js';
import { nameOf, otherName, say } from '../lib/words.js';

export const TURN_MS = 10_000; // what doesn't fit is turned over
const WEEK = [T.SUNDAY, T.MONDAY, T.TUESDAY, T.WEDNESDAY, T.THURSDAY, T.FRIDAY, T.SATURDAY];

export function dateText() {
    const wall = wallOf(hall.view.settings, hall.now());
    return say(T.DATE, wall.getUTCMonth() + 1, wall.getUTCDate(), say(WEEK[wall.getUTCDay()]));
}

/** Which of `count` pages is shown now. */
export const pageNow = (count) => (count > 1 ? Math.floor(Date.now() / TURN_MS) % count : 0);

export function dots(count, at) {
    if (count < 2) return nothing;
    return html`<span class="dots" role="img" aria-label=${say(T.PAGE_OF, at + 1, count)}
        >${Array.from({ length: count }, (_, i) => html`<i class=${i === at ? 'on' : ''}></i>`)}</span
    >`;
}

class DisplayHead extends HallElement {
    render() {
        if (!hall.view) return html`<header><h1>${say(T.LOADING)}</h1></header>`;
        const { settings } = hall.view;
        return html`<header>
            <h1>${nameOf(settings.name)} <span class="other">${otherName(settings.name)}</span></h1>
            <p class="when"><span class="date">${dateText()}</span> <time>${timeOfDay(settings, hall.now())}</time></p>
        </header>`;
    }
}

class DisplayFoot extends HallElement {
    #freshness() {
        if (!hall.stale) return html`<span class="live"><i></i>${say(T.LIVE)}</span>`;
        return html`<span class="old" role="status"
            >▲ ${say(T.STALE_PUBLIC)} <small>${say(T.STALE_SINCE, timeOfDay(hall.view.settings, hall.now() - Date.now() + hall.stale))}</small></span
        >`;
    }

    render() {
        const all = notices();
        const at = pageNow(all.length);
        return html`<footer>
            <p class="notice">${all.length ? html`${dots(all.length, at)}${all[at]}` : say(T.ONLY_ESTIMATES)}</p>
            <display-voice></display-voice>
            ${this.#freshness()}
        </footer>`;
    }
}
customElements.define('display-head', DisplayHead);
customElements.define('display-foot', DisplayFoot);
