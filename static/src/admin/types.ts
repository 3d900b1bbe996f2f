/** What only the console reads, beside src/common/api-types.ts. */
import type {
  CandidateRow,
  Capture,
  Counters,
  FirstSubject,
  Organisation,
} from '@/common/api-types';

export type Level = Organisation['level'];

export const HOURLY = ['registered', 'paid', 'verified', 'filled', 'submitted'] as const;
export type HourlyName = (typeof HOURLY)[number];
export type Hour = { hour: string } & Record<HourlyName, number>;

export type OrganisationCounters = Counters & { code: string; name: string; level: Level };

export interface CandidateDetail extends Omit<CandidateRow, 'paid' | 'submitted'> {
  sex: string;
  ethnicity: string;
  birth: string;
  valid_until: string;
  capture: Capture;
  phone_masked: string | null;
  registered_at: string;
  paid_at: string | null;
  verified_at: string | null;
  activated_at: string | null;
  pledged_at: string | null;
  filled_at: string | null;
  submitted_at: string | null;
  form_version: number;
  first_subject: FirstSubject | null;
}

export interface ExamWindow {
  name: string;
  title: string;
  organisation: string;
  organisation_name: string;
  opens: string;
  closes: string;
  reason: string;
}
