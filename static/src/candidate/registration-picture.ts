import type { Registration } from '../common/schema';
import { fullTime } from '../common/format';
import { codeName, sheetOf, type Words } from '../common/form';
import { picture, type Text } from './picture';

interface Person {
  exam_name: string;
  serial: string;
  point_name: string;
}

/** 报名表: what stands above the answers. */
export function headOf(
  { identity }: Registration,
  person: Person,
  words: Words,
): [string, string][] {
  return [
    ['报名流水号', person.serial],
    ['姓名', identity.name],
    ['性别', identity.sex === 'female' ? '女' : '男'],
    ['民族', codeName(words.codes['ethnicity'], identity.ethnicity)],
    ['出生日期', identity.birth],
    ['证件号', identity.document_masked],
    ['报名点', person.point_name],
  ];
}

/** Which of the versions it is. */
export function versionOf({ version, saved_at }: Registration): string {
  return `第 ${version} 次提交保存${saved_at ? `，${fullTime(saved_at)}` : ''}`;
}

/** 报名表 as one picture, with the photo: what the candidate keeps of it. */
export async function registrationPicture(
  registration: Registration,
  person: Person,
  words: Words,
): Promise<string> {
  const line = (name: string, value: string): Text => ({
    text: `${name}：${value || '未填写'}`,
    size: 26,
    above: 6,
  });
  const title = (text: string): Text => ({
    text,
    size: 28,
    bold: true,
    colour: '#12447a',
    above: 24,
  });
  const sheet = sheetOf(registration.asked, registration.form ?? {}, words);
  const texts: Text[] = [
    { text: person.exam_name, size: 26, centre: true },
    { text: '考生报名表', size: 36, bold: true, centre: true, above: 10 },
    ...headOf(registration, person, words).map(([name, value]) => line(name, value)),
    title('报名信息'),
    ...sheet.lines.filter(({ value }) => value).map(({ label, value }) => line(label, value)),
    ...sheet.tables.flatMap(({ label, heads, rows }): Text[] => [
      title(label),
      ...rows.map((row, index): Text => {
        const said = row.flatMap((value, at) => (value ? [`${heads[at]} ${value}`] : []));
        return { text: `${index + 1}. ${said.join('，')}`, size: 26, above: 6 };
      }),
    ]),
    { text: versionOf(registration), size: 22, colour: '#4a5767', above: 24 },
  ];
  return picture(texts, { photo: await loaded(registration.identity.photo_url) });
}

/** The picture at an address of ours; null when it does not come. */
function loaded(address: string | null): Promise<HTMLImageElement | null> {
  if (!address) return Promise.resolve(null);
  return new Promise((done) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => done(null);
    image.src = address;
  });
}
