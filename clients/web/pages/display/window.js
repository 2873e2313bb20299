// window.js - a window's own small display: its number in process, or its plate with the reason.
import * as T from 'catalogue';
import { html } from 'lit';
import { HallElement } from '../lib/element.js';
import { codeOf, counterNow, hall } from '../lib/hall.js';
import { counterName, nameOf, otherName, say, sayOther } from '../lib/words.js';

const SAID = { CALLING: T.WINDOW_CALLING, SERVING: T.WINDOW_SERVING, FREE: T.WINDOW_FREE, PAUSED: T.WINDOW_PLATE, CLOSED: T.WINDOW_CLOSED };

class DisplayWindow extends HallElement {
    counter = 0;

    #main(now, state) {
        if (state === 'CALLING' || state === 'SERVING') return html`<b class="number">${now.number}</b>`;
        return html`<b class="plate">${say(SAID[state])}<span class="other">${sayOther(SAID[state])}</span></b>`;
    }

    #beside(now, state) {
        if (state === 'CALLING' || state === 'SERVING') return html`${say(SAID[state])}<span class="other">${sayOther(SAID[state])}</span>`;
        const reason = state === 'PAUSED' ? codeOf('pauseReasons', now.pauseReason)?.name : null;
        return html`${nameOf(reason)}<span class="other">${otherName(reason)}</span>`;
    }

    render() {
        const now = counterNow(this.counter);
        const state = SAID[now?.state] ? now.state : 'CLOSED';
        return html`<main class="one ${state.toLowerCase()}">
            <p class="name">${counterName(this.counter)}</p>
            <div class="main" aria-live="assertive">${this.#main(now, state)}</div>
            <p class="beside">${hall.stale ? html`▲ ${say(T.STALE_PUBLIC)}` : this.#beside(now, state)}</p>
        </main>`;
    }
}
customElements.define('display-window', DisplayWindow);
