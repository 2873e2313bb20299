// settings.js - the hall's settings as its file: read, changed, looked through by the broker's own rules, what would change shown in words,
// and then applied. A draft is kept in the tab, so that nothing typed is lost by a look at the hall, a reload or a refusal.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { settingsApply, settingsCheck, settingsRead } from '../lib/commands.js';
import { HallElement } from '../lib/element.js';
import { hall } from '../lib/hall.js';
import { say } from '../lib/words.js';
import './editor.js';

const KEPT = () => `hallq-settings-${hall.number}`;
const etagOf = (version) => `"${version}"`;
const versionOf = (etag) => Number(/\d+/.exec(etag ?? '')?.[0] || 0);

function keptDraft() {
    try {
        return JSON.parse(sessionStorage.getItem(KEPT()));
    } catch {
        return null;
    }
}

/** Whoever signs on next finds nothing of a draft. */
export const forgetDraft = () => sessionStorage.removeItem(KEPT());

class ConsoleSettings extends HallElement {
    #text = '';
    #read = ''; // as it was read
    #version = 0; // that it was read at
    #busy = false;
    #wrong = null; // {text, what, line, column}
    #checked = null; // {text, fine, version, problems, changes} of the text that was looked through
    #said = '';

    connectedCallback() {
        super.connectedCallback();
        const kept = keptDraft();
        if (!kept?.text || kept.text === kept.read) return void this.#load();
        this.#text = kept.text;
        this.#read = kept.read;
        this.#version = kept.version;
        this.#said = say(T.SETTINGS_DRAFT);
    }

