// element.js - what the pages are made of: an element in the page's own tree, drawn again when the hall changes and each second,
// since what it shows may be a time.
import { LitElement } from 'lit';
import { hall } from './hall.js';

export class HallElement extends LitElement {
    #ends = [];

    createRenderRoot() {
        this.replaceChildren(); // what the page showed until now
        return this;
    }

    connectedCallback() {
        super.connectedCallback();
        const tick = setInterval(() => this.requestUpdate(), 1000);
        this.#ends = [hall.onChange(() => this.hallChanged()), () => clearInterval(tick)];
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        this.#ends.forEach((end) => end());
    }

    /** The hall is another: of a part that has more to do than to be drawn. */
    hallChanged() {
        this.requestUpdate();
    }
}
