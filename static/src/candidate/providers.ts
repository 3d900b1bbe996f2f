import type { Provider } from '../common/api-types';

/** `app`: what the code is scanned with. */
export const PROVIDERS: { code: Provider; name: string; app: string }[] = [
  { code: 'wechat', name: '微信支付', app: '微信' },
  { code: 'alipay', name: '支付宝', app: '支付宝' },
  { code: 'unionpay', name: '云闪付', app: '云闪付或银行 App' },
];

export function nameOf(provider: string): string {
  return PROVIDERS.find(({ code }) => code === provider)?.name ?? provider;
}

export function appOf(provider: string | undefined): string {
  return PROVIDERS.find(({ code }) => code === provider)?.app ?? '支付软件';
}
