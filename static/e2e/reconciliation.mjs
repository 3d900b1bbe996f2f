// Two people reconcile a statement in the admin console: one imports it and proposes to write down
// a payment that only the provider knows of, the other agrees. Likewise with a fee of the middle of the year.
//
//   node e2e/reconciliation.mjs
//
// Environment, besides that of browser.mjs, all required:
//   PROPOSER, CONFIRMER, each with _PASSWORD and _TOTP            two accounts of the province
//   STATEMENT_DATE (YYYY-MM-DD), ORDER_NO                        the silent payment at WeChat Pay
//
// The last line of the output: {"passed":true}.
import { assert, base, open, required, sandbox, totp } from './browser.mjs';

const date = required('STATEMENT_DATE');
const dayBefore = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
const order = required('ORDER_NO');
const proposer = account('PROPOSER');
const confirmer = account('CONFIRMER');
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const FEE = '档案邮寄费';
const GROUND = '湘价费〔示例〕7号';
const REASON = '已在商户平台核对，付款人已付';

const { page, step, run, beStrict, heading, button, link, field } = await open({
    viewport: DESKTOP,
    axe: false,
});
const table = (name) => page.locator(`[data-table=${name}]`);
const difference = (list) => table(`differences-${list}`).locator('tbody tr', { hasText: order });

await run(async () => {
    await signIn(proposer);
    await proposeARefund();
    await openReconciliation();
    await step('before the import');
    await importStatement();
    await propose();
    await proposeFee();
    await signOut();
    await signIn(confirmer);
    await agreeToTheRefund();
    await openReconciliation();
    await confirm();
    await agreeToFee();
    await signOut();
});

function account(name) {
    return {
        username: required(name),
        password: required(`${name}_PASSWORD`),
        secret: required(`${name}_TOTP`),
    };
}

async function signIn({ username, password, secret }) {
    await page.goto(`${base}/admin/`);
    await heading('招考信息管理');
    await field('用户名').fill(username);
    await field('密码').fill(password);
    await button('登录').click();
    await heading('输入动态口令');
    await field('动态口令').fill(await totp(secret));
    await button('完成登录').click();
    await heading(/统计$|^缴费$/);
    beStrict(true);
}

function alarm() {
    return table('payment-alarms').locator('tbody tr').first();
}

/** Money of a wrong amount came: whose it is, and what is to become of it, is said by one and agreed to by another. */
async function proposeARefund() {
    await link('缴费').click();
    await heading('缴费');
    await alarm().getByText(required('ALARM_NAME')).waitFor();
    await step('an alarm');
    await onThePhone('an alarm on a phone');
    await alarm().getByRole('button', { name: '处理' }).click();
    await dialog('写明核对了什么、怎样处理');
    await step('an alarm is worked on');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await alarm()
        .getByRole('button', { name: /^退回付款人/ })
        .click();
    await dialog('要另一位同事复核同意，钱才会退回');
    await field('退回的原因').fill(REASON);
    await step('a refund proposed');
    await button('提交复核').click();
    await rowReads(alarm(), '提出退回付款人', '等待另一位同事复核');
}

async function agreeToTheRefund() {
    await link('缴费').click();
    await heading('缴费');
    await alarm().getByRole('button', { name: '同意', exact: true }).click();
    await dialog('同意后通知支付机构原路退款，不能撤销');
    await step('a refund agreed to');
    await button('同意退款').click();
    const refund = table('payment-refunds').locator('tbody tr').first();
    await refund.getByText(required('ALARM_NAME')).waitFor();
    await step('a refund');
}

async function openReconciliation() {
    await link('缴费').click();
    await heading('缴费');
    await page.getByText('对账', { exact: true }).click();
    await page.getByRole('heading', { name: '已导入的对账单' }).waitFor();
    await page.waitForLoadState('networkidle');
}

