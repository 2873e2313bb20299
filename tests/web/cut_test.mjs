// A display and a phone whose line is cut, in each way that lines are cut, while twelve are called: nothing is lost to who looks.
import { check, equal, until } from './check.mjs';
import { Line } from './line.mjs';
import { runReal } from './real_hall.mjs';

const TV = [1920, 1080];
const PHONE = [390, 844];
const CALLS = 12;
const SHOWN = 10; // on top, in three rows, in six small ones
const LIMIT_MS = 60_000;
const SILENT_MS = 26_000; // a stream that says nothing is given up then

const shown = (page) => page.locator('.newest .number, .row .number, .small li b').allInnerTexts();
const newest = async (page) => (await shown(page))[0];
const isSame = (some, others) => JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());

async function issueTwelve(hall) {
    const cards = [];
    while (cards.length < CALLS) cards.push((await hall.do('issue', { service: 1 })).done.ticket);
    return cards;
}

/** All of them one after the other; the last stays called. Numbers, newest first. */
async function callTwelve(hall, clerk) {
    const numbers = [];
    for (;;) {
        const { done } = await hall.do('call_next', {}, clerk);
        numbers.unshift(done.ticket.number);
        if (numbers.length === CALLS) return numbers;
        await hall.do('start', {}, clerk);
        await hall.do('finish', {}, clerk);
    }
}

async function finishLast(hall, clerk) {
    await hall.do('start', {}, clerk);
    await hall.do('finish', {}, clerk);
}

const linkOf = ({ ticket, code }) => `/t/1-${ticket}-${code.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`;

let clerk; // at another gateway, so that calls go on while the first is away

await runReal({
    async 'twelve calls while the network, a proxy or the gateway is away'({ hall, people }) {
        const line = await new Line().start(hall.url);
        clerk = await hall.enter('clerk', (await hall.gateway('desk')).url);
        await hall.do('counter_open', {}, clerk);
        const display = await people.at('/display', TV, { url: line.url });
        await display.locator('.live').waitFor();
        const ways = {
            'the network': [() => line.cut(), () => line.mend()],
            'a proxy that says 502': [() => line.answerBad(502), () => line.mend()],
            'a proxy that says 503': [() => line.answerBad(503), () => line.mend()],
            'a gateway that is started anew': [() => hall.web.stop(), () => hall.web.start()],
        };
        for (const [way, [cut, mend]] of Object.entries(ways)) {
            const cards = await issueTwelve(hall);
            const mine = cards.at(-1);
            const phone = await people.at(linkOf(mine), PHONE, { url: line.url });
            await phone.locator('.number', { hasText: mine.number }).waitFor();
            await cut();
            const numbers = await callTwelve(hall, clerk);
            await display.locator('.old').waitFor({ timeout: LIMIT_MS });
            check(!(await shown(display)).includes(mine.number), `${way}: it is not cut`);
            check(!(await phone.locator('.called').count()), `${way}: the phone is not cut`);
            await mend();
            await until(async () => isSame(await shown(display), numbers.slice(0, SHOWN)), `${way}: the ten newest of twelve on the display`, LIMIT_MS);
            await display.locator('.live').waitFor({ timeout: LIMIT_MS });
            await phone.locator('.called .window', { hasText: '3号窗口' }).waitFor({ timeout: LIMIT_MS });
            await phone.context().close();
            if (way.endsWith('anew')) {
                equal(await shown(display), numbers.slice(0, SHOWN), `${way}: newest first`);
                await display.reload();
                await until(async () => JSON.stringify(await shown(display)) === JSON.stringify(numbers.slice(0, SHOWN)), 'the same after a reload', LIMIT_MS);
            }
            await finishLast(hall, clerk);
        }
        await line.stop();
    },

    async 'twelve calls while a cable is pulled, and no one is told of it'({ hall, people }) {
        const line = await new Line().start(hall.url);
        const context = await people.context();
        await context.addInitScript(() => delete window.SharedWorker); // the clock that is moved on is the page's
        await context.clock.install();
        const display = await people.at('/display', TV, { url: line.url, context });
        await display.locator('.live').waitFor();
        await issueTwelve(hall);
        line.silence();
        const numbers = await callTwelve(hall, clerk);
        await display.clock.fastForward(SILENT_MS);
        await display.locator('.old').waitFor({ timeout: LIMIT_MS });
        check((await newest(display)) !== numbers[0], 'it is cut');
        line.mend();
        await until(async () => {
            await display.clock.fastForward(SILENT_MS); // also for who tried while nothing came through
            return JSON.stringify(await shown(display)) === JSON.stringify(numbers.slice(0, SHOWN));
        }, 'the ten newest of twelve', LIMIT_MS);
        await finishLast(hall, clerk);
        await line.stop();
    },
});
