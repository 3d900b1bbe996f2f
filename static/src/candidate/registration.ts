import { reactive, watch } from 'vue';
import type { Answers, Code, Field, FieldError, Form, Registration } from '../common/schema';
import { halfWidth, mobile } from '../common/format';
import type { PageError } from './errors';
import {
  allPlaced,
  askedSections,
  codeName,
  draftOf,
  fieldId,
  inRow,
  isEmptyRow,
  placed,
  put,
  rowsOf,
  textAt,
  valueAt,
  type Draft,
  type Placed,
} from '../common/form';
import { keptForm } from './kept';

/** What is being filled in, between the form and its check page; a reload of either keeps it. */
export const filling = reactive<{
  owner: number;
  /** What is asked for. */
  asked: Form;
  form: Draft | null;
  version: number;
  dirty: boolean;
  problems: PageError[];
  /** Found again after a reload, without what no browser keeps. */
  recalled: boolean;
}>({
  owner: 0,
  asked: { sections: [] },
  form: null,
  version: 0,
  dirty: false,
  problems: [],
  recalled: false,
});

watch(
  () => (filling.dirty && filling.form ? JSON.stringify(filling.form) : null),
  () => {
    const { owner, version, form, dirty } = filling;
    if (dirty && form) keptForm.write({ owner, version, form: withoutSealed(form) });
  },
);

/** What no browser is to keep is left out. */
function withoutSealed(form: Draft): object {
  const kept: Draft = {};
  for (const section of filling.asked.sections) {
    const open = section.fields.filter((field) => !field.sealed);
    if (!section.rows) {
      for (const { name } of open) put(kept, name, valueAt(form, name));
      continue;
    }
    const row = (from: Draft) =>
      Object.fromEntries(open.map(({ name }) => [name, valueAt(from, name)]));
    put(kept, section.name, rowsOf(form, section).map(row));
  }
  return kept;
}

/** Whether this window had something before it was loaded again that has to be completed. */
export function isToBeCompleted(owner: number): boolean {
  return filling.form ? filling.recalled : keptForm.read()?.owner === owner;
}

/** Whether this window has anything that was not submitted. */
export function isUnsubmitted(owner: number): boolean {
  if (filling.form && filling.owner === owner) return filling.dirty;
  return keptForm.read()?.owner === owner;
}

/** What no browser keeps, as the form names it. */
export function sealedLabels(asked: Form, form: Draft): string[] {
  return askedSections(asked, form).flatMap(({ rows, label, fields }) =>
    fields.filter((field) => field.sealed).map((field) => (rows ? label : '') + field.label),
  );
}

/** What this window had before it was loaded again. */
export function recallFilling(owner: number, asked: Form): boolean {
  if (filling.form && filling.owner === owner) return true;
  const kept = keptForm.read();
  if (kept?.owner !== owner || !kept.form) return false;
  const form = draftOf(asked, kept.form, '');
  const version = kept.version ?? 0;
  Object.assign(filling, {
    owner,
    asked,
    form,
    version,
    dirty: true,
    problems: [],
    recalled: true,
  });
  return true;
}

/** What was not kept is as it was saved last, until it is filled in again. */
export function completeFilling(saved: Draft): void {
  const { form, asked } = filling;
  if (!form) return;
  for (const { field, place } of allPlaced(asked, form)) {
    if (field.sealed && !valueAt(form, place)) put(form, place, textAt(saved, place));
  }
}

/** Begins with what was saved. */
export function beginFilling(owner: number, saved: Registration): void {
  forgetFilling();
  Object.assign(filling, {
    owner,
    asked: saved.asked,
    form: draftOf(saved.asked, saved.form, saved.identity.name),
    version: saved.version,
  });
}

export function forgetFilling(): void {
  keptForm.forget();
  Object.assign(filling, {
    owner: 0,
    form: null,
    version: 0,
    dirty: false,
    problems: [],
    recalled: false,
  });
}

/** As the server wants it: without what is not asked for, and without empty rows. */
export function toAnswers(asked: Form, draft: Draft): Answers {
  const answers: Draft = {};
  for (const section of askedSections(asked, draft)) {
    if (!section.rows) {
      for (const field of section.fields) take(answers, draft, field, field.name);
      continue;
    }
    const rows = rowsOf(draft, section).filter((row) => !isEmptyRow(section, row));
    const sent = rows.map((row, index) => {
      const answer: Draft = {};
      for (const { field } of inRow(section, row, index)) take(answer, row, field, field.name);
      return answer;
    });
    if (sent.length) put(answers, section.name, sent);
  }
  return answers as Answers;
}

function take(into: Draft, from: Draft, field: Field, name: string): void {
  if (field.kind === 'note') return;
  const value = sent(field.kind, valueAt(from, name));
  if (value !== '' && !(Array.isArray(value) && !value.length)) put(into, name, value);
}

function sent(kind: Field['kind'], value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return '';
  if (kind === 'year' || kind === 'integer') {
    const number = Number(halfWidth(text));
    return Number.isInteger(number) ? number : text;
  }
  if (kind === 'digits') return halfWidth(text);
  if (kind === 'document') return halfWidth(text).toUpperCase();
  if (kind === 'month') return monthOf(text);
  if (kind === 'date') return dateOf(text);
  return kind === 'phone' ? mobile(text) : text;
}

