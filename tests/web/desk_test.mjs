// People who press at once, who guess, and pages of others, against the real gateway and broker, in a hall whose every text is markup.
import { createServer } from 'node:http';
import { require } from './browser.mjs';
import { accessible, check, equal, tabTo, until } from './check.mjs';
import { enter, finish, largeKey, open, ready, signOn } from './clerks.mjs';
import { PIN, runReal } from './real_hall.mjs';

const { parse, stringify } = require('yaml');

const PC = [1280, 800];
const OTHER = { staff: 104, counter: 4 };
const MARKUP = ['<script>window.harm=1</script>', '<img src=x onerror="window.harm=1">', '"><svg onload=window.harm=1>', '${7*7}{{7*7}}<b>'];
const LIMIT_MS = 60_000;

/** Every name and sentence of the settings is markup; ids, codes and letters stay. */
function harmful(text) {
    let count = 0;
    const walk = (part) => {
        if (!part || typeof part !== 'object') return;
        for (const [name, value] of Object.entries(part)) {
            const shown = name === 'zh' || name === 'en' || (name === 'name' && typeof value === 'string');
            if (shown && typeof value === 'string') part[name] = `${MARKUP[count % MARKUP.length]}${count++}`;
            else walk(value);
        }
    };
    const settings = parse(text);
    for (const counter of settings.counters) counter.name = { zh: 'x', en: 'x' };
    walk(settings);
    return stringify(settings, { lineWidth: 0 });
}

/** Nothing of a text has become an element, and no script of one ran. */
async function isHarmless(page, what) {
    const found = await page.evaluate(() => ({ harm: window.harm ?? 0, made: document.querySelectorAll('img[src=x], script:not([src]), [onload], [onerror], [onclick]').length, said: document.body.innerText }));
    equal([found.harm, found.made], [0, 0], `${what}: what texts became`);
    check(/<script>|<img|<svg|<b>/.test(found.said), `${what}: texts as they were written; ${found.said.slice(0, 300)}`);
}

