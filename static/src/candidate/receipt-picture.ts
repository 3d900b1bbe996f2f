import type { Receipt } from '../common/schema';
import { fullTime } from '../common/format';
import { picture, type Text } from './picture';

/** The receipt as one picture. */
export function receiptPicture(receipt: Receipt, replacedBy: number | null): string {
  const stamp = replacedBy ? `已被第 ${replacedBy} 版替换` : '';
  return picture(textOf(receipt, replacedBy), { stamp });
}

function textOf(receipt: Receipt, replacedBy: number | null): Text[] {
  const { candidate } = receipt;
  const void_: Text[] = replacedBy
    ? [
        {
          text: `此件无效：已被第 ${replacedBy} 版替换`,
          size: 30,
          bold: true,
          colour: '#b3261e',
          centre: true,
        },
      ]
    : [];
  return [
    ...void_,
    { text: receipt.exam_name, size: 26, centre: true },
    { text: `正式志愿表　${receipt.batch_name}`, size: 34, bold: true, centre: true, above: 12 },
    {
      text: `第 ${receipt.version} 版 · ${fullTime(receipt.submitted_at)} 提交`,
      size: 24,
      centre: true,
      above: 8,
    },
    { text: `姓名 ${candidate.name}　报名流水号 ${candidate.serial}`, size: 26, above: 28 },
    { text: `证件号 ${candidate.document_masked}`, size: 26 },
    ...receipt.choices.flatMap((choice, index): Text[] => [
      {
        text: `${index + 1}. ${choice.college_name} ${choice.name}（${choice.college}，${
          choice.accept_adjustment ? '服从调剂' : '不服从调剂'
        }）`,
        size: 26,
        bold: true,
        above: 18,
      },
      ...choice.majors.map((major, place): Text => ({
        text: `${place + 1} ${major.name}（${major.code}）`,
        size: 24,
        indent: 40,
      })),
    ]),
    { text: `防伪码 ${receipt.code}`, size: 32, bold: true, colour: '#b3261e', above: 32 },
    { text: `校验值（SHA-256）${receipt.hash}`, size: 20, colour: '#4a5767' },
    { text: `登记序号 ${receipt.journal_seq}`, size: 20, colour: '#4a5767' },
  ];
}
