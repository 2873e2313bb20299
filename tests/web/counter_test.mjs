// The counter: the large key is the right next thing in every state, keys do what they say once, and refusals are sentences.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { answers, copy, scene } from './scenes.mjs';

const PC = { viewport: { width: 1280, height: 800 } };

async function counterOf(counter, { fixture, visit }, options = PC) {
    const view = scene('normal', 'staff');
    fixture.session = { staff: 103, name: '张敏', role: 'CLERK', counter, csrf: 'token-of-this-session', hall: 1 };
    const now = view.counters.find((one) => one.counter === counter);
    if (now.number) now.ticket = '84';
    fixture.answer.get_line = ({ line }) => ({ line: { tickets: [{ ...copy(answers.line2.tickets[0]), service: line.id, number: `B0${40 + line.id}` }] } });
    fixture.answer.get_held = () => ({ held: {} });
    fixture.answer.get_figures ??= () => ({ figures: {} });
    fixture.answer.get_ticket = () => ({ ticket: { ticket: '84', number: now.number, service: 2, note: '代办，双方证件已核', callCount: 1 } });
    for (const command of ['call_next', 'start', 'finish', 'hold', 'recall', 'no_show', 'counter_pause', 'counter_resume', 'counter_open', 'transfer', 'resume']) fixture.answer[command] = () => ({ done: {} });
    fixture.show(view);
    const page = await visit('/counter', options);
    await page.locator('.desk').or(page.locator('.sign-on')).first().waitFor();
    return { page, view, now };
}

const READS = new Set(['get_line', 'get_held', 'get_ticket', 'get_figures']);
const writes = (fixture) => fixture.commands.filter((one) => !READS.has(one.command));

