// What customers hold and hear, through the real gateway and broker: the slip of a kiosk's page from a printer on a socket, and the calls
// from the loudspeaker of the hall's display, read back from their samples. HALLQ_LONG: a burst of twenty, and a cut of thirty seconds.
import { check, equal, until } from './check.mjs';
import { enter, finish, open, ready, signOn } from './clerks.mjs';
import { KioskProgram, Loudspeaker, Printer } from './equipment.mjs';
import { Line } from './line.mjs';
import { runReal } from './real_hall.mjs';

const KIOSK = [1080, 1920];
const TV = [1920, 1080];
const PHONE = [390, 844];
const CODE = 'window1page';
const SITE = 'https://hall.example';
const LIMIT_MS = 60_000;
const DEADLINE_S = 5;
const LATE_MS = 1500; // on its way from the gateway to the page of a busy machine
const ROUNDING_MS = 20;
const OTHER = { staff: 104, counter: 4 };
const [BURST, CUT_MS] = process.env.HALLQ_LONG ? [20, 30_000] : [8, (DEADLINE_S + 1) * 1000];

const settings = (text) => text.replace(/slip_link: ""/, `slip_link: ${SITE}`).replace(/deadline_s: 20/, `deadline_s: ${DEADLINE_S}`);

/** "B001", 3: how it is said, written down by hand for counters below ten. */
const said = (number, counter) => [
    'chime', 'zh-please', `letter-${number[0].toLowerCase()}`, ...[...number.slice(1)].map((digit) => `zh-${digit}`), 'zh-number', 'zh-to', `zh-${counter}`, 'zh-window',
    'en-ticket', `letter-${number[0].toLowerCase()}`, ...[...number.slice(1)].map((digit) => `en-${digit}`), 'en-go', `en-${counter}`,
];

/** The numbers that were called by an announcement in Chinese. */
function numbersOf(clips) {
    const words = clips.slice(clips.indexOf('zh-please') + 1, clips.indexOf('zh-number'));
    return words.map((word) => word.replace(/^letter-/, ' ').replace('zh-', '')).join('').trim().toUpperCase().split(' ');
}

/** A display that sounds once somebody has pressed on it. */
async function soundingDisplay(people, loudspeaker, options = {}) {
    const context = await people.context();
    await loudspeaker.listen(context);
    const display = await people.at('/display', TV, { context, ...options });
    const runs = display.locator('display-voice[data-state=running]');
    await until(async () => {
        if (await runs.count()) return true;
        await display.locator('button.sound').click({ timeout: 1000 }).catch(() => {}); // a browser may let it sound without
        return false;
    }, 'the display sounds', LIMIT_MS);
    return display;
}

const isShown = (display, number) => until(async () => (await display.locator('.newest .number, .row .number, .small li b').allInnerTexts()).includes(number), `${number} on the display`, LIMIT_MS);

/** A ticket by the kiosk's page: its number, once the page says of its slip `words`. */
async function takeAt(kiosk, words) {
    await kiosk.locator('.service', { hasText: '咨询' }).click();
    await kiosk.locator('.ticket .number').waitFor();
    const number = await kiosk.locator('.ticket .number').innerText();
    await kiosk.locator('.keep', { hasText: words }).waitFor({ timeout: LIMIT_MS });
    return number;
}

async function leave(kiosk) {
    await kiosk.getByRole('button', { name: '完成' }).click();
    await kiosk.locator('.service').first().waitFor();
}

/** The trial hall's clerk, at an open counter and without a page. */
async function atCounter(hall) {
    const clerk = await hall.enter('clerk');
    await hall.do('counter_open', {}, clerk).catch(() => {}); // it may be open
    return clerk;
}

/** The next one, from the call to the end: the number, and the ms of the call. */
async function serve(hall, clerk) {
    const { done } = await hall.do('call_next', {}, clerk);
    const atMs = Date.now();
    await hall.do('start', {}, clerk);
    await hall.do('finish', {}, clerk);
    return [done.ticket.number, atMs];
}

