// day.js - my day, as the broker adds it up from the day's tickets: finished, how long each took in the mean, how people rated it, how long
// I was on a break. Read when one more may be finished, not more often.
import * as T from 'catalogue';
import { html } from 'lit';
import { lookUp } from '../lib/commands.js';
import { hall } from '../lib/hall.js';
import { session } from '../lib/session.js';
import { minutes, say } from '../lib/words.js';

const TRIES = 3; // what is not answered is asked for again at the next look
const PAUSE_MS = 2_000; // the answer is as of the last durable turn, and people press on

export class DayReader {
    #figures = null; // {served, serviceMeanS, ...} of whose key `#of` is
    #of = '';
    #seen = '';
    #tries = 0;
    #timer = 0;
    #told;

    /** `told` is called when there is something new to draw. */
    constructor(told) {
        this.#told = told;
    }

    /** Looks again if a ticket at the counter has ended since. */
    look(now) {
        const of = `${hall.view.day}/${session.now.staff}`;
        if (of !== this.#of) this.#figures = null; // another day or person
        this.#of = of;
        const seen = `${of}/${now.ticket ?? ''}/${now.state}`;
        if (seen === this.#seen && (this.#figures || this.#tries >= TRIES)) return;
        if (this.#timer) return;
        if (seen !== this.#seen) this.#tries = 0;
        this.#timer = setTimeout(() => this.#read(seen, of), this.#figures || this.#tries ? PAUSE_MS : 0);
    }

    async #read(seen, of) {
        const answer = await lookUp('get_figures', {});
        this.#timer = 0;
        this.#seen = seen;
        this.#tries++;
        // Whoever asked may have signed off since.
        if (answer.ok && session.now && of === this.#of) this.#figures = mine(answer.data.figures ?? {});
        this.#told();
    }

    part() {
        const { served = 0, serviceMeanS = 0, rating = '–', pausedS = 0 } = this.#figures ?? {};
        const known = (text) => (this.#figures ? text : '–');
        return html`<section class="mine-today">
            <h2>${say(T.MY_DAY)}</h2>
            <dl class="day">
                <div><dt>${say(T.DAY_FINISHED)}</dt><dd>${known(served)}</dd></div>
                <div><dt>${say(T.DAY_MEAN)}</dt><dd>${served ? minutes(serviceMeanS) : '–'}</dd></div>
                <div><dt>${say(T.FIGURE_RATING)}</dt><dd>${rating}</dd></div>
                <div><dt>${say(T.DAY_PAUSED)}</dt><dd>${known(pausedS ? minutes(pausedS) : say(T.DAY_NO_PAUSE))}</dd></div>
            </dl>
        </section>`;
    }
}

/**
 * One's own row of the figures: a lead is told of everybody.
 * @param {Hallq.Figures} figures
 */
function mine({ today, clerks = [] }) {
    const own = (list) => (list ?? []).find((one) => one.staff === session.now.staff) ?? {};
    const report = { ...own(clerks), ...own(today?.clerks) };
    const ratings = (report.ratings || 0) + (report.counterRatings || 0);
    const sum = (report.ratingSum || 0) + (report.counterRatingSum || 0);
    return { ...report, rating: ratings ? (sum / ratings).toFixed(1) : '–' };
}