export function pageErrors(errors: FieldError[]): PageError[] {
  return errors.map((error) => ({ id: fieldId(error.field), message: error.message }));
}

/** 2024.9, 2024/09, 2024年9月 */
function monthOf(text: string): string {
  const found = /^(\d{4})\D{0,2}(\d{1,2})\D?$/.exec(halfWidth(text));
  return found ? `${found[1]}-${(found[2] ?? '').padStart(2, '0')}` : text;
}

/** 2008.3.5, 2008/03/05, 2008年3月5日 */
function dateOf(text: string): string {
  const found = /^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/.exec(text.normalize('NFKC'));
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0');
  return found ? `${found[1]}-${two(found[2])}-${two(found[3])}` : text;
}

/** In the order of the page, so that the first error is the first to meet. The server has the last word. */
export function checkForm(
  asked: Form,
  form: Draft,
  codes: Record<string, Code[]>,
  exam = 0,
): PageError[] {
  const errors: PageError[] = [];
  const category = codeName(codes['candidate_category'], textAt(form, 'candidate_category'));
  const look = ({ field, place }: Placed, at?: string) => {
    const message = faultOf(field, valueAt(form, place), category, exam);
    if (message) errors.push({ id: fieldId(place), message, ...(at && { at }) });
  };
  for (const section of askedSections(asked, form)) {
    if (!section.rows) {
      for (const field of placed(section, form)) look(field);
      continue;
    }
    const rows = rowsOf(form, section);
    const filled = rows.filter((row) => !isEmptyRow(section, row)).length;
    if (filled < section.rows.least) {
      const message = `${section.label}至少填写 ${section.rows.least} 行`;
      errors.push({ id: fieldId(section.name), message });
    }
    rows.forEach((row, index) => {
      if (isEmptyRow(section, row)) return;
      for (const at of inRow(section, row, index)) look(at, `${section.label}第 ${index + 1} 行`);
    });
  }
  return errors;
}

function faultOf(field: Field, value: unknown, category: string, exam: number): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const chosen = Array.isArray(value) ? value.length : 0;
  if (!text && !chosen) return field.required && field.kind !== 'note' ? wanted(field) : '';
  const said = (message: string) => field.message || message;
  const [least, most] = [field.least ?? 1, field.most ?? 200];
  switch (field.kind) {
    case 'select_many':
      return chosen >= least && chosen <= most ? '' : wanted(field);
    case 'text':
      return between(text, least, most) ? '' : said(`请填写 ${least}–${most} 个字`);
    case 'digits': {
      const digits = halfWidth(text);
      const good = /^\d+$/.test(digits) && digits.length >= least && digits.length <= most;
      const many = least === most ? least : `${least}–${most}`;
      return good ? '' : said(`${field.label}应为 ${many} 位数字`);
    }
    case 'phone':
      return /^1[3-9]\d{9}$/.test(mobile(text)) ? '' : said('请填写 11 位手机号码');
    case 'month':
      return /^\d{4}-(0[1-9]|1[0-2])$/.test(monthOf(text)) ? '' : said('请填写年月，如 2024-09');
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(dateOf(text)) ? '' : said('请填写日期，如 2008-03-05');
    case 'document':
      return /^\d{17}[\dX]$/i.test(halfWidth(text)) ? '' : said('请填写 18 位居民身份证号');
    case 'integer': {
      const number = Number(halfWidth(text));
      const [low, high] = [field.least ?? 0, field.most ?? 2147483647];
      const good = Number.isInteger(number) && number >= low && number <= high;
      return good ? '' : said(`${field.label}应为 ${low}–${high} 的整数`);
    }
    case 'year':
      return yearFault(halfWidth(text), field, category, exam);
    default:
      return '';
  }
}

function wanted(field: Field): string {
  if (field.message) return field.message;
  const choose = field.kind.startsWith('select') || field.kind === 'region';
  return `请${choose ? '选择' : '填写'}${field.label}`;
}

/** 应届 leaves school in the exam's year, 往届 before it. `category` is the name of 考生类别. */
function yearFault(text: string, field: Field, category: string, exam: number): string {
  if (!/^(19|20)\d\d$/.test(text))
    return field.message || `请填写${field.label}，如 ${exam || 2027}`;
  const year = Number(text);
  if (!exam || !field.constraint?.includes('year_by_category')) return '';
  const chosen = `考生类别选的是“${category}”，毕业年份应`;
  if (category.includes('应届')) {
    return year === exam ? '' : `${chosen}是 ${exam}；如果已经毕业，请改选往届`;
  }
  if (category.includes('往届')) {
    return year < exam ? '' : `${chosen}早于 ${exam}；如果今年毕业，请改选应届`;
  }
  return year <= exam ? '' : `毕业年份不能晚于 ${exam}`;
}

function between(text: string, least: number, most: number): boolean {
  const length = [...text].length;
  return length >= least && length <= most;
}
