export interface Rule {
  text: string;
  /** `later`: only the server can tell, when the passwords are saved. */
  state: 'ok' | 'missing' | 'later';
}

/** Two passwords are 不相似 when so many characters have to be put in, taken out or replaced. */
const DISTANCE = 4;

/** What a browser knows of the person. */
export interface Known {
  serial: string;
  name: string;
  /** `gaokao-2027` */
  exam: string;
  /** Characters that it asks for. */
  least: number;
}

/** Every rule that the server has; those a browser can't check alone stay `later`. */
export function passwordRules(password: string, known: Known): Rule[] {
  const lower = password.toLowerCase();
  const length = Array.from(password).length;
  const holds = (fact: string) => fact !== '' && lower.includes(fact.toLowerCase());
  const kind = known.exam.split('-')[0] ?? '';
  const bad = holds(known.serial) || holds(known.name) || (kind.length > 5 && holds(kind));
  return [
    rule(
      `${known.least}–128 个字符，没有空格`,
      length >= known.least && length <= 128 && !/\s/.test(password),
    ),
    rule('同时有字母和数字', /\p{L}/u.test(password) && /\d/.test(password)),
    {
      text: '没有报名流水号、姓名（含拼音）、生日、证件号或手机号后六位、考试名称',
      state: bad ? 'missing' : 'later',
    },
    { text: '不是很多人在用的密码', state: new Set(lower).size <= 3 ? 'missing' : 'later' },
  ];
}

/** The two must not be one with a little change. */
export function unlikeRule(password: string, other: string): Rule {
  return rule('与登录密码不相似（至少 4 处不同）', password !== '' && !alike(password, other));
}

/** May it be sent? */
export function isGood(rules: Rule[]): boolean {
  return rules.every((one) => one.state !== 'missing');
}

export function alike(one: string, other: string): boolean {
  if (other === '') return false;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a.includes(b) || b.includes(a) || distance(a, b) < DISTANCE;
}

/** Levenshtein's. */
function distance(one: string, other: string): number {
  const target = Array.from(other);
  let row = [...target.keys(), target.length];
  for (const [i, a] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, b] of target.entries()) {
      const replaced = (row[j] ?? 0) + (a === b ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[target.length] ?? 0;
}

function rule(text: string, ok: boolean): Rule {
  return { text, state: ok ? 'ok' : 'missing' };
}
