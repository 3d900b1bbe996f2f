import type { FieldError } from './schema';

/** What went wrong, in the server's stable codes, plus three of our own for what never reached it. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  /** Further members of the problem document: `opens`, `closes`, `version` … */
  readonly members: Record<string, unknown>;

  constructor(status: number, members: Record<string, unknown>) {
    const title = typeof members['title'] === 'string' ? members['title'] : '操作没有成功';
    const detail = typeof members['detail'] === 'string' ? members['detail'] : '';
    super(detail || title);
    this.name = 'Problem';
    this.status = status;
    this.code = typeof members['code'] === 'string' ? members['code'] : 'internal';
    this.title = title;
    this.detail = detail;
    this.errors = Array.isArray(members['errors']) ? (members['errors'] as FieldError[]) : [];
    this.members = members;
  }

  /** One sentence for a person. */
  get sentence(): string {
    return this.detail || this.title;
  }

  static networkLost(reading = false): Problem {
    return new Problem(0, {
      code: 'network_lost',
      title: '网络连接中断',
      detail: reading
        ? '没有连上网络，请联网后再试一次。'
        : '没有连上网络，不确定刚才的操作是否已经完成。请联网后再按一次，不会重复办理。',
    });
  }

  static unavailable(status: number): Problem {
    return new Problem(status, {
      code: 'unavailable',
      title: '服务暂时不可用',
      detail: '服务暂时不可用，请稍后重试。已经显示“已保存”的内容不会丢失。',
    });
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, {
    code: 'page',
    title: '页面出现问题',
    detail: '页面出现问题，请刷新后重试。',
  });
}
