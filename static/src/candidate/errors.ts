import { shallowRef } from 'vue';

/** What is wrong on a page, as its summary lists it. */
export interface PageError {
  /** The id of the control, when there is one to go to. */
  id?: string;
  message: string;
  /** Said before it in the summary, where the control alone does not tell: 家庭成员第 2 行. */
  at?: string;
}

/** What is wrong on a page, in all and of one control. */
export function useErrors(first: PageError[] = []) {
  const errors = shallowRef(first);
  const errorOf = (id: string) => errors.value.find((error) => error.id === id)?.message;
  return { errors, errorOf };
}
