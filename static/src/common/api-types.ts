/** The HTTP contract, as the pages see it. Money is in fen, times are RFC 3339 with +08:00. */

export type Role = 'candidate' | 'province' | 'city' | 'county' | 'point' | 'finance';
export type Stage = 'numbered' | 'paid' | 'verified' | 'active' | 'filled';

export interface FieldError {
  field: string;
  message: string;
  line?: number;
  column?: number;
}

// account

export interface CandidateIdentity {
  id: number;
  exam: string;
  exam_name: string;
  serial: string;
  name: string;
  /** Empty for who came by facts alone. */
  document_masked: string;
  phone_masked: string | null;
  point: string;
  point_name: string;
  county_name: string;
  stage: Stage;
  paid: boolean;
  verified: boolean;
  passwords_set: boolean;
  pledged: boolean;
  form_version: number;
  form_saved_at: string | null;
  /** Was it saved with every field that is asked for now? */
  form_complete: boolean;
}

/** What is due before a member of staff reaches anything else. */
export type StaffStep = 'second_factor' | 'new_password' | 'enrolment';

export interface StaffIdentity {
  id: number;
  name: string;
  username: string;
  organisation: string;
  organisation_name: string;
  next: StaffStep | null;
  second_factor: boolean;
  recovery_codes: number;
}

export interface Session {
  now: string;
  expires_at: string;
  idle_expires_at: string;
  role: Role;
  /** `facts` (首次登录) opens nothing but the next step. */
  factor: 'facts' | 'login-password';
  candidate?: CandidateIdentity;
  staff?: StaffIdentity;
}

export interface SessionEntry {
  id: string;
  device: string;
  ip: string;
  signed_in_at: string;
  last_seen_at: string;
  current: boolean;
}

export type IdentityStatus = 'pending' | 'passed' | 'failed' | 'expired';

export interface IdentityStarted {
  id: string;
  url: string;
  status: IdentityStatus;
}

export interface IdentityState {
  id: string;
  status: IdentityStatus;
  stage: Stage;
}

// registration

export type FirstSubject = 'physics' | 'history';
export type SecondSubject = 'chemistry' | 'biology' | 'politics' | 'geography';
export type Subject = FirstSubject | SecondSubject;

export interface RegistrationForm {
  political_status: string;
  first_subject: FirstSubject;
  second_subjects: SecondSubject[];
  foreign_language: string;
  candidate_category: string;
  graduation_category: string;
  school_name: string;
  graduation_year: number;
  household: { region: string; detail: string };
  address: { region: string; detail: string; postcode: string; recipient: string };
  phone: string;
}

/** As it was saved: a field that was added to the form since is missing. */
export type SavedForm = Partial<
  Omit<RegistrationForm, 'household' | 'address'> & {
    household: Partial<RegistrationForm['household']>;
    address: Partial<RegistrationForm['address']>;
  }
>;

export interface Registration {
  now: string;
  stage: Stage;
  window: CalendarWindow | null;
  pledge: { version: string; title: string; text: string[]; accepted_at: string | null };
  version: number;
  saved_at: string | null;
  editable: boolean;
  identity: {
    name: string;
    sex: string;
    ethnicity: string;
    birth: string;
    document_kind: string;
    document_masked: string;
    valid_until: string;
    photo_url: string | null;
  };
  form: SavedForm | null;
  /** Has the form every field that is asked for now? */
  complete: boolean;
}

export interface FormSaved {
  version: number;
  saved_at: string;
}

// payment

export type OrderStatus = 'open' | 'paid' | 'closed';
/** `qr`: a code that another phone scans; `phone`: the provider opens on this phone. */
export type Channel = 'qr' | 'phone';
/** What stays closed until a fee is paid. */
export type Unlocks = 'identity' | 'ticket' | 'specialty_ticket' | 'volunteer';

export interface Order {
  order_no: string;
  item: string;
  item_name: string;
  amount: number;
  provider: Provider;
  channel: Channel;
  status: OrderStatus;
  code_url: string | null;
  qr_svg: string | null;
  pay_page: string;
  created_at: string;
  expires_at: string;
  paid_at: string | null;
  /** Closed here, yet the provider may still take money for it; it is followed. */
  may_still_be_paid: boolean;
}

export interface Fee {
  item: string;
  name: string;
  amount: number;
  /** How the amount comes about; may be empty. */
  detail: string;
  status: 'due' | 'paid';
  paid_at: string | null;
  notice: string;
  unlocks: Unlocks;
  /** The candidate chose it; may be dropped while it is unpaid. */
  chosen: boolean;
  window: CalendarWindow | null;
  order: Order | null;
  refunds: Refund[];
}

/** What the candidate may sign up for, and has not. */
export interface Offer {
  item: string;
  name: string;
  amount: number;
  detail: string;
  notice: string;
  unlocks: Unlocks;
  window: CalendarWindow | null;
}

