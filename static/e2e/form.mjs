// 报名信息, filled by clicking: what an exam year's form.csv asks for, and what its folder calls things.

/** Of the demo province, and of the one in tests/province. */
export const years = {
    demo: {
        pledge: '考生诚信考试承诺书',
        batch: '本科批(普通类)',
        fill: fillTheForm,
        // In the order of their places on paper.
        places: ['报名类型', '首选科目', '毕业学校', '户口所在地', '联系电话', '家庭成员', '简历'],
    },
    qinghe: {
        pledge: '青禾省考生承诺',
        batch: '本科普通批',
        fill: fillQinghe,
        places: ['首选', '再选', '考生类别', '身高', '宿舍楼', '户籍所在地', '手机', '兄弟姐妹'],
    },
};

/** The demo province's, all of it, wrong once. */
export async function fillTheForm({ page, button, field, step }) {
    await page.getByRole('radio', { name: '统一高考' }).check();
    await page.getByRole('radio', { name: '物理' }).check();
    await page.getByRole('checkbox', { name: '化学' }).check();
    await page.getByRole('checkbox', { name: '生物' }).check();
    await button('下一步：核对').click();
    await page.getByRole('alert').getByText('请选择政治面貌').waitFor();
    await step('form errors');
    await field('外语语种').selectOption({ index: 1 });
    await field('政治面貌').selectOption({ index: 1 });
    await field('考生类别').selectOption({ index: 1 });
    await field('毕业类别').selectOption({ index: 1 });
    await field('毕业学校').fill('示例县第一中学');
    await field('毕业年份').fill('2027');
    await region(page, '户口所在地', '湖南省', 4);
    await page.locator('#household-category').getByText('城镇').waitFor();
    await field('户口所在地详细地址').fill('示例街道示例社区 1 号');
    await region(page, '通信地址', '湖南省', 4);
    await field('通信详细地址').fill('示例街道示例社区 1 号');
    await field('邮政编码').fill('410000');
    await field('联系电话').fill('13800000000');
    await page.getByLabel('报考类别').selectOption({ label: '音乐类' });
    await page.getByLabel('主项曲目').waitFor();
    await page.getByLabel('报考类别').selectOption({ label: '不报考艺术、体育类' });
    await page.getByLabel('主项曲目').waitFor({ state: 'detached' });
    await fillTheFamily(page);
    const years = [
        ['2024-09', '', '示例县第一中学'],
        ['2021-09', '2024-08', '示例县初级中学'],
    ];
    for (const [index, [from, until, place]] of years.entries()) {
        const row = page.getByRole('group', { name: `简历第 ${index + 1} 行` });
        await row.getByLabel('起始年月').fill(from);
        if (until) await row.getByLabel('结束年月').fill(until);
        await row.getByLabel('学校或单位').fill(place);
        await row.getByLabel('证明人').fill('示例老师');
    }
    await step('form filled');
}

export async function fillTheFamily(page) {
    const row = page.getByRole('group', { name: '家庭成员第 1 行' });
    await row.getByLabel('关系').selectOption({ index: 1 });
    await row.getByLabel('姓名').fill('示例家长');
    await row.getByLabel('工作单位及职务').fill('务农');
}

/** Other fields, other names, no 艺术、体育类, no family; wrong once, too. */
async function fillQinghe({ page, button, field, step }) {
    await page.getByRole('radio', { name: '物理' }).check();
    await page.getByRole('checkbox', { name: '化学' }).check();
    await page.getByRole('checkbox', { name: '地理' }).check();
    await button('下一步：核对').click();
    await page.getByRole('alert').getByText('请选择考生类别').waitFor();
    await step('form errors');
    await page.getByRole('radio', { name: '应届生' }).check();
    await field('毕业年份').fill('2027');
    await field('身高（厘米）').fill('172');
    await page.getByLabel('宿舍楼').waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: '住校' }).check();
    await field('宿舍楼').fill('3 栋');
    await region(page, '户籍所在地', '青禾省', 3);
    await page.getByLabel('户籍所在地：县').waitFor();
    await page.locator('#household-category').getByText('城镇').waitFor();
    await field('手机').fill('13800000000');
    await button('再加一行兄弟姐妹').click();
    const row = page.getByRole('group', { name: '兄弟姐妹第 1 行' });
    await row.getByLabel('姓名').fill('测试弟弟');
    await row.getByLabel('年龄').fill('9');
    await step('form filled');
}

/** The province, and the first of each level below. */
async function region(page, name, province, levels) {
    const level = (index) => page.getByRole('combobox', { name: `${name}：` }).nth(index);
    await level(0).selectOption({ label: province });
    for (let index = 1; index < levels; index++) await level(index).selectOption({ index: 1 });
}
