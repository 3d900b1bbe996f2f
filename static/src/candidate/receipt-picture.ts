import type { Receipt } from '../common/schema';
import { fullTime } from '../common/format';

/** The receipt as one picture: inside WeChat nothing prints, but every phone keeps a picture. */
const WIDTH = 750;
const EDGE = 40;
const FONT =
  "'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif";

interface Text {
  text: string;
  size: number;
  bold?: boolean;
  colour?: string;
  centre?: boolean;
  indent?: number;
  /** Space above. */
  above?: number;
}

export function receiptPicture(receipt: Receipt, replacedBy: number | null): string {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return '';
  const lines = textOf(receipt, replacedBy).flatMap((text) => wrapped(pen, text));
  canvas.width = WIDTH;
  canvas.height = lines.reduce((sum, line) => sum + heightOf(line), 2 * EDGE);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  for (const line of lines) {
    y += heightOf(line);
    pen.font = fontOf(line);
    pen.fillStyle = line.colour ?? '#1b2430';
    pen.textAlign = line.centre ? 'center' : 'left';
    pen.fillText(line.text, line.centre ? WIDTH / 2 : EDGE + (line.indent ?? 0), y);
  }
  if (replacedBy) stamp(pen, `已被第 ${replacedBy} 版替换`, canvas.height);
  return canvas.toDataURL('image/png');
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
        text: `${index + 1}. ${choice.college} ${choice.college_name} ${choice.name}（${
          choice.accept_adjustment ? '服从调剂' : '不服从调剂'
        }）`,
        size: 26,
        bold: true,
        above: 18,
      },
      ...choice.majors.map((major, place): Text => ({
        text: `${place + 1} ${major.code} ${major.name}`,
        size: 24,
        indent: 40,
      })),
    ]),
    { text: `防伪码 ${receipt.code}`, size: 32, bold: true, colour: '#b3261e', above: 32 },
    { text: `校验值（SHA-256）${receipt.hash}`, size: 20, colour: '#4a5767' },
    { text: `登记序号 ${receipt.journal_seq}`, size: 20, colour: '#4a5767' },
  ];
}

const fontOf = ({ size, bold }: Text) => `${bold ? 'bold ' : ''}${size}px ${FONT}`;
const heightOf = ({ size, above }: Text) => Math.round(size * 1.5) + (above ?? 0);

/** Chinese breaks anywhere. */
function wrapped(pen: CanvasRenderingContext2D, text: Text): Text[] {
  pen.font = fontOf(text);
  const room = WIDTH - 2 * EDGE - (text.indent ?? 0);
  const rows = [''];
  for (const character of text.text) {
    const row = `${rows.at(-1) ?? ''}${character}`;
    if (pen.measureText(row).width <= room) rows[rows.length - 1] = row;
    else rows.push(character);
  }
  return rows.map((row, index) => ({ ...text, text: row, above: index ? 0 : (text.above ?? 0) }));
}

function stamp(pen: CanvasRenderingContext2D, text: string, height: number): void {
  pen.font = `bold 64px ${FONT}`;
  pen.fillStyle = 'rgb(179 38 30 / 22%)';
  pen.textAlign = 'center';
  for (let y = 400; y < height; y += 800) {
    pen.save();
    pen.translate(WIDTH / 2, y);
    pen.rotate(-0.5);
    pen.fillText(text, 0, 0);
    pen.restore();
  }
}
