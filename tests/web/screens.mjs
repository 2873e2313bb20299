// screens.mjs - pictures of every screen in each of its states, for a person to look at: node screens.mjs OUT [name part]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open, pages } from './browser.mjs';
import { Fixture } from './fixture.mjs';
import { shots } from './shots.mjs';

const [out, only = ''] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await launch();
for (const shot of shots.filter((one) => one.name.includes(only))) {
    const fixture = await new Fixture().start(pages);
    shot.prepare(fixture);
    const page = await open(browser, fixture.url + shot.path, { viewport: shot.size, colorScheme: shot.dark ? 'dark' : 'light', ...shot.options });
    if (shot.act) await shot.act(page, fixture);
    await page.waitForTimeout(shot.settle ?? 600); // fonts, fades: a picture has no condition to wait for
    await page.screenshot({ path: join(out, `${shot.name}.png`) });
    console.log(shot.name, ...page.wrong);
    await page.context().close();
    await fixture.stop();
}
await browser.close();
