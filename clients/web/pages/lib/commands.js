// commands.js - what this page asks of the hall: one POST a command. A line that breaks before the answer came is not an answer: the
// same command goes again under the same Idempotency-Key, so that it is done once at most, and its outcome is told.
import * as T from 'catalogue';
import { hall } from './hall.js';
import { language, say } from './words.js';

/**
 * What was asked is done, with what the gateway answered; or it is not, with why.
 * @template T
 * @typedef {{ok: boolean, data?: T, location?: string, etag?: string, status?: number, reason?: string, text?: string, what?: string, line?: number, column?: number}} Answer
 */

const ANSWER_MS = 6_000;
const TRIES = 4;
const PAUSE_MS = 700;

let csrf = '';
let cookies = 'same-origin';
/** This page is a machine for everybody: what it asks is nobody's, whoever signed on in another tab of this browser. */
export const beNobody = () => (cookies = 'omit');
export const setCsrf = (token) => (csrf = token || '');

function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is for https alone
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function answerTo(url, options) {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), ANSWER_MS);
    try {
        return await fetch(url, { ...options, signal: cut.signal });
    } finally {
        clearTimeout(timer);
    }
}

const isTransient = (status) => status === 502 || status === 503 || status === 504;

/** A problem document as {reason, text}, in the language of the page. */
async function problemOf(response) {
    const data = await response.json().catch(() => ({}));
    const text = language() === 'en' ? data.detail_en || data.detail : data.detail;
    return { ok: false, status: response.status, reason: data.reason || '', text: text || say(T.NO_ANSWER), what: data.what, line: data.line, column: data.column };
}

const isJson = (response) => (response.headers.get('content-type') ?? '').startsWith('application/json');

async function doneOf(response) {
    const data = response.status === 204 ? null : isJson(response) ? await response.json() : await response.text();
    return { ok: true, data, location: response.headers.get('location'), etag: response.headers.get('etag') };
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{body?: string, type?: string, key?: string, headers?: {[name: string]: string}, priority?: RequestPriority}} how
 */
async function ask(method, url, { body, type = 'application/json', key, headers: more = {}, priority = 'auto' }) {
    const headers = { accept: 'application/json', 'accept-language': language(), ...more };
    if (method !== 'GET') headers['content-type'] = type;
    if (key) headers['idempotency-key'] = key;
    if (csrf && method !== 'GET') headers['x-csrf-token'] = csrf;
    const options = { method, headers, priority, credentials: cookies, cache: 'no-store', body: method === 'GET' ? undefined : body };
    let last = null;
    for (let tried = 0; tried < TRIES; tried++) {
        if (tried) await new Promise((done) => setTimeout(done, PAUSE_MS * tried));
        try {
            const response = await answerTo(url, options);
            if (response.ok) return await doneOf(response);
            last = await problemOf(response);
            if (!isTransient(response.status)) return last;
        } catch {
            last = null;
        }
        if (!key && method !== 'GET') break; // nothing says that it was not done
    }
    return last ?? { ok: false, status: 0, reason: 'NO_ANSWER', text: say(T.NO_ANSWER) };
}

const command = (name, body, how) => ask('POST', `/v1/halls/${hall.number}/${name}`, { body: JSON.stringify(body ?? {}), key: newKey(), ...how });
/**
 * A command to the hall: {ok, data, location} or {ok: false, reason, text}.
 * @returns {Promise<Answer<Hallq.Reply>>}
 */
export const send = (name, body) => command(name, body);
/**
 * What the page asks by itself: where a browser's few connections are taken, what a person pressed goes before it.
 * @returns {Promise<Answer<Hallq.Reply>>}
 */
export const lookUp = (name, body) => command(name, body, { priority: 'low' });

/**
 * Other parts of the interface: the session, a ticket's card, a report.
 * @returns {Promise<Answer<Hallq.WebSession & Hallq.WebTicket & Hallq.WebReport>>}
 */
export const request = (method, path, body) => ask(method, `/v1${path}`, { body: JSON.stringify(body ?? {}) });

const YAML = 'application/yaml';
const SETTINGS = () => `/v1/halls/${hall.number}/settings`;
/**
 * The hall's settings as a hall file, and its version.
 * @returns {Promise<Answer<string>>}
 */
export const settingsRead = () => ask('GET', SETTINGS(), { headers: { accept: YAML } });
/**
 * What is wrong with a file, and what it would change.
 * @returns {Promise<Answer<Hallq.WebSettingsChecked>>}
 */
export const settingsCheck = (text) => ask('POST', `${SETTINGS()}/check`, { body: text, type: YAML, key: newKey() });
/**
 * Applies a file that was made from the version of `etag`; a refusal has what, line and column where they are known.
 * @returns {Promise<Answer<Hallq.Reply>>}
 */
export const settingsApply = (text, etag) => ask('POST', `${SETTINGS()}/apply`, { body: text, type: YAML, key: newKey(), headers: { 'if-match': etag } });
