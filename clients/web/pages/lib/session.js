// session.js - who is signed on in this browser.
import { request, setCsrf } from './commands.js';
import { hall } from './hall.js';

export const session = { now: null }; // {staff, name, role, counter, csrf, audience}; null: nobody
let begun = false; // the feed, anew

// One stream serves all tabs of a browser, and may have begun before somebody signed on, in another tab or by a cookie.
hall.onChange(() => {
    const should = session.now?.audience;
    if (!should || !hall.audience || should === hall.audience) begun = false;
    else if (!begun) {
        begun = true;
        hall.again();
    }
});

function keep(data) {
    session.now = data?.staff ? data : null;
    setCsrf(session.now?.csrf);
    return session.now;
}

export async function loadSession() {
    const answer = await request('GET', '/session');
    return keep(answer.ok ? answer.data : null);
}

/** {ok} or {ok: false, reason, text}. The feed begins anew, since it shows more from now on. */
export async function signOn(staff, pin, counter) {
    const answer = await request('POST', '/session', { hall: hall.number, staff, pin, ...(counter ? { counter } : {}) });
    if (answer.ok) {
        keep(answer.data);
        hall.again();
    }
    return answer;
}

export async function signOff() {
    const answer = await request('DELETE', '/session');
    if (answer.ok) {
        keep(null);
        hall.again();
    }
    return answer;
}

/** This browser becomes the device that the code was made for. */
export const enrol = (code) => request('POST', '/device', { hall: hall.number, code });

/**
 * The session is over: somebody has to sign on again.
 * @param {{status?: number, reason?: string}} answer
 */
export const isSignedOff = ({ status, reason }) => status === 401 || ['NOT_SIGNED_ON', 'NO_CSRF', 'NO_SESSION_COOKIE'].includes(reason);

export function forgetSession() {
    keep(null);
}
