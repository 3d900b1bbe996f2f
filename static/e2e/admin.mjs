// The admin console in a real browser: sign in, overview (chart and table), drill down, download.
//
//   node e2e/admin.mjs
//
// Environment, besides that of browser.mjs: ADMIN_USERNAME, ADMIN_PASSWORD.
//
// Every page of the menu is opened at 1280 × 800 and at 390 × 844. The last line of the output:
// {"passed":true,"registered":2000,"depth":3,"file":"….xlsx","bytes":6543}.
import { readFile } from 'node:fs/promises';
import { assert, base, open, required } from './browser.mjs';

const username = required('ADMIN_USERNAME');
const password = required('ADMIN_PASSWORD');
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const { page, step, run, beStrict, heading } = await open({ viewport: DESKTOP, axe: false });

await run(async () => {
    await signIn();
    const registered = await overview();
    const depth = await drillDown();
    const download = await downloadList();
    await everyPage(DESKTOP);
    await everyPage(PHONE);
    await signOut();
    return { registered, depth, ...download };
});

async function signIn() {
    await page.goto(`${base}/admin/`);
    await heading('招考信息管理');
    await step('sign-in');
    await page.getByLabel('用户名').fill(username);
    await page.getByLabel('密码', { exact: true }).fill(password);
    // Until here the browser itself reports the 401 that says nobody is signed in.
    beStrict(true);
    await page.getByRole('button', { name: '登录' }).click();
    await heading(/统计$/);
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
    await step('overview');
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
        await step(`level-${depth + 1}`);
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
        await step(`${viewport.width}-${name}`);
    }
}

async function signOut() {
    beStrict(false);
    await page.getByRole('button', { name: '退出' }).click();
    await heading('招考信息管理');
    await page.goto(`${base}/admin/#/statistics`);
    await heading('招考信息管理');
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
