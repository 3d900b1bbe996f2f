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
      { name: 'batch', label: '批次', note: '本科批为 undergraduate' },
      { name: 'track', label: '科类', note: 'physics 物理类，history 历史类' },
      { name: 'line', label: '分数线', note: '整数' },
    ],
  },
];

export interface CsvFile {
  name: string;
  text: string;
  encoding: 'UTF-8' | 'GB 18030';
  header: string[];
  rows: string[][];
  count: number;
}

/** What the server reads of a file, in bytes of UTF-8. */
const LARGEST = 8 * 1024 * 1024;

export function tooLarge(text: string): boolean {
  return text.length > LARGEST || new Blob([text]).size > LARGEST;
}

export const TOO_LARGE =
  '文件超过 8 MB，不能在网页上导入，请在服务器上用 zhaokao import 命令导入。';

const PREVIEW = 5;

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
  };
}

/** The first line that the file should have, when it has another; the server checks the rest. */
export function wantedHeader(file: CsvFile, kind: ImportKind): string | null {
  const wanted = kind.columns.map((column) => column.name).join(',');
  return file.header.join(',') === wanted ? null : wanted;
}

/** Excel in China saves CSV as GB 18030; whatever is not UTF-8 is read as that. */
export function decode(bytes: Uint8Array): Pick<CsvFile, 'text' | 'encoding'> {
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