const inHall = {
    async 'two clerks who press at the same moment'({ hall, people }) {
        const clerks = [await enter(people, '营业员', '/counter'), await signOn(hall, people, OTHER, 'window-4')];
        await Promise.all(clerks.map(open));
        for (const waiting of [1, 2, 1, 2, 1, 1]) {
            const numbers = [];
            while (numbers.length < waiting) numbers.push((await hall.do('issue', { service: 1 })).done.ticket.number);
            await until(async () => (await Promise.all(clerks.map((page) => page.locator('.box').innerText()))).every((text) => text.includes(numbers[0])), 'both see who is next', LIMIT_MS);
            await Promise.all(clerks.map((page) => page.keyboard.press('Space')));
            const said = await Promise.all(clerks.map((page) => until(async () => /^(已叫号|▲)/.exec(await page.locator('.said').innerText()) && page.locator('.said').innerText(), 'an answer', LIMIT_MS)));
            const served = clerks.filter((_, i) => said[i].startsWith('已叫号'));
            equal(served.length, waiting, `those who have a ticket of ${waiting}: ${said}`);
            for (const one of said.filter((text) => !text.startsWith('已叫号'))) check(one.includes('当前没有等候的客户'), `the other is told: ${one}`);
            await Promise.all(served.map((page) => ready(page, '开始办理')));
            const called = await Promise.all(served.map((page) => page.locator('.ticket .number').innerText()));
            equal(called.sort(), numbers.sort(), 'each ticket once');
            await Promise.all(served.map(finish));
        }
    },

    async 'markup in every text is text on every screen'({ hall, people }) {
        const clerk = await enter(people, '营业员', '/counter');
        await open(clerk);
        const lead = await enter(people, '值班长', '/console');
        const desk = await hall.enter('lead');
        await hall.do('service_suspend', { service: 4, reason: 'system-down' }, desk);
        await hall.do('take_measure', { measure: { kind: 'NOTICE', textCode: 'busy' } }, desk);
        const { location } = await taken(hall);
        await until(async () => (await clerk.locator('.box').innerText()).includes('A'), 'the ticket is next', LIMIT_MS);
        await clerk.keyboard.press('Space');
        await ready(clerk, '开始办理');
        await clerk.keyboard.press('Space');
        await ready(clerk, '办结并叫下一位');
        await isHarmless(clerk, 'counter');
        await clerk.keyboard.press('t');
        await clerk.locator('dialog').waitFor();
        await isHarmless(clerk, 'counter, a question');
        await clerk.keyboard.press('Escape');
        for (const [path, size] of [['/display', [1920, 1080]], ['/display?lang=en', [1080, 1920]], ['/display?counter=3', [800, 480]], ['/', PC], [location, [390, 844]]]) {
            const page = await people.at(path, size);
            await until(() => page.evaluate(() => /<script>|<img|<svg|<b>/.test(document.body.innerText)), `${path}: a text of the hall`);
            await isHarmless(page, path);
            await page.context().close();
        }
        const kiosk = await people.at('/kiosk', [1080, 1920]);
        await kiosk.locator('.service').nth(1).click();
        await kiosk.locator('.bring').waitFor();
        await isHarmless(kiosk, 'kiosk, what to bring');
        await kiosk.getByRole('button', { name: '返回' }).click();
        await kiosk.locator('.service').first().click();
        await kiosk.locator('.ticket .number').waitFor();
        const tabs = lead.locator('nav button[aria-current]');
        for (let tab = 0; tab < (await tabs.count()); tab++) {
            await tabs.nth(tab).click();
            await isHarmless(lead, `console, ${await tabs.nth(tab).innerText()}`);
        }
        await hall.do('service_unsuspend', { service: 4 }, desk);
    },

    async 'what a page of another site asks is refused, or not shown to it'({ hall, people }) {
        const context = await people.context();
        const clerk = await enter(people, '营业员', '/counter', context);
        const before = await hall.issued(1);
        const closed = await until(() => largeKey(clerk), 'the counter', LIMIT_MS);
        const elsewhere = await foreignSite();
        const refused = [];
        for (const site of [elsewhere.url, elsewhere.url.replace('127.0.0.1', 'localhost')]) {
            const page = await context.newPage(); // the cookies of the clerk go along where sites are the same but for the port
            page.on('response', (response) => response.request().method() === 'POST' && refused.push(response.status()));
            await page.goto(site);
            const told = await page.evaluate(tries, hall.url);
            for (const [what, got] of Object.entries(told)) equal(got, 'nothing', `${site}: ${what}`);
            await page.close();
        }
        equal(await hall.issued(1), before, 'tickets');
        equal(await largeKey(clerk), closed, 'the counter');
        check(refused.length >= 4 && refused.every((status) => status >= 400), `each of them is refused: ${refused}`);
        elsewhere.stop();
    },

    async 'nothing is done for a page without its token'({ people }) {
        const clerk = await enter(people, '营业员', '/counter');
        const before = await until(() => largeKey(clerk), 'the counter', LIMIT_MS);
        const asks = (token) =>
            clerk.evaluate(async (csrf) => {
                const headers = { 'content-type': 'application/json', ...(csrf ? { 'x-csrf-token': csrf } : {}) };
                const answer = await fetch('/v1/halls/1/counter_pause', { method: 'POST', headers, body: '{"reason":"lunch"}' });
                return [answer.status, (await answer.json()).reason ?? ''];
            }, token);
        const { csrf } = await clerk.evaluate(async () => (await fetch('/v1/session')).json());
        for (const token of ['', 'x', csrf.slice(0, -1), `${csrf}x`]) equal(await asks(token), [403, 'NO_CSRF'], `with ${token ? 'a wrong token' : 'none'}`);
        equal(await largeKey(clerk), before, 'the counter is as it was');
        check((await asks(csrf))[1] !== 'NO_CSRF', 'with the right one');
    },
};

/** A ticket as a kiosk takes it: its card, and the address of its page. */
async function taken(hall) {
    const answer = await fetch(`${hall.url}/v1/halls/1/issue`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"service":1}' });
    return { card: (await answer.json()).done.ticket, location: answer.headers.get('location') };
}

async function foreignSite() {
    const server = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>another</title><body>');
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    server.unref(); // a test that fails leaves it open
    return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.closeAllConnections() || server.close() };
}

