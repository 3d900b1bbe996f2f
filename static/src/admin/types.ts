/** What only the console reads, beside src/common/api-types.ts. */
import type { CandidateRow, Capture, Counters, Organisation } from '@/common/api-types';

export type Level = Organisation['level'];

export const HOURLY = ['registered', 'paid', 'verified', 'filled', 'submitted'] as const;
export type HourlyName = (typeof HOURLY)[number];
export type Hour = { hour: string } & Record<HourlyName, number>;

export type OrganisationCounters = Counters & { code: string; name: string; level: Level };

export interface CandidateDetail extends CandidateRow {
  sex?: string;
  ethnicity?: string;
  birth?: string;
  valid_until?: string;
  capture?: Capture;
  phone_masked?: string | null;
  county_name?: string;
  stages: { stage: string; at: string | null }[];
  form: Record<string, unknown> | null;
}

export interface ExamWindow {
  name: string;
  title: string;
  organisation: string;
  organisation_name?: string;
  opens: string;
  closes: string;
  open: boolean;
  reason?: string | null;
}
