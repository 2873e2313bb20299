// shots.mjs - which screens are looked at, in which state and size: {name, path, size, prepare(fixture), act(page, fixture)}.
import { scene } from './scenes.mjs';

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

export const shots = [
    ...display('display', '/display', TV),
    ...display('door', '/display', TALL),
    { name: 'display-4k', path: '/display', size: { width: 3840, height: 2160 }, prepare: shown('normal') },
    { name: 'window-calling', path: '/display?counter=3', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-paused', path: '/display?counter=8', size: { width: 1280, height: 400 }, prepare: shown('normal') },
    { name: 'window-closed', path: '/display?counter=7', size: { width: 800, height: 480 }, prepare: shown('normal') },
];
