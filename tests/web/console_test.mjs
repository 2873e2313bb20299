// The console: alerts with the act as a button, lines with their charts, windows, what-if, outcomes, figures.
import { accessible, check, equal, fits, run, shifts, until } from './check.mjs';
import { manyDays } from './many_days.mjs';
import { answers, bookingsOf, lead, withSlots } from './scenes.mjs';

const PC = { viewport: { width: 1280, height: 800 } };
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };

async function consoleOf(state, { fixture, visit }, options = PC, path = '/console') {
    fixture.session = { staff: 302, name: '何婷', role: 'LEAD', csrf: 'token', hall: 1 };
    fixture.answer.what_if = () => ({ whatIf: answers.whatIf });
    fixture.answer.get_figures = () => ({ figures: answers.figures });
    fixture.answer.get_range = manyDays;
    for (const command of ['take_measure', 'see_alert', 'counter_pause', 'end_measure', 'counter_free']) fixture.answer[command] = () => ({ done: {} });
    fixture.show(lead(state));
    const page = await visit(path, options);
    await page.locator('nav').waitFor();
    return page;
}

const FILE = "hall: 1\nname: {zh: 厅}\nhold_limit_min: 15\n";
const SCORES = {
    all: { waits: 80, waitMeanS: 300, offMeanS: 120, inside: 67, far: 5, biasS: -70, longWaits: 4, longHits: 3, queueSkillPercent: 22, headSkillPercent: 35 },
    lines: [{ service: 2, score: { waits: 40, offMeanS: 130, inside: 33, far: 3, biasS: 60 } }, { service: 3, score: {} }],
};

async function settingsOf(test) {
    test.fixture.answer.settings = () => ({ text: FILE, etag: '"4"' });
    const page = await consoleOf('normal', test, PC, '/console#settings');
    test.fixture.emit('change', { set: { version: 4 } });
    await until(async () => (await page.locator('textarea').inputValue()) === FILE, 'the file');
    return page;
}

const READS = new Set(['what_if', 'get_figures']);
const writes = (fixture) => fixture.commands.filter((one) => !READS.has(one.command)).map((one) => [one.command, one.body]);

