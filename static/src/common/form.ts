import type { Answers, Code, Condition, Field, Form, Section } from './schema';

/** Answers as they are being filled in: texts, ticked codes, and rows of such. */
export type Draft = Record<string, unknown>;

/** `form.family[1].phone` → `family-1-phone`, the id of its control. */
export function fieldId(field: string): string {
  return field
    .replace(/^form\./, '')
    .replace(/\[(\d+)\]/g, '-$1')
    .replaceAll('.', '-')
    .replaceAll('_', '-');
}

const steps = (place: string): string[] => place.split(/[.[\]]+/).filter(Boolean);

/** What stands at a place of the answers, `undefined` when nothing does. */
export function valueAt(answers: object, place: string): unknown {
  return steps(place).reduce<unknown>(
    (part, name) => (part as Record<string, unknown> | undefined)?.[name],
    answers,
  );
}

export function textAt(answers: object, place: string): string {
  const value = valueAt(answers, place);
  return value === undefined || value === null ? '' : String(value);
}

export function put(answers: object, place: string, value: unknown): void {
  const [name = '', ...rest] = steps(place);
  const parts = answers as Record<string, unknown>;
  if (rest.length) put((parts[name] ??= {}) as object, rest.join('.'), value);
  else parts[name] = value;
}

export function rowsOf(answers: object, section: Section): Draft[] {
  const rows = valueAt(answers, section.name);
  return Array.isArray(rows) ? (rows as Draft[]) : [];
}

/** A field, where it stands: in a row of a section, or by itself. */
export interface Placed {
  field: Field;
  place: string;
}

/** Every field of a section that is asked for, given the other answers; of a section with rows, row by row. */
export function placed(section: Section, answers: object): Placed[] {
  if (!section.rows) {
    return section.fields
      .filter((field) => isAsked(field, answers))
      .map((field) => ({ field, place: field.name }));
  }
  return rowsOf(answers, section).flatMap((row, index) => inRow(section, row, index));
}

export function inRow(section: Section, row: Draft, index: number): Placed[] {
  return section.fields
    .filter((field) => isAsked(field, row))
    .map((field) => ({ field, place: `${section.name}[${index}].${field.name}` }));
}

/** The sections that are asked for, given the answers. */
export function askedSections(form: Form, answers: object): Section[] {
  return form.sections.filter((section) => holds(section.relevant, answers));
}

export function allPlaced(form: Form, answers: object): Placed[] {
  return askedSections(form, answers).flatMap((section) => placed(section, answers));
}

function isAsked(field: Field, answers: object): boolean {
  return (
    (field.filled_by === 'candidate' || field.kind === 'note') && holds(field.relevant, answers)
  );
}

/** As the server judges it: any of several, all of whose terms hold. */
export function holds(condition: Condition | undefined, answers: object): boolean {
  if (!condition?.length) return true;
  return condition.some((all) =>
    all.every(({ field, is, code }) => {
      const value = valueAt(answers, field);
      return (Array.isArray(value) ? value.includes(code) : value === code) === is;
    }),
  );
}

/** What was saved, as a draft; what is missing there is empty. */
export function draftOf(form: Form, saved: Answers | object | null, name: string): Draft {
  const draft: Draft = {};
  for (const section of form.sections) {
    if (!section.rows) {
      for (const field of section.fields) put(draft, field.name, drafted(field, saved ?? {}));
      continue;
    }
    const rows = rowsOf(saved ?? {}, section).map((row) => rowOf(section, row));
    while (rows.length < section.rows.least) rows.push(rowOf(section, {}));
    put(draft, section.name, rows);
  }
  if (!saved) put(draft, 'address.recipient', name);
  return draft;
}

export function rowOf(section: Section, saved: object): Draft {
  const row: Draft = {};
  for (const field of section.fields) put(row, field.name, drafted(field, saved));
  return row;
}

function drafted(field: Field, saved: object): string | string[] {
  const value = valueAt(saved, field.name);
  if (field.kind !== 'select_many') return textAt(saved, field.name);
  return Array.isArray(value) ? value.map(String) : [];
}

/** Without rows in which nothing was filled in: what is checked, sent and found fault with counts the same rows. */
export function closeRanks(form: Form, draft: Draft): void {
  for (const section of form.sections.filter((one) => one.rows)) {
    const rows = rowsOf(draft, section);
    const filled = rows.filter((row) => !isEmptyRow(section, row));
    while (filled.length < (section.rows?.least ?? 0)) filled.push(rowOf(section, {}));
    if (filled.length < rows.length) put(draft, section.name, filled);
  }
}

/** Was nothing filled in there? */
export function isEmptyRow(section: Section, row: Draft): boolean {
  return section.fields.every((field) => textAt(row, field.name) === '');
}

