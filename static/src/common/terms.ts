import type { Second, Track } from './schema';
import { seconds, tracks } from './terms.json';

export const SUBJECT_NAMES: Record<Track | Second, string> = {
  physics: '物理',
  history: '历史',
  ...seconds,
};

export const TRACK_NAMES: Record<Track, string> = tracks;
