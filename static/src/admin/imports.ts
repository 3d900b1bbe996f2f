/** 导入: what can be staged, and its columns as people name them. */
import type { FieldError, ImportKind } from '@/common/schema';

export interface Column {
  name: string;
  label: string;
  note: string;
}

export const IMPORTS: Record<ImportKind, { title: string; lead: string; columns: Column[] }> = {
  scores: {
    title: '成绩',
    lead: '一行一名考生。科目、满分和总分按考试设置核对；也可以按物理、化学等科目各列一列。',
    columns: [
      { name: 'serial', label: '报名流水号', note: '8 位，保留前面的 0' },
      { name: 'name', label: '姓名', note: '可以没有；有就与考生核对' },
      { name: 'track', label: '科类', note: '可以没有；有就与考生核对' },
      { name: 'chinese', label: '语文', note: '' },
      { name: 'mathematics', label: '数学', note: '' },
      { name: 'foreign_language', label: '外语', note: '' },
      { name: 'first', label: '首选科目', note: '或者“物理”“历史”两列' },
      {
        name: 'second_high',
        label: '再选科目最高',
        note: '赋分；或者“化学”“生物”“思想政治”“地理”四列',
      },
      { name: 'second_low', label: '再选科目次高', note: '赋分' },
      { name: 'total', label: '总分', note: '各科之和' },
      { name: 'rank', label: '位次', note: '同科类内，与总分核对次序、同分和空缺' },
    ],
  },
  control_lines: {
    title: '控制分数线',
    lead: '一行一个批次和科类。',
    columns: [
      { name: 'batch', label: '批次', note: '名称或代码' },
      { name: 'track', label: '科类', note: '物理类、历史类' },
      { name: 'line', label: '分数线', note: '整数' },
    ],
  },
};

/** What is wrong with more than one cell. */
const WHOLE: Record<string, string> = {
  file: '整个文件',
  header: '表头',
  row: '整行',
  change: '改动的内容',
};

/** Where an error stands, as people call it: of a folder in one of its files (`plans.csv:4:C`). */
export function placeOf(error: FieldError, columns: Column[] = []): { line: string; at: string } {
  const [, file, line, column] = /^(.+):(\d+):(\w+)$/.exec(error.field) ?? [];
  if (file && line) return { line, at: `${file} 第 ${column} 列` };
  const whole = WHOLE[error.field];
  const name = columns.find((known) => known.name === error.field)?.label ?? error.field;
  const nth = error.column ? `第 ${error.column} 列 ` : '';
  return { line: error.line ? String(error.line) : '—', at: whole ?? nth + name };
}

/** Why a file is none that can be read, told before it is sent; empty: it may be one. */
export async function unreadable(file: File, allowed: string[]): Promise<string> {
  if (file.size === 0) return '这是空文件，请重新选择';
  const bytes = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const begins = (...signature: number[]) => signature.every((byte, at) => bytes[at] === byte);
  if (begins(0xd0, 0xcf, 0x11, 0xe0))
    return '这是旧版 Excel 工作簿（.xls），请另存为 .xlsx 或 CSV UTF-8';
  if (begins(0x25, 0x50, 0x44, 0x46)) return '这是 PDF 文件';
  const ending = file.name.toLowerCase().split('.').pop() ?? '';
  if (!allowed.includes(ending)) return `请选择 ${allowed.map((one) => `.${one}`).join('、')} 文件`;
  if (ending !== 'csv' && !begins(0x50, 0x4b)) return `这不是 .${ending} 文件，请重新选择`;
  return '';
}
