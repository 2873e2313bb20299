// The console: alerts with the act as a button, lines with their charts, windows, what-if, outcomes, figures.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { answers, lead } from './scenes.mjs';

const PC = { viewport: { width: 1280, height: 800 } };
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };

async function consoleOf(state, { fixture, visit }, options = PC, path = '/console') {
    fixture.session = { staff: 302, name: '何婷', role: 'LEAD', csrf: 'token', hall: 1 };
    fixture.answer.what_if = () => ({ whatIf: answers.whatIf });
    fixture.answer.get_figures = () => ({ figures: answers.figures });
    for (const command of ['take_measure', 'see_alert', 'counter_pause', 'end_measure', 'counter_free']) fixture.answer[command] = () => ({ done: {} });
    fixture.show(lead(state));
    const page = await visit(path, options);
    await page.locator('nav').waitFor();
    return page;
}

const READS = new Set(['what_if', 'get_figures']);
const writes = (fixture) => fixture.commands.filter((one) => !READS.has(one.command)).map((one) => [one.command, one.body]);

run({
    async 'has the worst alert first, with its cause, and the act as a button that does it'(test) {
        const page = await consoleOf('crowded', test);
        const first = page.locator('.alert').first();
        equal(await first.locator('.what b').innerText(), '业务受理：将有人等得太久', 'the worst');
        check((await first.locator('.soft').first().innerText()).startsWith('半小时来了31人，平日22人'), 'its cause');
        check((await first.locator('.primary').innerText()).includes('31分→14分'), 'what the act would gain');
        await first.locator('.primary').click();
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0], ['take_measure', { alert: '14', measure: { kind: 'OPEN_COUNTER', counter: 7 } }], 'the command');
        await page.getByText('开7号窗口：完成').waitFor();
    },

    async 'says that an alert was seen, and by whom'(test) {
        const page = await consoleOf('normal', test);
        await page.locator('.alert').first().getByRole('button', { name: '知道了' }).click();
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0], ['see_alert', { alert: '14' }], 'the command');
        const alert = { ...test.fixture.view.alerts.find((one) => one.alert === '14'), seenBy: 302, seenAtMs: test.fixture.view.atMs };
        test.fixture.emit('change', { put: { alerts: [alert] } });
        await page.getByText('何婷').nth(1).waitFor();
        equal(await page.locator('.alert').first().getByRole('button', { name: '知道了' }).count(), 0, 'the button is gone');
    },

    async 'drops an alert that is over, and says that all is calm'(test) {
        const page = await consoleOf('normal', test);
        test.fixture.emit('change', { gone: { alerts: ['13', '14'] } });
        await page.getByText('正常：没有待处理的提醒').waitFor();
    },

    async 'draws each line with its band, and marks what is over the limit with a sign'(test) {
        const page = await consoleOf('normal', test);
        await until(async () => (await page.locator('wait-chart canvas').count()) === 6, 'six charts');
        check((await page.locator('tr', { hasText: '业务受理' }).locator('.told').innerText()).startsWith('▲ 15–25'), 'the sign');
        const drawn = await page.locator('wait-chart canvas').nth(1).evaluate((canvas) => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size);
        check(drawn > 10, 'the chart is empty');
        const of = test.fixture.commands.find((one) => one.command === 'what_if');
        equal(of.body, { laterS: 3600 }, 'what is asked');
    },

    async 'asks what to do with a window, and pauses it with a reason'(test) {
        const page = await consoleOf('normal', test);
        await page.getByRole('button', { name: /11号窗口/ }).click();
        await page.locator('dialog').getByRole('button', { name: '暂停' }).click();
        await page.locator('dialog').getByRole('button', { name: '休息' }).click();
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0], ['counter_pause', { counter: 11, reason: 'rest' }], 'the command');
    },

    async 'takes another measure by a few presses'(test) {
        const page = await consoleOf('normal', test);
        await page.locator('.alert').first().getByRole('button', { name: '其他办法' }).click();
        await page.getByRole('button', { name: '引导到自助区' }).click();
        await page.getByRole('button', { name: '自助服务区' }).click();
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0], ['take_measure', { alert: '14', measure: { kind: 'DIVERT', zone: 'selfservice', services: [2] } }], 'the command');
    },

    async 'shows what would be before anything is done'(test) {
        const page = await consoleOf('normal', test, PC, '/console#if');
        await page.getByRole('button', { name: /^7/ }).click();
        await until(() => test.fixture.commands.some((one) => one.command === 'what_if' && one.body.open?.length), 'the question');
        const asked = test.fixture.commands.filter((one) => one.body.open?.length);
        equal(asked[0].body, { open: [7], close: [], laterS: 1800 }, 'what is asked');
        await page.locator('td', { hasText: '▼ 7–8' }).waitFor();
        equal(writes(test.fixture), [], 'nothing is done');
        await accessible(page, 'what if');
    },

    async 'shows what was done and what came of it'(test) {
        const page = await consoleOf('normal', test, PC, '/console#done');
        await page.getByText('▼ 少等11分').waitFor();
        equal(await page.locator('.measure').count(), 2, 'measures');
        await accessible(page, 'measures');
    },

    async 'has the day\'s figures, which no spreadsheet takes for a formula'(test) {
        const page = await consoleOf('normal', test, PC, '/console#figures');
        await page.getByText('按员工').waitFor();
        await accessible(page, 'figures');
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
        const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
        check(text.includes('"业务","取号"') && !/(^|,)"[=+@]/m.test(text), 'the file');
    },

    async 'can be read and reached on a tablet, dark and light'(test) {
        for (const [state, look] of [['crowded', { ...TABLET, colorScheme: 'dark' }], ['normal', { viewport: { width: 390, height: 844 } }]]) {
            const page = await consoleOf(state, test, look);
            await until(async () => look.viewport.width < 800 || (await page.locator('wait-chart canvas').count()) === 6, 'the charts');
            await fits(page, state);
            await accessible(page, state);
            const jump = await shifts(page);
            check(jump < 0.01, `${state}: layout shift ${jump}`);
            await page.context().close();
        }
    },
});
