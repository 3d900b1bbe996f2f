import type { Line, Score } from '../common/schema';

/** Last year's lines beside one's own place: in front of it, about it, behind it. Words for parts of a list, no forecast. */
export type Band = 'reach' | 'match' | 'safe';
/** All three, from the first to the last. */
export const NEAR = 'near';
/** All of the list, chosen: what nobody has chosen yet is the empty text. */
export const ALL = 'all';
export type Basis = 'rank' | 'score';
export interface Span {
  min: number;
  max: number;
}

export const BANDS: readonly Band[] = ['reach', 'match', 'safe'];
export const BAND_NAMES: Record<Band | typeof NEAR, string> = {
  near: '附近',
  reach: '冲',
  match: '稳',
  safe: '保',
};

/** Parts of one's own rank. */
const RANKS = [0.85, 1, 1.2, 1.5] as const;
/** Ranks that a band has at least: in front a part of a small number is none. */
const LEAST_RANKS = 200;
/** Points above and below one's own score. */
const POINTS = [15, 0, -10, -30] as const;

/** The bands of this score. Ranks are rounded: what is asked for tells nobody's own, and the same answer serves many. */
export function bandsOf(score: Score, basis: Basis): Record<Band | typeof NEAR, Span> {
  return basis === 'score' ? ofPoints(score.total) : ofRanks(score.rank);
}

function ofRanks(rank: number): Record<Band | typeof NEAR, Span> {
  const step = rank < 2000 ? 10 : rank < 10_000 ? 100 : 500;
  const round = (value: number) => Math.max(1, Math.round(value / step) * step);
  const own = round(rank);
  const first = Math.max(1, Math.min(round(own * RANKS[0]), own - LEAST_RANKS));
  const behind = Math.max(round(own * RANKS[2]), own + LEAST_RANKS);
  const last = Math.max(round(own * RANKS[3]), behind + LEAST_RANKS);
  return {
    near: { min: first, max: last },
    reach: { min: first, max: Math.max(first, own - 1) },
    match: { min: own, max: behind },
    safe: { min: behind + 1, max: last },
  };
}

function ofPoints(total: number): Record<Band | typeof NEAR, Span> {
  const [high, own, low, least] = POINTS.map((points) => Math.max(0, total + points)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    near: { min: least, max: high },
    reach: { min: own + 1, max: high },
    match: { min: low, max: own },
    safe: { min: least, max: Math.max(least, low - 1) },
  };
}

/** In which band a line lies; null outside of all. */
export function bandOf(line: Line | null, score: Score | null, basis: Basis): Band | null {
  if (!line || !score) return null;
  const value = basis === 'score' ? line.line : line.rank;
  const bands = bandsOf(score, basis);
  return BANDS.find((band) => bands[band].min <= value && value <= bands[band].max) ?? null;
}

/** 「上年位次 12,500–14,499」: what defines a band. */
export function spanText(span: Span, basis: Basis): string {
  const text = (value: number) => value.toLocaleString('zh-CN');
  return `上年${basis === 'score' ? '投档线' : '位次'} ${text(span.min)}–${text(span.max)}`;
}
