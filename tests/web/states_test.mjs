// Every screen in each of its states (those of `./dev screens`), as people who see or hear badly have it: axe-core finds nothing, and at
// twice the size nothing is cut off.
import { accessible, check, equal, fits, until } from './check.mjs';
import { launch, pages } from './browser.mjs';
import { Fixture } from './fixture.mjs';
import { shots } from './shots.mjs';

const SAME = /^(door|display-4k|kiosk-(lying|three|english)|console-phone)/; // another size of a state that is here
const ZOOMED = /^(console|counter|kiosk|phone|start)/; // what people have at hand; a display is read from afar, and nobody zooms it

const browser = await launch();
const context = await browser.newContext({ locale: 'zh-CN', hasTouch: true, reducedMotion: 'reduce' });
let failed = 0;
let count = 0;

async function look(shot) {
    const fixture = await new Fixture().start(pages);
    const page = await context.newPage();
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    try {
        await page.setViewportSize(shot.size);
        await page.emulateMedia({ colorScheme: shot.dark ? 'dark' : 'light' });
        shot.prepare(fixture);
        await page.goto(fixture.url + shot.path);
        await page.locator('main, footer, .one, .desk').first().waitFor();
        if (shot.act) await shot.act(page, fixture);
        if (shot.name.includes('stale')) await until(() => page.evaluate(() => document.documentElement.classList.contains('stale') || document.querySelector('.old')), 'the mark of what is old');
        await accessible(page, shot.name);
        if (ZOOMED.test(shot.name)) {
            const { width, height } = shot.size;
            await page.setViewportSize({ width: Math.max(320, width / 2), height: Math.max(256, height / 2) });
            await fits(page, `${shot.name} at 200 %`);
        }
        equal(wrong, [], 'errors of the page');
    } catch (error) {
        failed++;
        console.log(`FAILED  ${shot.name}: ${error.stack}`);
    }
    await page.close();
    await fixture.stop();
}

const chosen = shots.filter((one) => !SAME.test(one.name) && (!process.argv[2] || one.name.includes(process.argv[2])));
const left = [...chosen];
// Two at a time: each waits for its browser most of the time.
await Promise.all([0, 1].map(async () => {
    for (let shot = left.shift(); shot; shot = left.shift(), count++) await look(shot);
}));
await browser.close();
check(count > 30 || process.argv[2], `${count} states`);
console.log(`${count - failed} of ${count} states`);
process.exitCode = failed ? 1 : 0;
