import { reactive, watch } from 'vue';
import type { Code, FieldError, Region, RegistrationForm, SavedForm } from '../common/api-types';
import { halfWidth } from '../common/format';
import type { PageError } from './components/ErrorSummary.vue';
import { keptForm } from './kept';

export type FormDraft = Omit<RegistrationForm, 'first_subject' | 'graduation_year'> & {
  first_subject: RegistrationForm['first_subject'] | '';
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

/** Where somebody lives, who takes letters there, and which number to call: in no browser's storage. */
function withoutPlaces(form: FormDraft): object {
  const { region, postcode } = form.address;
  const rest: Partial<FormDraft> = { ...form };
  delete rest.phone;
  return { ...rest, household: { region: form.household.region }, address: { region, postcode } };
}

/** What this window had before it was loaded again. */
export function recallFilling(owner: number): boolean {
  if (filling.form && filling.owner === owner) return true;
  const kept = keptForm.read();
  if (kept?.owner !== owner || !kept.form) return false;
  const { household, address, ...rest } = kept.form as Partial<FormDraft>;
  const empty = draftOf(null, '');
  const form = {
    ...empty,
    ...rest,
    household: { ...empty.household, ...household },
    address: { ...empty.address, ...address },
  };
  const version = kept.version ?? 0;
  Object.assign(filling, { owner, form, version, dirty: true, problems: [], recalled: true });
  return true;
}

/** What was not kept is as it was saved last, until it is filled in again. */
export function completeFilling(saved: FormDraft): void {
  const { form } = filling;
  if (!form) return;
  form.household.detail ||= saved.household.detail;
  form.address.detail ||= saved.address.detail;
  form.address.recipient ||= saved.address.recipient;
  form.phone ||= saved.phone;
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
export function draftOf(form: SavedForm | null, name: string): FormDraft {
  const empty: FormDraft = {
    political_status: '',
    first_subject: '',
    second_subjects: [],
    foreign_language: '',
    candidate_category: '',
    graduation_category: '',
    school_name: '',
    graduation_year: '',
    household: { region: '', detail: '' },
    address: { region: '', detail: '', postcode: '', recipient: name },
    phone: '',
  };
  if (!form) return empty;
  const { graduation_year, ...saved } = structuredClone(form);
  return {
    ...empty,
    ...saved,
    graduation_year: graduation_year === undefined ? '' : String(graduation_year),
    household: { ...empty.household, ...saved.household },
    address: { ...empty.address, recipient: '', ...saved.address },
  };
}

export function toForm(draft: FormDraft): RegistrationForm {
  return {
    ...draft,
    first_subject: draft.first_subject === 'history' ? 'history' : 'physics',
    graduation_year: Number(halfWidth(draft.graduation_year)),
    school_name: draft.school_name.trim(),
    household: { ...draft.household, detail: draft.household.detail.trim() },
    address: {
      region: draft.address.region,
      detail: draft.address.detail.trim(),
      postcode: halfWidth(draft.address.postcode),
      recipient: draft.address.recipient.trim(),
    },
    phone: mobile(draft.phone),
  };
}

/** `form.address.detail` → `address-detail`, the id of its control. */
export function fieldId(field: string): string {
  return field
    .replace(/^form\./, '')
    .replace(/\[\d+\]/g, '')
    .replaceAll('.', '-')
    .replaceAll('_', '-');
}

export function pageErrors(errors: FieldError[]): PageError[] {
  return errors.map((error) => ({ id: fieldId(error.field), message: error.message }));
}

/** As it is copied out of an address book: +86 138 0013 8000. */
function mobile(text: string): string {
  return halfWidth(text).replace(/^(\+|00)86/, '');
}

/** 应届 leaves school in the exam's year, 往届 before it. `category` is the name of 考生类别. */
function yearFits(category: string, year: number, exam: number): boolean {
  if (!exam) return true;
  if (category.includes('应届')) return year === exam;
  return category.includes('往届') ? year < exam : year <= exam;
}

/** In the order of the page, so that the first error is the first to meet. */
export function checkForm(form: FormDraft, category = '', exam = 0): PageError[] {
  const errors: PageError[] = [];
  const need = (id: string, ok: unknown, message: string) => {
    if (!ok) errors.push({ id, message });
  };
  need('first-subject', form.first_subject, '请选择首选科目：物理或历史');
  need('second-subjects', form.second_subjects.length === 2, '请选择 2 门再选科目');
  need('foreign-language', form.foreign_language, '请选择外语语种');
  need('political-status', form.political_status, '请选择政治面貌');
  need('candidate-category', form.candidate_category, '请选择考生类别');
  need('graduation-category', form.graduation_category, '请选择毕业类别');
  need('school-name', between(form.school_name, 2, 60), '请填写毕业学校全称');
  const year = halfWidth(form.graduation_year);
  const isYear = /^(19|20)\d\d$/.test(year);
  need('graduation-year', isYear, '请填写毕业年份，如 2027');
  need(
    'graduation-year',
    !isYear || yearFits(category, Number(year), exam),
    category.includes('应届')
      ? `考生类别选的是“${category}”，毕业年份应是 ${exam}；如果已经毕业，请改选往届`
      : category.includes('往届')
        ? `考生类别选的是“${category}”，毕业年份应早于 ${exam}；如果今年毕业，请改选应届`
        : `毕业年份不能晚于 ${exam}`,
  );
  need('household-region', form.household.region, '请选择户口所在地的市州和县市区');
  need('household-detail', between(form.household.detail, 2, 80), '请填写户口所在地的详细地址');
  need('address-region', form.address.region, '请选择通信地址的市州和县市区');
  need(
    'address-detail',
    between(form.address.detail, 4, 80),
    '请填写通信地址的详细地址，至少 4 个字',
  );
  need('address-postcode', /^\d{6}$/.test(halfWidth(form.address.postcode)), '邮政编码为 6 位数字');
  need(
    'address-recipient',
    between(form.address.recipient, 2, 30),
    '请填写录取通知书收件人，2–30 个字',
  );
  need('phone', /^1[3-9]\d{9}$/.test(mobile(form.phone)), '请填写 11 位手机号码');
  return errors;
}

/** 「长沙市 芙蓉区」 */
export function regionName(regions: Region[], code: string): string {
  const region = regions.find((entry) => entry.code === code);
  const parent = regions.find((entry) => entry.code === region?.parent);
  return region ? `${parent ? `${parent.name} ` : ''}${region.name}` : code;
}

export function codeName(codes: Code[], code: string): string {
  return codes.find((entry) => entry.code === code)?.name ?? code;
}

function between(text: string, least: number, most: number): boolean {
  const length = [...text.trim()].length;
  return length >= least && length <= most;
}
