// shots.mjs - which screens are looked at, in which state and size: {name, path, size, prepare(fixture), act(page, fixture)}.
import { readFileSync } from 'node:fs';
import { manyDays } from './many_days.mjs';
import { answers, bookingsOf, copy, lead, scene, withSlots } from './scenes.mjs';

const TV = { width: 1920, height: 1080 };
const TALL = { width: 1080, height: 1920 };

const stale = async (page, fixture) => {
    await page.waitForTimeout(300);
    fixture.emit('stale', { since: Date.now() - 4 * 60_000 });
};
const shown = (name, feed) => (fixture) => fixture.show(scene(name, feed));

function display(name, path, size) {
    return ['empty', 'normal', 'crowded', 'stale', 'closed'].map((state) => ({
        name: `${name}-${state}`,
        path,
        size,
        prepare: shown(state),
        act: state === 'stale' ? stale : null,
    }));
}

// What the kiosk is answered: a ticket behind fourteen.
const issued = () => {
    const reply = copy(answers.issued);
    Object.assign(reply.done.ticket, { number: 'B046', peopleAhead: 14, lowerMin: 15, upperMin: 25 });
    return reply;
};
const tap = (text) => async (page, fixture) => {
    fixture.answer.issue = issued;
    await page.getByRole('button', { name: text }).first().click({ force: true });
};

function kiosk(name, size) {
    return [
        ...['normal', 'crowded', 'stale', 'closed'].map((state) => ({ name: `${name}-${state}`, path: '/kiosk', size, prepare: shown(state), act: state === 'stale' ? stale : null })),
        { name: `${name}-bring`, path: '/kiosk', size, prepare: shown('normal'), act: tap('业务受理') },
        { name: `${name}-ticket`, path: '/kiosk', size, prepare: shown('normal'), act: tap('咨询') },
    ];
}

const PC = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 820 };

function atCounter(fixture, counter, state = 'normal') {
    fixture.session = { staff: 103, name: '张敏', role: 'CLERK', counter, csrf: 'x', hall: 1 };
    const view = scene(state, 'staff');
    fixture.show(view);
    const now = view.counters.find((one) => one.counter === counter);
    if (now.number) now.ticket = '84';
    fixture.answer.get_ticket = () => ({ ticket: { ticket: '84', number: now.number, service: 2, note: '代办，双方证件已核', callCount: 1, state: 'SERVING' } });
    fixture.answer.get_line = ({ line }) => ({ line: { tickets: [{ ...copy(answers.line2.tickets[0]), service: line.id, number: line.id === 2 ? 'B046' : 'A113', steps: [{ enteredAtMs: String(Number(view.atMs) - (line.id === 2 ? 21 : 9) * 60_000) }] }] } });
    fixture.answer.get_figures = () => ({ figures: { today: { clerks: [{ staff: 103, served: 17, serviceMeanS: 486, counterRatings: 9, counterRatingSum: 43 }] }, clerks: [{ staff: 103, pausedS: 720 }] } });
    fixture.answer.get_held = () => ({ held: { held: [{ ticket: '9', number: 'B039', counter, untilMs: String(Number(view.atMs) + 4 * 60_000) }] } });
    return now;
}

const counter = (name, size, number, state, act) => ({ name, path: '/counter', size, prepare: (fixture) => (atCounter(fixture, number, state).held = 1), act, settle: 1200 });
// A clerk's call for help, of which a lead knows as far as the state says.
const helped = async (page, fixture, state) => {
    await page.locator('header').waitFor();
    fixture.emit('change', { put: { helps: [{ help: 4, counter: 5, state, reason: 'upset', number: 'B031', calledAtMs: String(Number(fixture.view.atMs) - 70_000) }] } });
};
const counters = [
    counter('counter-serving', PC, 5),
    { ...counter('counter-serving-dark', PC, 4), dark: true },
    counter('counter-over-narrow', NARROW, 4),
    counter('counter-calling', PC, 3),
    counter('counter-free', PC, 11, 'crowded'),
    counter('counter-empty', PC, 11, 'empty'),
    counter('counter-paused', PC, 8),
    counter('counter-closed-320', { width: 320, height: 700 }, 7),
    counter('counter-stale', NARROW, 5, 'normal', stale),
    counter('counter-help', NARROW, 5, 'normal', async (page, fixture) => helped(page, fixture, 'SEEN')),
    counter('counter-finish', PC, 5, 'normal', async (page) => {
        await page.locator('.desk').waitFor();
        await page.keyboard.press('f');
    }),
    {
        ...counter('counter-refused', NARROW, 3),
        async act(page, fixture) {
            fixture.answer.no_show = () => [409, { reason: 'CALLS_LEFT', detail: '还有叫号次数，请先重呼（1/3）' }];
            await page.locator('.desk').waitFor();
            await page.keyboard.press('n');
        },
    },
    { name: 'counter-sign-on', path: '/counter', size: PC, prepare: shown('normal') },
];