export interface Refund {
  order_no: string;
  amount: number;
  status: 'requested' | 'sent' | 'done' | 'failed' | 'abandoned';
  requested_at: string;
  done_at: string | null;
}

export interface Bill {
  number: string;
  code: string;
  exam_name: string;
  item_name: string;
  amount: number;
  payer: string;
  serial: string;
  order_no: string;
  provider: Provider;
  paid_at: string;
}

export type Provider = 'wechat' | 'alipay' | 'unionpay';

export interface Fees {
  now: string;
  fees: Fee[];
  offers: Offer[];
}

/** Where the provider lets a phone pay; it lives for minutes only. */
export interface Opening {
  url: string;
}

export interface PayPage {
  now: string;
  item_name: string;
  amount: number;
  payee_masked: string;
  exam_name: string;
  provider: Provider;
  channel: Channel;
  status: OrderStatus;
  code_url: string | null;
  qr_svg: string | null;
  expires_at: string;
  /** Closed here, yet the provider may still take money for it; it is followed. */
  may_still_be_paid: boolean;
  dropped: boolean;
}

export interface NewPage {
  pay_page: string;
}

// catalog

export interface CalendarWindow {
  name: string;
  title: string;
  opens: string;
  closes: string;
  open: boolean;
}

export interface Calendar {
  now: string;
  exams: { id: string; name: string; kind: string; year: number; windows: CalendarWindow[] }[];
}

export interface Code {
  code: string;
  name: string;
}

export interface Codes {
  political_status: Code[];
  foreign_language: Code[];
  candidate_category: Code[];
  graduation_category: Code[];
  ethnicity: Code[];
}

export interface Region {
  code: string;
  name: string;
  parent: string | null;
}

export interface Line {
  year: number;
  line: number;
  rank: number;
}

export interface Requirement {
  text: string;
  any_of?: SecondSubject[];
  all_of?: SecondSubject[];
}

export interface Group {
  id: number;
  college: string;
  college_name: string;
  college_city: string;
  college_tags: string[];
  code: string;
  name: string;
  plan_type: string;
  plan_type_name: string;
  track: FirstSubject;
  requirement: Requirement;
  plan: number;
  last_line: Line | null;
  /** Yuan a year, of its majors. */
  tuition: { least: number; most: number } | null;
}

/** One of the values that a search can be narrowed to. */
export interface Narrowing {
  value: string;
  name: string;
  /** 院校专业组 of it. */
  count: number;
}

export interface Narrowings {
  cities: Narrowing[];
  tags: Narrowing[];
  major_classes: Narrowing[];
  plan_types: Narrowing[];
}

export interface Major {
  code: string;
  name: string;
  plan: number;
  /** Yuan a year: colleges publish whole yuan. */
  tuition: number;
  years: number;
  note: string;
}

export interface GroupDetail extends Group {
  majors: Major[];
  lines: Line[];
}

export interface GroupPage {
  total: number;
  page: number;
  page_size: number;
  groups: Group[];
}

// volunteer

export interface BatchOverview {
  batch: string;
  name: string;
  window: CalendarWindow | null;
  eligible: boolean;
  ineligible_reason: string | null;
  draft_version: number;
  draft_saved_at: string | null;
  submission_version: number;
  submitted_at: string | null;
  differs: boolean;
}

export interface Score {
  total: number;
  track: FirstSubject;
  rank: number;
  parts: {
    chinese: number;
    mathematics: number;
    foreign_language: number;
    first: number;
    second_high: number;
    second_low: number;
  };
}

export interface VolunteerOverview {
  now: string;
  batches: BatchOverview[];
  score: Score | null;
  lines: { batch: string; track: FirstSubject; line: number }[];
}

/** A choice as it is sent. */
export interface ChoiceInput {
  group: number;
  majors: string[];
  accept_adjustment: boolean;
}

/** A choice as it is answered. */
export interface Choice {
  group: number;
  college: string;
  college_name: string;
  college_city: string;
  code: string;
  name: string;
  plan_type_name: string;
  requirement_text: string;
  majors: { code: string; name: string }[];
  accept_adjustment: boolean;
  last_line: Line | null;
}

/** What a submission answers: the core of its receipt. */
export interface Submitted {
  batch: string;
  version: number;
  submitted_at: string;
  hash: string;
  code: string;
  journal_seq: number;
}

export interface Receipt {
  batch: string;
  batch_name: string;
  exam_name: string;
  version: number;
  submitted_at: string;
  candidate: { name: string; serial: string; document_masked: string };
  choices: Choice[];
  hash: string;
  code: string;
  journal_seq: number;
}

