// The hall display: what it shows of calls and waits, how it lives with a line that is cut, and that it can be read.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { answers, callChange, copy, scene } from './scenes.mjs';

const TV = { viewport: { width: 1920, height: 1080 } };
/** Waits whose figure runs into the number of people beside it. */
const collisions = (page) =>
    page.locator('.wait').evaluateAll((rows) =>
        rows
            .map((row) => {
                const [told, people] = ['.told', '.people'].map((part) => {
                    const range = document.createRange();
                    range.selectNodeContents(row.querySelector(part));
                    return range.getBoundingClientRect();
                });
                const beside = Math.min(told.bottom, people.bottom) - Math.max(told.top, people.top) > people.height / 2 && getComputedStyle(row.querySelector('.people')).visibility === 'visible';
                return beside && people.width && told.right > people.left ? row.innerText : '';
            })
            .filter(Boolean),
    );
/** WCAG's contrast of two colours as #rrggbb. */
function contrastOf(a, b) {
    const light = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)).reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
}
/** The properties of the newest call that change by themselves. */
const animated = (page) =>
    page.evaluate(() => {
        const frames = document.querySelector('.newest').getAnimations({ subtree: true }).flatMap((one) => /** @type {KeyframeEffect} */ (one.effect).getKeyframes());
        return [...new Set(frames.flatMap(Object.keys))].filter((name) => !/^(offset|computedOffset|easing|composite)$/.test(name));
    });
const newest = (page) => page.locator('.newest .number').innerText();

/** A WAV file of so many seconds, as the gateway sends it. */
function soundOf(seconds) {
    const count = Math.round(22050 * seconds);
    const file = Buffer.alloc(44 + count * 2);
    file.write('RIFF    WAVEfmt ', 0, 'latin1');
    file.writeUInt32LE(36 + count * 2, 4);
    [[16, 4], [1, 2], [1, 2], [22050, 4], [44100, 4], [2, 2], [16, 2]].reduce((at, [value, size]) => file.writeUIntLE(value, at, size), 16);
    file.write('data', 36, 'latin1');
    file.writeUInt32LE(count * 2, 40);
    for (let i = 0; i < count; i++) file.writeInt16LE(Math.round(8000 * Math.sin(i / 8)), 44 + i * 2);
    return file;
}

/** A display whose gateway has a voice; what it spoke is in the page's `spoken`. `asks`: its browser wants to be pressed first, which one without
 * a window never does by itself. */
async function speakingDisplay(test, { path = '/display', asks = false, sounds = false } = {}) {
    test.fixture.audience = { audience: 'public', voice: true };
    const { page } = await displayOf('normal', test, TV, path);
    if (asks) {
        await page.addInitScript(() => {
            const Sounding = window.AudioContext;
            window.AudioContext = class extends Sounding {
                constructor() {
                    super();
                    this.suspend();
                }
            };
        });
        await page.reload();
        await page.locator('footer').waitFor();
    }
    // On a machine that is busy the browser's sound may not start at all; a new page begins anew.
    const running = page.locator('display-voice[data-state=running]');
    for (let tries = 0; sounds && !(await running.count()) && tries < 4; tries++) {
        if (tries) await page.reload();
        await running.waitFor({ state: 'attached', timeout: 15_000 }).catch(() => {});
    }
    await page.evaluate(() => {
        window.spoken = [];
        document.addEventListener('hallq-spoken', (event) => window.spoken.push({ ...event.detail, at: performance.now() }));
    });
    return page;
}
const spoken = (page) => page.evaluate(() => window.spoken.map((one) => one.tickets.join('+')));

async function displayOf(state, { fixture, visit }, options = TV, path = '/display') {
    const view = scene(state);
    fixture.show(view);
    const page = await visit(path, options);
    await page.locator('footer').or(page.locator('.one')).first().waitFor();
    return { page, view };
}