/** In that page: each way in which a page reaches for another site, and what it got. */
async function tries(gateway) {
    const told = {};
    const json = { 'content-type': 'application/json' };
    const ask = async (what, path, options) => {
        told[what] = await fetch(gateway + path, { credentials: 'include', ...options }).then(async (answer) => (answer.type === 'opaque' ? 'nothing' : `${answer.status} ${await answer.text()}`), () => 'nothing');
    };
    await ask('a command', '/v1/halls/1/issue', { method: 'POST', headers: json, body: '{"service":1}' });
    await ask('a command as plain text', '/v1/halls/1/issue', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{"service":1}' });
    await ask('a counter that is opened', '/v1/halls/1/counter_open', { method: 'POST', mode: 'no-cors', body: '{}' });
    await ask('who is signed on', '/v1/session', {});
    await ask('the hall', '/v1/halls/1/get_snapshot', { method: 'POST', headers: json, body: '{}' });
    await ask('signing off', '/v1/session', { method: 'DELETE' });
    const loaded = (element) => new Promise((done) => {
        element.onload = () => done('loaded');
        element.onerror = () => done('nothing');
        document.body.append(element);
    });
    told['a script'] = await loaded(Object.assign(document.createElement('script'), { src: `${gateway}/v1/halls` }));
    told['a form'] = await new Promise((done) => {
        const frame = Object.assign(document.createElement('iframe'), { name: 'answer' });
        const form = Object.assign(document.createElement('form'), { action: `${gateway}/v1/halls/1/issue`, method: 'post', enctype: 'text/plain', target: 'answer' });
        form.append(Object.assign(document.createElement('input'), { name: '{"service":1,"note":"', value: '"}' }));
        document.body.append(frame, form);
        frame.onload = () => {
            try {
                done(frame.contentDocument?.body?.innerText || 'nothing');
            } catch {
                done('nothing');
            }
        };
        form.submit();
    });
    told['a feed'] = await new Promise((done) => {
        const source = new EventSource(`${gateway}/v1/halls/1/feed`, { withCredentials: true });
        for (const kind of ['snapshot', 'audience', 'change', 'message']) source.addEventListener(kind, () => done('an event'));
        source.onerror = () => source.readyState === EventSource.CLOSED && done('nothing');
    });
    return told;
}

await runReal(inHall, { settings: harmful, pins: [OTHER.staff] });

await runReal(
    {
        async 'a PIN that is guessed at is locked, said so in the page, and right again later'({ hall, people }) {
            const page = await people.at(`/counter?counter=${OTHER.counter}`, PC);
            const code = await hall.enrolCode('window-4', 'counter', OTHER.counter);
            const wrong = page.locator('.wrong');
            const give = async (pin) => {
                await page.getByLabel('员工号').fill(String(OTHER.staff));
                await page.getByLabel('密码').fill(pin);
                const answered = page.waitForResponse('**/v1/session');
                await page.keyboard.press('Enter');
                await answered;
                await until(async () => (await page.locator('.desk').count()) || !(await page.locator('.primary').isDisabled()), 'the answer is shown');
                return (await page.locator('.desk').count()) ? '' : wrong.innerText();
            };
            await page.getByLabel('员工号').waitFor();
            await give(PIN);
            await page.getByLabel('注册码').fill(code);
            await page.keyboard.press('Enter');
            await page.getByLabel('员工号').waitFor();
            const told = [];
            // Each more wrong PIN doubles the lock, so that however slow this machine is, one falls within it.
            while (!told.at(-1)?.includes('密码错误次数过多')) {
                told.push(await give('135790'));
                check(told.length < 12, `locked in time: ${told}`);
            }
            check(told.length > 5 && told.slice(0, 5).every((one) => one === '▲ 密码不正确，请重新输入'), `five tries first: ${told}`);
            equal(await page.locator('[role=alert]').innerText(), '▲ 密码错误次数过多，请稍后再试', 'the sentence');
            await accessible(page, 'locked out');
            await until(async () => !(await give(PIN)), 'the lock ends', LIMIT_MS);
            await page.locator('.desk').waitFor();
        },
    },
    { speed: 10, pins: [OTHER.staff] },
);