    get #isDraft() {
        return this.#text !== this.#read;
    }

    #keep() {
        try {
            sessionStorage.setItem(KEPT(), JSON.stringify({ text: this.#text, read: this.#read, version: this.#version }));
        } catch {
            // no room: the draft lives as long as the page
        }
    }

    async #do(work) {
        if (this.#busy) return;
        this.#busy = true;
        this.#wrong = null;
        this.#said = '';
        this.requestUpdate();
        const answer = await work();
        this.#busy = false;
        if (!answer.ok) this.#wrong = answer;
        this.requestUpdate();
    }

    #load() {
        return this.#do(async () => {
            const answer = await settingsRead();
            if (!answer.ok) return answer;
            this.#text = this.#read = answer.data;
            this.#version = versionOf(answer.etag);
            this.#checked = null;
            this.#keep();
            return answer;
        });
    }

    #check() {
        return this.#do(async () => {
            const text = this.#text;
            const answer = await settingsCheck(text);
            if (answer.ok) this.#checked = { problems: [], changes: [], ...answer.data, text };
            return answer;
        });
    }

    #apply() {
        const { text, version } = this.#checked;
        return this.#do(async () => {
            const answer = await settingsApply(text, etagOf(version));
            if (!answer.ok) {
                if (answer.reason === 'OLD_SETTINGS') this.#checked = null;
                return answer;
            }
            const done = answer.data.done ?? {};
            this.#version = done.version || version;
            this.#read = text;
            this.#checked = null;
            this.#said = `✓ ${say(T.SETTINGS_APPLIED, this.#version)}`;
            this.#keep();
            return answer;
        });
    }

    #edited(text) {
        this.#text = text;
        this.#said = '';
        this.#keep();
        this.requestUpdate();
    }

    #go(line, column) {
        /** @type {import('./editor.js').LineEditor} */ (this.querySelector('line-editor')).go(line || 1, column || 1);
    }

    #marks() {
        const marks = new Map();
        if (this.#checked?.text === this.#text) {
            for (const one of this.#checked.changes) if (one.line) marks.set(one.line, 'changed');
            for (const one of this.#checked.problems) if (one.line) marks.set(one.line, one.warning ? 'warn' : 'wrong');
        }
        if (this.#wrong?.line) marks.set(this.#wrong.line, 'wrong');
        return marks;
    }

    #place({ line, column }, text, kind) {
        const where = line ? say(column ? T.SETTINGS_AT : T.SETTINGS_LINE, line, column) : say(T.SETTINGS_WHOLE);
        return html`<li class=${kind}><button class="place" ?disabled=${!line} @click=${() => this.#go(line, column)}>${where}</button><span>${text}</span></li>`;
    }

    #findings() {
        const checked = this.#checked;
        if (!checked) return nothing;
        const old = checked.text !== this.#text;
        const errors = checked.problems.filter((one) => !one.warning);
        const title = errors.length ? `▲ ${say(T.SETTINGS_WRONG, errors.length)}` : `✓ ${say(T.SETTINGS_FINE)}`;
        return html`<div class="findings ${old ? 'old-finding' : ''}">
            <h2 class=${errors.length ? 'bad' : 'good'}>${title}</h2>
            ${old ? html`<p class="soft">${say(T.SETTINGS_CHANGED_SINCE)}</p>` : nothing}
            <ul>${checked.problems.map((one) => this.#place(one, `${one.warning ? '● ' : ''}${one.text}`, one.warning ? 'warn' : 'wrong'))}</ul>
            ${checked.fine ? this.#changes(checked.changes) : nothing}
        </div>`;
    }

    #changes(changes) {
        return html`<h2>${changes.length ? say(T.SETTINGS_WOULD_CHANGE, changes.length) : say(T.SETTINGS_SAME)}</h2>
            <ul>${changes.map((one) => this.#place(one, one.text, 'changed'))}</ul>`;
    }

    #refused() {
        const wrong = this.#wrong;
        if (!wrong) return nothing;
        return html`<p>▲ ${wrong.text}${wrong.what && wrong.reason !== 'OLD_SETTINGS' ? html`：${wrong.what}` : nothing}</p>
            ${wrong.line ? html`<button class="place" @click=${() => this.#go(wrong.line, wrong.column)}>${say(T.SETTINGS_AT, wrong.line, wrong.column)}</button>` : nothing}
            ${wrong.reason === 'OLD_SETTINGS' ? html`<p>${say(T.SETTINGS_CONFLICT)}</p>` : nothing}`;
    }

    #state() {
        const newer = hall.view.version > this.#version;
        if (newer && this.#isDraft) return html`<p class="note" role="status">▲ ${say(T.SETTINGS_NEWER, hall.view.version)}</p>`;
        if (newer) return html`<p class="note" role="status">${say(T.SETTINGS_NEWER_READ, hall.view.version)}</p>`;
        return nothing;
    }

    #acts() {
        const ready = this.#checked?.fine && this.#checked.text === this.#text && this.#checked.changes.length;
        return html`<div class="tools">
            <button class=${ready ? 'quiet' : 'primary'} ?disabled=${this.#busy} @click=${() => this.#check()}>${say(T.SETTINGS_CHECK)}</button>
            <button class=${ready ? 'primary' : 'quiet'} ?disabled=${this.#busy || !ready} @click=${() => this.#apply()}>${say(T.SETTINGS_APPLY)}</button>
            <button class="quiet" ?disabled=${this.#busy} @click=${() => this.#load()}>${this.#isDraft ? say(T.SETTINGS_DROP) : say(T.SETTINGS_READ_AGAIN)}</button>
            <span class="soft">${this.#busy ? say(T.ONE_MOMENT) : say(this.#isDraft ? T.SETTINGS_EDITED : T.SETTINGS_AS_READ, this.#version)}</span>
        </div>`;
    }

    render() {
        return html`<section class="sheet settings">
            <p class="soft">${say(T.SETTINGS_LEAD)}</p>
            ${this.#state()} ${this.#acts()}
            <div class="wrong" role="alert">${this.#refused()}</div>
            <p class="done" role="status">${this.#said}</p>
            <div class="editing">
                <line-editor .text=${this.#text} .marks=${this.#marks()} .label=${say(T.SETTINGS_TEXT)} .locked=${this.#busy} @edited=${(event) => this.#edited(event.detail)}></line-editor>
                ${this.#findings()}
            </div>
        </section>`;
    }
}
customElements.define('console-settings', ConsoleSettings);