run({
    async 'shows the newest call, the three before and six more'(test) {
        const { page } = await displayOf('normal', test);
        equal(await newest(page), 'B045', 'newest');
        equal(await page.locator('.newest .window').innerText(), '→3号窗口', 'its window');
        equal(await page.locator('.row .number').allInnerTexts(), ['A112', 'C021', 'V007'], 'the next three');
        equal((await page.locator('.small li').allInnerTexts()).length, 6, 'those before');
    },

    async 'puts two calls of one moment on top one after the other, both shown at once'(test) {
        const { page, view } = await displayOf('normal', test);
        const first = callChange(view, 'A113', 1);
        const second = callChange(view, 'C022', 9);
        test.fixture.emit('change', first);
        test.fixture.emit('change', second);
        await until(async () => (await newest(page)) === 'A113', 'the first of the two on top');
        const before = performance.now();
        equal(await animated(page), ['opacity'], 'what blinks, which a page is not drawn again for');
        check((await page.locator('.row .number').allInnerTexts()).includes('C022'), 'the second is not shown meanwhile');
        await until(async () => (await newest(page)) === 'C022', 'the second on top');
        check(performance.now() - before > 3500, `the first stood ${performance.now() - before} ms on top`);
        equal((await page.locator('.row .number').allInnerTexts())[0], 'A113', 'the first, pushed down');
    },

    async 'shows a ticket that is called again once'(test) {
        const { page, view } = await displayOf('normal', test);
        test.fixture.emit('change', callChange(view, 'A112', 1));
        await until(async () => (await newest(page)) === 'A112', 'the recall on top');
        equal((await page.locator('.number').allInnerTexts()).filter((one) => one === 'A112').length, 1, 'A112');
    },

    async 'tells ranges, people ahead and what is suspended'(test) {
        const { page } = await displayOf('normal', test, { viewport: { width: 1080, height: 1920 } });
        const told = Object.fromEntries(await page.locator('.wait').evaluateAll((rows) => rows.map((row) => [row.querySelector('.letter').innerText, row.querySelector('.told').innerText.replace(/\s/g, '')])));
        equal(told, { A: '5–10分钟', B: '15–25分钟', C: '20–35分钟', D: '10分钟内', E: '马上', V: '前面2人' }, 'the waits');
    },

    async 'keeps its calls and says so when it is out of date, and comes back after a 502 and a 503'(test) {
        const { page } = await displayOf('normal', test);
        let before = 'B045';
        for (const [status, number] of [[502, 'B098'], [503, 'B099']]) {
            test.fixture.cutLine(status);
            await until(async () => (await page.locator('.old').count()) === 1, `${status}: the mark of stale figures`);
            check((await page.locator('.old').innerText()).includes('信息可能已过时'), 'the words');
            equal(await newest(page), before, 'the calls');
            test.fixture.cut = 0;
            test.fixture.view.calls.push({ seq: `99999${status}`, atMs: test.fixture.view.atMs, number, counter: 4, callCount: 1 });
            await until(async () => (await page.locator('.live').count()) === 1, `${status}: live again`);
            equal(await newest(page), number, `${status}: the call of meanwhile`);
            before = number;
        }
    },

    async 'shows the newest call at once after a cut, though others wait for their turn on top'(test) {
        const { page, view } = await displayOf('normal', test);
        for (const number of ['A113', 'A114', 'A115', 'A116', 'A117']) test.fixture.emit('change', callChange(view, number, 1));
        await until(async () => (await newest(page)) === 'A113', 'the first of five');
        view.calls.push({ seq: '9999999', atMs: view.atMs, number: 'B099', counter: 4, callCount: 1 });
        test.fixture.emit('snapshot', view);
        await until(async () => (await newest(page)) === 'B099', 'the newest');
    },

    async 'shows what was called while its line was cut, over twelve calls, and none twice'(test) {
        const { page, view } = await displayOf('normal', test);
        test.fixture.cutLine();
        await until(async () => (await page.locator('.old').count()) === 1, 'the mark of stale figures');
        for (let n = 0; n < 12; n++) {
            const { set, put } = callChange(view, `B0${60 + n}`, 1 + (n % 6));
            view.calls = [...view.calls, ...put.calls].slice(-16);
            view.atMs = set.atMs;
        }
        test.fixture.cut = false;
        await until(async () => (await page.locator('.live').count()) === 1, 'live again');
        await until(async () => (await newest(page)) === 'B071', 'the newest of them');
        const shown = [await newest(page), ...(await page.locator('.row .number').allInnerTexts()), ...(await page.locator('.small li b').allInnerTexts())];
        equal(shown, Array.from({ length: 10 }, (_, i) => `B0${71 - i}`), 'the newest ten, in their order');
        test.fixture.emit('change', callChange(view, 'B072', 2));
        await until(async () => (await newest(page)) === 'B072', 'and it goes on');
    },

    async 'has the colour of the hall, light enough to be read'(test) {
        for (const accent of ['0b62bd', '7a0019', '00ff00', '000000', 'ffffff', 'ffcc00']) {
            const view = scene('normal');
            view.settings.accent = accent;
            test.fixture.show(view);
            const page = await test.visit('/display', TV);
            await page.locator('.newest').waitFor();
            const [shown, ...grounds] = await page.evaluate(() => ['--accent', '--ground', '--deep', '--card'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()));
            for (const ground of grounds) check(contrastOf(shown, ground) >= 7, `${accent} becomes ${shown}: ${contrastOf(shown, ground)} on ${ground}`);
            await page.context().close();
        }
    },

    async 'has one stream for all tabs, and one of its own where a browser has no shared workers'({ browser, fixture }) {
        fixture.show(scene('normal'));
        const context = await browser.newContext();
        for (let tabs = 0; tabs < 7; tabs++) {
            const page = await context.newPage();
            await page.goto(`${fixture.url}/display`);
            await page.locator('.newest').waitFor();
        }
        equal(fixture.followers, 1, 'streams of seven tabs');
        const kiosk = await context.newPage(); // of six connections there is one for a command
        fixture.answer.issue = () => copy(answers.issued);
        await kiosk.goto(`${fixture.url}/kiosk`);
        await kiosk.locator('.service').first().click();
        await kiosk.locator('.ticket .number').waitFor();
        await context.close();
        await until(() => fixture.followers === 0, 'the stream ends with its last tab');
        const old = await browser.newContext();
        await old.addInitScript(() => delete window.SharedWorker);
        const page = await old.newPage();
        await page.goto(`${fixture.url}/display`);
        await page.locator('.newest').waitFor();
        fixture.emit('change', callChange(fixture.view, 'A113', 1));
        await until(async () => (await newest(page)) === 'A113', 'a call, without shared workers');
        await old.close();
    },

    async 'asks to be pressed before it speaks, where the browser wants that, and speaks what is told then'(test) {
        const page = await speakingDisplay(test, { asks: true });
        const { fixture } = test;
        fixture.sounds = { 1: soundOf(0.5), 2: soundOf(0.5), 3: soundOf(0.5) };
        await page.locator('.sound').waitFor();
        await accessible(page, 'with the button');
        fixture.emit('voice', { number: '1', tickets: ['A045'], counter: 3, lengthMs: 500 });
        await page.locator('.sound').click();
        await until(async () => (await page.locator('.sound').count()) === 0, 'the button goes');
        fixture.emit('voice', { number: '2', tickets: ['A046'], counter: 3, lengthMs: 500 });
        await until(async () => (await spoken(page)).length === 1, 'a call is spoken');
        fixture.emit('voice', { number: '3', tickets: ['A047', 'A048'], counter: 3, lengthMs: 500 });
        await until(async () => (await spoken(page)).length === 2, 'and another');
        equal(await spoken(page), ['A046', 'A047+A048'], 'what is spoken, and nothing of before');
    },

    async 'never speaks over itself, nor what it hears of too late'(test) {
        const page = await speakingDisplay(test, { sounds: true });
        const { fixture } = test;
        fixture.sounds = { 7: soundOf(0.6), 9: soundOf(0.6) };
        await page.locator('display-voice[data-state=running]').waitFor({ state: 'attached' });
        await page.evaluate(() => {
            const start = AudioBufferSourceNode.prototype.start;
            window.starts = [];
            AudioBufferSourceNode.prototype.start = function (at) {
                window.starts.push([at, this.buffer.duration]);
                return start.call(this, at);
            };
        });
        for (const number of ['7', '8', '9']) fixture.emit('voice', { number, tickets: [`A00${number}`], counter: 1, lengthMs: 600 });
        await until(async () => (await spoken(page)).length === 2, 'both sounds that are there');
        equal(await spoken(page), ['A007', 'A009'], 'what is spoken; the gateway has the other no more');
        const [[first, length], [second]] = await page.evaluate(() => window.starts);
        check(second >= first + length - 0.001, `one begins at ${first} for ${length} s, the next at ${second}`);
    },

    async 'has no voice where it is not wanted, or the gateway has none'(test) {
        const quiet = await speakingDisplay(test, { path: '/display?voice=off' });
        equal(await quiet.locator('display-voice[data-state]').count(), 0, 'a voice where there is to be none');
        test.fixture.audience = { audience: 'public' };
        const { page } = await displayOf('normal', test);
        equal(await page.locator('display-voice[data-state]').count(), 0, 'a voice where the gateway has none');
    },

    async 'has the plate of a paused window, with the reason'(test) {
        const { page } = await displayOf('normal', test, { viewport: { width: 1280, height: 400 } }, '/display?counter=8');
        check((await page.locator('.plate').innerText()).includes('暂停服务'), 'the plate');
        check((await page.locator('.beside').innerText()).includes('午餐'), 'the reason');
    },

    async 'says when the hall opens next'(test) {
        const { page } = await displayOf('closed', test);
        equal(await page.locator('.closed .next').innerText(), '明天 08:30 开门', 'the next opening');
    },

    async 'shows markup in names as it was written'(test) {
        const view = scene('normal');
        view.settings.name.zh = '<img src=x onerror=alert(1)>';
        view.settings.services[0].name.zh = '<script>alert(1)</script>';
        test.fixture.show(view);
        const page = await test.visit('/display', { viewport: { width: 1080, height: 1920 } });
        await page.locator('.wait').first().waitFor();
        equal(await page.locator('hall-display img, hall-display script').count(), 0, 'elements made of names');
        equal(await page.locator('h1').innerText(), '<img src=x onerror=alert(1)>', 'the name');
    },

    async 'can be read in every state: size, contrast, no jump'(test) {
        const door = { viewport: { width: 1080, height: 1920 } };
        for (const [state, size, path] of [['empty', TV], ['normal', TV, '/display?lang=en'], ['crowded', door], ['closed', TV]]) {
            const { page, view } = await displayOf(state, test, size, path);
            const least = await page.evaluate(() => {
                const seen = [...document.querySelectorAll('body *')].filter((one) => !one.childElementCount && one.textContent.trim() && one.offsetWidth && !one.closest('.read'));
                return Math.min(...seen.map((one) => parseFloat(getComputedStyle(one).fontSize)));
            });
            if (size === TV) check(least >= 1080 / 18 - 0.01, `${state}: text of ${least} px`);
            await fits(page, state);
            equal(await collisions(page), [], `${state}: figures that run into each other`);
            await accessible(page, state);
            if (state === 'normal') test.fixture.emit('change', callChange(view, 'B050', 6));
            if (state === 'normal') await until(async () => (await newest(page)) === 'B050' || size !== TV, 'the call');
            const jump = await shifts(page);
            check(jump < 0.01, `${state}: layout shift ${jump}`);
            await page.context().close();
        }
    },
});
