// services.js - the services to choose from, each a large row: name, wait, people ahead, what to bring. What gives no tickets stays, with why
// and until when. Three or fewer are squares.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { codeOf, lineOf, services } from '../lib/hall.js';
import { openingText } from '../lib/opening.js';
import { press } from '../lib/press.js';
import { nameOf, otherName, peopleWaiting, say, waitTold } from '../lib/words.js';

const SQUARES_MAX = 3;
const LONG = 20; // halves of a Chinese character that stand in one line of a row
const LONGER = 36; // two lines of smaller type: then there is no room for what to bring

/** '', 'long' or 'long longer': how a name is set. */
function lengthOf(name) {
    const width = [...name].reduce((sum, one) => sum + (one > '\u2e7f' ? 2 : 1), 0);
    return width > LONGER ? 'long longer' : width > LONG ? 'long' : '';
}

function beneath(service, told) {
    const line = lineOf(service.id);
    if (line?.suspended) return nameOf(codeOf('suspendReasons', line.reason)?.name);
    if (told.kind === 'off') return openingText(service.hours);
    if (told.kind === 'unserved') return say(T.UNSERVED_NOW);
    if (told.kind === 'ahead') return '';
    const waiting = peopleWaiting(service.id);
    return waiting ? say(T.AHEAD_OF_YOU, waiting) : say(T.WAITING_NOBODY);
}

function row(service, choose, taking) {
    const told = waitTold(service.id);
    const off = told.kind === 'off';
    const on = press(() => !off && choose(service.id));
    const bring = service.bring?.length ? say(T.BRING_SHORT, nameOf(service.bring[0])) : '';
    return html`<li>
        <button
            class="service ${told.kind} ${lengthOf(nameOf(service.name))} ${taking ? 'taking' : ''}"
            aria-disabled=${off}
            @pointerdown=${on.pointerdown}
            @pointerup=${on.pointerup}
            @pointercancel=${on.pointercancel}
            @click=${on.click}
        >
            <b class="letter">${service.letter}</b>
            <span class="name"><span class="main">${nameOf(service.name)}</span><span class="other">${otherName(service.name)}</span>${bring ? html`<span class="need">${bring}</span>` : nothing}</span>
            <span class="told">${taking ? say(T.TAKING) : html`${told.text}${told.unit ? html` <small>${told.unit}</small>` : nothing}<span class="beneath">${beneath(service, told)}</span>`}</span>
        </button>
    </li>`;
}

/** `choose(service)` at a touch; `taking`: the service whose ticket is being made, 0 none. */
export function serviceList(choose, taking) {
    const all = services().filter((service) => lineOf(service.id));
    const shape = all.length <= SQUARES_MAX ? 'squares' : all.length > 6 ? 'many' : '';
    return html`<ul class="services ${shape}">
        ${all.map((service) => row(service, choose, service.id === taking))}
    </ul>`;
}
