// The kiosk: whatever fingers do there is one ticket; it tells the truth of each service, and forgets who was there.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { answers, copy, scene, withSlots } from './scenes.mjs';

const TALL = { viewport: { width: 1080, height: 1920 }, hasTouch: true };

async function kioskOf(state, { fixture, visit }, options = TALL) {
    const view = scene(state);
    fixture.show(view);
    fixture.answer.issue = () => copy(answers.issued);
    const page = await visit('/kiosk', options);
    await page.locator('.service').or(page.locator('.closed')).first().waitFor();
    return { page, view };
}

const service = (page, letter) => page.locator('.service', { has: page.locator(`.letter:text-is("${letter}")`) });
const issued = (fixture) => fixture.commands.filter((one) => one.command === 'issue');

/** Where the middle of a service is. */
async function middle(page, letter) {
    const box = await service(page, letter).boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function oneTicket(page, fixture, what) {
    await page.locator('.ticket .number').waitFor();
    await new Promise((done) => setTimeout(done, 300)); // a second command would be here by then
    equal(issued(fixture).length, 1, what);
}

const asked = (fixture, command) => fixture.commands.filter((one) => one.command === command).map((one) => one.body);

run({
    async 'checks an appointment in by its number and eight digits'(test) {
        const { fixture, visit } = test;
        const view = scene('normal');
        withSlots(fixture, view);
        fixture.show(view);
        fixture.answer.check_in_booking = ({ of }) => (of.shortCode === '28394610' ? copy(answers.issued) : { refused: 'NO_BOOKING', text: '没有这个预约' });
        const page = await visit('/kiosk', TALL);
        await page.getByRole('button', { name: '预约签到' }).tap();
        for (const key of ['4', '2', '⌫', '1', '确定']) await page.getByRole('button', { name: key, exact: true }).tap();
        await accessible(page, 'the keypad');
        await fits(page, 'the keypad');
        for (const key of '28394610') await page.getByRole('button', { name: key, exact: true }).tap();
        equal(await page.locator('.typed').innerText(), '28394610', 'what was typed');
        await page.getByRole('button', { name: '确定', exact: true }).tap();
        await page.locator('.ticket .number').waitFor();
        equal(asked(fixture, 'check_in_booking'), [{ of: { booking: 41, shortCode: '28394610' } }], 'the command');
        await page.getByRole('button', { name: '完成' }).tap();
        await page.getByRole('button', { name: '预约签到' }).tap();
        equal((await page.locator('.typed').innerText()).trim(), '', 'what the visitor before typed');
    },

    async 'books a free time, and shows what to check in with'(test) {
        const { fixture, visit } = test;
        const view = scene('normal');
        withSlots(fixture, view);
        fixture.show(view);
        const page = await visit('/kiosk', TALL);
        await page.getByRole('button', { name: /^预约 / }).tap();
        await page.getByRole('button', { name: '业务受理' }).tap();
        await page.locator('.times .list button').nth(3).waitFor();
        await accessible(page, 'the times');
        await fits(page, 'the times');
        await page.locator('.times .list button').first().tap();
        await page.locator('.ticket .when').waitFor();
        equal(await page.locator('.ticket dd').allInnerTexts(), ['41', '28394610'], 'number and digits');
        check((await page.locator('.qr path').getAttribute('d')).length > 500, 'the code');
        await accessible(page, 'what was booked');
        await fits(page, 'what was booked');
        equal(asked(fixture, 'book_slot').length, 1, 'bookings');
    },

    async 'offers no appointments where the hall gives none'(test) {
        const { page } = await kioskOf('normal', test);
        equal(await page.getByRole('button', { name: /预约/ }).count(), 0, 'buttons');
    },

    async 'makes one ticket of a tap, and shows number, range and code'(test) {
        const { page } = await kioskOf('normal', test);
        await service(page, 'A').tap();
        await oneTicket(page, test.fixture, 'tickets');
        equal(await page.locator('.ticket .number').innerText(), 'B028', 'the number');
        check((await page.locator('.qr path').getAttribute('d')).length > 500, 'the code');
        equal(issued(test.fixture)[0].body, { service: 1 }, 'the command');
        check(/^[0-9a-f]{32}$/.test(issued(test.fixture)[0].key), 'a key that makes it once');
    },

    async 'says whether a slip comes, and where none does'(test) {
        const { fixture, visit } = test;
        const slip = (state) => ({ ...copy(answers.issued), done: { ticket: { ...copy(answers.issued).done.ticket, slip: { state } } } });
        fixture.show(scene('normal'));
        fixture.answer.issue = () => slip('TO_PRINT');
        fixture.card = { ticket: { ...copy(answers.issued).done.ticket, slip: { state: 'PRINTED' } } };
        const page = await visit('/kiosk?printer=7&code=window1page', TALL);
        await service(page, 'A').tap();
        await page.locator('.keep', { hasText: '请取走小票' }).waitFor();
        equal(issued(fixture)[0].body, { service: 1, printer: 7, printerCode: 'window1page' }, 'the command');
        await page.getByRole('button', { name: '完成' }).tap();
        fixture.card.ticket.slip.state = 'FAILED';
        await service(page, 'A').tap();
        await page.locator('.keep', { hasText: '小票没有打印出来：请记下号码 B028' }).waitFor();
        await page.getByRole('button', { name: '完成' }).tap();
        fixture.answer.issue = () => slip('NOT_PRINTED');
        await service(page, 'A').tap();
        await page.locator('.keep', { hasText: '小票没有打印出来' }).waitFor();
        equal(await page.locator('.ticket .number').innerText(), 'B028', 'the number is there in any case');
    },

    async 'makes one ticket of a double tap, a long press, a sliding finger and two hands'({ fixture, visit }) {
        const touches = {
            'a double tap': async (page, { x, y }) => {
                await page.touchscreen.tap(x, y);
                await page.touchscreen.tap(x, y);
            },
            'a long press': async (page, { x, y }) => {
                await page.mouse.move(x, y);
                await page.mouse.down();
                await page.waitForTimeout(1200);
                await page.mouse.up();
            },
            'a finger that slides': async (page, { x, y }) => {
                await page.mouse.move(x - 200, y);
                await page.mouse.down();
                await page.mouse.move(x + 200, y + 20, { steps: 8 });
                await page.mouse.up();
            },
            'two hands': async (page, { x, y }) => {
                const other = await middle(page, 'E');
                const cdp = await page.context().newCDPSession(page);
                const both = [{ x, y, id: 1 }, { x: other.x, y: other.y, id: 2 }];
                await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: both });
                await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
            },
        };
        for (const [name, touch] of Object.entries(touches)) {
            const { page } = await kioskOf('normal', { fixture, visit });
            fixture.commands = [];
            await touch(page, await middle(page, 'A'));
            await oneTicket(page, fixture, `tickets of ${name}`);
            await page.context().close();
        }
    },

    async 'makes none of a finger that leaves the service'(test) {
        const { page } = await kioskOf('normal', test);
        const { x, y } = await middle(page, 'A');
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x, y - 600, { steps: 5 });
        await page.mouse.up();
        await service(page, 'D').tap();
        await oneTicket(page, test.fixture, 'tickets');
        equal(issued(test.fixture)[0].body.service, 4, 'the service that was tapped');
    },

    async 'asks the same again when the line breaks, and never takes two'(test) {
        const { page } = await kioskOf('normal', test);
        let asked = 0;
        test.fixture.answer.issue = () => (++asked < 3 ? [503, { reason: 'NO_BROKER', detail: '服务端没有应答' }] : copy(answers.issued));
        await service(page, 'A').tap();
        await page.locator('.ticket .number').waitFor();
        equal(new Set(issued(test.fixture).map((one) => one.key)).size, 1, 'keys of three tries');
    },

    async 'shows what to bring before the ticket, and gives none to who goes back'(test) {
        const { page } = await kioskOf('normal', test);
        await service(page, 'B').tap();
        await page.getByText('请先备好').waitFor();
        equal(await page.locator('.bring li').count(), 2, 'what to bring');
        await page.getByRole('button', { name: '返回' }).tap();
        await service(page, 'B').waitFor();
        equal(issued(test.fixture).length, 0, 'tickets');
    },

    async 'says why there is no ticket, beside what was pressed'(test) {
        const { page } = await kioskOf('normal', test);
        test.fixture.answer.issue = () => [409, { reason: 'DAILY_CAP', detail: '今日号已发完，请改日再来', detail_en: 'no more tickets today' }];
        await service(page, 'A').tap();
        equal(await page.locator('.refused span').innerText(), '▲ 今日号已发完，请改日再来', 'the sentence');
    },

    async 'gives no ticket of a service that is suspended, and says why'(test) {
        const { page } = await kioskOf('crowded', test);
        check((await service(page, 'D').innerText()).includes('系统故障'), 'the reason');
        await service(page, 'D').tap({ force: true });
        await service(page, 'A').tap();
        await oneTicket(page, test.fixture, 'tickets');
        equal(issued(test.fixture)[0].body.service, 1, 'its service');
    },

    async 'goes home after the ticket, in Chinese again'(test) {
        const { page } = await kioskOf('normal', test);
        await page.getByRole('button', { name: 'English' }).tap();
        await page.getByText('Please choose a service').waitFor();
        await service(page, 'A').tap();
        await page.getByRole('button', { name: 'Done' }).tap();
        await page.locator('h1', { hasText: '请选择要办理的业务' }).waitFor();
    },

    async 'keeps long names inside of their rows, in both languages'(test) {
        const view = scene('normal');
        const [first, second] = view.settings.services;
        first.name = { zh: '集团客户业务受理与政企专线开通及变更登记（含代办委托）', en: 'Corporate accounts: leased lines, changes, and powers of attorney' };
        second.name.en = 'VIP and group customers';
        for (const path of ['/kiosk', '/kiosk?lang=en']) {
            test.fixture.show(view);
            const page = await test.visit(path, TALL);
            await page.locator('.service').first().waitFor();
            const out = await page.locator('.service').evaluateAll((rows) =>
                rows.flatMap((row) => [...row.querySelectorAll('.main, .other, .need')].filter((part) => part.offsetHeight && (part.getBoundingClientRect().bottom > row.getBoundingClientRect().bottom || part.getBoundingClientRect().top < row.getBoundingClientRect().top)).map((part) => part.innerText)),
            );
            equal(out, [], `${path}: texts out of their row`);
            await page.context().close();
        }
    },

    async 'can be used by keys alone'(test) {
        const { page } = await kioskOf('normal', test);
        await service(page, 'A').focus();
        await page.keyboard.press('Enter');
        await oneTicket(page, test.fixture, 'tickets');
    },

    async 'can be read and reached in every state: targets, contrast, no jump'(test) {
        for (const [state, look] of [['normal', {}], ['crowded', { colorScheme: 'dark' }], ['closed', {}]]) {
            const { page } = await kioskOf(state, test, { ...TALL, ...look });
            const small = await page.locator('button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.height < 80 || box.width < 80).length);
            equal(small, 0, `${state}: targets under 80 px`);
            await fits(page, state);
            await accessible(page, state);
            const jump = await shifts(page);
            check(jump < 0.01, `${state}: layout shift ${jump}`);
            if (state === 'normal') {
                await service(page, 'A').tap();
                await page.locator('.ticket .number').waitFor();
                await accessible(page, 'the ticket');
            }
            await page.context().close();
        }
        await until(() => test.fixture.followers === 0, 'no stream is left open');
    },
});