/** A statement of another day is refused; that of the day itself shows the difference. */
async function importStatement() {
    const query = new URLSearchParams({ provider: 'wechat', date });
    const statement = await fetch(`${sandbox}/statement?${query}`);
    assert(statement.ok, `the sandbox has no statement: ${statement.status}`);
    assert((await field('账单日期').inputValue()) === date, 'the day proposed is not yesterday');
    await page.getByLabel('选择对账单文件').setInputFiles({
        name: `wechat-${date}.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from(await statement.arrayBuffer()),
    });
    await page.getByText(`wechat-${date}.csv`).waitFor();
    await step('file chosen');
    beStrict(false);
    await field('账单日期').fill(dayBefore);
    await send();
    await page.getByRole('alert').getByText('没有导入任何数据').waitFor();
    const fault = page.locator('[data-table=errors] tbody tr').first();
    await rowReads(fault, '第 1 列 交易时间', `不是账单日期 ${dayBefore} 的`, '请核对账单日期');
    await step('statement of another day');
    await field('账单日期').fill(date);
    beStrict(true);
    await send();
    await page
        .getByRole('status')
        .getByText(/收款 1 笔\s+40\.00 元，退款 0 笔/)
        .waitFor();
    await rowReads(difference('open'), '收款：支付机构有、我们没有', '40.00', '微信支付');
    await step('difference found');
}

async function send() {
    await button('校验并导入').click();
    await dialog('任何一行有错，整个文件都不导入');
    await button('导入').click();
}

async function propose() {
    await difference('open').getByRole('button', { name: '按账单补记收款' }).click();
    await dialog('要另一位同事复核同意，才会补记');
    await field('原因').fill(REASON);
    await step('settlement proposed');
    await button('提交复核').click();
    await rowReads(difference('open'), `提出按账单补记收款：${REASON}`, '等待另一位同事复核');
    const decisions = await difference('open').getByRole('button').count();
    assert(decisions === 0, 'who proposed may not decide');
    await step('waiting for a colleague');
    await onThePhone('waiting on a phone');
}

async function confirm() {
    await rowReads(difference('open'), `提出按账单补记收款：${REASON}`);
    await step('up to the colleague');
    await onThePhone('up to the colleague on a phone');
    await difference('open').getByRole('button', { name: '同意', exact: true }).click();
    await dialog('同意后立即补记，不能撤销');
    await step('agreement confirmed');
    await button('同意补记').click();
    await rowReads(difference('done'), `按账单补记收款：${REASON}`, '同意）');
    await step('difference resolved');
    await onThePhone('difference resolved on a phone');

    // The candidate has paid now.
    await page.getByText('订单', { exact: true }).click();
    await field('订单号（或开头）、报名流水号或姓名').fill(order);
    await button('查询').click();
    await rowReads(table('payment-orders').locator('tbody tr'), order, '40.00', '已支付');
    await step('order paid');
}

async function proposeFee() {
    await page.getByText('缴费项目', { exact: true }).click();
    await button('新增缴费项目').click();
    await dialog('收费依据');
    await field('名称').fill(FEE);
    await field('代码').fill('posting');
    await field('金额（元）').fill('12.50');
    await field('收费依据').fill(GROUND);
    await step('fee proposed');
    await button('提交复核').click();
    await rowReads(
        feeRow(),
        '12.50',
        '等待另一位同事复核',
        GROUND,
        '代码：posting',
        '缴费提示：一旦缴纳不退',
    );
    const decisions = await feeRow().getByRole('button', { name: '同意' }).count();
    assert(decisions === 0, 'who proposed may not agree');
    await step('fee waiting');
    await onThePhone('fee waiting on a phone');
}

async function agreeToFee() {
    await page.getByText('缴费项目', { exact: true }).click();
    await feeRow().getByRole('button', { name: '同意', exact: true }).click();
    await dialog('同意后立即生效，考生可见');
    await step('fee up to the colleague');
    await button('同意新增').click();
    await rowReads(feeRow(), `同意：${GROUND}`);
    await feeRow().getByRole('button', { name: '撤销' }).waitFor();
    await step('fee agreed to');
}

function feeRow() {
    return page.getByRole('region', { name: '缴费项目列表' }).locator('tbody tr', { hasText: FEE });
}

async function onThePhone(name) {
    await page.setViewportSize(PHONE);
    await step(name);
    await page.setViewportSize(DESKTOP);
}

async function signOut() {
    beStrict(false);
    await button('退出').click();
    await heading('招考信息管理');
}

async function dialog(text) {
    await page.getByRole('dialog').getByText(text).waitFor();
}

async function rowReads(row, ...texts) {
    for (const text of texts) await row.getByText(text).first().waitFor();
}
