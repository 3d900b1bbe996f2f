const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/QQ\//, 'QQ'],
  [/AlipayClient/, '支付宝'],
  [/Edg/, 'Edge'],
  [/HuaweiBrowser/, '华为浏览器'],
  [/MiuiBrowser/, '小米浏览器'],
  [/UCBrowser/, 'UC 浏览器'],
  [/Firefox/, 'Firefox'],
  [/Chrome/, 'Chrome'],
  [/Safari/, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, '鸿蒙'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, '安卓'],
  [/Windows/, 'Windows 电脑'],
  [/Mac OS X/, '苹果电脑'],
  [/Linux/, 'Linux 电脑'],
];

/** 「安卓 · 微信」, from what a browser says of itself; what is not known is shown as it is. */
export function deviceName(agent: string | null | undefined): string {
  if (!agent) return '未知设备';
  const find = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const names = [find(SYSTEMS), find(BROWSERS)].filter(Boolean);
  return names.length ? names.join(' · ') : agent;
}

/** A phone can't scan the code on its own screen. */
export function isPhone(): boolean {
  return matchMedia('(pointer: coarse) and (max-width: 768px)').matches;
}

/** WeChat's own browser, the one that opens the links of its chats. */
export function inWeChat(agent = navigator.userAgent): boolean {
  return agent.includes('MicroMessenger');
}