run({
    async 'lists who waits without paper, and prints a slip by number'(test) {
        const { fixture } = test;
        fixture.answer.get_line = ({ line }) => ({ line: { tickets: line.id === 2 ? [{ ticket: '91', number: 'B099', service: 2, slip: { state: 'NOT_PRINTED' } }] : [] } });
        fixture.answer.print_slip = () => ({ done: { ticket: { ticket: '77', number: 'A045', service: 1, state: 'WAITING', slip: { state: 'TO_PRINT' } } } });
        const page = await consoleOf('normal', test);
        await page.getByRole('button', { name: '补打小票' }).click();
        equal(await page.locator('dialog .item').last().innerText(), 'B099\n小票：没有打印', 'who waits without paper');
        await accessible(page, 'whose slip');
        await page.keyboard.type('a045');
        await page.keyboard.press('Enter');
        await until(() => fixture.commands.some((one) => one.command === 'print_slip'), 'the command');
        equal(fixture.commands.find((one) => one.command === 'print_slip').body, { which: { number: 'A045' } }, 'what was asked for');
        fixture.answer.get_line = ({ line }) => ({ line: { tickets: line.id === 1 ? [{ ticket: '77', number: 'A045', service: 1, slip: { state: 'FAILED' } }] : [] } });
        await until(async () => (await page.locator('.said').innerText()) === '▲ A045 小票：没有完整打印', 'what became of it');
    },

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

    async 'shows what would be if people went elsewhere, and sends them there'(test) {
        const page = await consoleOf('normal', test, PC, '/console#if');
        const more = page.getByRole('button', { name: '业务受理多请几人去别处' });
        await more.click();
        await more.click();
        await until(() => test.fixture.commands.some((one) => one.command === 'what_if' && one.body.elsewhere?.[0].people === 10), 'the question');
        equal(test.fixture.commands.findLast((one) => one.command === 'what_if').body.elsewhere, [{ service: 2, people: 10 }], 'what is asked');
        await accessible(page, 'what if, elsewhere');
        for (let i = 0; i < 3 && (await more.isEnabled()); i++) await more.click();
        equal(await page.locator('tr', { hasText: '业务受理' }).locator('output').innerText(), '14', 'no more than wait');
        await page.getByRole('button', { name: '就这样做' }).click();
        await page.locator('dialog').getByRole('button', { name: '自助服务区' }).click();
        await until(() => writes(test.fixture).length, 'the command');
        equal(writes(test.fixture)[0], ['take_measure', { measure: { kind: 'DIVERT', services: [2], people: 14, zone: 'selfservice' } }], 'what is done');
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

    async 'has the report of a day that was, to be printed and kept as a file'(test) {
        test.fixture.answer.get_report = ({ day }) => ({ report: { ...answers.figures.today, day, exceptions: [{ kind: 'NAMED', reason: 'elderly', count: 2 }, { kind: 'CANCELLED', count: 1 }] } });
        test.fixture.answer.get_forecast_scores = ({ day }) => ({ scores: { day, ...SCORES } });
        const page = await consoleOf('normal', test, PC, '/console#reports');
        await page.getByText('按员工').waitFor();
        const today = test.fixture.view.day;
        equal(test.fixture.commands.filter((one) => one.command === 'get_report').map((one) => one.body), [{ day: today - 1 }], 'yesterday');
        const row = page.locator('tr', { hasText: '业务受理' }).first();
        equal((await row.innerText()).split(/\s+/), ['业务受理', '26', '17', '0', '3', '2分', '9分', '0', '10分'], 'a service');
        equal(await page.locator('table', { hasText: '等候预计得准不准' }).locator('tbody tr').first().innerText(), ['全部', '80', '2分', '84%', '6%', '−1分', '3/4', '22%', '35%'].join('\t'), 'the forecasts');
        equal(await page.locator('table', { hasText: '人工处置' }).locator('tbody tr').count(), 2, 'what was done by hand');
        await accessible(page, 'a report');
        await fits(page, 'a report');
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
        check(/^hall-1-\d{4}-\d\d-\d\d\.csv$/.test(file.suggestedFilename()), file.suggestedFilename());
        await page.getByRole('button', { name: '后一天' }).click();
        await page.getByText('今日至此').first().waitFor();
        await page.getByText('开6号窗口').waitFor();
        check(await page.getByRole('button', { name: '后一天' }).isDisabled(), 'no day after today');
        await page.emulateMedia({ media: 'print' });
        check(!(await page.locator('nav').isVisible()) && !(await page.locator('.tools').isVisible()), 'paper has no buttons');
        equal(await page.locator('.figures caption').first().evaluate((one) => getComputedStyle(one).color), 'rgb(0, 0, 0)', 'black on white');
    },

    async 'has the figures of many days, with charts, what each figure is, on paper and as a file'(test) {
        const page = await consoleOf('normal', test, PC, '/console#days');
        await page.getByText('按员工').first().waitFor();
        const today = test.fixture.view.day;
        const asked = () => test.fixture.commands.filter((one) => one.command === 'get_range').map((one) => one.body);
        equal(asked(), [{ fromDay: today - 6, toDay: today, by: 'DAY' }], 'the last seven days');
        const row = page.locator('table', { hasText: '按业务' }).locator('tbody tr').first();
        equal((await row.innerText()).split(/\s+/).slice(1, 8), ['1400', '1302', '56', '42', '4.5', '3.1', '9.9'], 'a service');
        await until(async () => (await page.locator('days-chart canvas').count()) === 2, 'the charts');
        check(await page.getByText('一半的等候不超过它').isVisible(), 'what a figure is');
        await page.getByText('按建议').first().waitFor();
        await accessible(page, 'many days');
        await fits(page, 'many days');
        await page.getByRole('combobox').selectOption('WEEK');
        await until(() => asked().at(-1).by === 'WEEK', 'by week');
        await page.getByRole('button', { name: '上月' }).click();
        await until(() => asked().length === 3, 'the month before');
        const [, , { fromDay, toDay }] = asked();
        const date = (day) => new Date(day * 86_400_000).getUTCDate();
        check(date(fromDay) === 1 && date(toDay + 1) === 1 && toDay < today, `a whole month: ${fromDay} ${toDay}`);
        await page.getByText('按员工').first().waitFor();
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
        const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString());
        check(text.startsWith('\ufeff') && text.includes('一半的等候不超过它') && !/(^|,)"[=+@]/m.test(text), 'the file');
        const paper = await page.pdf({ preferCSSPageSize: true });
        check(paper.length > 20_000, 'a file to print');
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 690, height: 1000 }); // A4 without its margins
        check(!(await page.locator('.tools').isVisible()), 'paper has no buttons');
        const wide = await page.locator('.figures').evaluateAll((all) => all.map((one) => one.scrollWidth).filter((width) => width > 690));
        equal(wide, [], 'tables wider than the paper');
    },

    async 'says so where a day had no tickets, and where the broker refuses'(test) {
        test.fixture.answer.get_report = () => ({ report: { services: [{ service: 1 }] } });
        test.fixture.answer.get_forecast_scores = () => ({ scores: {} });
        const page = await consoleOf('normal', test, PC, '/console#reports');
        await page.getByText('这一天没有取号').waitFor();
        test.fixture.answer.get_report = () => [503, { reason: 'BUSY', detail: '系统繁忙，请稍后再试' }];
        await page.getByRole('button', { name: '前一天' }).click();
        await page.getByText('▲ 系统繁忙').waitFor();
    },

    async 'looks a settings file through, shows the place of each slip, then what would change, then applies it'(test) {
        const page = await settingsOf(test);
        test.fixture.answer.settings_check = ({ text }) =>
            text.includes('999') ? { version: 4, problems: [{ line: 3, column: 17, text: '999 超出范围；请写 1 到 240' }] } : { fine: true, version: 4, problems: [{ line: 1, column: 1, warning: true, text: '营业时间偏短' }], changes: [{ line: 3, text: '挂起时限（分钟）：15 → 12' }] };
        test.fixture.answer.settings_apply = () => ({ done: { version: 5 } });
        const area = page.locator('textarea');
        equal(await area.inputValue(), FILE, 'the file');
        check(await page.getByRole('button', { name: '应用' }).isDisabled(), 'nothing to apply yet');
        await area.fill(FILE.replace('15', '999'));
        await page.getByRole('button', { name: '检查并预览' }).click();
        await page.getByText('有 1 处错误').waitFor();
        await accessible(page, 'a slip');
        await page.getByRole('button', { name: '第 3 行第 17 列' }).click();
        equal(await area.evaluate((one) => one.value.slice(one.selectionStart, one.selectionEnd)), '999', 'the caret is at the slip');
        check(await page.getByRole('button', { name: '应用' }).isDisabled(), 'a file with a slip is not applied');
        await area.fill(FILE.replace('15', '12'));
        await page.getByRole('button', { name: '检查并预览' }).click();
        await page.getByText('挂起时限（分钟）：15 → 12').waitFor();
        await accessible(page, 'what would change');
        await page.reload();
        await page.getByText('尚未应用的修改').waitFor();
        equal(await area.inputValue(), FILE.replace('15', '12'), 'a reload loses nothing');
        await page.getByRole('button', { name: '检查并预览' }).click();
        await page.getByRole('button', { name: '应用' }).click();
        await page.getByText('已应用，现为第 5 版').waitFor();
        const sent = test.fixture.commands.filter((one) => one.command === 'settings_apply');
        equal([sent.length, sent[0].body], [1, { text: FILE.replace('15', '12'), match: '"4"' }], 'what is applied');
    },

    async 'applies no settings over those of somebody else, and says where the hall refuses'(test) {
        const page = await settingsOf(test);
        test.fixture.answer.settings_check = () => ({ fine: true, version: 4, changes: [{ line: 3, text: '挂起时限（分钟）：15 → 12' }] });
        test.fixture.answer.settings_apply = () => [409, { reason: 'OLD_SETTINGS', detail: '设置版本不符，请重新读取后再改', what: 'made_from' }];
        await page.locator('textarea').fill(FILE.replace('15', '12'));
        await page.getByRole('button', { name: '检查并预览' }).click();
        await page.getByRole('button', { name: '应用' }).click();
        await page.getByText('您的修改没有丢失').waitFor();
        equal(await page.locator('textarea').inputValue(), FILE.replace('15', '12'), 'the draft');
        check(await page.getByRole('button', { name: '应用' }).isDisabled(), 'it is looked at again first');
        test.fixture.emit('change', { set: { version: 5 } });
        await page.getByText('有人应用了新设置（第 5 版）').waitFor();
        await accessible(page, 'a conflict');
        test.fixture.answer.settings_check = () => ({ fine: true, version: 5, changes: [{ line: 3, text: '挂起时限（分钟）：14 → 12' }] });
        test.fixture.answer.settings_apply = () => [409, { reason: 'PEOPLE_WAITING', detail: '被删除的业务或窗口仍有人等候', what: '业务 4 有 3 人等候', line: 2, column: 1 }];
        await page.getByRole('button', { name: '检查并预览' }).click();
        await page.getByText('14 → 12').waitFor();
        await page.getByRole('button', { name: '应用' }).click();
        await page.getByText('业务 4 有 3 人等候').waitFor();
        equal(test.fixture.commands.findLast((one) => one.command === 'settings_apply').body.match, '"5"', 'the version that was looked at');
        await page.getByRole('button', { name: '第 2 行第 1 列' }).click();
        equal(await page.locator('textarea').evaluate((one) => one.value.slice(one.selectionStart, one.selectionEnd)), 'name: {zh: 厅}', 'the place of the refusal');
        for (const look of [{ viewport: { width: 390, height: 844 } }, { ...TABLET, colorScheme: 'dark' }]) {
            await page.setViewportSize(look.viewport);
            await fits(page, `the settings at ${look.viewport.width}`);
        }
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

    async 'has calls for help above whatever is looked at: seen, there, solved, a case in one touch'(test) {
        const page = await consoleOf('normal', test, TABLET, '/console#figures');
        for (const command of ['see_help', 'come_to_help', 'settle_help', 'open_case']) test.fixture.answer[command] = () => ({ done: {} });
        const help = { help: 4, counter: 5, state: 'CALLED', reason: 'upset', number: 'B031', calledAtMs: '1' };
        const steps = [
            ['CALLED', '看到了，马上到', 'see_help', { help: 4 }],
            ['SEEN', '我到了', 'come_to_help', { help: 4 }],
            ['COME', '已解决', 'settle_help', { help: 4, end: 'SOLVED' }],
        ];
        for (const [state, words, command, body] of steps) {
            test.fixture.emit('change', { put: { helps: [{ ...help, state }] } });
            await page.locator('.helps').getByRole('button', { name: words }).click();
            await until(() => test.fixture.commands.at(-1)?.command === command, command);
            equal(test.fixture.commands.at(-1).body, body, words);
        }
        await page.getByRole('button', { name: '登记为投诉' }).click();
        await until(() => test.fixture.commands.at(-1)?.command === 'open_case', 'a case');
        equal(test.fixture.commands.at(-1).body, { kind: 'COMPLAINT', help: 4 }, 'of the call');
        test.fixture.emit('change', { gone: { helps: ['4'] } });
        await until(async () => !(await page.locator('.helps').count()), 'it is over');
    },

    async 'lists the appointments of today, those to decide on first, and offers appointments in one touch'(test) {
        const { fixture, visit } = test;
        await consoleOf('normal', test, TABLET); // what it is answered beside appointments
        const view = lead('normal');
        const { first } = withSlots(fixture, view);
        const lists = bookingsOf(view, first);
        fixture.answer.get_bookings = ({ toDecide }) => ({ bookings: { bookings: toDecide ? lists.toDecide : lists.today } });
        fixture.answer.check_in_booking = () => ({ done: { booking: 41 } });
        fixture.show(view);
        const page = await visit('/console#bookings', TABLET);
        await page.locator('.bookings .item').nth(4).waitFor();
        check((await page.locator('.bookings .item').first().innerText()).includes('当时不营业'), 'the one to decide on');
        await accessible(page, 'appointments');
        await fits(page, 'appointments');
        await page.getByRole('button', { name: /预约号 41/ }).click();
        await page.getByRole('button', { name: '签到取号' }).click();
        await until(() => fixture.commands.some((one) => one.command === 'check_in_booking'), 'the command');
        equal(fixture.commands.find((one) => one.command === 'check_in_booking').body, { of: { booking: 41 } }, 'who checks in');
        await page.getByRole('button', { name: '开放预约：业务受理' }).click();
        await until(() => fixture.commands.some((one) => one.command === 'take_measure'), 'the offer');
        equal(fixture.commands.find((one) => one.command === 'take_measure').body, { measure: { kind: 'OFFER_APPOINTMENTS', services: [2] } }, 'what is offered');
    },

    async 'takes a case from being opened to its answer with one thumb'(test) {
        const { fixture } = test;
        const now = { caseId: 12, kind: 'COMPLAINT', state: 'OPEN', topic: 'charges', number: 'C007', answerByMs: '1790000000000', level: 'RED' };
        const calm = { caseId: 9, kind: 'PRAISE', state: 'OPEN', answerByMs: '1780000000000' };
        fixture.answer.get_cases = () => ({ cases: { cases: [calm, now] } });
        fixture.answer.get_case = () => ({ caseCard: { now, steps: [{ what: 'OPENED', atMs: '1789000000000', by: { staff: 301 } }], notes: ['多扣了月租'] } });
        fixture.answer.step_case = ({ what }) => (Object.assign(now, { state: what === 'TAKEN' ? 'IN_HAND' : 'ANSWERED' }), { done: {} });
        const page = await consoleOf('normal', test, TABLET, '/console#cases');
        await page.locator('.cases .item').first().waitFor();
        equal(await page.locator('.cases .item b').allInnerTexts(), ['12 投诉 · 资费争议 · C007', '9 表扬'], 'the most pressing first');
        await page.locator('.cases .item').first().click();
        await page.getByText('多扣了月租').waitFor();
        const box = await page.locator('.case .primary').boundingBox();
        check(box.height >= 44, `for a thumb: ${box.height} px`);
        await page.locator('.case .primary').click();
        await until(async () => (await page.locator('.case .primary').innerText()) === '答复客户', 'what comes next');
        equal(fixture.commands.findLast((one) => one.command === 'step_case').body, { caseId: 12, what: 'TAKEN' }, 'taken');
        await page.locator('.case .primary').click();
        await page.locator('dialog input').fill('已退还月租');
        await page.getByRole('button', { name: '客户可在手机上看到' }).click();
        await until(() => fixture.commands.findLast((one) => one.command === 'step_case').body.what === 'ANSWERED', 'answered');
        equal(fixture.commands.findLast((one) => one.command === 'step_case').body, { caseId: 12, what: 'ANSWERED', note: '已退还月租', publish: true }, 'the answer');
        await accessible(page, 'cases');
        await fits(page, 'cases');
    },
});
