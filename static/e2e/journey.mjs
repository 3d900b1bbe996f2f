// A candidate's journey in a real browser, by clicking, at 390 × 844.
//
//   node e2e/journey.mjs
//
// Environment, besides that of browser.mjs:
//   JOURNEY_PARTS       registration,volunteer                 (both)
//   JOURNEY_SERIAL      报名流水号                             required
//   JOURNEY_NAME, JOURNEY_VALID_UNTIL (YYYY-MM-DD or 长期)     required for registration
//   JOURNEY_LOGIN_PASSWORD, JOURNEY_SAVE_PASSWORD              (made up for registration)
//   JOURNEY_YEAR        whose form it is, in form.mjs          (demo)
//   JOURNEY_WIDTH       viewport width                         (390)
//   JOURNEY_BIG_FONT    1 for 大字版                           (no)
//
// The last line of the output: {"passed":true,"code":"…","hash":"…"}.
import { assert, base, open, required, sandbox, WAIT } from './browser.mjs';
import { years } from './form.mjs';

const { env } = process;
const parts = (env.JOURNEY_PARTS ?? 'registration,volunteer').split(',');
const year = years[env.JOURNEY_YEAR ?? 'demo'];
const who = {
    serial: required('JOURNEY_SERIAL'),
    name: env.JOURNEY_NAME ?? '',
    validUntil: env.JOURNEY_VALID_UNTIL ?? '',
    login: env.JOURNEY_LOGIN_PASSWORD ?? 'Tide7harbor',
    save: env.JOURNEY_SAVE_PASSWORD ?? 'Maple4lantern',
};

const { page, context, step, run, heading, button, link, field } = await open({
    viewport: { width: Number(env.JOURNEY_WIDTH ?? 390), height: 844 },
    deviceScaleFactor: 2,
});

await run(async () => {
    if (env.JOURNEY_BIG_FONT) {
        await page.goto(`${base}/`);
        await button('大字版').click();
        await button('标准字体').waitFor();
    }
    if (parts.includes('registration')) await registration();
    return parts.includes('volunteer') ? await volunteer() : {};
});

async function registration() {
    await page.goto(`${base}/`);
    await heading('考生登录');
    await button('首次登录').click();
    await button('登录').click();
    await page.getByRole('alert').getByText('请填写姓名').waitFor();
    await step('sign-in errors');
    // As it is printed on the slip, from a Chinese keyboard.
    const printed = `${who.serial.slice(0, 4)} ${who.serial.slice(4)}`;
    const wide = printed.replaceAll(/\d/g, (digit) =>
        String.fromCharCode(digit.charCodeAt(0) + 0xfee0),
    );
    await field('报名流水号或证件号').fill(wide);
    await field('姓名').fill(who.name);
    if (who.validUntil === '长期') await page.getByLabel('证件上写的是“长期”').check();
    else await field('证件有效期截止日期').fill(who.validUntil);
    await step('first sign-in');
    await button('登录').click();
    await page.getByText('现在要做的事').waitFor();
    await step('home before the fee');

    await link('去缴费').click();
    await page.getByText(/不退/).first().waitFor();
    await step('fee');
    await button('生成缴费二维码').click();
    await page.getByAltText('缴费二维码').waitFor();
    await step('fee with its code');
    await payAtTheProvider();
    await page.getByRole('heading', { name: '缴费成功' }).waitFor();
    await step('fee paid');

    await link('下一步：实人认证').click();
    await button('开始实人认证').waitFor();
    await step('identity check');
    await button('开始实人认证').click();
    await passTheIdentityCheck();
    await page.getByRole('heading', { name: '实人认证已通过' }).waitFor({ timeout: 2 * WAIT });
    await step('identity passed');

    await link('下一步：设置密码').click();
    await field('登录密码').fill('short');
    await field('信息保存密码').fill('short');
    await button('保存两个密码').click();
    await page.getByRole('alert').waitFor();
    await step('password rules');
    await field('登录密码').fill(who.login);
    await field('信息保存密码').fill(who.save);
    await button('保存两个密码').click();
    await page.getByRole('heading', { name: '密码已设置' }).waitFor();
    await step('passwords set');

    await link('下一步：承诺书与报名信息').click();
    await heading(year.pledge);
    await step('pledge');
    await page.getByLabel('本人已认真阅读，承诺遵守以上全部内容').check();
    await button('签署承诺书，继续填写报名信息').click();
    await year.fill({ page, button, field, step });
    await button('下一步：核对').click();
    await heading('核对并提交保存');
    await step('registration check');
    await field('信息保存密码').fill(who.save);
    await button('提交保存').click();
    await page.getByText('已提交保存', { exact: true }).first().waitFor();
    await step('registration saved');
    await onPaper();
    await signOut();
}

/** 报名表 as a picture, and as it is printed: in the order of its places there. */
async function onPaper() {
    await button('把报名表存成图片').click();
    await page.getByRole('img', { name: /^报名表的图片/ }).waitFor();
    await step('the form as a picture');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const phone = page.viewportSize();
    // A4.
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: 'print' });
    const paper = page.getByRole('article');
    await paper.getByRole('heading', { name: '考生报名表' }).waitFor();
    const text = await paper.innerText();
    const order = year.places.map((label) => text.indexOf(label));
    assert(
        order.every((at, index) => at > (order[index - 1] ?? -1)),
        `on paper: ${text}`,
    );
    assert(!(await button('打印或存为 PDF').isVisible()), 'a button is printed');
    await step('the form on paper');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(phone);
}