const PHONE = { width: 390, height: 844 };
const card = (more) => ({ ticket: { ticket: '98', number: 'B046', service: 2, state: 'WAITING', peopleAhead: 7, lowerMin: 10, upperMin: 15, ...more } });
const LINK = '/t/1-98-xCG2Sfp3LzX8kQ1vWqYb0A';

const phone = (name, more, size = PHONE, act = null) => ({
    name: `phone-${name}`,
    path: LINK,
    size,
    settle: 1000,
    act,
    prepare(fixture) {
        fixture.show(scene('normal'));
        fixture.card = more && card(more);
    },
});
const phones = [
    phone('waiting', {}),
    { ...phone('waiting-dark', {}), dark: true },
    phone('near-320', { peopleAhead: 3, lowerMin: 5, upperMin: 10 }, { width: 320, height: 640 }),
    phone('crowded', { peopleAhead: 99, orMore: true, lowerMin: 70, upperMin: 130 }),
    phone('called', { state: 'CALLED', counter: 3, callCount: 1 }),
    phone('sure', {}, PHONE, (page) => page.getByText('不办了').click()),
    phone('finished', { state: 'FINISHED', counter: 3 }),
    phone('gone', null),
];

const TABLET = { width: 1024, height: 768 };

const COUNTY = readFileSync(new URL('../../halls/county.yaml', import.meta.url), 'utf8');
const lineOf = (text, word) => text.slice(0, text.indexOf(word)).split('\n').length;
const LOOKED = (text) =>
    text.includes('hold_limit_min: 999')
        ? { version: 4, problems: [{ line: lineOf(text, 'hold_limit_min'), column: 17, text: '999 超出范围；请写 1 到 240' }] }
        : { fine: true, version: 4, changes: [{ line: lineOf(text, 'hold_limit_min'), text: '挂起时限（分钟）：15 → 12' }, { line: lineOf(text, 'services:') + 2, text: '业务 2 业务受理，目标等候（分钟）：20 → 15' }, { line: 0, text: '删除暂停原因 training 培训' }] };
const edited = (change) => async (page) => {
    await page.locator('line-editor textarea').fill(change(COUNTY));
    await page.getByRole('button', { name: '检查并预览' }).click();
    await page.locator('.findings .place').first().click();
};
const SCORE = (waits, offMeanS, part, skill) => ({ waits, offMeanS, inside: Math.round(waits * part), far: Math.round(waits * 0.06), biasS: -40, longWaits: 4, longHits: 3, queueSkillPercent: skill, headSkillPercent: skill + 11 });

