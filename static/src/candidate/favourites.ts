import { reactive } from 'vue';
import { api } from '../common/api';
import type { Favourite, Group } from '../common/schema';
import { asProblem, type Problem } from '../common/problem';
import { announce } from './announce';

const FOLDER = '默认';

export const favourites = reactive<{ owner: number; list: Favourite[]; problem: Problem | null }>({
  owner: 0,
  list: [],
  problem: null,
});

export async function loadFavourites(owner: number): Promise<void> {
  if (favourites.owner === owner) return;
  const answer = await api.get('/api/volunteer/favourites');
  favourites.owner = owner;
  favourites.list = answer.favourites;
}

export function isFavourite(group: number): boolean {
  return favourites.list.some((entry) => entry.group.id === group);
}

export async function toggleFavourite(group: Group): Promise<void> {
  const path = { group: group.id };
  favourites.problem = null;
  try {
    if (isFavourite(group.id)) {
      await api.delete('/api/volunteer/favourites/{group}', { path });
      favourites.list = favourites.list.filter((entry) => entry.group.id !== group.id);
      announce('已取消收藏');
    } else {
      await api.put('/api/volunteer/favourites/{group}', { path, body: { folder: FOLDER } });
      favourites.list = [...favourites.list, { group, folder: FOLDER }];
      announce('已收藏');
    }
  } catch (error) {
    favourites.problem = asProblem(error);
  }
}
