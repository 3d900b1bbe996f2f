// Two candidates pay on the phone itself, in its own browser, at 390 × 844: a newcomer's 报名费 through
// WeChat Pay, then the 考试费 of somebody who has filled the form through UnionPay, and 外语口语测试 chosen
// and dropped.
//
//   node e2e/payment.mjs
//
// Environment, besides that of browser.mjs, all required:
//   NEWCOMER_SERIAL, NEWCOMER_NAME, NEWCOMER_VALID_UNTIL (YYYY-MM-DD)
//   CANDIDATE_SERIAL, CANDIDATE_LOGIN_PASSWORD
//
// The last line of the output: {"passed":true}.
import { assert, base, open, required, sandbox } from './browser.mjs';

const newcomer = {
    serial: required('NEWCOMER_SERIAL'),
    name: required('NEWCOMER_NAME'),
    validUntil: required('NEWCOMER_VALID_UNTIL'),
};
const candidate = {
    serial: required('CANDIDATE_SERIAL'),
    login: required('CANDIDATE_LOGIN_PASSWORD'),
};
const ORAL = '外语口语测试费（英语）';

const { page, step, run, heading, button, link, field } = await open({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
});

await run(async () => {
    await firstSignIn();
    await payThroughWeChat();
    await leave();
    await signIn();
    await payThroughUnionPay();
    await chooseAndDrop();
    await signOut();
});

async function firstSignIn() {
    await page.goto(`${base}/`);
    await heading('考生登录');
    await button('首次登录').tap();
    await field('报名流水号或证件号').fill(newcomer.serial);
    await field('姓名').fill(newcomer.name);
    await field('证件有效期截止日期').fill(newcomer.validUntil);
    await button('登录').tap();
    await page.getByText('现在要做的事').waitFor();
}

async function payThroughWeChat() {
    await link('去缴费').tap();
    await reads('普通高考报名费', '¥40.00', '一旦缴纳不退', '缴费是报名的第一步');
    await step('fee on the phone');
    await button('去微信支付').tap();
    await cashier('微信支付收银台', '¥ 40.00');

    // Back without having paid: the page knows of the attempt, and leads there again.
    await page.goBack();
    await page.getByRole('heading', { name: '正在等待缴费结果' }).waitFor();
    await reads('不要重复支付', '还没有付款的，可以再去支付');
    await step('fee waiting');
    await button('去微信支付').tap();
    await cashier('微信支付收银台', '¥ 40.00');
    await button('付款').tap();
    await page.getByText('已支付', { exact: true }).waitFor();
    await step('WeChat cashier paid');
    await link('返回商户').tap();

    await page.waitForURL(/\/pay\/[^/]+$/);
    await page.getByRole('heading', { name: '缴费成功' }).waitFor();
    await reads('普通高考报名费', '40.00 元', `*${newcomer.name.at(-1)}`, '不用再付');
    await step('back from WeChat');
    await link('回到招考首页').tap();
    await rowReads('普通高考报名费', '已完成');
    await page.getByRole('heading', { name: '完成实人认证' }).waitFor();
    await step('home after the fee');
    await link('普通高考报名费').tap();
    await page.getByRole('heading', { name: '缴费成功' }).waitFor();
    await reads('普通高考报名费', '¥40.00', '下一步：实人认证');
    const first = await page.getByRole('heading', { level: 2 }).first().innerText();
    assert(first === '缴费成功', `the first thing on the page is “${first}”`);
    await step('fee paid');
}

async function signIn() {
    await field('报名流水号或证件号').fill(candidate.serial);
    await field('登录密码').fill(candidate.login);
    await button('登录').tap();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
}

async function payThroughUnionPay() {
    await page.getByRole('heading', { name: '缴纳普通高考考试费' }).waitFor();
    await page.goto(`${base}/payment`);
    await heading('缴费');
    await rowReads('普通高考报名费', '40.00 元', '已缴费');
    await rowReads('普通高考考试费', '168.00 元', '语文、数学、外语每科 30 元', '待缴费');
    await rowReads(ORAL, '20.00 元', '选择');
    await step('fees');

    await link('普通高考考试费').tap();
    await reads('¥168.00', '选择性考试三科每科 26 元', '缴费后才能打印准考证');
    await page.getByRole('radio', { name: '云闪付' }).check();
    await step('exam fee');
    await button('去银联支付').tap();
    await page.getByText('接下来由银联收款').waitFor();
    await step('on the way to UnionPay');
    await button('前往银联付款').tap();
    await cashier('银联收银台', '¥ 168.00');
    await button('付款').tap();
    await page.getByText('已支付', { exact: true }).waitFor();
    await button('返回商户').tap();

    await page.waitForURL(/\/pay\/[^/]+$/);
    await page.getByRole('heading', { name: '缴费成功' }).waitFor();
    await reads('普通高考考试费', '168.00 元');
    await step('back from UnionPay');
    await link('回到招考首页').tap();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
    await step('home after the exam fee');
    await page.goto(`${base}/payment`);
    await rowReads('普通高考考试费', '168.00 元', '已缴费');
    await link('普通高考考试费').tap();
    await page.getByRole('heading', { name: '缴费成功' }).waitFor();
    await step('exam fee paid');
    await link('查看缴费票据').tap();
    await reads('普通高考考试费', '168.00');
    await step('bill');
}

async function chooseAndDrop() {
    await page.goto(`${base}/payment`);
    await button(`选择${ORAL}`).tap();
    await page.getByRole('dialog').getByText('不能补报和调整').waitFor();
    await step('choose the oral test');
    await page.getByRole('dialog').getByRole('button', { name: '选择', exact: true }).tap();
    await page.getByText('20.00 元，已选择，还没有缴费').waitFor();
    await page.locator('.fee').filter({ hasText: ORAL }).getByText('待缴费').waitFor();
    await step('oral test chosen');
    await button(`取消选择${ORAL}`).tap();
    await step('drop the oral test');
    await page.getByRole('dialog').getByRole('button', { name: '取消选择', exact: true }).tap();
    await button(`选择${ORAL}`).waitFor();
    const rows = await page.locator('.fee').count();
    assert(rows === 2, `${rows} fees instead of 2 after the oral test was dropped`);
    await step('oral test dropped');
}

/** The sandbox's page of the provider, in the same window. */
async function cashier(title, amount) {
    await page.waitForURL((url) => url.href.startsWith(sandbox));
    await heading(title);
    await reads(amount);
}

/** Who came by facts has no page of their own yet: leaving is at the top of every page. */
async function leave() {
    await button('退出').tap();
    await heading('考生登录');
}

async function signOut() {
    await page.goto(`${base}/account`);
    await page.getByText('本机').waitFor();
    await button('退出登录').tap();
    await heading('考生登录');
}

async function reads(...texts) {
    for (const text of texts) await page.getByText(text).first().waitFor();
}

/** What stands in the row of a fee or an offer. */
async function rowReads(name, ...texts) {
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name });
    for (const text of texts) await row.getByText(text).first().waitFor();
}