function atConsole(fixture, state, more = (view) => view) {
    fixture.session = { staff: 302, name: '何婷', role: 'LEAD', csrf: 'x', hall: 1 };
    fixture.answer.what_if = () => ({ whatIf: answers.whatIf });
    fixture.answer.get_figures = () => ({ figures: answers.figures });
    fixture.answer.get_report = ({ day }) => ({ report: { ...answers.figures.today, day, exceptions: [{ kind: 'NAMED', reason: 'elderly', count: 2 }, { kind: 'CANCELLED', count: 1 }] } });
    fixture.answer.get_forecast_scores = ({ day }) => ({ scores: { day, all: SCORE(81, 130, 0.82, 21), lines: [SCORE(24, 90, 0.87, 30), SCORE(23, 150, 0.81, 18), SCORE(15, 140, 0.8, 12)].map((score, i) => ({ service: i + 1, score })) } });
    fixture.answer.get_range = manyDays;
    fixture.answer.settings = () => ({ text: COUNTY, etag: '"4"' });
    fixture.answer.settings_check = ({ text }) => LOOKED(text);
    const view = Object.assign(lead(state), { version: 4 });
    more(view);
    fixture.show(view);
}
const console_ = (name, size, state = 'normal', path = '/console', act = null) => ({ name: `console-${name}`, path, size, prepare: (fixture) => atConsole(fixture, state), act, settle: 1500 });
// Two hours of waits as the page would have seen them: they rise, as the range now says.
const withPast = async (page, fixture) => {
    await page.locator('.lines').waitFor();
    const now = Math.floor(Number(fixture.view.atMs) / 60_000);
    const of = (wait) => Array.from({ length: 118 }, (_, i) => [now - 118 + i, Math.max(0, wait * (0.35 + 0.65 * (i / 118) ** 2) + 1.5 * Math.sin(i / 6))]);
    const past = fixture.view.waits.lines.map((line) => [line.service, of(line.upperMin ? ((line.lowerMin || 0) + line.upperMin) / 2 : 2)]);
    await page.evaluate((kept) => sessionStorage.setItem('hallq-past', kept), JSON.stringify(past));
    await page.reload();
    await page.locator('.lines').waitFor();
};
const consoles = [
    console_('normal', PC, 'normal', '/console', withPast),
    console_('crowded-tablet', TABLET, 'crowded', '/console', withPast),
    { ...console_('crowded-dark', PC, 'crowded'), dark: true },
    console_('calm', PC, 'empty'),
    console_('stale', PC, 'normal', '/console', stale),
    console_('closed', PC, 'closed'),
    console_('phone', PHONE),
    console_('what-if', PC, 'normal', '/console#if', async (page) => {
        await page.getByRole('button', { name: /^7/ }).click();
        await page.waitForTimeout(700);
    }),
    console_('measures', PC, 'normal', '/console#done'),
    {
        ...console_('cases-tablet', TABLET, 'normal', '/console#cases', async (page, fixture) => {
            await page.locator('.cases .item').first().click();
            await helped(page, fixture, 'CALLED');
        }),
        prepare(fixture) {
            const now = { caseId: 12, kind: 'COMPLAINT', state: 'IN_HAND', owner: 301, topic: 'charges', number: 'C007', answerByMs: '1790000000000', level: 'RED', workSlips: [13] };
            const steps = ['OPENED', 'TAKEN'].map((what, i) => ({ what, atMs: String(1789000000000 + i * 100_000), by: { staff: 301 } }));
            const workSlips = [{ workSlip: 13, department: 'billing', state: 'SENT', dueMs: '1789900000000', level: 'AMBER' }];
            fixture.answer.get_cases = () => ({ cases: { cases: [{ caseId: 9, kind: 'PRAISE', state: 'OPEN', answerByMs: '1780000000000' }, now] } });
            fixture.answer.get_case = () => ({ caseCard: { now, steps, notes: ['上月多扣月租19元，要求退还', ''], workSlips, asked: ['请核对账单'], replies: [''] } });
            return atConsole(fixture, 'normal');
        },
    },
    console_('figures', PC, 'normal', '/console#figures'),
    console_('reports', PC, 'normal', '/console#reports'),
    console_('days', PC, 'normal', '/console#days'),
    console_('settings', PC, 'normal', '/console#settings'),
    console_('settings-slip', PC, 'normal', '/console#settings', edited((text) => text.replace('hold_limit_min: 15', 'hold_limit_min: 999'))),
    console_('settings-preview-tablet', TABLET, 'normal', '/console#settings', edited((text) => text.replace('hold_limit_min: 15', 'hold_limit_min: 12'))),
    { ...console_('settings-dark', PC, 'normal', '/console#settings', edited((text) => text.replace('hold_limit_min: 15', 'hold_limit_min: 12'))), dark: true },
    console_('window', PC, 'normal', '/console', async (page) => page.getByRole("button", { name: /^8号窗口/ }).click()),
];

