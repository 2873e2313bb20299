// browser.mjs - Debian's Chromium by playwright-core, and the folders that the build made.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const build = process.env.HALLQ_BUILD ?? new URL('../../build/sanitize', import.meta.url).pathname;
export const pages = join(build, 'web');
export const require = createRequire(join(build, 'web-npm', 'any.js'));
const { chromium } = require('playwright-core');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--force-color-profile=srgb'];

export const launch = () => chromium.launch({ executablePath: process.env.HALLQ_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

/** A page whose errors fail the test: scripts that throw, refused by policy, missing files. */
export async function open(browser, url, options = {}) {
    const context = await browser.newContext({ locale: 'zh-CN', ...options });
    const page = await context.newPage();
    page.wrong = [];
    page.on('pageerror', (error) => page.wrong.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && !/503|net::ERR|404|409|401|403/.test(message.text()) && page.wrong.push(message.text()));
    await page.goto(url);
    return page;
}
