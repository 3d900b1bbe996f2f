import { expect, test } from 'vitest';
import { deviceName, inWeChat } from './device';

const AGENTS = [
  ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile', '安卓 · Chrome'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1', 'iPhone · Safari'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) MicroMessenger/8.0', 'iPhone · 微信'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0', 'Windows 电脑 · Edge'],
  ['curl/8.0', 'curl/8.0'],
  ['', '未知设备'],
] as const;

test.each(AGENTS)('%s is %s', (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});

test('links out of a chat open in WeChat’s own browser', () => {
  expect(AGENTS.map(([agent]) => inWeChat(agent))).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
});
