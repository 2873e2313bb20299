// closed.js - outside the hours: that it is closed, when it opens next, and today's hours.
import * as T from 'catalogue';
import { html } from 'lit';
import { timeOfMinute } from '../lib/clock.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { spansOn } from '../lib/hours.js';
import { openingText } from '../lib/opening.js';
import { say, sayOther } from '../lib/words.js';

class DisplayClosed extends HallElement {
    render() {
        const { settings } = hall.view;
        const spans = spansOn(settings, hall.now()).map((span) => `${timeOfMinute(span.fromMin || 0)}–${timeOfMinute(span.toMin || 0)}`);
        return html`<section class="closed">
            <p class="big">${say(T.HALL_CLOSED)}</p>
            <p class="other">${sayOther(T.HALL_CLOSED)}</p>
            <p class="next">${openingText()}</p>
            <p class="hours">${spans.length ? say(T.HOURS_TODAY, spans.join('  ')) : say(T.HOURS_NONE)}</p>
        </section>`;
    }
}
customElements.define('display-closed', DisplayClosed);
