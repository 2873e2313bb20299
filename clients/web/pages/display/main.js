// The hall display: calls and waits in landscape, waits alone in portrait (at the door), and with ?counter=N a window's own.
import { html } from 'lit';
import { showAccent } from '../lib/accent.js';
import { hall, isOpen, openHall } from '../lib/hall.js';
import { HallElement } from '../lib/element.js';
import './calls.js';
import './closed.js';
import './frame.js';
import './voice.js';
import './waits.js';
import './window.js';

const CONTRAST = 7; // the sun shines on it
const counter = Number(new URLSearchParams(location.search).get('counter'));

class HallDisplay extends HallElement {
    render() {
        document.documentElement.classList.toggle('stale', Boolean(hall.stale));
        showAccent(CONTRAST, ['--ground', '--deep', '--card']);
        if (!hall.view) return html`<display-head></display-head>`;
        if (counter) return html`<display-window .counter=${counter}></display-window>`;
        return html`<display-head></display-head>
            ${isOpen() ? html`<display-calls></display-calls><display-waits></display-waits>` : html`<display-closed></display-closed>`}
            <display-foot></display-foot>`;
    }
}
customElements.define('hall-display', HallDisplay);
if (counter) document.documentElement.classList.add('window');
openHall();
