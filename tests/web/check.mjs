// check.mjs - what the tests of the pages are written with: conditions with a limit, and the checks every screen has to stand.
import { readFileSync } from 'node:fs';
import { launch, open, pages, require } from './browser.mjs';
import { Fixture } from './fixture.mjs';

const LIMIT_MS = 20_000; // many times what a busy machine takes
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export function equal(is, should, what) {
    if (JSON.stringify(is) !== JSON.stringify(should)) throw new Error(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
}

export function check(holds, what) {
    if (!holds) throw new Error(what);
}

/** Looks again until `condition` holds. */
export async function until(condition, what, limitMs = LIMIT_MS) {
    const end = Date.now() + limitMs;
    for (;;) {
        const found = await condition();
        if (found) return found;
        if (Date.now() > end) throw new Error(`in vain: ${what}`);
        await new Promise((done) => setTimeout(done, 50));
    }
}

/** No violation of WCAG 2.2 AA that axe-core knows; 7:1 on the display is tested beside it. */
export async function accessible(page, what) {
    await page.evaluate(AXE).catch(async () => page.addScriptTag({ content: AXE }));
    const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
    const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.failureSummary}`).slice(0, 3).join(' | ')}`);
    check(!told.length, `${what}: ${told.join('\n')}`);
}

/** Goes there by Tab alone, as who has no mouse; where one is has to be seen. */
export async function tabTo(page, target, what) {
    for (let pressed = 0; pressed < 100; pressed++) {
        const here = await target.evaluate((one) => one === document.activeElement && { seen: one.matches(':focus-visible') && getComputedStyle(one).outlineStyle !== 'none' });
        if (here) return check(here.seen, `${what}: the focus is not seen`);
        await page.keyboard.press('Tab');
    }
    throw new Error(`${what} cannot be reached by Tab`);
}

/** No text is cut off, and nothing wider than the window. */
export async function fits(page, what) {
    const found = await page.evaluate(() => {
        const cut = [...document.querySelectorAll('body *')].filter((one) => {
            const style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            if (!box.width || one.closest('.read')) return false;
            return one.childElementCount === 0 && one.textContent.trim() && (box.left < -1 || box.right > innerWidth + 1) && style.visibility !== 'hidden';
        });
        return { cut: cut.map((one) => `${one.className} ${one.textContent.slice(0, 20)}`), wide: document.documentElement.scrollWidth - innerWidth };
    });
    equal(found.cut, [], `${what}: text outside of the window`);
    check(found.wide <= 0, `${what}: ${found.wide} px wider than the window`);
}

/** Layout shifts since the page began, without those that follow a touch or key. */
export const shifts = (page) =>
    page.evaluate(() => new Promise((done) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.hadRecentInput ? 0 : one.value)));
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(sum), 100); // entries that are buffered come at once
    }));

/** Runs tests {name: async ({browser, fixture, visit})}, one after the other; those whose name has a word of the command line. */
export async function run(tests) {
    const browser = await launch();
    let failed = 0;
    for (const [name, test] of Object.entries(tests)) {
        if (process.argv[2] && !name.includes(process.argv[2])) continue;
        const fixture = await new Fixture().start(pages);
        const visited = [];
        const visit = async (path, options) => {
            const page = await open(browser, fixture.url + path, options);
            visited.push(page);
            return page;
        };
        const started = Date.now();
        try {
            await test({ browser, fixture, visit });
            for (const page of visited) equal(page.wrong, [], 'errors of the page');
            console.log(`ok      ${name} (${Date.now() - started} ms)`);
        } catch (error) {
            failed++;
            console.log(`FAILED  ${name}: ${error.stack}`);
        }
        for (const page of visited) await page.context().close();
        await fixture.stop();
    }
    await browser.close();
    process.exitCode = failed ? 1 : 0;
}
