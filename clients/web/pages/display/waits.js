// waits.js - each service's wait for somebody who comes now: who waits, how long, how many windows. Beside the calls five fit, more
// are turned over; alone (at the door) all do.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { HallElement } from '../lib/element.js';
import { lineOf, services, waitOf } from '../lib/hall.js';
import { otherName, nameOf, peopleWaiting, say, sayOther, waitTold } from '../lib/words.js';
import { dots, pageNow } from './frame.js';

const ROWS_BESIDE = 5;
const ROWS_ALONE = 9;

function waitRow(service) {
    const told = waitTold(service.id);
    const waiting = peopleWaiting(service.id);
    const open = waitOf(service.id)?.counters || 0;
    const people = told.kind === 'off' || told.kind === 'ahead' ? '' : waiting ? say(T.PEOPLE, waiting) : say(T.WAITING_NOBODY);
    return html`<li class="wait ${told.kind}">
        <span class="name"><b class="letter">${service.letter}</b>${nameOf(service.name)}</span>
        <span class="other">${otherName(service.name)}</span>
        <span class="told">${told.text}${told.unit ? html`<small>${told.unit}</small>` : nothing}</span>
        <span class="people">${people}</span>
        <span class="windows">${open && told.kind !== 'off' ? say(T.WINDOWS_OPEN, open) : ''}</span>
    </li>`;
}

class DisplayWaits extends HallElement {
    render() {
        const all = services().filter((service) => lineOf(service.id));
        const most = matchMedia('(orientation: portrait)').matches ? ROWS_ALONE : ROWS_BESIDE;
        const pages = Math.max(1, Math.ceil(all.length / most));
        const each = Math.ceil(all.length / pages);
        const at = pageNow(pages);
        return html`<section class="waits">
            <h2>${say(T.NOW_WAITS)}<span class="other">${sayOther(T.NOW_WAITS)}</span>${dots(pages, at)}</h2>
            <ol data-rows=${each}>
                ${all.slice(at * each, at * each + each).map(waitRow)}
            </ol>
        </section>`;
    }
}
customElements.define('display-waits', DisplayWaits);