run({
    async 'has the right next thing as its large key, which Space presses'({ fixture, visit }) {
        const should = { 7: ['开放窗口', 'counter_open'], 11: ['叫下一位', 'call_next'], 3: ['开始办理', 'start'], 5: ['办结并叫下一位', 'call_next'], 8: ['恢复服务', 'counter_resume'] };
        for (const [counter, [words, command]] of Object.entries(should)) {
            const { page } = await counterOf(Number(counter), { fixture, visit });
            fixture.commands = [];
            equal(await page.locator('.mine .primary span').innerText(), words, `counter ${counter}`);
            await page.keyboard.press('Space');
            await until(() => writes(fixture).length, 'the command');
            equal(writes(fixture)[0].command, command, words);
            equal(writes(fixture)[0].csrf, 'token-of-this-session', 'the token');
            await page.context().close();
        }
    },

    async 'finishes with the ticket at hand, in one command'(test) {
        const { page } = await counterOf(5, test);
        await page.keyboard.press('Space');
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0].body, { finish: {} }, 'its body');
    },

    async 'takes a press at once, and none of the same twice while it is on its way'(test) {
        const { page } = await counterOf(11, test);
        let answer;
        test.fixture.answer.call_next = () => new Promise((done) => (answer = done));
        await page.keyboard.press('Space');
        equal(await page.locator('.said').innerText(), '叫下一位……', 'said at once');
        await page.keyboard.press('Space');
        check((await page.locator('.said').innerText()).includes('请稍候'), 'the second press');
        answer({ done: { ticket: { ticket: '99', number: 'B046', service: 2 }, why: { rule: 'OLDEST' } } });
        await until(async () => (await page.locator('.said').innerText()) === '已叫号：等候最久', 'the outcome');
        equal(writes(test.fixture).length, 1, 'commands');
    },

    async 'asks for the outcome, and digits answer'(test) {
        const { page } = await counterOf(5, test);
        await page.keyboard.press('f');
        await page.locator('dialog').waitFor();
        await accessible(page, 'the question');
        await page.getByRole('button', { name: '宽带' }).click();
        await page.keyboard.press('2');
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0].body, { outcome: 'not-solved', topics: ['broadband'] }, 'its body');
    },

    async 'does nothing when the clerk changes their mind'(test) {
        const { page } = await counterOf(5, test);
        await page.keyboard.press('t');
        await page.locator('dialog').waitFor();
        await page.keyboard.press('Escape');
        await until(async () => !(await page.locator('dialog').count()), 'the question is gone');
        equal(writes(test.fixture), [], 'commands');
    },

    async 'tells a refusal in a sentence beside the keys'(test) {
        const { page } = await counterOf(3, test);
        test.fixture.answer.no_show = () => [409, { reason: 'CALLS_LEFT', detail: '还有叫号次数，请先重呼', detail_en: 'calls are left' }];
        await page.keyboard.press('n');
        await until(async () => (await page.locator('.said').innerText()) === '▲ 过号：还有叫号次数，请先重呼', 'the sentence');
    },

    async 'asks to sign on again when the session is over, and goes on'(test) {
        const { page } = await counterOf(11, test);
        test.fixture.answer.call_next = () => [401, { reason: 'NOT_SIGNED_ON', detail: '请先签到' }];
        test.fixture.answer.session = ({ staff, pin, counter }) => (pin === '246810' ? { staff, name: '张敏', role: 'CLERK', counter, csrf: 'new' } : [403, { reason: 'WRONG_PIN', detail: '密码不正确，请重新输入' }]);
        await page.keyboard.press('Space');
        await page.getByText('登录已过期').waitFor();
        await accessible(page, 'signing on');
        await page.getByLabel('员工号').fill('103');
        await page.getByLabel('密码').fill('1111');
        await page.keyboard.press('Enter');
        await page.getByText('密码不正确').waitFor();
        await page.getByLabel('密码').fill('246810');
        await page.getByLabel('窗口').selectOption('11');
        await page.keyboard.press('Enter');
        await page.locator('.desk').waitFor();
        equal(await page.locator('.mine .primary span').innerText(), '叫下一位', 'the large key');
    },

    async 'asks for the code that enrols a browser, then for the PIN again'({ fixture, visit }) {
        fixture.show(scene('normal'));
        let enrolled = false;
        fixture.answer.session = ({ staff, counter }) => (enrolled ? { staff, name: '张敏', role: 'CLERK', counter, csrf: 'x' } : [403, { reason: 'NOT_ENROLLED', detail: '请在已注册的设备上签到' }]);
        fixture.answer.device = ({ code }) => {
            enrolled = code === 'ABCD-EFGH';
            return enrolled ? { device: 7, hall: 1 } : [403, { reason: 'WRONG_CODE', detail: '注册码不正确，请核对' }];
        };
        const page = await visit('/counter?counter=11', PC);
        const signOn = async () => {
            await page.getByLabel('员工号').fill('103');
            await page.getByLabel('密码').fill('246810');
            await page.keyboard.press('Enter');
        };
        await signOn();
        await page.getByLabel('注册码').fill('WRONG');
        await page.keyboard.press('Enter');
        await page.getByText('注册码不正确').waitFor();
        await page.getByLabel('注册码').fill('ABCD-EFGH');
        await page.keyboard.press('Enter');
        await page.getByLabel('员工号').waitFor();
        await signOn();
        await page.locator('.desk').waitFor();
        check((await page.locator('header').innerText()).includes('11号窗口'), 'the counter of the address');
    },

    async 'shows the note as it was written, and time over the target with a word'(test) {
        const { page } = await counterOf(4, test);
        test.fixture.answer.get_ticket = () => ({ ticket: { ticket: '84', number: 'B038', service: 2, note: '<img src=x onerror=alert(1)>' } });
        await page.reload();
        await page.locator('.note').waitFor();
        equal(await page.locator('.note').innerText(), '备注：<img src=x onerror=alert(1)>', 'the note');
        check((await page.locator('.target').innerText()).includes('已超出'), 'the word');
    },

    async 'shows how the slip stands, and has it printed again, elsewhere where one printer cannot'(test) {
        const { page, now } = await counterOf(5, test);
        const { fixture } = test;
        let slip = { state: 'UNKNOWN', printer: 7 };
        const card = () => ({ ticket: '84', number: now.number, service: 2, state: 'SERVING', slip });
        fixture.answer.get_ticket = () => ({ ticket: card() });
        fixture.answer.get_line = ({ line }) => ({ line: { tickets: line.id === 2 ? [{ ticket: '91', number: 'B099', service: 2, slip: { state: 'FAILED' } }, { ticket: '92', number: 'B100', service: 2, slip: { state: 'PRINTED' } }] : [] } });
        fixture.answer.print_slip = ({ printer }) => {
            if (printer !== 12) return [409, { reason: 'NO_PRINTER', detail: '没有这台打印机，或它现在不能打印；请换一台，或先处理好打印机' }];
            slip = { state: 'TO_PRINT', printer, copy: 1 };
            return { done: { ticket: card() } };
        };
        await page.reload();
        await page.locator('.slip.doubtful').waitFor();
        equal(await page.locator('.slip').innerText(), '▲ 小票：结果不明', 'the slip');
        await accessible(page, 'a slip in doubt');
        await fits(page, 'a slip in doubt');
        await page.locator('button.again').click();
        await page.locator('dialog .item', { hasText: 'B099' }).waitFor();
        equal(await page.locator('dialog .item').count(), 2, 'this one, and who waits without paper');
        equal(await page.locator('dialog input').inputValue(), now.number, 'the number is there already');
        await page.keyboard.press('Enter');
        await page.getByText('换哪台取号机').waitFor();
        await accessible(page, 'another kiosk');
        await page.keyboard.type('12');
        await page.keyboard.press('Enter');
        await until(async () => (await page.locator('.slip').innerText()) === '小票（补打第1次）：等待打印', 'it is ordered');
        slip = { ...slip, state: 'PRINTED' };
        await until(async () => (await page.locator('.slip').innerText()) === '小票（补打第1次）：已打印', 'it came out');
        await until(async () => (await page.locator('.said').innerText()) === `${now.number} 小票：已打印`, 'what became of it');
        equal(writes(fixture).map((one) => one.body), [{ which: { number: now.number } }, { which: { number: now.number }, printer: 12 }], 'what was asked for');
        await page.keyboard.press('b');
        await page.locator('dialog .item', { hasText: 'B099' }).click();
        await until(() => writes(fixture).length === 3, 'a slip of who waits');
        equal(writes(fixture)[2].body, { which: { ticket: '91' } }, 'whose slip');
    },

    async 'tells my day as the broker adds it up, anew when a ticket ended'(test) {
        const own = { staff: 103, served: 6, serviceMeanS: 556, counterRatings: 2, counterRatingSum: 9, ratings: 1, ratingSum: 5 };
        test.fixture.answer.get_figures = () => ({ figures: { today: { clerks: [{ staff: 101, served: 99 }, own] }, clerks: [{ staff: 103, pausedS: 720 }] } });
        const { page, now } = await counterOf(5, test);
        const day = () => page.locator('.day dd').allInnerTexts();
        await until(async () => (await day())[0] === '6', 'the day');
        equal(await day(), ['6', '9分', '4.7', '12分'], 'the day');
        own.served = 7;
        test.fixture.emit('change', { put: { counters: [{ ...now, state: 'FREE', ticket: undefined, number: undefined }] } });
        await until(async () => (await day())[0] === '7', 'the day, one later');
    },

    async 'takes figures that come behind the end of a session for nobody\'s'(test) {
        let answer = null;
        test.fixture.answer.get_figures = () => new Promise((done) => (answer = done));
        const { page } = await counterOf(11, test);
        test.fixture.answer.call_next = () => [401, { reason: 'NOT_SIGNED_ON', detail: '请先签到' }];
        await until(() => answer, 'the question');
        await page.keyboard.press('Space');
        await page.getByText('登录已过期').waitFor();
        const answered = page.waitForResponse('**/get_figures');
        answer({ figures: { today: { clerks: [{ staff: 103, served: 6 }] } } });
        await answered;
        await page.evaluate(() => new Promise((done) => setTimeout(done))); // the page has taken it: what it throws is told
    },

    async 'is not told another day than the broker says'(test) {
        test.fixture.answer.get_figures = () => [403, { reason: 'NOT_ALLOWED', detail: '此终端不能这样做' }];
        const { page } = await counterOf(5, test);
        await until(() => test.fixture.commands.some((one) => one.command === 'get_figures'), 'the question');
        equal(await page.locator('.day dd').allInnerTexts(), ['–', '–', '–', '–'], 'nothing made up');
    },

    async 'can be read and reached in every state and at 320 px and 200 % text'(test) {
        for (const [counter, look] of [[4, { viewport: { width: 360, height: 820 }, colorScheme: 'dark' }], [8, { viewport: { width: 320, height: 700 } }]]) {
            const { page } = await counterOf(counter, test, look);
            await page.locator('.box').waitFor();
            await fits(page, `counter ${counter}`);
            await accessible(page, `counter ${counter}`);
            const jump = await shifts(page);
            check(jump < 0.01, `counter ${counter}: layout shift ${jump}`);
            await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
            await fits(page, `counter ${counter} at 200 %`);
            await page.context().close();
        }
    },

    async 'calls the lead with a press and a reason, and says when it was seen'(test) {
        const { page, view } = await counterOf(5, test);
        test.fixture.answer.call_help = () => ({ done: { help: 4 } });
        test.fixture.answer.withdraw_help = () => ({ done: {} });
        view.settings.helpReasons = [{ code: 'upset', name: { zh: '客户情绪激动' } }, { code: 'beyond-me', name: { zh: '超出权限' } }];
        test.fixture.emit('change', { set: { settings: view.settings } });
        const button = page.locator('.help button');
        const place = await button.boundingBox();
        await page.keyboard.press('?');
        await page.getByRole('button', { name: '超出权限' }).click();
        await until(() => writes(test.fixture).length, 'the command');
        equal([writes(test.fixture)[0].command, writes(test.fixture)[0].body], ['call_help', { reason: 'beyond-me' }], 'what it sends');
        const help = { help: 4, counter: 5, state: 'CALLED', reason: 'beyond-me', calledAtMs: String(view.atMs) };
        test.fixture.emit('change', { put: { helps: [help] } });
        await until(async () => (await page.locator('.help p').innerText()) === '已呼叫值班长', 'called');
        test.fixture.emit('change', { put: { helps: [{ ...help, state: 'SEEN', seenBy: 301 }] } });
        await until(async () => (await page.locator('.help p').innerText()).includes('值班长已看到'), 'seen');
        const after = await button.boundingBox();
        equal([after.x, after.y], [place.x, place.y], 'where the button stands');
        await page.keyboard.press('?');
        await until(() => writes(test.fixture).length > 1, 'the second');
        equal(writes(test.fixture)[1].command, 'withdraw_help', 'pressed again');
        await accessible(page, 'with help called');
    },
});
