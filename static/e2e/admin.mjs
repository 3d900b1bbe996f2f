// The admin console in a real browser: sign in, overview (chart and table), drill down, download.
//
//   node e2e/admin.mjs
//
// Environment, besides that of browser.mjs: ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_TOTP (the secret, in base 32).
//
// Every page of the menu is opened at 1280 × 800 and at 390 × 844. The last line of the output:
// {"passed":true,"registered":2000,"depth":3,"file":"….xlsx","bytes":6543}.
import { readFile } from 'node:fs/promises';
import { assert, base, open, required, totp } from './browser.mjs';

const username = required('ADMIN_USERNAME');
const password = required('ADMIN_PASSWORD');
const secret = required('ADMIN_TOTP');
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const { page, step, run, beStrict, heading } = await open({ viewport: DESKTOP, axe: false });

await run(async () => {
    await signIn();
    const registered = await overview();
    const depth = await drillDown();
    const download = await downloadList();
    await everyPage(DESKTOP);
    await aListIsAsItWasLeft();
    await everyPage(PHONE);
    await newColleague();
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
    await heading('输入动态口令');
    await step('second-factor');
    await page.getByLabel('动态口令').fill(await totp(secret));
    await page.getByRole('button', { name: '完成登录' }).click();
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

/** What is chosen stands in the address, what is typed does not; both are there on the way back. */
async function aListIsAsItWasLeft() {
    const query = page.getByLabel('姓名、报名流水号或证件号');
    const address = () => decodeURIComponent(new URL(page.url()).hash);
    const asked = async (wanted, act) => {
        const answer = page.waitForResponse((response) => {
            if (!response.url().endsWith('/api/admin/candidates/search')) return false;
            const { organisation, stage, text } = response.request().postDataJSON();
            return [organisation, stage, text].join() === wanted;
        });
        await act();
        const { rows: candidates } = await (await answer).json();
        await page.waitForFunction(
            (count) =>
                document.querySelectorAll('[data-table=candidates] tbody tr').length === count,
            candidates.length,
        );
        return candidates;
    };
    await page.goto(`${base}/admin/#/candidates`);
    await heading('考生查询');
    await asked('43,filled,', () => choose('进度', '已填报名信息'));
    await asked('4301,filled,', () => choose('市州', '长沙市'));
    await query.fill('0102');
    const narrowed = '4301,filled,0102';
    const [first] = await asked(narrowed, () => page.getByRole('button', { name: '查询' }).click());
    assert(first, 'nobody of Changsha has filled the form: is the demo province loaded?');
    assert(address() === '#/candidates?organisation=4301&stage=filled', address());
    await page.locator('[data-table=candidates] tbody a').first().click();
    await heading(first.name);
    await asked(narrowed, () => page.getByRole('link', { name: '返回考生查询' }).click());
    assert((await query.inputValue()) === '0102', 'what was typed is gone');
    assert(address() === '#/candidates?organisation=4301&stage=filled', address());
    await page.getByRole('search').getByText('长沙市').waitFor();
    // The menu begins anew.
    await asked('43,,', () => page.getByRole('link', { name: '考生查询', exact: true }).click());
    assert((await query.inputValue()) === '' && address() === '#/candidates', address());
}

async function choose(label, option) {
    await page.getByRole('combobox', { name: label }).click({ force: true });
    await page.getByRole('option', { name: option, exact: true }).click();
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
        await buttonsAreInSight(name);
        await step(`${viewport.width}-${name}`);
    }
}

/** What is to be pressed in a row of a table is seen without scrolling the table. */
async function buttonsAreInSight(name) {
    const cut = await page.locator('.scroll').evaluateAll((boxes) =>
        boxes.flatMap((box) => {
            const edge = box.getBoundingClientRect().right + 1;
            const buttons = [...box.querySelectorAll('tbody button')];
            const beyond = buttons.filter((one) => one.getBoundingClientRect().right > edge);
            return beyond.map((one) => one.textContent.trim());
        }),
    );
    assert(cut.length === 0, `${name}: cut off: ${[...new Set(cut)].join('、')}`);
}

/** An account for a registration point, and its first sign-in: a password of one's own, then 动态口令 by choice. */
async function newColleague() {
    await page.setViewportSize(DESKTOP);
    await page.goto(`${base}/admin/#/staff`);
    await heading('账号');
    await page.getByRole('button', { name: '建立账号' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('姓名').fill('测试同事');
    await form.getByLabel('用户名').fill('Colleague-1');
    await step('new-account');
    await form.getByRole('button', { name: '建立账号' }).click();
    const initial = await page.locator('[data-field=initial-password]').textContent();
    assert(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(initial), `the first password is ${initial}`);
    await page.getByText('要由另一位同事').first().waitFor();
    await step('first-password');
    await page.getByRole('button', { name: '我已记下，关闭' }).click();
    const row = page.locator('[data-table=staff] tbody tr', { hasText: 'colleague-1' });
    await row.getByText('待复核').waitFor();
    assert(
        (await row.getByRole('button', { name: '同意', exact: true }).count()) === 0,
        'who proposed may not agree',
    );
    await buttonsAreInSight('账号');
    await step('waiting-for-another');
    await row.getByRole('button', { name: '撤回' }).click();
    await form.getByText('账号停用，由提出人重新处理。').waitFor();
    await form.getByLabel('原因').fill('测试撤回');
    await step('taking-back');
    await form.getByRole('button', { name: '撤回' }).click();
    await row.getByText('已停用').waitFor();
    await row.getByRole('button', { name: '启用' }).click();
    await form.getByText('另一位同事复核同意后才能登录。').waitFor();
    assert((await form.getByLabel('原因').inputValue()) === '', 'the reason of before is there');
    await form.getByRole('button', { name: '取消' }).click();

    await page.goto(`${base}/admin/#/sessions`);
    await page.getByRole('button', { name: '重新设置' }).click();
    const current = page.locator('form', { hasText: '开始设置' });
    await current.getByLabel('当前密码').fill(password);
    await current.getByLabel('现在的动态口令').fill(await laterCode(secret));
    await page.getByRole('button', { name: '开始设置' }).click();
    await page.getByText('不能扫码').click();
    const fresh = (await page.locator('[data-field=totp-secret]').textContent())
        .replaceAll(' ', '')
        .trim();
    await step('enrolment');
    await page.waitForTimeout(1000);
    await page.getByRole('textbox', { name: '动态口令' }).fill(await laterCode(fresh));
    await page.getByRole('button', { name: '确认设置' }).click();
    const codes = page.locator('[data-field=recovery-codes] li');
    await codes.first().waitFor();
    assert((await codes.count()) === 10, 'ten recovery codes');
    await step('recovery-codes');
    await page.getByRole('button', { name: '我已保存，继续' }).click();
    await page.getByText('还有 10 个恢复码').waitFor();
    for (const [address, title] of [
        ['acts', '操作记录'],
        ['sign-in-failures', '登录失败'],
    ]) {
        await page.goto(`${base}/admin/#/${address}`);
        await heading(title);
        await page.waitForLoadState('networkidle');
        await step(`at-last-${address}`);
    }
}

/** A code counts once, and the sign-in has used that of its own half minute. */
async function laterCode(fresh) {
    return totp(fresh, 30_000);
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
