import { reactive } from 'vue';

export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
  danger?: boolean;
  /** 「no」 is what most people want: it is the main button, and the first. */
  stay?: boolean;
}

/** One question at a time; App.vue holds the dialog. */
export const asking = reactive<{ question: Question | null }>({ question: null });
let answer: ((yes: boolean) => void) | null = null;

export function ask(question: Question): Promise<boolean> {
  answer?.(false);
  asking.question = question;
  return new Promise((resolve) => (answer = resolve));
}

export function reply(yes: boolean): void {
  asking.question = null;
  answer?.(yes);
  answer = null;
}
