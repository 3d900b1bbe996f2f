import { effectScope, nextTick, reactive } from 'vue';
import { expect, test } from 'vitest';
import { useList } from './pages';

async function settled() {
  for (let turn = 0; turn < 5; turn++) await nextTick();
}

test('a list goes on by keys, and from its first page when it is looked for something else', async () => {
  const asked: string[] = [];
  const filter = reactive({ text: '' });
  const scope = effectScope();
  const list = scope.run(() =>
    useList(
      (after) => {
        asked.push(`${filter.text}:${after}`);
        return Promise.resolve({ rows: [after], next: 'k1' });
      },
      [filter],
    ),
  );
  if (!list) throw new Error('no scope');
  await settled();
  list.pages.next('k1');
  await settled();
  list.pages.next('k2');
  await settled();
  expect([list.pages.number.value, list.data.value?.rows]).toEqual([3, ['k2']]);
  list.pages.back();
  await settled();
  filter.text = 'x';
  await settled();
  expect(list.pages.number.value).toBe(1);
  list.restart();
  await settled();
  expect(asked).toEqual([':', ':k1', ':k2', ':k1', 'x:', 'x:']);
  scope.stop();
});
