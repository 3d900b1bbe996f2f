import { reactive, watch } from 'vue';
import type { Code, FieldError, Form, Region, SavedForm, Track } from '../common/schema';
import { halfWidth } from '../common/format';
import { SUBJECT_NAMES } from '../common/terms';
import type { PageError } from './errors';
import { FIELDS, fieldId, put, valueAt, type FormField } from './form';
import { keptForm } from './kept';
import { subjectNames } from './subjects';

export type FormDraft = Omit<Form, 'first_subject' | 'graduation_year'> & {
  first_subject: Track | '';
  graduation_year: string;
};

/** What is being filled in, between the form and its check page; a reload of either keeps it. */
export const filling = reactive<{
  owner: number;
  form: FormDraft | null;
  version: number;
  dirty: boolean;
  problems: PageError[];
  /** Found again after a reload, without what no browser keeps. */
  recalled: boolean;
}>({ owner: 0, form: null, version: 0, dirty: false, problems: [], recalled: false });

watch(
  () => (filling.dirty && filling.form ? JSON.stringify(filling.form) : null),
  () => {
    const { owner, version, form, dirty } = filling;
    if (dirty && form) keptForm.write({ owner, version, form: withoutPlaces(form) });
  },
);

/** What no browser is to keep is left out. */
function withoutPlaces(form: FormDraft): object {
  const kept = {};
  for (const { at, secret } of FIELDS) if (!secret) put(kept, at, valueAt(form, at));
  return kept;
}

/** What this window had before it was loaded again. */
export function recallFilling(owner: number): boolean {
  if (filling.form && filling.owner === owner) return true;
  const kept = keptForm.read();
  if (kept?.owner !== owner || !kept.form) return false;
  const form = draftOf(kept.form, '');
  const version = kept.version ?? 0;
  Object.assign(filling, { owner, form, version, dirty: true, problems: [], recalled: true });
  return true;
}

/** What was not kept is as it was saved last, until it is filled in again. */
export function completeFilling(saved: FormDraft): void {
  const { form } = filling;
  if (!form) return;
  for (const { at, secret } of FIELDS) {
    if (secret && !valueAt(form, at)) put(form, at, valueAt(saved, at));
  }
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

/** What was saved; what is missing there is empty. */
export function draftOf(form: SavedForm | object | null, name: string): FormDraft {
  const draft = {};
  for (const { at, kind } of FIELDS) {
    const saved = valueAt(form ?? {}, at) ?? (kind === 'seconds' ? [] : '');
    put(draft, at, Array.isArray(saved) ? [...saved] : String(saved));
  }
  if (!form) put(draft, 'address.recipient', name);
  return draft as FormDraft;
}

export function toForm(draft: FormDraft): Form {
  const form = {};
  for (const { at, kind } of FIELDS) put(form, at, sent(kind, valueAt(draft, at)));
  return form as Form;
}

/** As the server wants it. */
function sent(kind: FormField['kind'], value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'year') return Number(halfWidth(value));
  if (kind === 'digits') return halfWidth(value);
  return kind === 'mobile' ? mobile(value) : value.trim();
}

export function pageErrors(errors: FieldError[]): PageError[] {
  return errors.map((error) => ({ id: fieldId(error.field), message: error.message }));
}

/** As it is copied out of an address book: +86 138 0013 8000. */
function mobile(text: string): string {
  return halfWidth(text).replace(/^(\+|00)86/, '');
}

/** In the order of the page, so that the first error is the first to meet. */
export function checkForm(form: FormDraft, category = '', exam = 0): PageError[] {
  return FIELDS.flatMap((field) => {
    const message = faultOf(field, valueAt(form, field.at), category, exam);
    return message ? [{ id: fieldId(field.at), message }] : [];
  });
}

function faultOf(
  { kind, wrong, least = 0, most = 0 }: FormField,
  value: unknown,
  category: string,
  exam: number,
): string {
  const text = typeof value === 'string' ? value : '';
  switch (kind) {
    case 'seconds':
      return Array.isArray(value) && value.length === 2 ? '' : wrong;
    case 'text':
      return between(text, least, most) ? '' : wrong;
    case 'digits':
      return /^\d+$/.test(halfWidth(text)) && halfWidth(text).length === most ? '' : wrong;
    case 'mobile':
      return /^1[3-9]\d{9}$/.test(mobile(text)) ? '' : wrong;
    case 'year':
      return yearFault(halfWidth(text), category, exam, wrong);
    default:
      return text ? '' : wrong;
  }
}

/** 应届 leaves school in the exam's year, 往届 before it. `category` is the name of 考生类别. */
function yearFault(text: string, category: string, exam: number, wrong: string): string {
  if (!/^(19|20)\d\d$/.test(text)) return wrong;
  const year = Number(text);
  const chosen = `考生类别选的是“${category}”，毕业年份应`;
  if (!exam) return '';
  if (category.includes('应届')) {
    return year === exam ? '' : `${chosen}是 ${exam}；如果已经毕业，请改选往届`;
  }
  if (category.includes('往届')) {
    return year < exam ? '' : `${chosen}早于 ${exam}；如果今年毕业，请改选应届`;
  }
  return year <= exam ? '' : `毕业年份不能晚于 ${exam}`;
}

/** What was filled in, in words; an address with all its parts. */
export function textOf(
  { at, kind, list = '', detail }: FormField,
  form: FormDraft,
  codes: Record<string, Code[]>,
  regions: Region[],
): string {
  const value = valueAt(form, at);
  if (kind === 'seconds') return subjectNames(form.second_subjects);
  const text = String(value ?? '');
  if (kind === 'track') return SUBJECT_NAMES[text as Track] ?? '';
  if (kind === 'code') return codeName(codes[list], text);
  if (kind !== 'region') return text;
  return `${regionName(regions, text)} ${detail ? valueAt(form, detail) : ''}`.trim();
}

/** 「长沙市 芙蓉区」 */
export function regionName(regions: Region[], code: string): string {
  const region = regions.find((entry) => entry.code === code);
  const parent = regions.find((entry) => entry.code === region?.parent);
  return region ? `${parent ? `${parent.name} ` : ''}${region.name}` : code;
}

export function codeName(codes: Code[] | undefined, code: string): string {
  return codes?.find((entry) => entry.code === code)?.name ?? code;
}

function between(text: string, least: number, most: number): boolean {
  const length = [...text.trim()].length;
  return length >= least && length <= most;
}
