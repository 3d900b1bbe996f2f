/** The two tables that the province imports: their columns, as the contract names them. */

export interface Column {
  name: string;
  label: string;
  note: string;
}

export interface ImportKind {
  id: 'scores' | 'control-lines';
  path: '/api/admin/scores' | '/api/admin/control-lines';
  title: string;
  lead: string;
  columns: Column[];
}

export const IMPORTS: ImportKind[] = [
  {
    id: 'scores',
    path: '/api/admin/scores',
    title: '考生成绩',
    lead: '一行一名考生。导入后，考生即可查到成绩，上线人数随之更新。',
    columns: [
      { name: 'serial', label: '报名流水号', note: '8 位，保留前面的 0' },
      { name: 'total', label: '总分', note: '0–750' },
      { name: 'chinese', label: '语文', note: '0–150' },
      { name: 'mathematics', label: '数学', note: '0–150' },
      { name: 'foreign_language', label: '外语', note: '0–150' },
      { name: 'first', label: '首选科目', note: '0–100' },
      { name: 'second_high', label: '再选科目最高', note: '0–100，赋分' },
      { name: 'second_low', label: '再选科目次高', note: '0–100，赋分' },
      { name: 'rank', label: '位次', note: '同科类内' },
    ],
  },
  {
    id: 'control-lines',
    path: '/api/admin/control-lines',
    title: '控制分数线',
    lead: '一行一个批次和科类。',
    columns: [
      { name: 'batch', label: '批次', note: '考试设置中的批次代码' },
      { name: 'track', label: '科类', note: 'physics 物理类，history 历史类' },
      { name: 'line', label: '分数线', note: '整数' },
    ],
  },
];

export interface CsvFile {
  name: string;
  text: string;
  encoding: 'UTF-8' | 'UTF-16' | 'GB 18030';
  header: string[];
  rows: string[][];
  count: number;
  /** Rows whose first cell has lost its zeros in a spreadsheet: 报名流水号 have 8 digits. */
  zerosLost: number;
}

/** What the server reads of a file, in bytes of UTF-8. */
const LARGEST = 8 * 1024 * 1024;

export function tooLarge(text: string): boolean {
  return text.length > LARGEST || new Blob([text]).size > LARGEST;
}

export const TOO_LARGE =
  '文件超过 8 MB，不能在网页上导入，请在服务器上用 zhaokao import 命令导入。';

const PREVIEW = 5;
const ZEROS_LOST = /^\s*"?(\d{1,7}|\d(\.\d+)?E\+\d+)"?\s*(,|$)/i;

export function readCsv(name: string, bytes: Uint8Array): CsvFile {
  const { text, encoding } = decode(bytes);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return {
    name,
    text,
    encoding,
    header: cells(lines[0] ?? ''),
    rows: lines.slice(1, 1 + PREVIEW).map(cells),
    count: Math.max(0, lines.length - 1),
    zerosLost: lines.slice(1).filter((line) => ZEROS_LOST.test(line)).length,
  };
}

/** The first line that the file should have, when it has another; the server checks the rest. */
export function wantedHeader(file: CsvFile, kind: ImportKind): string | null {
  const wanted = kind.columns.map((column) => column.name).join(',');
  return file.header.join(',') === wanted ? null : wanted;
}

/** Why a file is none of these tables, told before it is sent; empty: it may be one. */
export function unreadable(bytes: Uint8Array): string {
  const begins = (...signature: number[]) => signature.every((byte, at) => bytes[at] === byte);
  if (bytes.length === 0) return '这是空文件，请重新选择';
  if (begins(0x50, 0x4b, 0x03, 0x04)) {
    return '这是 Excel 工作簿（.xlsx）或压缩包，请在表格软件中另存为“CSV UTF-8（逗号分隔）”后再选择';
  }
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) {
    return '这是旧版 Excel 工作簿（.xls），请另存为“CSV UTF-8（逗号分隔）”后再选择';
  }
  if (begins(0x25, 0x50, 0x44, 0x46)) return '这是 PDF 文件，请选择 CSV 文件';
  const { text } = decode(bytes);
  if (!text.trim()) return '文件里没有内容，请重新选择';
  if (text.slice(0, 4096).includes('\0')) return '这不是文本文件，请选择 CSV 文件';
  return '';
}

/** How many 报名流水号 of the file are no longer whole. */
export function zerosLost(file: CsvFile, kind: ImportKind): number {
  return kind.id === 'scores' ? file.zerosLost : 0;
}

/** Excel in China saves CSV as GB 18030; whatever is not UTF-8 is read as that. */
export function decode(bytes: Uint8Array): Pick<CsvFile, 'text' | 'encoding'> {
  // “Unicode 文本” of a spreadsheet: with a mark at its beginning.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB 18030' };
  }
}

/** For the preview only: these tables hold codes and numbers, so a quote can only wrap a cell. */
function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
