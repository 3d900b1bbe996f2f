// Forty-five choices on a phone, and all that can come between: no line, a reload, 「返回」, another
// device. The bar stays in sight, and nothing that was typed is lost.
//
//   node e2e/keeping.mjs
//
// Environment, besides that of browser.mjs, all required:
//   CHOOSER_SERIAL, CHOOSER_LOGIN_PASSWORD, CHOOSER_SAVE_PASSWORD   may fill 志愿, has none yet
//   FILLER_SERIAL, FILLER_LOGIN_PASSWORD                            has the 报名信息 before them
//
// The last line of the output: {"passed":true}.
import { assert, base, open, required, WAIT } from './browser.mjs';
import { fillTheFamily, fillTheForm } from './form.mjs';

const BATCH = '/volunteer/undergraduate';
const chooser = {
    serial: required('CHOOSER_SERIAL'),
    login: required('CHOOSER_LOGIN_PASSWORD'),
    save: required('CHOOSER_SAVE_PASSWORD'),
};
const filler = { serial: required('FILLER_SERIAL'), login: required('FILLER_LOGIN_PASSWORD') };

const journey = await open({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
const { page, context, step, run, heading, button, link, field } = journey;
// The browser asks before it leaves unsaved edits: yes, leave.
page.on('dialog', (dialog) => dialog.accept());

await run(async () => {
    await signIn(chooser);
    await page.evaluate(fillTheList, 45);
    await ringsAndUnderlines();
    await theBarStays();
    await withoutALine();
    await aPageThatIsNotHereYet();
    await reloaded();
    await back();
    await anotherDevice();
    await theSearchGoesOn();
    await submitTwice();
    await signOut();
    await signIn(filler);
    await theForm();
    await signOut();
});

/** A library's reset once took both away. */
async function ringsAndUnderlines() {
    await page.goto(base + BATCH);
    await button('核对并提交').waitFor();
    const style = (locator, name) =>
        locator.evaluate((element, key) => getComputedStyle(element)[key], name);
    await button('大字版').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    assert((await style(button('大字版'), 'outlineStyle')) === 'solid', 'no ring on a button');
    await button('核对并提交').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const ring = await style(button('核对并提交'), 'outlineStyle');
    assert(ring === 'solid', 'no ring on a button');
    await page.goto(`${base}/registration`);
    const line = await style(link('查看考生诚信考试承诺书'), 'textDecorationLine');
    assert(line === 'underline', 'a link in a text has no underline');
}

async function theBarStays() {
    await page.goto(base + BATCH);
    await rows().nth(44).waitFor();
    for (const place of [0, 0.5, 1]) {
        await page.evaluate((p) => scrollTo(0, p * document.body.scrollHeight), place);
        await inSight(button('核对并提交'), `the bar at ${place * 100} %`);
    }
    await button(/^第 20 志愿.*更多$/).scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await remove(20);
    await inSight(button('撤销'), '撤销');
    const moved = Math.abs((await page.evaluate(() => scrollY)) - before);
    assert(moved < 300, `removing a choice scrolled by ${moved} px`);
    await inOrder(44);
    await button('撤销').click();
    await saved();
    await inOrder(45);
    await step('forty-five choices');
    const height = await page.evaluate(() => document.body.scrollHeight);
    assert(height < 45 * 90, `45 choices are ${height} px high`);
    const [from, to] = [rows().nth(4), rows().nth(1)];
    const name = await nameOf(5);
    await from.dragTo(to);
    await saved();
    assert((await nameOf(2)) === name, 'a dragged line is not where it was dropped');
    await inOrder(45);
    await button('专业全列出').click();
    await button('第 2 志愿移到第几位').click();
    await page.getByLabel(/^第几位/).fill('5');
    await button('移到这一位').click();
    await saved();
    await button('一行一个').click();
    assert((await nameOf(5)) === name, 'it was not moved back');
}

/** What was found, the filters and the place: all is there again on the way back. */
async function theSearchGoesOn() {
    await link('查找院校专业组').click();
    const result = page.getByRole('region', { name: '结果' }).getByRole('listitem');
    await result.first().waitFor();
    await aboutMyScore(result);
    await field('上年投档线 最低').fill('６８０');
    await field('上年投档线 最高').fill('600');
    await button('按条件查找').click();
    await page.getByRole('alert').getByText('最低投档线比最高投档线还高').waitFor();
    await field('上年投档线 最低').fill('４ 00');
    await button('按条件查找').click();
    await page.waitForURL(/maxLine=600/);
    await button('再显示 20 个').click();
    await result.nth(39).waitFor();
    await result.nth(30).getByRole('link').scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    const name = await result.nth(30).getByRole('link').innerText();
    await result.nth(30).getByRole('link').click();
    await page.locator('#majors input').first().check();
    await page.getByRole('radio', { name: '服从调剂', exact: true }).check();
    await button(/^加入为第/).click();
    await inSight(page.getByText(/已加入为第 45 志愿，可继续查找/).first(), 'what was added');
    await page.waitForTimeout(300);
    const after = await page.evaluate(() => scrollY);
    assert(Math.abs(after - before) < 60, `back at ${after} px instead of ${before}`);
    assert((await result.nth(30).getByRole('link').innerText()) === name, 'another list');
    await step('the search goes on');
    await page.reload();
    await result.nth(39).waitFor();
    assert((await field('上年投档线 最高').inputValue()) === '600', 'the filters are gone');
    await link('看志愿表').click();
    await rows().nth(44).waitFor();
    await saved();
}

/** It opens about one's own score, and every line is told beside it; words, 拼音, filters and order find the rest. */
async function aboutMyScore(result) {
    await page.waitForURL(/band=near/);
    const beside = page.getByText(/您(比|与)它/);
    await beside.first().waitFor();
    await step('about my score');
    const ranks = async () =>
        (await result.allInnerTexts()).map((text) =>
            Number(/位次 ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '')),
        );
    for (const name of ['冲', '稳', '保']) {
        const found = answered();
        await button(name).click();
        await found;
        const text = await page.getByRole('button', { name: `去掉条件 ${name}：` }).innerText();
        const [low, high] = text
            .match(/[\d,]{3,}/g)
            .map((part) => Number(part.replaceAll(',', '')));
        for (const rank of await ranks()) {
            assert(low <= rank && rank <= high, `${name}: ${rank} is not in ${low}–${high}`);
        }
    }
    let found = answered();
    await button('清除全部').first().click();
    await found;
    await page.waitForURL(/band=all/);
    for (const [text, college] of [
        ['湖大 计算机', '湖南大学'],
        ['csust', '长沙理工大学'],
        ['znly', '中南林业科技大学'],
        ['10542', '湖南师范大学'],
    ]) {
        found = answered();
        await field('院校、专业、拼音或代号').fill(text);
        await button('查找').click();
        await found;
        const names = await result.getByRole('link').allInnerTexts();
        assert(names.length > 0, `${text}: nothing found`);
        assert(
            names.every((name) => name.startsWith(college)),
            `${text}: ${names}`,
        );
    }
    found = answered();
    await page.getByRole('button', { name: '去掉条件 “10542”' }).click();
    await found;
    await button('更多筛选').click();
    await field('院校层次').selectOption('211');
    await field('专业类').selectOption('0809');
    await field('学费（元/年）最高').fill('6500');
    found = answered();
    await button('按条件查找').click();
    await found;
    found = answered();
    await field('排序').selectOption('plan');
    await found;
    const plans = (await result.allInnerTexts()).map((text) =>
        Number(/计划 (\d+) 人/.exec(text)[1]),
    );
    assert(
        plans.length > 1 && plans.every((plan, at) => at === 0 || plan <= plans[at - 1]),
        `${plans}`,
    );
    await step('narrowed and ordered');
    await sideBySide(result);
    found = answered();
    await field('排序').selectOption('line');
    await found;
    found = answered();
    await button('清除全部').first().click();
    await found;
    await result.nth(19).waitFor();
}

/** Three 收藏, each in a column of its own; a fourth has no room. */
async function sideBySide(result) {
    for (const place of [0, 1, 2, 3]) await result.nth(place).getByRole('button').first().click();
    await button(/^收藏（4）$/).click();
    const boxes = result.getByRole('checkbox');
    for (const place of [0, 1, 2]) await boxes.nth(place).check();
    assert(await boxes.nth(3).isDisabled(), 'a fourth can be compared');
    const table = page.getByRole('region', { name: '并排比较' }).getByRole('table');
    assert((await table.getByRole('columnheader').count()) === 3, 'not three columns');
    for (const fact of ['上年投档线', '上年位次', '与您相比', '招生计划', '学费', '再选要求']) {
        await table.getByRole('rowheader', { name: fact, exact: true }).waitFor();
    }
    await step('favourites side by side');
    await page.getByRole('button', { name: /^移出/ }).first().click();
    assert((await table.getByRole('columnheader').count()) === 2, 'not two columns');
    await button('全部').first().click();
}

/** The next list has come and is shown. */
async function answered() {
    await page.waitForResponse(
        (response) => response.url().includes('/api/catalog/groups?') && response.ok(),
    );
    await page.waitForTimeout(150);
}

/** All on one page, the password at hand at once; and the sheet of an older version says so. */
async function submitTwice() {
    await remove(45);
    await saved();
    await theCheck();
    await heading('已提交正式志愿');
    await page.waitForTimeout(300);
    const first = page.url();
    await step('the first version');
    await button('存为图片').click();
    const image = page.getByRole('img', { name: '正式志愿回执第 1 版的图片' });
    await image.waitFor();
    const height = await image.evaluate((element) => element.naturalHeight);
    assert(height > 3000, `a picture of 44 choices is ${height} px high`);
    await step('the receipt as a picture');
    await page.goto(base + BATCH);
    await button('第 1 志愿下移').click();
    await saved();
    await theCheck();
    await heading('已提交正式志愿');
    const code = page.locator('.replaced');
    assert((await code.count()) === 0, 'the newest version looks replaced');
    await page.goto(first);
    await page.getByRole('heading', { name: '已被第 2 版替换' }).waitFor();
    assert((await page.getByText('已提交正式志愿').count()) === 0, 'a replaced version is news');
    await page.emulateMedia({ media: 'print' });
    await page.getByText('此件无效：已被第 2 版替换').waitFor();
    await page.emulateMedia({ media: 'screen' });
    await step('a replaced version');
    await page.goto(`${base}${BATCH}/check`);
    await page.getByText('没有新的修改').waitFor();
}

async function theCheck() {
    await button('核对并提交').click();
    await heading('核对并提交保存');
    await rowsOfCheck().nth(43).waitFor();
    await inSight(button('提交保存'), '提交保存');
    await step('the check page');
    await button('提交保存').click();
    await field('信息保存密码').fill(`${chooser.save}x`);
    await inSight(button(/^提交保存（/), 'the button under the password');
    await button(/^提交保存（/).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByText('忘记信息保存密码？').waitFor();
    await page
        .getByRole('dialog')
        .getByText(/还可以连续试 \d 次/)
        .first()
        .waitFor();
    await inSight(link('去重新设置密码'), 'the way to new passwords');
    await step('a wrong save password');
    await field('信息保存密码').fill(chooser.save);
    await button(/^提交保存（/).click();
}

function rowsOfCheck() {
    return page.locator('[id^=check-]');
}

async function withoutALine() {
    await page.waitForTimeout(3000);
    await context.setOffline(true);
    const name = await nameOf(1);
    await button('第 1 志愿下移').click();
    await page.getByText('没有保存上，联网后自动重试', { exact: true }).waitFor();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    await inSight(page.getByText('网络连接中断，恢复后会自动继续'), 'the banner');
    await button('核对并提交').click();
    await heading('核对并提交保存');
    await page.getByText('草稿还没有保存上').first().waitFor();
    await page.goBack();
    await rows().nth(44).waitFor();
    assert((await nameOf(2)) === name, 'the edit without a line is gone');
    await context.setOffline(false);
    await saved();
}

async function aPageThatIsNotHereYet() {
    await context.route('**/assets/GroupSearch*', (route) => route.abort());
    await page.reload();
    await saved();
    await context.setOffline(true);
    const name = await nameOf(1);
    await button('第 1 志愿下移').click();
    await link('查找院校专业组').click();
    await page.getByText('“查找院校专业组”还没有打开').waitFor();
    assert(page.url() === base + BATCH, `left for ${page.url()}`);
    assert((await nameOf(2)) === name, 'the edit is gone with the page that did not open');
    await step('a page that is not here yet');
    await context.unroute('**/assets/GroupSearch*');
    await context.setOffline(false);
    await saved();
    await link('查找院校专业组').click();
    await heading('查找院校专业组');
    await page.goto(base + BATCH);
    await saved();
}

async function reloaded() {
    await context.route('**/draft', (route) => route.abort());
    const name = await nameOf(1);
    await button('第 1 志愿下移').click();
    await page.getByText('没有保存上，联网后自动重试', { exact: true }).waitFor();
    await page.reload();
    await rows().nth(44).waitFor();
    assert((await nameOf(2)) === name, 'a reload lost an edit that was not saved');
    await context.unroute('**/draft');
    await page.reload();
    await saved();
    assert((await nameOf(2)) === name, 'the edit was not saved after the reload');
}

async function back() {
    await button(/^第 3 志愿.*更多$/).click();
    await button('移到第几位').click();
    await page
        .getByRole('dialog')
        .getByLabel(/^第几位/)
        .waitFor();
    await page.goBack();
    await page.getByRole('dialog', { name: /移到$/ }).waitFor({ state: 'hidden' });
    await page.waitForTimeout(300);
    assert(page.url() === base + BATCH, `「返回」 on a sheet left for ${page.url()}`);

    await remove(45);
    await saved();
    await link('查找院校专业组').click();
    const result = page.getByRole('region', { name: '结果' }).getByRole('listitem');
    await result.nth(3).getByRole('link').click();
    const majors = page.getByRole('group', { name: '专业', exact: false }).getByRole('checkbox');
    await majors.first().waitFor();
    const ticked = await page.locator('#majors input:checked').count();
    await page.locator('#majors input:not(:checked)').first().check();
    await page.goBack();
    await result.nth(3).getByRole('link').click();
    await page.getByText('上次勾选的专业还在').waitFor();
    const now = await page.locator('#majors input:checked').count();
    assert(now === ticked + 1, `${now} majors are ticked after 「返回」 instead of ${ticked + 1}`);
    await step('majors ticked before');
    await page.goto(base + BATCH);
    await rows().nth(43).waitFor();
}

async function anotherDevice() {
    await page.evaluate(fillTheList, 44);
    const name = await nameOf(3);
    await button('第 3 志愿下移').click();
    await page.getByText('草稿在别处被修改过').first().waitFor();
    await button('核对并提交').click();
    await inSight(page.getByRole('heading', { name: '请先选择保留哪一份' }), 'the conflict');
    assert(page.url() === base + BATCH, 'a conflict was carried to the check page');
    await step('a conflict');
    await page.reload();
    await page.getByRole('heading', { name: '请先选择保留哪一份' }).waitFor();
    assert((await nameOf(4)) === name, 'a reload in a conflict lost the edits');
    await button('保留这里的').click();
    await saved();
    assert((await nameOf(4)) === name, 'mine was not kept');
}

async function theForm() {
    await page.goto(`${base}/pledge`);
    await page.getByLabel('本人已认真阅读，承诺遵守以上全部内容').check();
    await button('签署承诺书，继续填写报名信息').click();
    await field('毕业学校').waitFor();
    await myOwnNumber();
    await page.goto(`${base}/registration/edit`);
    await fillTheForm(journey);
    await page.getByRole('checkbox', { name: '地理' }).click();
    await page.getByText('已经选了 2 项，地理没有选上').waitFor();
    assert(await page.getByRole('checkbox', { name: '化学' }).isChecked(), '化学 was swapped');
    await field('毕业年份').fill('1999');
    await button('下一步：核对').click();
    await page.getByRole('alert').getByText('毕业年份应是 2027').waitFor();
    await field('毕业年份').fill('２０２７');
    await page.getByRole('button', { name: '返回', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '继续填写' }).click();
    await page.reload();
    await field('毕业学校').waitFor();
    const school = await field('毕业学校').inputValue();
    assert(school === '示例县第一中学', `after a reload the school is “${school}”`);
    await foundAgain();
    await step('the form after a reload');
    await button('下一步：核对').click();
    await page.getByRole('alert').getByText('请填写 11 位手机号码').waitFor();
    await field('户口所在地详细地址').fill('示例街道示例社区 1 号');
    await field('通信详细地址').fill('示例街道示例社区 1 号');
    await field('联系电话').fill('13800000000');
    await fillTheFamily(page);
    await button('下一步：核对').click();
    await heading('核对并提交保存');
    await step('the form to be checked');
    await page.reload();
    await page.waitForURL((url) => url.pathname === '/registration/edit');
    await field('毕业学校').waitFor();
    await foundAgain();
    await page.goto(base);
    await page.getByRole('heading', { name: '提交报名信息', exact: true }).waitFor();
    await step('home while the form is not submitted');
    await link('继续填写').click();
    await foundAgain();
    await page.getByText(/联系电话.*不留在浏览器里/).waitFor();
    await page.getByRole('button', { name: '返回', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '离开，不保存' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.waitForURL((url) => url.pathname !== '/registration/edit');
    await page.goto(`${base}/registration/edit`);
    await field('毕业学校').waitFor();
    const again = await field('毕业学校').inputValue();
    assert(again !== '示例县第一中学', 'what was given up is there again');
}

/** In full to whoever is signed in with the password, and presses for it. */
async function myOwnNumber() {
    await page.goto(`${base}/registration`);
    const whole = page.getByText(/^\d{17}[\dX]$/);
    await button('显示完整证件号').waitFor();
    assert((await whole.count()) === 0, 'the number is shown to whoever passes by');
    await button('显示完整证件号').click();
    await whole.waitFor();
    await step('my own number');
    await button('隐藏').click();
    await button('显示完整证件号').waitFor();
    assert((await whole.count()) === 0, 'the number stays');
}

/** As another device would: straight to the server. */
async function fillTheList(count) {
    const read = async (path) => (await fetch(path)).json();
    const { form } = await read('/api/registration');
    const groups = [];
    for (let number = 1; groups.length < count && number < 6; number += 1) {
        const query = `track=${form.first_subject}&subjects=${form.second_subjects}&page=${number}`;
        groups.push(...(await read(`/api/catalog/groups?batch=undergraduate&${query}`)).groups);
    }
    const choices = [];
    for (const { id } of groups.slice(0, count)) {
        const { majors } = await read(`/api/catalog/groups/${id}`);
        const codes = majors.slice(0, 3).map((major) => major.code);
        choices.push({ group: id, majors: codes, accept_adjustment: true });
    }
    const { draft } = await read('/api/volunteer/undergraduate');
    const answer = await fetch('/api/volunteer/undergraduate/draft', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version: draft?.version ?? 0, choices }),
    });
    if (!answer.ok) throw new Error(await answer.text());
}