/** So many are issued, called and served. */
async function burst(hall, count) {
    const clerk = await atCounter(hall);
    const called = [];
    for (let i = 0; i < count; i++) await hall.do('issue', { service: 1 });
    while (called.length < count) called.push(await serve(hall, clerk));
    return called;
}

async function serveAll(hall) {
    const { snapshot } = await hall.do('get_snapshot');
    const clerk = await atCounter(hall);
    for (let waiting = snapshot.lines.reduce((sum, one) => sum + (one.waiting ?? 0), 0); waiting; waiting--) await serve(hall, clerk);
}

const loudspeaker = await new Loudspeaker().start();
const printer = await new Printer().start();

await runReal({
    async 'a visit with its slip and its call'({ hall, people }) {
        const with_ = await hall.kiosk('kiosk-1', printer.address, CODE);
        const program = new KioskProgram(with_);
        await program.start();
        const kiosk = await people.at(`/kiosk?printer=${with_.device}&code=${CODE}`, KIOSK);
        const display = await soundingDisplay(people, loudspeaker);
        const clerk = await enter(people, '营业员', '/counter');
        await open(clerk);

        const answered = kiosk.waitForResponse('**/issue');
        const number = await takeAt(kiosk, '请取走小票');
        const slip = await printer.slipOf(number);
        const { location } = (await answered).headers();
        equal(slip.codes, [SITE + location], 'the code on the slip');
        check(slip.texts.includes('过号请到服务台'), `the hall's words on the slip: ${slip.texts}`);
        const phone = await people.at(slip.codes[0].slice(SITE.length), PHONE);
        await phone.locator('.number', { hasText: number }).waitFor();

        await until(async () => (await clerk.locator('.box').innerText()).includes(number), 'the ticket is next', LIMIT_MS);
        await clerk.keyboard.press('Space');
        await isShown(display, number);
        await until(() => loudspeaker.sounds.length === 1, 'the call is spoken', LIMIT_MS);
        equal(await loudspeaker.heard(), [said(number, 3)], 'what was spoken');
        await finish(clerk);

        printer.set('no-paper');
        await program.says('the printer is out of paper');
        await leave(kiosk);
        const unheld = await takeAt(kiosk, '小票没有打印出来');
        const lead = await enter(people, '值班长', '/console');
        await lead.getByText('缺纸').first().waitFor();
        await until(async () => (await clerk.locator('.box').innerText()).includes(unheld), 'the ticket is next', LIMIT_MS);
        await clerk.keyboard.press('Space');
        await ready(clerk, '开始办理');
        await clerk.keyboard.press('Space');
        await ready(clerk, '办结并叫下一位');
        await clerk.getByText('没有打印').first().waitFor({ timeout: LIMIT_MS });
        printer.set('fine');
        await program.says('the printer is ready');
        equal(printer.slips.filter((one) => one.number === unheld), [], 'what was given up stays so');
        await clerk.getByRole('button', { name: '补打小票' }).first().click();
        await clerk.locator('dialog').getByRole('button', { name: '补打小票' }).click();
        await printer.slipOf(unheld);
        await clerk.keyboard.press('Space');
        await ready(clerk, '叫下一位');

        await leave(kiosk);
        printer.set('dies 100');
        const torn = kiosk.waitForResponse('**/issue');
        const half = await takeAt(kiosk, '小票没有打印出来');
        const owner = await people.at((await torn).headers().location, PHONE);
        await owner.getByText('小票可能没有打印出来').waitFor({ timeout: LIMIT_MS });

        await leave(kiosk);
        await program.kill();
        const late = await takeAt(kiosk, '正在打印小票');
        await program.start();
        await kiosk.locator('.keep', { hasText: '请取走小票' }).waitFor({ timeout: LIMIT_MS });
        await printer.slipOf(late);
        equal(printer.slips.map((one) => one.number), [number, unheld, late], 'slips that came out whole, each once');
        check(half !== late, 'another ticket');
        await program.kill();
    },

    async 'two calls at the same moment are both spoken, in order'({ hall, people }) {
        await serveAll(hall); // before: who signs on elsewhere is signed off here
        const clerks = [await enter(people, '营业员', '/counter'), await signOn(hall, people, OTHER, 'window-4')];
        await Promise.all(clerks.map(open));
        const display = await soundingDisplay(people, loudspeaker);
        const first = loudspeaker.sounds.length;
        const numbers = [];
        while (numbers.length < 2) numbers.push((await hall.do('issue', { service: 1 })).done.ticket.number);
        await until(async () => (await Promise.all(clerks.map((page) => page.locator('.box').innerText()))).every((text) => text.includes(numbers[0])), `both see that ${numbers[0]} is next`, LIMIT_MS);
        await Promise.all(clerks.map((page) => page.keyboard.press('Space')));
        for (const number of numbers) await isShown(display, number);
        await until(() => loudspeaker.sounds.length === first + 2, 'both are spoken', LIMIT_MS);
        const [one, other] = loudspeaker.sounds.slice(first);
        check(other.startsMs >= one.startsMs + one.seconds * 1000 - ROUNDING_MS, 'the second after the first');
        equal((await loudspeaker.heard(first)).map((clips) => numbersOf(clips)), numbers.map((number) => [number]), 'in order');
        await Promise.all(clerks.map(finish));
    },

    async 'a burst is spoken in time, and the rest is shown'({ hall, people }) {
        const display = await soundingDisplay(people, loudspeaker);
        const first = loudspeaker.sounds.length;
        const called = new Map(await burst(hall, BURST));
        const last = [...called.keys()].at(-1);
        await isShown(display, last);
        // What is called once these are over, or too old, is spoken at once: nothing of them comes behind it.
        await display.waitForTimeout(DEADLINE_S * 1000);
        const [[after]] = await burst(hall, 1);
        await until(async () => (await loudspeaker.heard(first)).some((clips) => numbersOf(clips).includes(after)), 'the call behind the burst', LIMIT_MS);
        const sounds = loudspeaker.sounds.slice(first);
        const heard = (await loudspeaker.heard(first)).map(numbersOf);
        const spoken = heard.flat();
        equal(spoken, [...new Set(spoken)].sort(), 'each once, and in order');
        check(spoken.length > 2, `the most of them are spoken: ${spoken}`);
        for (const [i, sound] of sounds.entries()) {
            const before = sounds[i - 1];
            if (before) check(sound.startsMs >= before.startsMs + before.seconds * 1000 - ROUNDING_MS, `never over each other: ${heard[i]}`);
            const youngest = heard[i].at(-1); // takes those before it along
            check(youngest === after || sound.startsMs - called.get(youngest) <= DEADLINE_S * 1000 + LATE_MS, `${heard[i]} are late`);
        }
    },

    async 'what was called while the display was cut off is shown, and not spoken'({ hall, people }) {
        const line = await new Line().start(hall.url);
        const display = await soundingDisplay(people, loudspeaker, { url: line.url });
        const first = loudspeaker.sounds.length;
        line.cut();
        const [[missed]] = await burst(hall, 1);
        await display.waitForTimeout(CUT_MS);
        line.mend();
        await isShown(display, missed);
        const [[next]] = await burst(hall, 1);
        await until(() => loudspeaker.sounds.length > first, 'the next call is spoken', LIMIT_MS);
        equal((await loudspeaker.heard(first)).map(numbersOf), [[next]], 'what was spoken');
        await line.stop();
    },

    async 'quiet hours are shown, and not spoken'({ hall, people }) {
        const display = await soundingDisplay(people, loudspeaker);
        const first = loudspeaker.sounds.length;
        await hall.apply((text) => text.replace('# quiet: 12:00-13:30', 'quiet: 00:00-24:00'));
        const [[quiet]] = await burst(hall, 1);
        await isShown(display, quiet);
        await hall.apply((text) => text.replace('quiet: 00:00-24:00', '# quiet: 12:00-13:30'));
        const [[loud]] = await burst(hall, 1);
        await until(() => loudspeaker.sounds.length > first, 'the call after them is spoken', LIMIT_MS);
        equal((await loudspeaker.heard(first)).map(numbersOf), [[loud]], 'what was spoken');
    },
}, { settings, options: ['--voice', loudspeaker.pack], pins: [OTHER.staff] });

await printer.stop();
loudspeaker.stop();
