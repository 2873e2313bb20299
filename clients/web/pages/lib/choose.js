// choose.js - a question with a few answers, in a dialog that keys answer: 1 to 9, Enter, Esc.
import { html, nothing, render } from 'lit';
import * as T from 'catalogue';
import { say } from './words.js';

/**
 * Asks `title` and resolves with the value of the answer that was taken, or null.
 * items: [{value, label, more}]; ticks: [{value, label}], any number of which may be set: then the result is {value, ticks};
 * field: {label, pattern, value}, a line of text: then it is {value, text}. An item that is `alone` goes without it.
 */
export function choose({ title, items, ticks = [], field = null }) {
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    return new Promise((resolve) => {
        const set = new Set();
        const line = () => /** @type {HTMLInputElement} */ (dialog.querySelector('input[type=text]'));
        const end = (value, alone = false) => {
            const text = line()?.value.trim() ?? '';
            if (value !== null && field && !alone && !new RegExp(`^(?:${field.pattern})$`).test(text)) {
                line().focus();
                return;
            }
            dialog.remove();
            resolve(value === null ? null : ticks.length ? { value, ticks: [...set] } : field ? { value, text } : value);
        };
        const tick = (value) => {
            if (!set.delete(value)) set.add(value);
            draw();
        };
        const draw = () =>
            render(
                html`<h2 id="asked">${title}</h2>
                    ${field ? html`<label>${field.label}<input type="text" autocomplete="off" autofocus value=${field.value ?? ''} /></label>` : nothing}
                    ${ticks.length
                        ? html`<div class="ticks">${ticks.map((one) => html`<button class=${set.has(one.value) ? 'tick on' : 'tick'} aria-pressed=${set.has(one.value)} @click=${() => tick(one.value)}>${one.label}</button>`)}</div>`
                        : nothing}
                    <ul>
                        ${items.map((one, i) => html`<li><button class="item" @click=${() => end(one.value, one.alone)}>${i < 9 && !field ? html`<kbd>${i + 1}</kbd>` : nothing}<span>${one.label}</span>${one.more ? html`<small>${one.more}</small>` : nothing}</button></li>`)}
                    </ul>
                    <button class="quiet" @click=${() => end(null)}>${say(T.BACK)} <kbd>Esc</kbd></button>`,
                dialog,
            );
        dialog.setAttribute('aria-labelledby', 'asked');
        dialog.addEventListener('cancel', () => end(null));
        dialog.addEventListener('keydown', (event) => {
            const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
            const isLine = event.target === line();
            const item = digit && !isLine && items[Number(digit[1]) - 1];
            if (item) end(item.value);
            else if (event.key === 'Enter' && isLine) end(items[0].value);
            event.stopPropagation();
        });
        draw();
        dialog.showModal();
        (line() ?? /** @type {HTMLElement} */ (dialog.querySelector('.item')))?.focus();
        line()?.select();
    });
}
