export interface Rule {
  text: string;
  ok: boolean;
}

const COMMON = [
  'abc12345',
  'abcd1234',
  'a1234567',
  'aa123456',
  'qwer1234',
  '1qaz2wsx',
  'password1',
];

/** The rules a browser can check; the server also knows the 证件号 and a longer list. */
export function passwordRules(password: string, other: string, serial: string): Rule[] {
  const lower = password.toLowerCase();
  return [
    {
      text: '8–16 个字符，没有空格',
      ok: password.length >= 8 && password.length <= 16 && !/\s/.test(password),
    },
    { text: '同时有字母和数字', ok: /[A-Za-z]/.test(password) && /\d/.test(password) },
    {
      text: '不含报名流水号，不是常见密码',
      ok: password !== '' && !lower.includes(serial) && !COMMON.includes(lower),
    },
    {
      text: '与另一个密码不相同、不相似',
      ok: password !== '' && !alike(lower, other.toLowerCase()),
    },
  ];
}

function alike(one: string, other: string): boolean {
  if (other === '') return false;
  return one === other || one.includes(other) || other.includes(one);
}