export interface BatchDetail {
  now: string;
  batch: string;
  name: string;
  window: CalendarWindow | null;
  rules: { slots: number; majors: number };
  eligible: boolean;
  ineligible_reason: string | null;
  editable: boolean;
  draft: { version: number; saved_at: string; choices: Choice[] } | null;
  submission: Receipt | null;
}

export interface Warning {
  index: number;
  code: string;
  message: string;
}

export interface DraftSaved {
  version: number;
  saved_at: string;
  /** What only the server can see; most warnings are the page's own. */
  warnings?: Warning[];
}

export interface SubmissionEntry {
  version: number;
  submitted_at: string;
  hash: string;
  count: number;
  device: string;
  ip: string;
}

export interface Favourite {
  group: Group;
  folder: string;
}

// admin

export interface Organisation {
  code: string;
  name: string;
  level: 'province' | 'city' | 'county' | 'point';
  children?: number;
}

export interface Segment {
  id: string;
  point: string;
  point_name: string;
  first: string;
  last: string;
  used: number;
  next: string | null;
}

/** A page; the county's free numbers are whole. */
export interface SegmentList {
  segments: Segment[];
  free: { first: string; last: string }[];
  next?: string | null;
}

export interface PointPage {
  points: { code: string; name: string; county_name: string; segments: Segment[] }[];
  next: string | null;
}

export type Capture = 'reader' | 'manual_expired' | 'manual_absent' | 'other';

export interface AdmitRequest {
  point: string;
  document: {
    kind: 'resident_card';
    number: string;
    name: string;
    sex: 'male' | 'female';
    ethnicity: string;
    birth: string;
    address: string;
    valid_from: string;
    valid_until: string;
  };
  capture: Capture;
  photo: string;
}

export interface CandidateRow {
  id: string;
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
  /** Not counted to the end */
  at_least: boolean;
  next: string | null;
  candidates: CandidateRow[];
}

export interface JournalEvent {
  seq: number;
  at: string;
  kind: string;
  title: string;
  actor: string;
  actor_name: string | null;
  role: string;
  factor: string | null;
  ip: string | null;
  device: string | null;
}

export interface Imported {
  imported: number;
}

export type StaffRole = 'office' | 'finance';
export type StaffStatus = 'proposed' | 'active' | 'disabled';

export interface StaffMember {
  id: number;
  username: string;
  name: string;
  organisation: string;
  organisation_name: string;
  role: StaffRole;
  status: StaffStatus;
  second_factor: boolean;
  must_change: boolean;
  last_sign_in_at: string | null;
  /** What waits for another one's decision; who decides names it. */
  proposal: number | null;
  /** The kind of its event: `staff.moved`. */
  proposed: string | null;
  proposed_by: string | null;
  proposed_for: string | null;
  moves_to: string | null;
  moves_role: StaffRole | null;
  own: boolean;
  /** I proposed it. */
  mine: boolean;
  may_agree: boolean;
  /** I may say no, or take it back. */
  may_decline: boolean;
}

export interface StaffPage {
  staff: StaffMember[];
  next: number | null;
}

export interface StaffCreated {
  id: number;
  username: string;
  initial_password: string;
  expires_at: string;
  status: StaffStatus;
}

export interface FactorBegun {
  secret: string;
  uri: string;
  qr_svg: string;
}

export interface StaffAct {
  seq: number;
  at: string;
  kind: string;
  title: string;
  staff: number;
  username: string;
  name: string;
  organisation: string;
  organisation_name: string | null;
  candidate: number | null;
  serial: string | null;
  account: string | null;
  reason: string | null;
  ip: string;
  device: string;
}

export interface StaffActs {
  acts: StaffAct[];
  next: number | null;
  kinds: { kind: string; title: string }[];
}

export interface SignInFailure {
  id: number;
  at: string;
  realm: 'staff' | 'candidate';
  account: string;
  username: string | null;
  reason: string;
  ip: string;
  device: string;
}

export interface SignInFailures {
  failures: SignInFailure[];
  next: number | null;
  addresses: { ip: string; accounts: number; failures: number; last_at: string }[];
  accounts: {
    account: string;
    realm: 'staff' | 'candidate';
    username: string | null;
    addresses: number;
    failures: number;
    last_at: string;
  }[];
}

// statistics

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

export interface StatisticsOverview {
  now: string;
  organisation: { code: string; name: string; level: Organisation['level'] };
  totals: Counters;
  children: (Counters & { code: string; name: string; level: Organisation['level'] })[];
  hours: {
    hour: string;
    registered: number;
    paid: number;
    verified: number;
    filled: number;
    submitted: number;
  }[];
}

export interface NotSubmitted {
  total: number;
  next: string | null;
  candidates: {
    serial: string;
    name: string;
    point_name: string;
    phone_masked: string | null;
    draft: boolean;
  }[];
}
