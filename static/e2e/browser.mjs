// What every journey stands on: a browser, a picture of each step, and what must hold at each of
// them: nothing is wider than the screen, no control is nameless, axe-core finds nothing serious, and
// the browser reported no error (the Content-Security-Policy among them).
//
// Environment:
//   ZHAOKAO_URL          where the pages are                    (http://127.0.0.1:3000)
//   ZHAOKAO_SANDBOX      where the sandbox is                   (http://127.0.0.1:3001)
//   CHROMIUM             the browser                            (/usr/bin/chromium)
//   JOURNEY_SCREENSHOTS  a directory for pictures of every step (none)
//
// Exit code 0 = passed; the last line of the output is JSON: {"passed":true, …}.
import { createHmac } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { env } = process;
const axe = await readFile(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const pictures = env.JOURNEY_SCREENSHOTS;

export const base = (env.ZHAOKAO_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
export const sandbox = (env.ZHAOKAO_SANDBOX ?? 'http://127.0.0.1:3001').replace(/\/$/, '');
export const WAIT = 30_000;

/** The value of a variable that must be set. */
export function required(name) {
    if (!env[name]) throw new Error(`${name} is not set; see the top of the journey's file`);
    return env[name];
}

export function assert(condition, message) {
    if (!condition) throw new Error(message);
}

/** The 动态口令 (RFC 6238) of a secret in base 32, by the application's own clock. */
export async function totp(secret, ahead = 0) {
    const now =
        Date.parse((await fetch(`${base}/api/catalog/calendar`)).headers.get('date')) + ahead;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
    const hash = createHmac('sha1', key).update(counter).digest();
    const code = (hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000;
    return String(code).padStart(6, '0');
}

/**
 * A browser with one page; `settings` are those of a Playwright context. `axe: false` leaves the
 * search for barriers out.
 */
export async function open({ axe: barriers = true, ...settings }) {
    if (pictures) await mkdir(pictures, { recursive: true });
    const browser = await chromium.launch({
        executablePath: env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-background-networking',
            // A camera that shows a pattern, and is allowed.
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
        ],
    });
    const context = await browser.newContext({
        locale: 'zh-CN',
        // Another zone on purpose: the pages must show Beijing time all the same.
        timezoneId: 'Europe/London',
        reducedMotion: 'reduce',
        ...settings,
    });
    context.setDefaultTimeout(WAIT);
    const page = await context.newPage();
    const faults = [];
    let strict = false;
    watchErrors();

    let taken = 0;
    return { page, context, step, run, beStrict, heading, button, link, field };

    /** Walks, and tells how it ended. */
    async function run(journey) {
        try {
            const result = await journey();
            if (faults.length)
                throw new Error(`the browser reported errors:\n${faults.join('\n')}`);
            console.log(JSON.stringify({ passed: true, ...result }));
        } catch (error) {
            await picture('failed').catch(() => undefined);
            console.error(error);
            console.error(`at ${page.url()}`);
            if (faults.length) console.error(faults.join('\n'));
            console.log(JSON.stringify({ passed: false, step: String(error).split('\n')[0] }));
            process.exitCode = 1;
        } finally {
            await browser.close();
        }
    }

    async function step(name) {
        taken += 1;
        console.log(`${String(taken).padStart(2)}  ${name}`);
        const problems = await page.evaluate(problemsOfPage, page.viewportSize().width);
        if (barriers) problems.push(...(await barriersOfPage()));
        if (problems.length) throw new Error(`${name}: ${problems.join('\n')}`);
        await picture(name);
    }

    /** What axe-core calls serious or critical, and landmarks; in the page and what lies over it. */
    async function barriersOfPage() {
        await page.evaluate(axe);
        return page.evaluate(async () => {
            const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
            const heavy = ['serious', 'critical'];
            // Pages between ours and a provider's are a sentence and a button.
            const ours = document.getElementById('app') !== null;
            return found.violations
                .filter(({ id, impact }) => heavy.includes(impact) || (id === 'region' && ours))
                .map(({ id, help, nodes }) => {
                    const where = nodes.map((node) => node.html.slice(0, 160)).slice(0, 4);
                    return `axe ${id}: ${help}\n    ${where.join('\n    ')}`;
                });
        });
    }

    async function picture(name) {
        if (!pictures) return;
        // Bars that stick to the screen would lie across a long picture.
        const { width, height } = page.viewportSize();
        const whole = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height: Math.max(height, whole) });
        const file = `${String(taken).padStart(2, '0')}-${name.replaceAll(' ', '-')}.png`;
        await page.screenshot({ path: join(pictures, file) });
        await page.setViewportSize({ width, height });
    }

    /** From here on no request may be refused, or none may be again. */
    function beStrict(on) {
        strict = on;
    }

    function watchErrors() {
        page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
        page.on('console', (message) => {
            const text = message.text();
            // A refused request is reported by the browser too; the pages show it in their own words.
            const refused = text.startsWith('Failed to load resource');
            if (message.type() === 'error' && (strict || !refused)) {
                faults.push(`console: ${text} (${page.url()})`);
            }
        });
    }

    function heading(name) {
        return page
            .getByRole('heading', { level: 1, name, exact: typeof name === 'string' })
            .waitFor();
    }

    function button(name) {
        return page.getByRole('button', { name, exact: typeof name === 'string' });
    }

    function link(name) {
        return page.getByRole('link', { name, exact: true });
    }

    function field(label) {
        return page.getByLabel(label, { exact: true }).and(page.locator('input, select, textarea'));
    }
}

/** Inside the page. A phone's browser would widen `innerWidth` with the page. */
function problemsOfPage(width) {
    const excess = document.documentElement.scrollWidth - width;
    const nameless = [...document.querySelectorAll('button, a[href], input, select, textarea')]
        .filter((control) => control.checkVisibility() && control.type !== 'hidden')
        .filter((control) => {
            const label = control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent;
            const picture = control.querySelector('img[alt]')?.alt;
            const named = control.getAttribute('aria-labelledby');
            return !(label ?? named ?? (control.innerText || picture || '')).trim();
        })
        .map((control) => `a control without a name: ${control.outerHTML.slice(0, 160)}`);
    return [...(excess > 0 ? [`${excess} px wider than the screen`] : []), ...nameless];
}
