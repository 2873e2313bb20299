// day.js - my day, as far as this page saw it: finished, and how long each took in the mean. Kept for the tab alone.
import * as T from 'catalogue';
import { html } from 'lit';
import { hall } from '../lib/hall.js';
import { session } from '../lib/session.js';
import { minutes, say } from '../lib/words.js';

const KEPT = 'hallq-day';

export class DayTally {
    #key() {
        return `${hall.view.day}/${session.now.staff}`;
    }

    #read() {
        try {
            const kept = JSON.parse(sessionStorage.getItem(KEPT));
            if (kept?.key === this.#key()) return kept;
        } catch {
            // nothing kept
        }
        return { key: this.#key(), count: 0, servedS: 0 };
    }

    /** One was finished that was in service as `before` says. */
    finished(before, nowMs) {
        const tally = this.#read();
        tally.count++;
        tally.servedS += Math.max(0, (nowMs - Number(before?.sinceMs || nowMs)) / 1000);
        sessionStorage.setItem(KEPT, JSON.stringify(tally));
    }

    part() {
        const { count, servedS } = this.#read();
        return html`<dl class="day">
            <div><dt>${say(T.DAY_FINISHED)}</dt><dd>${count}</dd></div>
            <div><dt>${say(T.DAY_MEAN)}</dt><dd>${count ? minutes(servedS / count) : '–'}</dd></div>
            <div><dt>${say(T.DAY_SERVED)}</dt><dd>${count ? minutes(servedS) : '–'}</dd></div>
        </dl>`;
    }
}
