// editor.js - a text of many lines with their numbers, some of them marked; a place of it can be gone to.
import { LitElement, html } from 'lit';
import { live } from 'lit/directives/live.js';

/** <line-editor .text .marks=${Map line -> 'wrong' | 'warn' | 'changed'} .label>; says 'edited' with the text. */
export class LineEditor extends LitElement {
    static properties = { text: {}, marks: {}, label: {}, locked: { type: Boolean } };

    constructor() {
        super();
        this.text = '';
        this.marks = new Map();
        this.label = '';
        this.locked = false;
    }

    createRenderRoot() {
        return this;
    }

    /** Puts the caret at a line and column, both from 1, and shows it. */
    go(line, column = 1) {
        const area = this.querySelector('textarea');
        const lines = area.value.split('\n');
        let at = 0;
        for (let i = 0; i < line - 1 && i < lines.length; i++) at += lines[i].length + 1;
        const here = [...(lines[line - 1] ?? '')].slice(0, Math.max(0, column - 1)).join('').length; // a column is a character
        area.focus({ preventScroll: true });
        area.setSelectionRange(at + here, at + (lines[line - 1] ?? '').length);
        const height = parseFloat(getComputedStyle(area).lineHeight);
        area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 3);
        this.#scroll();
        this.scrollIntoView({ block: 'nearest' });
    }

    #scroll() {
        this.querySelector('.gutter').scrollTop = this.querySelector('textarea').scrollTop;
    }

    #edited(event) {
        this.text = event.target.value;
        this.dispatchEvent(new CustomEvent('edited', { detail: this.text }));
    }

    render() {
        const count = this.text.split('\n').length;
        return html`<div class="gutter" aria-hidden="true">${Array.from({ length: count }, (_, i) => html`<i class=${this.marks.get(i + 1) ?? ''}>${i + 1}</i>`)}</div>
            <textarea aria-label=${this.label} spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" ?readonly=${this.locked} .value=${live(this.text)} @input=${(event) => this.#edited(event)} @scroll=${() => this.#scroll()}></textarea>`;
    }
}
customElements.define('line-editor', LineEditor);
