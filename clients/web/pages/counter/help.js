// help.js - the help button, always at the same place beneath the keys: a press, a reason, and then how far it has come: called, seen, there.
import * as T from 'catalogue';
import { html } from 'lit';
import { choose } from '../lib/choose.js';
import { hall } from '../lib/hall.js';
import { nameOf, say } from '../lib/words.js';

const STATES = { CALLED: T.HELP_CALLED, SEEN: T.HELP_SEEN, COME: T.HELP_COME };

export const helpAt = (counter) => (hall.view.helps ?? []).find((one) => one.counter === counter);

/** What a press comes to: [command, body], with a reason of the settings where they have any; null: changed their mind. */
export async function helpMake(counter) {
    if (helpAt(counter)) return ['withdraw_help', {}];
    const items = (hall.view.settings.helpReasons ?? []).map((one) => ({ value: one.code, label: nameOf(one.name) }));
    const reason = items.length ? await choose({ title: say(T.ASK_HELP_REASON), items }) : '';
    return reason === null ? null : ['call_help', { reason }];
}

/** press: calls for help, or says that it is not needed any more. */
export function helpPart(counter, press) {
    const help = helpAt(counter);
    const seen = help && help.state !== 'CALLED';
    return html`<div class="help">
        <button class=${help ? 'quiet' : 'quiet call'} aria-keyshortcuts="?" @click=${press}><span>${say(help ? T.HELP_WITHDRAW : T.HELP_CALL)}</span><kbd>?</kbd></button>
        <p class=${seen ? 'seen' : ''} role="status">${help ? `${seen ? '✓ ' : ''}${say(STATES[help.state] ?? T.HELP_CALLED)}` : ''}</p>
    </div>`;
}
