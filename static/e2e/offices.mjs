// A point's, a county's, a city's and finance's day in a real browser: a card that the reader gives, a camera, a card of another
// province that stops, another document that the city agrees to, a card that is read again, the list that is called, points that
// are renamed and closed and give numbers back, and what was collected.
//
//   node e2e/offices.mjs
//
// Environment, besides that of browser.mjs: STAFF_PASSWORD, POINT, COUNTY, CITY (accounts), FINANCE, FINANCE_TOTP, PROVINCE,
// PROVINCE_TOTP; READER (address of the simulated reader).
import { assert, base, open, required, totp } from './browser.mjs';

const password = required('STAFF_PASSWORD');
const reader = required('READER');
const DESKTOP = { width: 1280, height: 800 };
const { page, step, run, beStrict, heading } = await open({
    viewport: DESKTOP,
    permissions: ['camera'],
    locale: 'zh-CN',
});

await run(async () => {
    const serial = await captures();
    const passport = await asksTheCity();
    await thePointIsRun();
    await theCityAgrees(passport);
    await theListIsCalled();
    await theCountyRunsItsPoints();
    await theFileOfACandidate(serial);
    await financeCounts();
    return { serial };
});

async function signIn(username, secret) {
    beStrict(false);
    await page.context().clearCookies();
    await page.goto('about:blank');
    await page.goto(`${base}/admin/#/sign-in`);
    await heading('招考信息管理');
    await page.getByLabel('用户名').fill(username);
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录' }).click();
    if (secret) {
        await heading('输入动态口令');
        await page.getByLabel('动态口令').fill(await totp(secret));
        await page.getByRole('button', { name: '完成登录' }).click();
    }
    await page
        .getByRole('navigation', { name: '主菜单', includeHidden: true })
        .waitFor({ state: 'attached' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    beStrict(true);
}

async function goTo(address, title) {
    await page.goto(`${base}/admin/#/${address}`);
    await heading(title);
}

async function readFrom(address) {
    const field = page.getByLabel('读卡程序的地址');
    if (!(await field.isVisible())) await page.getByText('读卡程序的地址，或粘贴读卡数据').click();
    await field.fill(address);
    await page.locator('[data-action=read]').click();
}

async function shoot() {
    await page.locator('[data-action=camera]').click();
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
    await step('camera');
    await page.locator('[data-action=shoot]').click();
    await page.getByRole('img', { name: '采集照片预览' }).waitFor();
}

/** The reader, the camera, a number; and what is in the form is not lost by going away. */
async function captures() {
    await signIn(required('POINT'));
    await goTo('capture', '考生采集');
    await step('capture-empty');
    await readFrom(`${reader}/none`);
    await page.getByText('没有读到卡').waitFor();
    await readFrom(`${reader}/outside`);
    await page.locator('[data-field=outside]').waitFor();
    await page.getByRole('button', { name: '提交审核' }).waitFor();
    await step('capture-outside');
    await readFrom(reader);
    await page.waitForFunction(() => !document.querySelector('[data-field=outside]'));
    await page.getByText('校验位相符').waitFor();
    await shoot();
    await step('capture-filled');
    await page.getByRole('link', { name: '考生查询', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await heading('考生采集');
    await page.getByText('校验位相符').waitFor();
    await page.getByRole('button', { name: '绑定报名流水号' }).click();
    const serial = await page.locator('[data-field=serial]').textContent();
    await step('slip');
    return serial.replaceAll(/\D/g, '');
}

/** A document that no reader knows: typed by hand, dates in any form, and the city decides. */
async function asksTheCity() {
    const number = `E${String(Date.now()).slice(-8)}`;
    await page.getByRole('button', { name: '采集下一位' }).click();
    await choose('证件类型', '护照');
    await page.getByLabel('姓名').fill('境外示例');
    await page.getByLabel('证件号码').fill(number);
    await page.getByRole('radiogroup', { name: '性别' }).getByText('女').click();
    await choose('民族', /汉/);
    await page.getByLabel('出生日期').fill('2008.3.5');
    await page.getByLabel('住址').fill('长沙市示例路 1 号');
    await page.getByLabel('有效期起').fill('20220131');
    await page.getByLabel('有效期止').fill('2032年1月31日');
    await page.getByLabel('住址').focus();
    assert((await page.getByLabel('出生日期').inputValue()) === '2008-03-05', 'a date in dots');
    assert((await page.getByLabel('有效期止').inputValue()) === '2032-01-31', 'a date in words');
    await shoot();
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.locator('[data-field=sent]').getByText('市（州）招考机构审核').waitFor();
    await step('sent-to-the-city');
    await goTo('applications', '采集审核');
    await page.getByText('等待市（州）').first().waitFor();
    await step('applications-of-the-point');
    return number;
}

/** Who was typed in by hand has a task; the photo stays, the card is read again. */
async function thePointIsRun() {
    await goTo('candidates', '考生查询');
    await choose('待办', '须补读身份证');
    await page.waitForLoadState('networkidle');
    await step('to-read');
    await choose('待办', '全部考生');
    await page.locator('[data-table=candidates] tbody tr').first().getByRole('link').click();
    await page
        .getByRole('link', { name: /^(补读身份证|重新采集)$/ })
        .first()
        .click();
    await page.getByRole('heading', { level: 1, name: /^重新采集/ }).waitFor();
    await step('recapture');
    // The next person is somebody else.
    await page.getByRole('link', { name: '考生采集', exact: true }).click();
    await heading('考生采集');
}

async function theCityAgrees(number) {
    await signIn(required('CITY'));
    await page.locator('[data-list=pending]').getByText('份采集申请待审核').click();
    await heading('采集审核');
    const row = page.locator('[data-table=applications] tbody tr', { hasText: number.slice(-2) });
    await row.getByRole('button', { name: '看照片' }).click();
    await row.getByRole('img').waitFor();
    await step('applications-of-the-city');
    await row.getByRole('button', { name: '通过', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '通过，分配报名流水号' }).click();
    await page
        .getByText('没有这样的申请')
        .or(page.locator('[data-table=applications]'))
        .first()
        .waitFor();
    await page.getByText('已通过', { exact: true }).click();
    await page.getByRole('button', { name: '通知单' }).first().click();
    await page.locator('[data-field=serial]').waitFor();
    await step('slip-again');
}

async function theListIsCalled() {
    await goTo('not-submitted', /上线未提交保存正式志愿考生$/);
    const rows = page.locator('[data-table=not-submitted] tbody tr');
    await rows.first().waitFor();
    await step('chase');
    const all = await rows.count();
    await choose('志愿状态', '只存有草稿');
    await page.waitForLoadState('networkidle');
    await step('chase-drafts');
    await choose('志愿状态', '全部未提交');
    await choose('通知情况', '还没有通知');
    await page.waitForLoadState('networkidle');
    await rows.first().waitFor();
    const first = rows.first();
    const name = (await first.locator('th').textContent()).trim();
    const phone = first.getByRole('button', { name: /的手机号$/ });
    if (await phone.count()) {
        await phone.click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('用途').waitFor();
        await step('reveal-phone');
        await dialog.getByRole('button', { name: '查看手机号' }).click();
        const shown = await first.locator('[data-field=phone]').textContent();
        assert(/^1\d{10}$/.test(shown), `the phone is ${shown}`);
    }
    await first.getByRole('button', { name: /未填报原因$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('复读', { exact: true }).click();
    await dialog.getByLabel('说明').fill('本人电话答复');
    await step('call-result');
    await page.mouse.click(20, 400);
    assert(await dialog.isVisible(), 'a click outside has closed the dialog');
    await dialog.getByRole('button', { name: '登记' }).click();
    await page
        .waitForFunction(
            (gone) =>
                !document
                    .querySelector('[data-table=not-submitted] tbody th')
                    ?.textContent.includes(gone),
            name,
        )
        .catch(() => undefined);
    await choose('通知情况', '已通知和未通知');
    await page.locator('[data-table=not-submitted]').getByText('复读').first().waitFor();
    await step('chase-noted');
    assert(all > 0, 'nobody is on the list: is the demo province loaded?');
    await file('下载未提交名单', '下载');
}

async function theCountyRunsItsPoints() {
    await signIn(required('COUNTY'));
    await goTo('points', '报名点与号段');
    await page.locator('[data-table=points] tbody tr').first().waitFor();
    await step('points');
    await page.getByRole('button', { name: '批量设置' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('旅程示例甲中学 20\n旅程示例乙中学\n短');
    await dialog.getByText('名称应为 2–40 个字').waitFor();
    await step('many-points-fault');
    await dialog.getByRole('textbox').fill('旅程示例甲中学 20\n旅程示例乙中学');
    await dialog.getByRole('button', { name: '设置 2 个报名点' }).click();
    const row = page.locator('[data-table=points] tbody tr', { hasText: '旅程示例甲中学' });
    await row.waitFor();
    await step('many-points');
    await row.getByRole('button', { name: /收回/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: '收回' }).click();
    await row.getByText('未划分').waitFor();
    await row.getByRole('button', { name: /改名/ }).click();
    await page.getByRole('dialog').getByLabel('新名称').fill('旅程示例丙中学');
    await page.getByRole('dialog').getByRole('button', { name: '改名' }).click();
    const renamed = page.locator('[data-table=points] tbody tr', { hasText: '旅程示例丙中学' });
    await renamed.getByRole('button', { name: /停用/ }).click();
    await page.getByRole('dialog').getByLabel('停用的原因').fill('测试停用');
    await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
    await renamed.getByText('已停用').waitFor();
    await step('point-closed');
    await page.setViewportSize({ width: 390, height: 844 });
    await renamed.getByRole('button', { name: /恢复/ }).scrollIntoViewIfNeeded();
    const { x, width } = await renamed.getByRole('button', { name: /恢复/ }).boundingBox();
    assert(x >= 0 && x + width <= 390, 'on a phone the buttons of a point are out of sight');
    await step('points-on-a-phone');
    await page.setViewportSize({ width: 1280, height: 900 });
    await aColleagueMoves();
}

/** Somebody goes to another school: by the keyboard alone. */
async function aColleagueMoves() {
    await goTo('staff', '账号');
    const row = page.locator('[data-table=staff] tbody tr', { hasText: required('POINT') }).first();
    await row.waitFor();
    const before = await row.locator('td').first().innerText();
    await row.getByRole('button', { name: '调动' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const inside = () => page.evaluate(() => !!document.activeElement?.closest('[role=dialog]'));
    await page.waitForFunction(() => !!document.activeElement?.closest('[role=dialog]'));
    const picker = dialog.getByRole('combobox', { name: '报名点' });
    await picker.waitFor();
    for (let tabs = 0; tabs < 8; tabs += 1) {
        if (await picker.evaluate((one) => one === document.activeElement)) break;
        await page.keyboard.press('Tab');
        assert(await inside(), 'the focus has left the dialog');
    }
    await page.keyboard.type('第二');
    await page.getByRole('option').filter({ visible: true }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('原因').fill('到另一所学校工作');
    await step('staff-move');
    await dialog.getByRole('button', { name: '调动' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.waitForFunction(
        ([name, was]) =>
            [...document.querySelectorAll('[data-table=staff] tbody tr')].some(
                (one) =>
                    one.textContent.includes(name) && one.querySelector('td').innerText !== was,
            ),
        [required('POINT'), before],
    );
    await step('staff-moved');
}

async function theFileOfACandidate(serial) {
    await goTo('candidates', '考生查询');
    // As it is printed on the slip.
    await page
        .getByLabel('姓名、报名流水号或证件号')
        .fill(`${serial.slice(0, 4)} ${serial.slice(4)}`);
    await page.getByRole('button', { name: '查询' }).click();
    await page
        .locator('[data-table=candidates] tbody tr', { hasText: serial })
        .getByRole('link')
        .click();
    await page.getByRole('img', { name: /采集照片/ }).waitFor();
    await page
        .locator('[data-table=journal]')
        .getByText('报名流水号：')
        .or(page.locator('.said').first())
        .first()
        .waitFor();
    await step('candidate-file');
    await page.getByRole('button', { name: '补打通知单' }).click();
    await page.locator('[data-field=serial]').waitFor();
    await step('candidate-slip');
}

async function financeCounts() {
    await signIn(required('FINANCE'), required('FINANCE_TOTP'));
    await goTo('payments', '缴费');
    await choose('状态', '已支付');
    await page.waitForLoadState('networkidle');
    await step('orders-paid');
    await page.getByText('收缴统计', { exact: true }).click();
    await page.locator('[data-table=collections] tbody tr').first().waitFor();
    for (const way of ['按支付机构', '按项目', '按县市区']) {
        await page.getByText(way, { exact: true }).click();
        await heading('缴费');
        await page.locator('[data-table=collections] tbody tr').first().waitFor();
        await step(`collections-${way}`);
    }
    await file('下载统计', '下载');
    await page.getByText('对账', { exact: true }).click();
    await page.locator('[data-table=reconciled-days]').getByText('缺对账单').first().waitFor();
    await step('reconciliation-calendar');
}

async function file(button, confirm) {
    const [download] = await Promise.all([
        page.waitForEvent('download'),
        (async () => {
            await page.getByRole('button', { name: button }).first().click();
            await page
                .getByRole('dialog')
                .getByRole('button', { name: confirm, exact: true })
                .click();
        })(),
    ]);
    assert(download.suggestedFilename().endsWith('.xlsx'), download.suggestedFilename());
}

async function choose(label, option) {
    await page.getByRole('combobox', { name: label }).click({ force: true });
    const named = typeof option === 'string' ? { name: option, exact: true } : { name: option };
    await page.getByRole('option', named).first().click();
}
