// helps.js - the calls for help that are open, above whatever the lead looks at: which window, why, for how long, and the one next thing large:
// seen, there, settled. A case is one touch away.
import * as T from 'catalogue';
import { html, nothing } from 'lit';
import { hall } from '../lib/hall.js';
import { counterName, nameOf, say, stopwatch } from '../lib/words.js';

const NEXT = {
    CALLED: { command: 'see_help', text: T.HELP_SEE },
    SEEN: { command: 'come_to_help', text: T.HELP_THERE },
    COME: { command: 'settle_help', text: T.HELP_SOLVED },
};

const reasonOf = (code) => nameOf((hall.view.settings.helpReasons ?? []).find((one) => one.code === code)?.name ?? { zh: code });

function card(help, acts) {
    const next = NEXT[help.state] ?? NEXT.CALLED;
    const settles = next.command === 'settle_help';
    const about = [help.number, reasonOf(help.reason)].filter(Boolean).join(' · ');
    return html`<li class="alert ${help.state === 'CALLED' ? 'red' : 'amber'}">
        <p class="level"><b>▲ ${say(T.HELP_WORD)}</b><small>${stopwatch(hall.now() - Number(help.calledAtMs))}</small></p>
        <div class="what"><p><b>${counterName(help.counter)}</b></p><p class="soft">${about}</p></div>
        <div class="acts">
            <button class="primary" @click=${() => acts.send(say(next.text), next.command, settles ? { help: help.help, end: 'SOLVED' } : { help: help.help })}>${say(next.text)}</button>
            <button class="quiet" @click=${() => acts.send(say(T.HELP_TO_CASE), 'open_case', { kind: 'COMPLAINT', help: help.help })}>${say(T.HELP_TO_CASE)}</button>
        </div>
    </li>`;
}

/** acts: send(words, command, body) */
export function helpStrip(acts) {
    const helps = hall.view.helps ?? [];
    if (!helps.length) return nothing;
    return html`<section class="alerts helps" aria-label=${say(T.HELP_CALLS)}>
        <ul aria-live="assertive">
            ${helps.map((help) => card(help, acts))}
        </ul>
    </section>`;
}
