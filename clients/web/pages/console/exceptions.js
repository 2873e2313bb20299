// exceptions.js - what staff did by hand, past the order of the line, as columns of a table.
import * as T from 'catalogue';
import { codeOf } from '../lib/hall.js';
import { nameOf, say } from '../lib/words.js';

const REASONS = { NAMED: [T.EXCEPTION_NAMED, 'namedReasons'], PAST_LINE: [T.EXCEPTION_PAST_LINE, 'pastLineReasons'], CANCELLED: [T.EXCEPTION_CANCELLED, 'cancelReasons'] };
export const EXCEPTION_COLUMNS = [
    [T.EXCEPTION_KIND, ({ kind }) => (REASONS[kind] ? say(REASONS[kind][0]) : kind)],
    [T.EXCEPTION_REASON, ({ kind, reason }) => (reason ? nameOf(codeOf(REASONS[kind]?.[1], reason)?.name) || reason : '–')],
    [T.EXCEPTION_COUNT, ({ count }) => count || 0],
];
