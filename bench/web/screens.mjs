// screens.mjs - what people wait for in a browser: from the press of "next" on a counter's page to the number in the page of the
// display, in another browser; and the first paint of each page, by browsers that never saw it. Through the real gateway and broker.
// Prints the figures as JSON.
import { launch } from '../../tests/web/browser.mjs';
import { until } from '../../tests/web/check.mjs';
import { RealHall } from '../../tests/web/real_hall.mjs';

const presses = Number(process.argv[2] ?? 200);
const PAUSE_MS = 100; // at most, at random, between a ticket that is taken and a press
const LOADS = 5;
const TV = { width: 1920, height: 1080 };
const PC = { width: 1280, height: 800 };
const SPACE = '.mine .primary span';

const hall = await new RealHall({
    settings: (text) => text.replace(/^(\w+_tickets_per_min|\w+_share_percent|double_press_s): *\d+/gm, '$1: 0'),
}).start();
const browsers = [await launch(), await launch()];

async function tab(browser, path, viewport) {
    const page = await (await browser.newContext({ locale: 'zh-CN', viewport })).newPage();
    await page.goto(hall.url + path);
    return page;
}

/** A ticket is taken; its number, and the address of its page. */
async function take() {
    const answer = await fetch(`${hall.url}/v1/halls/1/issue`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"service": 1}' });
    if (!answer.ok) throw new Error(`no ticket: ${answer.status} ${await answer.text()}`);
    const { done } = await answer.json();
    return { number: done.ticket.number, page: answer.headers.get('location') };
}

/** When each number first stood in the page, by the clock that all pages share. */
const watch = (page) =>
    page.evaluate(() => {
        window.seen = {};
        const look = () => {
            const now = performance.timeOrigin + performance.now();
            for (const one of document.querySelectorAll('.calls b')) window.seen[one.textContent] ??= now;
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
    });

const timeKeys = (page) => page.evaluate(() => addEventListener('keydown', (event) => (window.pressed = performance.timeOrigin + event.timeStamp), { capture: true }));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function press() {
    const display = await tab(browsers[0], '/display', TV);
    const counter = await tab(browsers[1], '/', PC);
    await counter.getByRole('button', { name: '营业员' }).click();
    await counter.waitForURL('**/counter');
    await counter.getByRole('button', { name: '开放窗口' }).click();
    const says = (words) => until(async () => (await counter.locator(SPACE).innerText()) === words, `the key says ${words}`);
    await says('叫下一位');
    await watch(display);
    await timeKeys(counter);
    await counter.bringToFront();
    await take();
    const times = [];
    for (let n = 0; n < presses; n++) {
        await take();
        await pause(Math.random() * PAUSE_MS);
        await says(n ? '办结并叫下一位' : '叫下一位');
        const answered = counter.waitForResponse('**/call_next');
        await counter.keyboard.press('Space');
        const answer = await (await answered).json();
        const number = answer.done?.ticket?.number;
        if (!number) throw new Error(`nobody was called: ${JSON.stringify(answer)}`);
        const seen = await until(() => display.evaluate((one) => window.seen[one], number), `${number} on the display`);
        times.push(seen - (await counter.evaluate(() => window.pressed)));
        await says('开始办理');
        await counter.keyboard.press('Space');
    }
    return times;
}

async function paint() {
    const { page } = await take();
    const paths = { start: '/', display: '/display', kiosk: '/kiosk', counter: '/counter', console: '/console', phone: page };
    const found = {};
    for (const [name, path] of Object.entries(paths)) {
        const times = [];
        for (let n = 0; n < LOADS; n++) {
            const one = await tab(browsers[0], path, name === 'phone' ? { width: 390, height: 844 } : TV);
            times.push(await until(() => one.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime), `a paint of ${name}`));
            await one.context().close();
        }
        found[name] = { median_ms: at(times, 0.5), worst_ms: at(times, 1) };
    }
    return found;
}

function at(times, part) {
    const sorted = [...times].sort((a, b) => a - b);
    return Math.round(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] * 10) / 10;
}

try {
    const painted = await paint();
    const times = await press();
    console.log(JSON.stringify({ presses, press: { p50_ms: at(times, 0.5), p99_ms: at(times, 0.99), worst_ms: at(times, 1) }, paint: painted }));
} catch (error) {
    console.error(error.stack);
    process.exitCode = 1;
} finally {
    for (const browser of browsers) await browser.close();
    await hall.stop();
}
