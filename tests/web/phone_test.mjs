// A ticket's page on a phone, and the start page.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { callChange, scene, withSlots } from './scenes.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CODE = 'xCG2Sf-3LzX8kQ1vWqYb_A'; // with both letters that base64 has not
const LINK = `/t/1-98-${CODE}`;

const card = (more) => ({ ticket: { ticket: '98', number: 'B046', service: 2, state: 'WAITING', peopleAhead: 7, lowerMin: 10, upperMin: 15, ...more } });

async function phoneOf(more, { fixture, visit }, options = PHONE) {
    const view = scene('normal');
    fixture.card = more && card(more);
    fixture.show(view);
    const page = await visit(LINK, options);
    await page.locator('main').first().waitFor();
    return { page, view };
}

const BOOKING = `/t/1-b41-${CODE}`;
const OF = { booking: 41, code: 'xCG2Sf+3LzX8kQ1vWqYb/A==' };

async function bookingOf({ fixture, visit }, path = BOOKING) {
    const view = scene('normal');
    const slots = withSlots(fixture, view);
    fixture.show(view);
    const page = await visit(path, PHONE);
    await page.locator('main h1').first().waitFor();
    return { page, ...slots };
}

run({
    async 'swaps a ticket for a time while that is offered, and then shows the booking'(test) {
        const { fixture, visit } = test;
        const view = scene('normal');
        const { first } = withSlots(fixture, view, true);
        fixture.card = card({});
        fixture.show(view);
        const page = await visit(LINK, PHONE);
        await page.getByRole('button', { name: '换成预约' }).tap();
        await page.locator('dialog .item').first().waitFor();
        await accessible(page, 'the times');
        await page.locator('dialog .item').first().tap();
        await page.locator('.booking .slot').waitFor();
        check(page.url().endsWith(BOOKING), `the booking's own link: ${page.url()}`);
        equal(fixture.commands.find((one) => one.command === 'swap_ticket').body, { which: { ticket: '98', code: OF.code }, atMs: String(first) }, 'the command');
        await accessible(page, 'the booking');
        await fits(page, 'the booking');
    },

    async 'has no swap where none is offered'(test) {
        const { page } = await phoneOf({}, test);
        equal(await page.getByRole('button', { name: '换成预约' }).count(), 0, 'buttons');
    },

    async 'moves an appointment, and cancels it after a question'(test) {
        const { page, first } = await bookingOf(test);
        const { fixture } = test;
        await page.getByText('预约号 41，八位码 28394610').waitFor();
        await page.getByRole('button', { name: '改时间' }).tap();
        await page.locator('dialog .item').nth(1).tap();
        await until(() => fixture.commands.some((one) => one.command === 'move_booking'), 'the move');
        equal(fixture.commands.find((one) => one.command === 'move_booking').body, { of: OF, atMs: String(first + 2 * 30 * 60_000) }, 'the second that is free');
        await page.getByRole('button', { name: '取消预约' }).tap();
        equal(fixture.commands.filter((one) => one.command === 'cancel_booking').length, 0, 'before the answer');
        await page.getByRole('button', { name: '确定取消' }).tap();
        await page.getByText('预约已取消').waitFor();
        equal(fixture.commands.find((one) => one.command === 'cancel_booking').body, { of: OF }, 'the command');
    },

    async 'books a time without a ticket'(test) {
        const { page } = await bookingOf(test, '/t/1');
        await accessible(page, 'what can be booked');
        await page.getByRole('button', { name: '业务受理' }).tap();
        await page.locator('dialog .item').first().tap();
        await page.locator('.booking .slot').waitFor();
        check(page.url().endsWith(BOOKING), `the booking's own link: ${page.url()}`);
    },

    async 'says what a wrong link is, and that a time was closed'(test) {
        const { page, now } = await bookingOf(test);
        now.toDecide = true;
        await page.reload();
        await page.getByText('这个时间不营业').waitFor();
        await accessible(page, 'closed then');
    },

    async 'tells place and range, and turns at the call'(test) {
        const { page, view } = await phoneOf({}, test);
        equal((await page.locator('.range').innerText()).replace(/\s/g, ''), '约10–15分钟', 'the range');
        check((await page.locator('.ahead').innerText()).startsWith('前面 7 人'), 'the place');
        test.fixture.card = card({ peopleAhead: 4, lowerMin: 5, upperMin: 10 });
        await page.waitForTimeout(2100); // it is not asked more often
        test.fixture.emit('change', callChange(view, 'B045', 4));
        await page.getByText('快到您了').waitFor();
        test.fixture.card = card({ state: 'CALLED', counter: 3, callCount: 1 });
        await page.waitForTimeout(2100);
        test.fixture.emit('change', callChange(view, 'B046', 3));
        await until(async () => (await page.locator('.called .window').count()) && (await page.locator('.called .window').innerText()) === '3号窗口', 'the window');
        await accessible(page, 'the call');
    },

    async 'gives up only after a question, by the code of the link'(test) {
        const { page } = await phoneOf({}, test);
        test.fixture.answer.cancel = () => {
            test.fixture.card = card({ state: 'CANCELLED' });
            return { done: {} };
        };
        await page.getByRole('button', { name: '不办了' }).tap();
        equal(test.fixture.commands.length, 0, 'commands before the answer');
        await accessible(page, 'the question');
        await page.getByRole('button', { name: '继续等候' }).tap();
        await page.getByRole('button', { name: '不办了' }).tap();
        await page.getByRole('button', { name: '确定' }).tap();
        await page.getByText('号码已取消').waitFor();
        equal(test.fixture.commands.map((one) => [one.command, one.body]), [['cancel', { which: { ticket: '98', code: 'xCG2Sf+3LzX8kQ1vWqYb/A==' } }]], 'the command');
    },

    async 'rates after the visit'(test) {
        const { page } = await phoneOf({ state: 'FINISHED', counter: 3 }, test);
        test.fixture.answer.rate = () => ({ done: {} });
        await page.getByRole('button', { name: '满意', exact: true }).tap();
        await page.getByText('谢谢您的评价').waitFor();
        equal(test.fixture.commands[0].body.score, 4, 'the score');
    },

    async 'keeps the last place when the line is cut, and says how old it is'(test) {
        const { page } = await phoneOf({}, test);
        test.fixture.cutLine();
        await page.evaluate(() => {
            const now = Date.now;
            Date.now = () => now() + 3 * 60_000;
        });
        await until(async () => (await page.locator('.ahead').innerText()).includes('3分前的信息'), 'the age');
        equal(await page.locator('.number').innerText(), 'B046', 'the number');
    },

    async 'says nothing without the right link'(test) {
        const { page } = await phoneOf(null, test);
        await page.getByText('这个链接已失效').waitFor();
        check(!(await page.content()).includes('B046'), 'no ticket');
    },

    async 'fits 320 px, twice the text, dark and light'(test) {
        for (const [more, look] of [[{ peopleAhead: 99, orMore: true, lowerMin: 70, upperMin: 130 }, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }], [{ peopleAhead: 2 }, PHONE]]) {
            const { page } = await phoneOf(more, test, look);
            await page.locator('.where', { hasText: '城关' }).waitFor();
            await fits(page, 'the page');
            await accessible(page, 'the page');
            check((await shifts(page)) < 0.01, 'layout shift');
            await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
            await fits(page, 'at 200 %');
            await page.context().close();
        }
    },

    async 'the start page shows each screen, and enters the trial hall by one press'(test) {
        test.fixture.show(scene('normal'));
        const page = await test.visit('/', { viewport: { width: 1280, height: 800 } });
        await page.getByText('城关移动营业厅').waitFor();
        const pictures = await page.locator('img').evaluateAll((all) => all.map((one) => one.complete && one.naturalWidth > 0));
        equal(pictures, [true, true, true, true, true], 'pictures');
        await accessible(page, 'start');
        await page.getByRole('button', { name: '营业员' }).click();
        await page.getByText('不是演示营业厅').waitFor();
        test.fixture.answer.demo_clerk = () => {
            test.fixture.session = { staff: 113, name: '马超', role: 'CLERK', counter: 11, csrf: 'x' };
            return test.fixture.session;
        };
        await page.getByRole('button', { name: '营业员' }).click();
        await page.waitForURL('**/counter');
        await page.locator('.desk').waitFor();
    },
});
