import type { Field, Form } from './schema';

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind,
  required: true,
  filled_by: 'candidate',
  ...more,
});

/** A small form, for tests. */
export const asked: Form = {
  sections: [
    {
      name: 'kind',
      label: '报名类型',
      fields: [field('registration_type', 'select_one', { list: 'registration_type' })],
    },
    {
      name: 'subjects',
      label: '选考科目',
      relevant: [[{ field: 'registration_type', is: true, code: 'unified' }]],
      fields: [
        field('second_subjects', 'select_many', { list: 'second_subject', least: 2, most: 2 }),
      ],
    },
    {
      name: 'schooling',
      label: '毕业',
      fields: [
        field('candidate_category', 'select_one', { list: 'candidate_category' }),
        field('graduation_year', 'year', { constraint: ['year_by_category'] }),
        field('school_name', 'text', { least: 2, most: 60 }),
        field('address.region', 'region'),
        field('address.detail', 'text', { sealed: true }),
        field('address.postcode', 'digits', { least: 6, most: 6 }),
        field('address.recipient', 'text', { sealed: true }),
        field('phone', 'phone', { sealed: true }),
        field('photo', 'image', { filled_by: 'point' }),
      ],
    },
    {
      name: 'family',
      label: '家庭成员',
      rows: { least: 1, most: 3 },
      fields: [
        field('name', 'text', { sealed: true }),
        field('since', 'month', { required: false }),
      ],
    },
  ],
};
