// The admin console in a real browser: sign in, overview (chart and table), drill down, download.
//
//   node e2e/admin.mjs
//
// Environment:
//   ZHAOKAO_URL        where the pages are                    (http://127.0.0.1:3000)
//   CHROMIUM           the browser                            (/usr/bin/chromium)
//   ADMIN_USERNAME, ADMIN_PASSWORD                            required
//   ADMIN_SCREENSHOTS  a directory for pictures of every step (none)
//
// Every page of the menu is opened at 1280 × 800 and at 390 × 844: nothing may be wider than the
// screen, no control nameless, and the browser may report no error (the Content-Security-Policy
// among them). Exit code 0 = passed; the last line of the output is JSON:
// {"passed":true,"registered":2000,"depth":3,"file":"….xlsx","bytes":6543}.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const env = process.env;
const base = (env.ZHAOKAO_URL ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
const username = env.ADMIN_USERNAME ?? '';
const password = env.ADMIN_PASSWORD ?? '';
const pictures = env.ADMIN_SCREENSHOTS;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

if (!username || !password) throw new Error('ADMIN_USERNAME and ADMIN_PASSWORD are not set');
if (pictures) await mkdir(pictures, { recursive: true });

const browser = await chromium.launch({
    executablePath: env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'zh-CN',
    // Another zone on purpose: the pages must show Beijing time all the same.
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
});
context.setDefaultTimeout(15_000);
const page = await context.newPage();
const faults = [];
let quiet = true;
page.on('pageerror', (error) => faults.push(String(error)));
page.on('console', (message) => {
    if (message.type() === 'error' && !quiet) faults.push(message.text());
});

let taken = 0;
try {
    await signIn();
    const registered = await overview();
    const depth = await drillDown();
    const download = await downloadList();
    await everyPage(DESKTOP);
    await everyPage(PHONE);
    await signOut();
    if (faults.length) throw new Error(`the browser reported errors:\n${faults.join('\n')}`);
    console.log(JSON.stringify({ passed: true, registered, depth, ...download }));
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

async function signIn() {
    await page.goto(`${base}/admin/`);
    await heading('招考信息管理');
    await inspect('sign-in');
    await page.getByLabel('用户名').fill(username);
    await page.getByLabel('密码', { exact: true }).fill(password);
    // Until here the browser itself reports the 401 that says nobody is signed in.
    quiet = false;
    await page.getByRole('button', { name: '登录' }).click();
    await heading('统计');
}

async function overview() {
    const registered = await counter('registered');
    assert(registered > 0, 'nobody is registered: is the demo province loaded?');
    assert(registered >= (await counter('paid')), 'more have paid than are registered');
    await page
        .locator('[data-field=now]')
        .filter({ hasText: /^\d\d:\d\d:\d\d$/ })
        .waitFor();
    await page.locator('[data-table=hours] tbody tr').first().waitFor();
    await chartIsDrawn();
    const children = page.locator('[data-table=children]');
    if (await children.count()) {
        const rows = await children
            .locator('tbody tr')
            .evaluateAll((all) =>
                all.map((row) => Number(row.querySelector('td').textContent.replaceAll(',', ''))),
            );
        const sum = rows.reduce((left, right) => left + right, 0);
        assert(sum === registered, `the children have ${sum} registered, the whole ${registered}`);
    }
    await inspect('overview');
    return registered;
}

/** From the staff's own level to a registration point, along the fullest branch, and back. */
async function drillDown() {
    let depth = 0;
    const children = page.locator('[data-table=children]');
    for (; await children.count(); depth += 1) {
        await children.getByRole('button', { name: '已报名' }).click();
        const link = children.locator('tbody th a').first();
        const name = (await link.textContent()).trim();
        const expected = await children.locator('tbody td').first().textContent();
        await link.click();
        await heading(`${name} · 统计`);
        const registered = await counter('registered');
        const wanted = Number(expected.replaceAll(',', ''));
        assert(registered === wanted, `${name}: ${registered} on its page, ${wanted} above`);
        await page.getByRole('navigation', { name: '所在位置' }).getByText(name).waitFor();
        await inspect(`level-${depth + 1}`);
    }
    if (depth > 0) {
        await page.getByRole('navigation', { name: '所在位置' }).getByRole('link').first().click();
        await children.waitFor();
    }
    return depth;
}

async function downloadList() {
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        (async () => {
            await page.getByRole('button', { name: '下载未提交名单' }).click();
            await page.getByRole('dialog').getByRole('button', { name: '下载' }).click();
        })(),
    ]);
    const bytes = await readFile(await download.path());
    assert(bytes.subarray(0, 2).toString('latin1') === 'PK', 'the download is no XLSX');
    return { file: download.suggestedFilename(), bytes: bytes.length };
}

async function everyPage(viewport) {
    await page.setViewportSize(viewport);
    const menu = page.getByRole('navigation', { name: '主菜单', includeHidden: true });
    const links = await menu
        .locator('a')
        .evaluateAll((all) =>
            all.map((link) => ({ name: link.textContent.trim(), href: link.href })),
        );
    assert(links.length > 2, 'the menu is empty');
    for (const { name, href } of links) {
        await page.goto(href);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const problem = page.locator('.problem[role=alert]');
        if (await problem.count()) {
            throw new Error(`${name}: ${(await problem.first().textContent()).trim()}`);
        }
        await inspect(`${viewport.width}-${name}`);
    }
}

async function signOut() {
    quiet = true;
    await page.getByRole('button', { name: '退出' }).click();
    await heading('招考信息管理');
    await page.goto(`${base}/admin/#/statistics`);
    await heading('招考信息管理');
}

async function heading(text) {
    await page.getByRole('heading', { level: 1, name: text }).waitFor();
}

async function counter(name) {
    const text = await page.locator(`[data-counter=${name}] strong`).first().textContent();
    return Number(text.replaceAll(',', ''));
}

/** A canvas that holds more than one colour. */
async function chartIsDrawn() {
    await page.locator('figure canvas').first().waitFor();
    await page.waitForFunction(() => {
        const canvas = document.querySelector('figure canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(pixels.data.buffer)).size > 10;
    });
}

async function inspect(name) {
    const problems = await page.evaluate(() => {
        const excess = document.documentElement.scrollWidth - innerWidth;
        const nameless = [...document.querySelectorAll('button, a[href], input, select, textarea')]
            .filter((control) => control.checkVisibility() && control.type !== 'hidden')
            .filter((control) => {
                const label =
                    control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent;
                const labelled = control.getAttribute('aria-labelledby');
                return !(label ?? labelled ?? control.textContent).trim();
            })
            .map((control) => control.outerHTML.slice(0, 160));
        return [...(excess > 0 ? [`${excess} px too wide`] : []), ...nameless];
    });
    if (problems.length) throw new Error(`${name}: ${problems.join('\n')}`);
    await picture(name);
}

async function picture(name) {
    if (!pictures) return;
    taken += 1;
    const file = `admin-${String(taken).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(pictures, file), fullPage: true });
}

function assert(condition, message) {
    if (!condition) throw new Error(message);
}