// ---------------------------------------------------------------- appointments

const withTimes = (state = 'normal', offered = true) => (fixture) => {
    const view = scene(state);
    withSlots(fixture, view, offered);
    fixture.card = { ticket: { ticket: '98', number: 'B046', service: 2, state: 'WAITING', peopleAhead: 14, lowerMin: 25, upperMin: 40 } };
    fixture.show(view);
};
const atKiosk = (...names) => async (page) => {
    for (const name of names) {
        await page.getByRole('button', { name }).first().click({ force: true });
        await page.waitForTimeout(250);
    }
};
const BOOKING_PAGE = '/t/1-b41-xCG2Sf-3LzX8kQ1vWqYb_A';
const appointments = [
    { name: 'kiosk-booking-home', path: '/kiosk', size: TALL, prepare: withTimes('crowded') },
    { name: 'kiosk-booking-number', path: '/kiosk', size: TALL, prepare: withTimes(), act: atKiosk('预约签到', '4', '1') },
    { name: 'kiosk-booking-times', path: '/kiosk', size: TALL, prepare: withTimes(), act: atKiosk(/^预约 /, '业务受理') },
    { name: 'kiosk-booking-times-english', path: '/kiosk', size: TALL, prepare: withTimes(), act: atKiosk('English', /^Book a time/, 'Business handling') },
    { name: 'kiosk-booking-booked', path: '/kiosk', size: TALL, prepare: withTimes(), act: atKiosk(/^预约 /, '业务受理', /今天/) },
    { name: 'phone-booking', path: BOOKING_PAGE, size: PHONE, prepare: withTimes() },
    { name: 'phone-booking-english', path: `${BOOKING_PAGE}?lang=en`, size: PHONE, prepare: withTimes() },
    { name: 'phone-booking-dark', path: BOOKING_PAGE, size: PHONE, dark: true, prepare: withTimes() },
    { name: 'phone-booking-new', path: '/t/1', size: PHONE, prepare: withTimes(), act: atKiosk('业务受理') },
    { name: 'phone-booking-swap', path: '/t/1-98-xCG2Sf-3LzX8kQ1vWqYb_A', size: PHONE, prepare: withTimes('crowded') },
    ...[TABLET, PHONE].map((size) => ({
        ...console_(`bookings-${size === TABLET ? 'tablet' : 'phone'}`, size, 'normal', '/console#bookings'),
        prepare(fixture) {
            atConsole(fixture, 'normal', (view) => {
                const lists = bookingsOf(view, withSlots(fixture, view).first);
                fixture.answer.get_bookings = ({ toDecide }) => ({ bookings: { bookings: toDecide ? lists.toDecide : lists.today } });
            });
        },
    })),
];

export const shots = [
    ...appointments,
    ...consoles,
    ...phones,
    { name: 'start', path: '/', size: PC, prepare: shown('normal'), options: {} },
    { name: 'start-dark-phone', path: '/', size: PHONE, dark: true, prepare: shown('normal') },
    ...counters,
    ...kiosk('kiosk', TALL),
    { name: 'kiosk-lying', path: '/kiosk', size: TV, prepare: shown('normal') },
    { name: 'kiosk-dark', path: '/kiosk', size: TALL, dark: true, prepare: shown('crowded') },
    { name: 'kiosk-english', path: '/kiosk?lang=en', size: TALL, prepare: shown('normal') },
    {
        name: 'kiosk-three',
        path: '/kiosk',
        size: TALL,
        prepare(fixture) {
            const view = scene('normal');
            view.settings.services.length = 3;
            fixture.show(view);
        },
    },
    ...display('display', '/display', TV),
    ...display('door', '/display', TALL),
    { name: 'display-4k', path: '/display', size: { width: 3840, height: 2160 }, prepare: shown('normal') },
    { name: 'window-calling', path: '/display?counter=3', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-paused', path: '/display?counter=8', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-closed', path: '/display?counter=7', size: { width: 800, height: 480 }, prepare: shown('normal') },
];
