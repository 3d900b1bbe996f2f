/** What the admin and statistics endpoints say; docs/API.md has the whole contract. */

export type Level = 'province' | 'city' | 'county' | 'point';

export interface Organisation {
  code: string;
  name: string;
  level: Level;
}

export interface OrganisationRow extends Organisation {
  /** how many organisations stand directly below */
  children: number;
}

export interface Counters {
  registered: number;
  paid: number;
  verified: number;
  active: number;
  filled: number;
  above_line: number;
  draft_only: number;
  submitted: number;
}

export type OrganisationCounters = Organisation & Counters;

export const HOURLY = ['registered', 'paid', 'verified', 'filled', 'submitted'] as const;
export type HourlyName = (typeof HOURLY)[number];
export type Hour = { hour: string } & Record<HourlyName, number>;

export interface Overview {
  now: string;
  organisation: Organisation;
  totals: Counters;
  children: OrganisationCounters[];
  hours: Hour[];
}

export interface NotSubmitted {
  total: number;
  candidates: {
    serial: string;
    name: string;
    point_name: string;
    class: string | null;
    phone_masked: string | null;
    draft: boolean;
  }[];
}

export interface Segment {
  id: number | string;
  point: string;
  point_name: string;
  first: string;
  last: string;
  used: number;
  /** the number the next candidate gets; null once the segment is used up */
  next: string | null;
}

export interface Segments {
  segments: Segment[];
  free: { first: string; last: string }[];
}

export type CaptureKind = 'reader' | 'manual_expired' | 'manual_absent' | 'other';

export interface NewCandidate {
  point: string;
  document: {
    kind: 'resident_card';
    number: string;
    name: string;
    sex: string;
    ethnicity: string;
    birth: string;
    address: string;
    valid_from: string;
    valid_until: string;
  };
  capture: CaptureKind;
  photo: string;
}

export type Stage = 'numbered' | 'paid' | 'verified' | 'active' | 'filled';

export interface CandidateRow {
  id: number | string;
  serial: string;
  name: string;
  document_masked: string;
  point: string;
  point_name: string;
  stage: Stage;
  paid: boolean;
  submitted: boolean;
}

export interface CandidatePage {
  total: number;
  page: number;
  page_size: number;
  candidates: CandidateRow[];
}

export interface JournalEvent {
  seq: number;
  at: string;
  kind: string;
  title: string;
  actor: string;
  role: string;
  factor: string | null;
  ip: string | null;
  device: string | null;
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

export interface StaffMember {
  id: number | string;
  username: string;
  name: string;
  organisation: string;
  organisation_name?: string;
}

export interface SignedInDevice {
  id: string;
  device: string;
  ip: string;
  signed_in_at: string;
  last_seen_at: string;
  current: boolean;
}
