/** What lies over the page, the topmost last: each is closed by 「返回」 before the page is left. */
const open: (() => void)[] = [];

/**
 * A sheet has an entry in the history, which 「返回」 takes away instead of the page. It stays when
 * the sheet is closed otherwise, for the next one; going back later passes it by (router.ts). A
 * question asked while a page is being left must not: the history is on its way already. Answers how
 * many lie over the page now.
 */
export function sheetOpened(close: () => void, asksWhileLeaving: boolean): number {
  open.push(close);
  holdPage();
  const { state } = window.history;
  const path = window.location.pathname;
  if (!asksWhileLeaving && state?.sheet !== path) {
    window.history.pushState({ ...state, sheet: path }, '');
  }
  return open.length;
}

export function sheetClosed(close: () => void): void {
  const at = open.lastIndexOf(close);
  if (at >= 0) open.splice(at, 1);
  holdPage();
}

function holdPage(): void {
  document.body.classList.toggle('under-sheet', open.length > 0);
}

export function closeTopSheet(): boolean {
  const close = open.at(-1);
  close?.();
  return close !== undefined;
}