/** Each line once, and no line that is not in the list. */
async function inOrder(count) {
    const shown = (await rows().allInnerTexts()).map((text) => Number(/\d+/.exec(text)[0]));
    const wanted = Array.from({ length: count }, (_, index) => index + 1);
    assert(String(shown) === String(wanted), `the lines shown are ${shown}`);
}

async function remove(position) {
    await button(new RegExp(`^第 ${position} 志愿.*更多$`)).click();
    await button(`移除第 ${position} 志愿`).click();
}

function rows() {
    return page.getByRole('list', { name: '志愿表' }).locator('> li');
}

function nameOf(position) {
    const row = rows().nth(position - 1);
    return row.locator('.title').innerText();
}

/** Once it stands still: a sheet comes up from below the screen. */
async function inSight(locator, what) {
    await locator.waitFor();
    const { height } = page.viewportSize();
    const until = Date.now() + WAIT;
    let box;
    do {
        box = await locator.boundingBox();
        if (box && box.y >= 0 && box.y + box.height <= height) return;
        await page.waitForTimeout(50);
    } while (Date.now() < until);
    assert(false, `${what} is out of sight: ${JSON.stringify(box)}`);
}

async function signIn(who) {
    await page.goto(`${base}/sign-in`);
    await field('报名流水号或证件号').fill(who.serial);
    await field('登录密码').fill(who.login);
    await button('登录').click();
    await page.getByRole('heading', { name: '办理进度' }).waitFor();
}

async function signOut() {
    await page.goto(`${base}/account`);
    await button('退出登录').click();
    await heading('考生登录');
    const left = await page.evaluate(() => [
        ...Object.keys(localStorage),
        ...Object.keys(sessionStorage),
    ]);
    assert(left.length === 0, `after sign-out the browser keeps ${left}`);
}

/** Places and numbers are in no browser's storage. */
async function foundAgain() {
    await page.getByText('刚才填写的内容已经找回').waitFor();
    const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    assert(!/138\d{8}|detail|recipient/.test(kept), `the browser keeps ${kept}`);
}

async function saved() {
    await page.getByText(/^已保存 \d\d:\d\d:\d\d · 草稿, 未提交$/).waitFor();
}
