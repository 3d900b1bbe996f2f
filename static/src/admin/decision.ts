import { computed, ref, shallowRef, type Ref } from 'vue';
import { idempotencyKey } from '@/common/api';
import { useAction } from '@/common/load';
import { confirm, toast } from './ui/dialog';

/** What somebody does with a reason that is kept: works a row off, proposes, does not agree. */
export interface Written<Row> {
  title: string | ((row: Row) => string);
  /** Of the reason. */
  label: string;
  hint: string;
  /** Name of the reason in the request, when it is another. */
  field?: string;
  button: string;
  danger?: boolean;
  send: (row: Row, reason: string, key: string) => Promise<unknown>;
  /** What is said when it is done; empty: the page shows it. */
  done: string;
}

/** What somebody agrees to, without a reason. */
export interface Agreed {
  title: string;
  text: string;
  button: string;
  send: () => Promise<unknown>;
  done: string;
}

/** What a proposal says when it is made, and when it comes back. */
export const PROPOSED = { button: '提交复核', done: '已提交，等待另一位同事复核' };
export const DECLINED = { button: '记录', done: '已退回给提出人' };

/**
 * Decisions about the rows of a list: one at a time, in one dialog. `settled`: the list is other now, because this was done
 * or somebody was faster.
 */
export function useDecision<Row, Doing extends string>(
  ways: Record<Doing, Written<Row>>,
  settled: () => unknown,
) {
  const opened = ref(false);
  // Not what shallowRef makes of a type that is not known yet.
  const row = shallowRef(null) as Ref<Row | null>;
  const doing = ref<Doing | null>(null);
  const reason = ref('');
  /** One for what is said: the same once more is the same request. */
  let key = '';
  let said = '';
  // The dialog was about what is no more.
  const action = useAction(() => {
    opened.value = false;
    void settled();
  });
  const way = computed(() => (doing.value === null ? null : ways[doing.value as Doing]));
  const title = computed(() => {
    const named = way.value?.title ?? '';
    return typeof named === 'string' ? named : row.value === null ? '' : named(row.value as Row);
  });

  function open(what: Doing, about: Row): void {
    action.problem.value = null;
    reason.value = '';
    said = '';
    doing.value = what;
    row.value = about;
    opened.value = true;
  }

  function close(): void {
    opened.value = false;
  }

  async function submit(): Promise<void> {
    const [chosen, about] = [way.value, row.value as Row | null];
    if (!chosen || about === null) return;
    if (!said || said !== reason.value.trim()) key = idempotencyKey();
    said = reason.value.trim();
    await finish(() => chosen.send(about, said, key), chosen.done);
  }

  async function agree({ title, text, button, send, done }: Agreed): Promise<void> {
    if (await confirm(title, text, button)) await finish(send, done);
  }

  async function finish(send: () => Promise<unknown>, done: string): Promise<void> {
    if ((await action.run(send)) === null) return;
    opened.value = false;
    if (done) toast(done);
    await settled();
  }

  return { opened, row, doing, way, title, reason, action, open, close, submit, agree };
}

export type Decision<Row, Doing extends string> = ReturnType<typeof useDecision<Row, Doing>>;