async function volunteer() {
    await page.goto(`${base}/sign-in`);
    await field('报名流水号或证件号').fill(who.serial);
    await field('登录密码').fill(who.login);
    await step('sign-in');
    await button('登录').click();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
    await step('home before the choices');

    await page.getByRole('main').getByRole('link', { name: '成绩' }).click();
    await heading('成绩');
    await page.getByText('总分').waitFor();
    await step('score');
    await page.getByRole('link', { name: '志愿', exact: true }).filter({ visible: true }).click();
    await heading('志愿');
    await step('batches');
    await page
        .getByRole('region', { name: year.batch })
        .getByRole('link', { name: /开始填报|修改志愿草稿/ })
        .click();
    await page.getByText('志愿表还是空的').waitFor();
    await step('empty list');

    for (let position = 1; position <= 4; position += 1) await addGroup(position);
    await link('看志愿表').click();
    await page.getByRole('group', { name: '第 4 志愿的操作' }).waitFor();
    await saved();
    await step('draft of four');

    const first = await page
        .getByRole('listitem')
        .filter({ hasText: /^第 1 志愿/ })
        .first()
        .innerText();
    await button('第 1 志愿下移').click();
    await saved();
    await button('第 4 志愿移到第几位').click();
    await page.getByLabel(/^第几位/).fill('1');
    await step('move to a place');
    await button('移到这一位').click();
    await saved();
    await button('移除第 2 志愿').click();
    await button('撤销').click();
    await saved();
    await button('移除第 4 志愿').click();
    await saved();
    await step('draft in its order');

    await page.reload();
    await saved();
    const count = await page.getByRole('group', { name: /志愿的操作/ }).count();
    if (count !== 3)
        throw new Error(`the saved draft has ${count} choices instead of 3 (${first})`);

    await button('核对并提交').click();
    await heading('核对并提交保存');
    await step('choices check');
    await button('提交保存').click();
    await field('信息保存密码').fill(`${who.save}x`);
    await button(/^提交保存（/).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await step('wrong save password');
    await field('信息保存密码').fill(who.save);
    await button(/^提交保存（/).click();
    await heading('已提交正式志愿');
    await step('receipt');
    const code = await page.getByRole('status').locator('strong').innerText();
    const hash = await page.getByText('校验值').locator('.mono').innerText();

    await link('全部提交记录').click();
    await page.getByText('现在有效').waitFor();
    await step('history');
    await signOut();
    return { code: code.trim(), hash: hash.trim() };
}

async function addGroup(position) {
    if (position === 1) await page.getByRole('link', { name: '查找院校专业组' }).click();
    await heading('查找院校专业组');
    const groups = page.getByRole('region', { name: '结果' }).getByRole('listitem');
    await groups.first().waitFor();
    if (position === 1) {
        await step('groups');
        await sideBySide(groups);
    }
    await groups
        .nth((position - 1) * 3)
        .getByRole('link')
        .click();
    const majors = page.getByRole('group', { name: /^选择专业/ }).getByRole('checkbox');
    await majors.first().check();
    await majors.nth(1).check();
    await page.getByRole('radio', { name: '服从调剂', exact: true }).check();
    if (position === 1) await step('group');
    await button(/^加入为第/).click();
    await page.getByText(`已加入为第 ${position} 志愿`).first().waitFor();
}

/** Three 收藏 in columns of their own, on the smallest phone, too. */
async function sideBySide(groups) {
    for (const place of [0, 1, 2]) await groups.nth(place).getByRole('button').first().click();
    await button('收藏（3）').click();
    for (const place of [0, 1, 2]) await groups.getByRole('checkbox').nth(place).check();
    await step('favourites side by side');
    await button('全部').first().click();
    await groups.nth(3).waitFor();
}

/** The provider's page, in a window of its own: another phone has scanned the code. */
async function payAtTheProvider() {
    const { fees } = await (await page.request.get(`${base}/api/payment/fees`)).json();
    const code = fees.find(({ order }) => order?.status === 'open').order.code_url;
    const cashier = await context.newPage();
    const address = code?.startsWith('http')
        ? code
        : `${sandbox}/cashier?pr=${encodeURIComponent(code ?? '')}`;
    await cashier.goto(address);
    await cashier
        .getByRole('button', { name: /支付|付款/ })
        .first()
        .click();
    await cashier.waitForLoadState('networkidle').catch(() => undefined);
    await cashier.close();
    await page.bringToFront();
    const paid = page.getByRole('heading', { name: '缴费成功' });
    const soon = await paid.waitFor({ timeout: 6000 }).then(
        () => true,
        () => false,
    );
    if (!soon) await button('支付状态刷新').click();
}

/** The identity service's page, in the same window; it leads back. */
async function passTheIdentityCheck() {
    await page.waitForURL((url) => !url.href.startsWith(`${base}/identity`));
    await page.getByRole('button', { name: '通过', exact: true }).click();
    if (!page.url().startsWith(base)) {
        await page
            .getByRole('link', { name: /返回|继续/ })
            .first()
            .click()
            .catch(() => undefined);
    }
    if (!page.url().startsWith(base)) await page.goto(`${base}/identity`);
}

async function signOut() {
    await page.goto(`${base}/account`);
    await page.getByRole('heading', { name: '登录的设备' }).waitFor();
    await page.getByText('本机').waitFor();
    await step('account');
    await button('退出登录').click();
    await heading('考生登录');
}

async function saved() {
    await page.getByText(/^已保存 \d\d:\d\d:\d\d · 草稿, 未提交$/).waitFor();
}
