// voice.js - speaks the calls. Which call is spoken when is the gateway's to decide: this page plays what it is told, as soon as it
// is told, and nothing of its own. A browser lets a page sound after somebody pressed on it, or always where it was started so
// (docs/OPERATIONS.md); until then there is a button.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { say } from '../lib/words.js';

const asked = new URLSearchParams(location.search);
const wanted = asked.get('voice') !== 'off' && !asked.get('counter');

let context = null;
let until = 0; // what is played ends then, by the context's clock
let before = Promise.resolve(); // sounds are fetched in order

const mayPlay = () => context?.state === 'running';

async function play({ number, tickets }) {
    const answer = await fetch(`/v1/halls/${hall.number}/voice/${number}`);
    if (!answer.ok) return; // heard of too late: it was spoken
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(await answer.arrayBuffer());
    source.connect(context.destination);
    const at = Math.max(context.currentTime, until);
    until = at + source.buffer.duration;
    source.start(at);
    const atMs = performance.timeOrigin + performance.now() + (at - context.currentTime + context.baseLatency) * 1000;
    document.dispatchEvent(new CustomEvent('hallq-spoken', { detail: { number, tickets, seconds: source.buffer.duration, atMs } }));
}

/** Begins to listen for what is to be spoken; `changed` is called when the browser lets the page sound, or no more. */
function listen(changed) {
    context = new AudioContext();
    context.onstatechange = changed;
    hall.onVoice((told) => {
        if (mayPlay()) before = before.then(() => play(told)).catch(() => {}); // the next one is told anew
    });
}

class DisplayVoice extends HallElement {
    render() {
        if (!wanted || !hall.speaks || typeof AudioContext !== 'function') return nothing;
        if (!context) listen(() => this.requestUpdate());
        this.dataset.state = context.state;
        if (mayPlay()) return nothing;
        return html`<button class="sound" @click=${() => context.resume()}>♪ ${say(T.SOUND_ON)}</button>`;
    }
}
customElements.define('display-voice', DisplayVoice);
