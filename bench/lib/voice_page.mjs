// voice_page.mjs - opens the display's page in Chromium, and prints a line of JSON for each announcement that it plays: URL is the
// page's address. `ready` first, once it may sound.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(join(process.env.HALLQ_BUILD, 'web-npm', 'any.js'))('playwright-core');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required'];

const browser = await chromium.launch({ executablePath: process.env.HALLQ_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS, handleSIGTERM: false });
process.once('SIGTERM', () => browser.close().then(() => process.exit(0)));
process.stdin.on('end', () => browser.close().then(() => process.exit(0))).resume();
const page = await browser.newPage();
await page.exposeFunction('spoken', (told) => console.log(JSON.stringify(told)));
await page.addInitScript(() => document.addEventListener('hallq-spoken', (event) => window.spoken(event.detail)));
await page.goto(process.argv[2]);
await page.locator('display-voice[data-state=running]').waitFor({ state: 'attached' });
console.log('ready');
