// shots.mjs - which screens are looked at, in which state and size: {name, path, size, prepare(fixture), act(page, fixture)}.
import { answers, copy, scene } from './scenes.mjs';

const TV = { width: 1920, height: 1080 };
const TALL = { width: 1080, height: 1920 };

const stale = async (page, fixture) => {
    await page.waitForTimeout(300);
    fixture.emit('stale', { since: Date.now() - 4 * 60_000 });
};
const shown = (name, feed) => (fixture) => fixture.show(scene(name, feed));

function display(name, path, size) {
    return ['empty', 'normal', 'crowded', 'stale', 'closed'].map((state) => ({
        name: `${name}-${state}`,
        path,
        size,
        prepare: shown(state),
        act: state === 'stale' ? stale : null,
    }));
}

// What the kiosk is answered: a ticket behind fourteen.
const issued = () => {
    const reply = copy(answers.issued);
    Object.assign(reply.done.ticket, { number: 'B046', peopleAhead: 14, lowerMin: 15, upperMin: 25 });
    return reply;
};
const tap = (text) => async (page, fixture) => {
    fixture.answer.issue = issued;
    await page.getByRole('button', { name: text }).first().click({ force: true });
};

function kiosk(name, size) {
    return [
        ...['normal', 'crowded', 'stale', 'closed'].map((state) => ({ name: `${name}-${state}`, path: '/kiosk', size, prepare: shown(state), act: state === 'stale' ? stale : null })),
        { name: `${name}-bring`, path: '/kiosk', size, prepare: shown('normal'), act: tap('业务受理') },
        { name: `${name}-ticket`, path: '/kiosk', size, prepare: shown('normal'), act: tap('咨询') },
    ];
}

export const shots = [
    ...kiosk('kiosk', TALL),
    { name: 'kiosk-lying', path: '/kiosk', size: TV, prepare: shown('normal') },
    { name: 'kiosk-dark', path: '/kiosk', size: TALL, dark: true, prepare: shown('crowded') },
    { name: 'kiosk-english', path: '/kiosk?lang=en', size: TALL, prepare: shown('normal') },
    {
        name: 'kiosk-three',
        path: '/kiosk',
        size: TALL,
        prepare(fixture) {
            const view = scene('normal');
            view.settings.services.length = 3;
            fixture.show(view);
        },
    },
    ...display('display', '/display', TV),
    ...display('door', '/display', TALL),
    { name: 'display-4k', path: '/display', size: { width: 3840, height: 2160 }, prepare: shown('normal') },
    { name: 'window-calling', path: '/display?counter=3', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-paused', path: '/display?counter=8', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-closed', path: '/display?counter=7', size: { width: 800, height: 480 }, prepare: shown('normal') },
];
