// A county without power: one of the province proposes more time for two counties, by keyboard alone; another one agrees, and a
// candidate there sees it. The same two publish a corrected score.
//
//   node e2e/calendar.mjs
//
// Environment, besides that of browser.mjs, all required:
//   PROPOSER, CONFIRMER, each with _PASSWORD and _TOTP            two accounts of the province
//   CANDIDATE_SERIAL, CANDIDATE_LOGIN_PASSWORD                    a candidate of 芙蓉区
//   SCORES                                                        a file of scores that corrects one
//
// The last line of the output: {"passed":true}.
import { assert, base, open, required, totp } from './browser.mjs';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const REASON = '全县停电，依应急预案延长';
const SAID = '本科批填报（芙蓉区、天心区）：截止 07-25 17:00 → 07-25 18:00';

const { page, step, run, beStrict, heading, button, link, field } = await open({
    viewport: DESKTOP,
    axe: false,
});

await run(async () => {
    await signIn('PROPOSER');
    await openCalendar();
    await step('calendar');
    await propose();
    await stage();
    await signOut();
    await signIn('CONFIRMER');
    await page.locator('[data-list=pending]').getByText('项日程变更待复核').waitFor();
    await step('something waits');
    await link('1 项日程变更待复核').click();
    await heading('日程');
    await agree();
    await history();
    await revisions();
    await publish();
    await signOut();
    await seen();
});

async function signIn(name) {
    await page.setViewportSize(DESKTOP);
    await page.goto(`${base}/admin/`);
    await heading('招考信息管理');
    await field('用户名').fill(required(name));
    await field('密码').fill(required(`${name}_PASSWORD`));
    await button('登录').click();
    await heading('输入动态口令');
    await field('动态口令').fill(await totp(required(`${name}_TOTP`)));
    await button('完成登录').click();
    await heading(/统计$/);
    beStrict(true);
}

async function openCalendar() {
    await link('日程').click();
    await heading('日程');
    await page.getByRole('heading', { name: '全部日程' }).waitFor();
}

async function choose(county) {
    await page.keyboard.type(county);
    await page.getByRole('option', { name: new RegExp(county) }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
}

async function propose() {
    await button(/^本科批填报：全省开放中/).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('请先选择范围。').waitFor();
    await dialog.getByRole('combobox', { name: '范围' }).focus();
    await choose('芙蓉区');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Backspace');
    await choose('天心区');
    await page.keyboard.press('Escape');
    await field('新的截止时间（北京时间）').fill('2028-07-25T18:00');
    await dialog.getByText(/不在考试年度 2026–2027 之内/).waitFor();
    assert(await button('提交复核').isDisabled(), 'what is improbable has to be confirmed');
    await step('a wrong year');
    await field('新的截止时间（北京时间）').fill('2027-07-25T18:00');
    await field('原因').fill(REASON);
    await dialog.getByText(SAID).waitFor();
    await step('what would change');
    await button('提交复核').click();
    await page.getByRole('heading', { name: '等待复核的变更' }).waitFor();
    await page.getByText(SAID).waitFor();
    await button('撤回').waitFor();
    await step('it waits');
}

async function agree() {
    await page.getByText(SAID).waitFor();
    await page.getByText(new RegExp(REASON)).first().waitFor();
    await button('同意').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(SAID).waitFor();
    await step('agreeing');
    await dialog.getByRole('button', { name: '同意', exact: true }).click();
    await page.getByRole('rowheader', { name: '天心区' }).waitFor();
    await step('in force');
    await page.setViewportSize(PHONE);
    await step('in force, on a phone');
    await page.setViewportSize(DESKTOP);
}

async function history() {
    const panel = page.getByRole('region', { name: '本科批填报', exact: true });
    await panel.getByRole('button', { name: '变更记录' }).click();
    await page.getByRole('dialog').getByText('已生效').first().waitFor();
    await step('history');
    await page.keyboard.press('Escape');
}

async function revisions() {
    await link('考试设置').click();
    await heading('考试设置');
    await page
        .getByRole('region', { name: /^版本 \d+$/ })
        .getByText('现行')
        .first()
        .waitFor();
    // Who agrees to a year has read its times, its money and its lists.
    for (const line of [
        /^日程 .+ 周[一二三四五六日] /,
        /^缴费项目 .+ 元，/,
        /^志愿 .+ 个院校专业组/,
    ])
        await page.getByText(line).first().waitFor();
    await step('revisions');
    await page.setViewportSize(PHONE);
    await step('revisions, on a phone');
    await page.setViewportSize(DESKTOP);
}

async function stage() {
    // A file with a fault is refused.
    beStrict(false);
    await link('导入').click();
    await heading('导入');
    const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    const input = page.locator('input[type=file]');
    const scores = required('SCORES');
    await input.setInputFiles(file('登分前.csv', scores.replace(/,\d+,(\d+)\n$/, ',0,$1\n')));
    await field('说明').fill('复核后更正');
    await button('上传并核对').click();
    await page
        .locator('[data-table=errors]')
        .getByText(/各科之和却是/)
        .waitFor();
    await step('scores with a fault');
    await input.setInputFiles(file('更正成绩.csv', scores));
    await page.getByLabel('文件只含部分考生，位次可以有空缺').check();
    await button('上传并核对').click();
    await page.getByText('改动已公布的 1 名').waitFor();
    await page.locator('[data-table=changes]').getByText(/^语文/).first().waitFor();
    await button('撤回').waitFor();
    await step('scores staged');
    await page.setViewportSize(PHONE);
    await step('scores staged, on a phone');
    await page.setViewportSize(DESKTOP);
}

async function publish() {
    // An instant that has passed is refused.
    beStrict(false);
    await link('导入').click();
    await heading('导入');
    await button('同意').click();
    const dialog = page.getByRole('dialog');
    await page.getByLabel(/^何时公布/).fill('2020-01-01T08:00');
    await dialog.getByRole('button', { name: '到时公布' }).click();
    await dialog.getByText('公布时间应在现在以后').waitFor();
    await step('an instant that has passed');
    await page.getByLabel(/^何时公布/).fill('');
    await dialog.getByRole('button', { name: '立即公布' }).click();
    await page.getByRole('button', { name: '撤销这次公布' }).first().waitFor();
    await step('scores published');
}

async function signOut() {
    beStrict(false);
    await button('退出').click();
    await heading('招考信息管理');
}

async function seen() {
    await page.setViewportSize(PHONE);
    await page.goto(`${base}/sign-in`);
    await field('报名流水号或证件号').fill(required('CANDIDATE_SERIAL'));
    await field('登录密码').fill(required('CANDIDATE_LOGIN_PASSWORD'));
    await button('登录').click();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
    await page.getByText(`芙蓉区延长至 07-25 18:00：${REASON}`).first().waitFor();
    await step('the candidate sees it at home');
    await page
        .getByRole('navigation', { name: '主导航' })
        .getByRole('link', { name: '志愿' })
        .click();
    await heading('志愿');
    await page.getByText(`芙蓉区延长至 07-25 18:00：${REASON}`).first().waitFor();
    await step('and where choices are made');
}
