// clerks.mjs - clerks before the counter's page in a real hall: how they enter, sign on and get on with their work, by keys.
import { tabTo, until } from './check.mjs';
import { PIN } from './real_hall.mjs';

const PC = [1280, 800];
const LIMIT_MS = 60_000;

export const largeKey = async (page) => ((await page.locator('.mine .primary span').count()) ? page.locator('.mine .primary span').innerText() : '');
export const ready = (page, words) => until(async () => (await largeKey(page)) === words, words, LIMIT_MS);

/** Somebody of the trial hall, by a press. */
export async function enter(people, role, path, context) {
    const page = await people.at('/', PC, { context });
    await page.getByRole('button', { name: role }).click();
    await page.waitForURL(`**${path}`);
    return page;
}

/** Another clerk, in a browser that is enrolled for it, by keys. */
export async function signOn(hall, people, { staff, counter }, name) {
    const page = await people.at(`/counter?counter=${counter}`, PC);
    const type = async () => {
        await tabTo(page, page.getByLabel('员工号'), 'the number');
        await page.keyboard.type(String(staff));
        await page.keyboard.press('Tab');
        await page.keyboard.type(PIN);
        await page.keyboard.press('Enter');
    };
    await page.getByLabel('员工号').waitFor();
    await type();
    await page.getByLabel('注册码').waitFor();
    await tabTo(page, page.getByLabel('注册码'), 'the code');
    await page.keyboard.type(await hall.enrolCode(name, 'counter', counter));
    await page.keyboard.press('Enter');
    await page.getByLabel('员工号').waitFor();
    await type();
    await page.locator('.desk').waitFor();
    return page;
}

/** The counter is open then, as it may be since the test before. */
export async function open(page) {
    await until(async () => /^(开放窗口|叫下一位)$/.test(await largeKey(page)), 'the counter', LIMIT_MS);
    if ((await largeKey(page)) === '开放窗口') await page.keyboard.press('Space');
    await ready(page, '叫下一位');
}

/** Whoever has a ticket is done with it. */
export async function finish(page) {
    await ready(page, '开始办理');
    await page.keyboard.press('Space');
    await ready(page, '办结并叫下一位');
    await page.keyboard.press('Space');
    await ready(page, '叫下一位');
}
