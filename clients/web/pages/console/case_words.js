// case_words.js - cases and work slips in words.
import * as T from 'catalogue';
import { hall } from '../lib/hall.js';
import { nameOf, say } from '../lib/words.js';
import { LEVELS } from './alert_words.js';
import { at, staffName } from './measure_words.js';

const KINDS = { COMPLAINT: T.CASE_COMPLAINT, UNSOLVED: T.CASE_UNSOLVED, SUGGESTION: T.CASE_SUGGESTION, PRAISE: T.CASE_PRAISE };
const STATES = { OPEN: T.CASE_OPEN, IN_HAND: T.CASE_IN_HAND, ANSWERED: T.CASE_ANSWERED, CLOSED: T.CASE_CLOSED };
const STEPS = { OPENED: T.STEP_OPENED, TAKEN: T.STEP_TAKEN, SORTED: T.STEP_SORTED, NOTED: T.STEP_NOTED, ANSWERED: T.STEP_ANSWERED, CALLED_BACK: T.STEP_CALLED_BACK, CLOSED: T.STEP_CLOSED, REOPENED: T.STEP_REOPENED };
const SLIPS = { SENT: T.SLIP_SENT, REPLIED: T.SLIP_REPLIED, CLOSED: T.CASE_CLOSED };

const codeName = (list, code) => nameOf((hall.view.settings[list] ?? []).find((one) => one.code === code)?.name) || code || '';

/** "12 投诉 · 资费争议 · A045" */
export const caseTitle = (now) => [`${now.caseId} ${say(KINDS[now.kind] ?? T.CASE_COMPLAINT)}`, codeName('topics', now.topic), now.number].filter(Boolean).join(' · ');

/** How it stands, whose it is, and by when what is due. */
export function caseState(now) {
    const due = Number(now.state === 'ANSWERED' ? now.callBackByMs : now.answerByMs);
    const until = now.state === 'CLOSED' ? '' : say(now.state === 'ANSWERED' ? T.CALL_BACK_BY : T.ANSWER_BY, dayAndTime(due));
    return [say(STATES[now.state] ?? T.CASE_OPEN), now.owner ? staffName(now.owner) : '', until].filter(Boolean).join(' · ');
}

const dayAndTime = (ms) => `${new Date(ms).getMonth() + 1}-${new Date(ms).getDate()} ${at(ms)}`;

/** The sign and word of a deadline that presses; '' where none does. */
export function pressing({ level }) {
    const [sign, word] = LEVELS[level] ?? [];
    return level && level !== 'NO_LEVEL' && sign ? `${sign} ${say(word)}` : '';
}

export const stepText = (step) => [dayAndTime(Number(step.atMs)), say(STEPS[step.what] ?? T.STEP_NOTED), step.by?.staff ? staffName(step.by.staff) : ''].filter(Boolean).join(' · ');

export const slipText = (slip) => [`${slip.workSlip} ${codeName('departments', slip.department)}`, say(SLIPS[slip.state] ?? T.SLIP_SENT), slip.state === 'SENT' ? say(T.REPLY_BY, dayAndTime(Number(slip.dueMs))) : ''].filter(Boolean).join(' · ');
