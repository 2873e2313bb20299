// A whole visit in a real browser, through the real gateway and broker: taken at the kiosk, followed on a phone, called and finished by
// a clerk, seen on the display and by the lead; six tabs open, of which one stream serves all.
import { check, equal, until } from './check.mjs';
import { launch } from './browser.mjs';
import { RealHall } from './real_hall.mjs';

const SIZES = { kiosk: [1080, 1920], display: [1920, 1080], counter: [1280, 800], console: [1280, 800], phone: [390, 844] };

const hall = await new RealHall().start();
if (!(await hall.hasSessions())) {
    await hall.stop();
    console.log('skipped: nobody can sign on through this gateway');
    process.exit(77);
}
const browser = await launch();
const wrong = [];

async function tab(context, path, size) {
    const page = await context.newPage();
    await page.setViewportSize({ width: size[0], height: size[1] });
    page.on('pageerror', (error) => wrong.push(`${path}: ${error}`));
    page.on('console', (message) => message.type() === 'error' && wrong.push(`${path}: ${message.text()} ${message.location().url}`));
    await page.goto(hall.url + path);
    return page;
}

async function enter(context, role, path, size) {
    const page = await tab(context, '/', size);
    await page.getByRole('button', { name: role }).click();
    await page.waitForURL(`**${path}`);
    return page;
}

try {
    const context = await browser.newContext({ locale: 'zh-CN' });
    const display = await tab(context, '/display', SIZES.display);
    const kiosk = await tab(context, '/kiosk', SIZES.kiosk);
    const counter = await enter(context, '营业员', '/counter', SIZES.counter);
    const lead = await enter(await browser.newContext({ locale: 'zh-CN' }), '值班长', '/console', SIZES.console);
    await tab(context, '/display?counter=3', [800, 480]);
    await lead.locator('.lines').waitFor();

    await counter.getByRole('button', { name: '开放窗口' }).click();
    await counter.getByRole('button', { name: '叫下一位' }).waitFor();
    const answered = kiosk.waitForResponse('**/issue');
    await kiosk.locator('.service', { hasText: '咨询' }).click();
    const { location } = (await answered).headers();
    const number = await kiosk.locator('.ticket .number').innerText();
    check(/^A\d{3}$/.test(number), `the number is ${number}`);
    console.log('ok      a ticket, taken while a clerk is signed on in the same browser');

    const phone = await tab(context, location, SIZES.phone);
    await until(async () => (await phone.locator('.number').innerText()) === number, 'the ticket on a phone');
    console.log('ok      followed on a phone by the link of the ticket');

    await until(async () => (await counter.locator('.box').innerText()).includes(number), 'the ticket is next at the counter');
    await counter.bringToFront();
    const pressed = Date.now();
    await counter.keyboard.press('Space');
    await until(async () => (await display.locator('.newest .number').count()) && (await display.locator('.newest .number').innerText()) === number, 'the call on the display');
    console.log(`ok      the call on the display (${Date.now() - pressed} ms after the key)`);
    await until(async () => (await counter.locator('.mine .primary span').innerText()) === '开始办理', 'the next thing to do');
    await until(async () => (await phone.locator('.called .window').count()) && (await phone.locator('.called .window').innerText()) === '3号窗口', 'the call on the phone');
    await until(async () => (await lead.locator('.window', { hasText: number }).count()) === 1, 'the ticket on the console');
    check((await lead.locator('.window', { hasText: number }).innerText()).includes('马超'), 'with the name of its clerk');

    await counter.keyboard.press('Space');
    await until(async () => (await counter.locator('.mine .primary span').innerText()) === '办结并叫下一位', 'in service');
    await counter.keyboard.press('Space');
    await until(async () => (await counter.locator('.said').innerText()) === '已办结，目前没有人等候', 'finished, and nobody is waiting');
    console.log('ok      served and finished by one key');
    await phone.getByRole('button', { name: '非常满意' }).click();
    await phone.getByText('谢谢您的评价').waitFor();
    console.log('ok      rated on the phone');

    await lead.getByRole('button', { name: '今日数字' }).click();
    await until(async () => (await lead.locator('tr', { hasText: '咨询' }).innerText()).includes('1'), 'the figures');
    await until(async () => (await counter.locator('.day dd').first().innerText()) === '1', 'the clerk\'s own day');
    await lead.getByRole('button', { name: '日报' }).click();
    await lead.getByText('这一天没有取号').waitFor();
    await lead.getByRole('button', { name: '后一天' }).click();
    await lead.locator('.sums dd').first().waitFor();
    equal(await lead.locator('.sums dd').first().innerText(), '1', 'tickets in today\'s report');
    console.log('ok      counted for the clerk and in the report');

    await lead.getByRole('button', { name: '设置' }).click();
    const area = lead.locator('textarea');
    await until(async () => (await area.inputValue()).includes('hold_limit_min: 15'), 'the settings');
    await area.fill((await area.inputValue()).replace('hold_limit_min: 15', 'hold_limit_min: 999'));
    await lead.getByRole('button', { name: '检查并预览' }).click();
    await lead.getByText('有 1 处错误').waitFor();
    await area.fill((await area.inputValue()).replace('hold_limit_min: 999', 'hold_limit_min: 12'));
    await lead.getByRole('button', { name: '检查并预览' }).click();
    await lead.getByText('挂起时限（分钟）：15 → 12').waitFor();
    await lead.getByRole('button', { name: '应用' }).click();
    await lead.locator('.settings .wrong').filter({ hasText: '▲' }).waitFor(); // a lead's device may not: a manager's may
    console.log('ok      the settings looked through, and not applied by a lead');
    equal(wrong.filter((one) => !one.includes('409') && !one.includes('403')), [], 'errors of the pages');
    console.log('ok      seen by the lead, and no error in any page');
} catch (error) {
    console.log(`FAILED  ${error.stack}`);
    process.exitCode = 1;
} finally {
    await browser.close();
    await hall.stop();
}
