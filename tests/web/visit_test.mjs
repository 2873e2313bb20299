// Whole visits through the real gateway and broker, in six browsers: taken at the kiosk, followed on a phone, called and finished by a
// clerk, seen on the hall's display, the window's and by the lead. All of it by keys alone; fingers follow.
import { check, equal, tabTo, until } from './check.mjs';
import { runReal } from './real_hall.mjs';

const SIZES = { kiosk: [1080, 1920], display: [1920, 1080], counter: [1280, 800], console: [1280, 800], phone: [390, 844], window: [800, 480] };

/** Somebody of the trial hall, at a browser of their own. */
async function enter(people, role, path, size) {
    const page = await people.at('/', size);
    await tabTo(page, page.getByRole('button', { name: role }), role);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${path}`);
    return page;
}

const shows = async (locator, text) => (await locator.count()) && (await locator.first().innerText()) === text;
const largeKey = (page) => page.locator('.mine .primary span');

await runReal({
    async 'a visit from the kiosk to the rating, by keys, in six browsers'({ hall, people }) {
        const display = await people.at('/display', SIZES.display);
        const window3 = await people.at('/display?counter=3', SIZES.window);
        const kiosk = await people.at('/kiosk', SIZES.kiosk);
        const counter = await enter(people, '营业员', '/counter', SIZES.counter);
        const lead = await enter(people, '值班长', '/console', SIZES.console);
        await lead.locator('.lines').waitFor();
        await until(() => shows(largeKey(counter), '开放窗口'), 'the counter');
        await counter.keyboard.press('Space');
        await until(() => shows(largeKey(counter), '叫下一位'), 'an open counter');

        await tabTo(kiosk, kiosk.locator('.service', { hasText: '业务受理' }), 'the service');
        await kiosk.keyboard.press('Enter');
        const have = kiosk.getByRole('button', { name: '我已备齐' });
        await have.waitFor();
        await tabTo(kiosk, have, 'what to bring is there');
        const answered = kiosk.waitForResponse('**/issue');
        await kiosk.keyboard.press('Enter');
        const { location } = (await answered).headers();
        const number = await kiosk.locator('.ticket .number').innerText();
        check(/^B\d{3}$/.test(number), `the number is ${number}`);

        const phone = await people.at(location, SIZES.phone);
        await until(() => shows(phone.locator('.number'), number), 'the ticket on a phone');
        await until(async () => (await counter.locator('.box').innerText()).includes(number), 'the ticket is next at the counter');
        await counter.keyboard.press('Space');
        await until(() => shows(display.locator('.newest .number'), number), 'the call on the display');
        await until(async () => (await window3.locator('body').innerText()).includes(number), 'the call at the window');
        await until(() => shows(largeKey(counter), '开始办理'), 'the next thing to do');
        await until(() => shows(phone.locator('.called .window'), '3号窗口'), 'the call on the phone');
        await until(async () => (await lead.locator('.window', { hasText: number }).count()) === 1, 'the ticket on the console');
        check((await lead.locator('.window', { hasText: number }).innerText()).includes('马超'), 'with the name of its clerk');

        await counter.keyboard.press('Space');
        await until(() => shows(largeKey(counter), '办结并叫下一位'), 'in service');
        await counter.keyboard.press('Space');
        await until(() => shows(counter.locator('.said'), '已办结，目前没有人等候'), 'finished, and nobody is waiting');
        const pleased = phone.getByRole('button', { name: '非常满意' });
        await pleased.waitFor();
        await tabTo(phone, pleased, 'the best score');
        await phone.keyboard.press('Enter');
        await phone.getByText('谢谢您的评价').waitFor();

        await tabTo(lead, lead.getByRole('button', { name: '今日数字' }), 'the figures');
        await lead.keyboard.press('Enter');
        await until(async () => (await lead.locator('tr', { hasText: '业务受理' }).innerText()).includes('1'), 'the figures');
        await until(() => shows(counter.locator('.day dd'), '1'), 'the clerk\'s own day');
        await lead.getByRole('button', { name: '日报' }).click();
        await lead.getByText('这一天没有取号').waitFor();
        await lead.getByRole('button', { name: '后一天' }).click();
        await until(() => shows(lead.locator('.sums dd'), '1'), 'tickets in today\'s report');

        // A tab more in the browser of the clerk: what a kiosk asks there is nobody's.
        const beside = await people.at('/kiosk', SIZES.kiosk, { context: counter.context() });
        await beside.locator('.service', { hasText: '咨询' }).click();
        check(/^A\d{3}$/.test(await beside.locator('.ticket .number').innerText()), 'a ticket in the browser of a clerk');
        await until(async () => (await counter.locator('.box').innerText()).includes('A001'), 'it is next');
        await counter.keyboard.press('Space');
        await until(() => shows(largeKey(counter), '开始办理'), 'called');
        await counter.keyboard.press('Space');
        await until(() => shows(largeKey(counter), '办结并叫下一位'), 'in service');
        await counter.keyboard.press('Space');
        await until(() => shows(largeKey(counter), '叫下一位'), 'finished');
        await counter.keyboard.press('m');
        const signOff = counter.locator('dialog').getByRole('button', { name: '签退' });
        await signOff.waitFor();
        await tabTo(counter, signOff, 'signing off');
        await counter.keyboard.press('Enter');
        await counter.getByLabel('员工号').waitFor();
        equal(await hall.issued(2), 1, 'tickets of it all');
    },

    async 'the settings: looked through by a lead, and not applied'({ people }) {
        const lead = await enter(people, '值班长', '/console', SIZES.console);
        await lead.getByRole('button', { name: '设置' }).click();
        const area = lead.locator('textarea');
        const set = async (from, to) => {
            await area.fill((await area.inputValue()).replace(`hold_limit_min: ${from}`, `hold_limit_min: ${to}`));
            await lead.getByRole('button', { name: '检查并预览' }).click();
        };
        await until(async () => (await area.inputValue()).includes('hold_limit_min: 15'), 'the settings');
        await set(15, 999);
        await lead.getByText('有 1 处错误').waitFor();
        await set(999, 12);
        await lead.getByText('挂起时限（分钟）：15 → 12').waitFor();
        await lead.getByRole('button', { name: '应用' }).click();
        await lead.locator('.settings .wrong').filter({ hasText: '▲' }).waitFor(); // a lead's device may not: a manager's may
    },

    async 'a double tap, a long press and a finger that slides: a ticket each'({ hall, people }) {
        const kiosk = await people.at('/kiosk', SIZES.kiosk, { hasTouch: true });
        const before = await hall.issued(1);
        const touches = [
            async ({ x, y }) => {
                await kiosk.touchscreen.tap(x, y);
                await kiosk.touchscreen.tap(x, y);
            },
            async ({ x, y }) => {
                await kiosk.mouse.move(x, y);
                await kiosk.mouse.down();
                await kiosk.waitForTimeout(900);
                await kiosk.mouse.up();
            },
            async ({ x, y }) => {
                await kiosk.mouse.move(x - 200, y);
                await kiosk.mouse.down();
                await kiosk.mouse.move(x + 200, y + 20, { steps: 8 });
                await kiosk.mouse.up();
            },
        ];
        for (const [i, touch] of touches.entries()) {
            const service = kiosk.locator('.service', { hasText: '咨询' });
            await service.waitFor();
            const { x, y, width, height } = await service.boundingBox();
            await touch({ x: x + width / 2, y: y + height / 2 });
            await kiosk.locator('.ticket .number').waitFor();
            await kiosk.getByRole('button', { name: '完成' }).tap();
            await service.waitFor();
            equal(await hall.issued(1), before + i + 1, 'tickets');
        }
    },
});