/** One more, or one fewer. More than so many are refused (null): swapping silently has cost people a subject. */
export function toggled(chosen: string[], code: string, most: number): string[] | null {
  if (chosen.includes(code)) return chosen.filter((other) => other !== code);
  return chosen.length < most ? [...chosen, code] : null;
}

export function codeName(codes: Code[] | undefined, code: string): string {
  return codes?.find((entry) => entry.code === code)?.name ?? code;
}

/** What the answers name, in words. */
export interface Words {
  codes: Record<string, Code[]>;
  /** By code: 湖南省长沙市芙蓉区 */
  regions: Record<string, string>;
}

/** What was filled in, in words. */
export function textOf({ field, place }: Placed, form: object, words: Words): string {
  const value = valueAt(form, place);
  const list = words.codes[field.list ?? ''];
  if (Array.isArray(value)) return value.map((code) => codeName(list, String(code))).join('、');
  const text = textAt(form, place);
  if (field.kind === 'select_one') return codeName(list, text);
  return field.kind === 'region' ? (words.regions[text] ?? text) : text;
}

export interface Line {
  /** Of the field's control. */
  id: string;
  label: string;
  value: string;
}

/** A section in words: a block of lines, or one for each of its rows. */
export interface Said {
  name: string;
  label: string;
  hasRows: boolean;
  blocks: Line[][];
}

/** Answers in words, in the order of the form; what may be left out and was is not said. */
export function saidOf(form: Form, answers: object, words: Words): Said[] {
  const line = (at: Placed): Line[] => {
    const value = textOf(at, answers, words);
    if (at.field.kind === 'note' || (!value && !at.field.required)) return [];
    return [{ id: fieldId(at.place), label: at.field.label, value }];
  };
  return askedSections(form, answers).map((section) => {
    const blocks = section.rows
      ? rowsOf(answers, section).map((row, index) => inRow(section, row, index))
      : [placed(section, answers)];
    const { name, label } = section;
    return { name, label, hasRows: !!section.rows, blocks: blocks.map((at) => at.flatMap(line)) };
  });
}

export interface Difference {
  id: string;
  label: string;
  /** Nothing there: empty. */
  one: string;
  other: string;
}

/** Where two sets of answers differ, in words; of rows, which row. */
export function differencesOf(one: Said[], other: Said[]): Difference[] {
  const lines = (said: Said[]) =>
    said.flatMap((section) =>
      section.blocks.flatMap((block, index) =>
        block.map(({ id, label, value }) => ({
          id,
          label: section.hasRows ? `${section.label}第 ${index + 1} 行，${label}` : label,
          value,
        })),
      ),
    );
  const [ours, theirs] = [lines(one), lines(other)];
  const valueOf = (all: Line[], id: string) => all.find((line) => line.id === id)?.value ?? '';
  const all = [...ours, ...theirs.filter(({ id }) => !ours.some((line) => line.id === id))];
  return all
    .map(({ id, label }) => ({ id, label, one: valueOf(ours, id), other: valueOf(theirs, id) }))
    .filter((line) => line.one !== line.other);
}

/** 登记表 as it is printed. */
export interface Sheet {
  lines: Line[];
  tables: { label: string; heads: string[]; rows: string[][] }[];
}

/** In the order of its places on paper; a form that names none is printed as it is filled in. */
export function sheetOf(form: Form, answers: object, words: Words): Sheet {
  const sections = askedSections(form, answers);
  const single = sections
    .filter((section) => !section.rows)
    .flatMap((section) => placed(section, answers))
    .filter(({ field }) => field.kind !== 'note');
  const hasPlaces = single.some(({ field }) => field.print != null);
  const printed = hasPlaces ? single.filter(({ field }) => field.print != null) : single;
  const place = (print: Print) => print ?? Number.POSITIVE_INFINITY;
  const ordered = <T>(all: T[], print: (one: T) => Print) =>
    [...all].sort((one, other) => compare(place(print(one)), place(print(other))));
  const tables = ordered(
    sections.filter((section) => section.rows),
    (section) => section.print,
  );
  return {
    lines: ordered(printed, ({ field }) => field.print).map((at) => ({
      id: fieldId(at.place),
      label: at.field.label,
      value: textOf(at, answers, words),
    })),
    tables: tables.map((section) => ({
      label: section.label,
      heads: section.fields.map((field) => field.label),
      rows: rowsOf(answers, section).map((_, index) =>
        section.fields.map((field) =>
          textOf({ field, place: `${section.name}[${index}].${field.name}` }, answers, words),
        ),
      ),
    })),
  };
}

type Print = number | null | undefined;
const compare = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
