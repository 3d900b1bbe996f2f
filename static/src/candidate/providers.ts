import { api } from '../common/api';
import { inWeChat } from '../common/device';
import { Problem } from '../common/problem';
import type { Provider } from '../common/schema';
import { providers } from '../common/terms.json';

/** `app`: what the code is scanned with; `pay`: what opens on the phone itself. */
export const PROVIDERS: { code: Provider; name: string; app: string; pay: string }[] = [
  { code: 'wechat', name: providers.wechat, app: '微信', pay: '微信' },
  { code: 'alipay', name: providers.alipay, app: '支付宝', pay: '支付宝' },
  { code: 'unionpay', name: `${providers.unionpay}云闪付`, app: '云闪付或银行 App', pay: '银联' },
];

export function nameOf(provider: string): string {
  return PROVIDERS.find(({ code }) => code === provider)?.name ?? provider;
}

export function appOf(provider: string | undefined): string {
  return PROVIDERS.find(({ code }) => code === provider)?.app ?? '支付软件';
}

/** Who does not answer keeps nobody from paying: whoever begins is told of the others. */
export function orAnother(problem: Problem | null, provider: Provider): Problem | null {
  if (problem?.code !== 'provider_unavailable') return problem;
  const others = PROVIDERS.filter(({ code }) => code !== provider).map(({ name }) => name);
  return new Problem(problem.status, {
    code: problem.code,
    title: `${nameOf(provider)}暂时没有回应`,
    detail: `还没有付款的，可以换${others.join('或')}；已经付款的，请先按“支付状态刷新”，不要重复支付。`,
  });
}

/** 「去微信支付」 */
export function payLabel(provider: Provider): string {
  return `去${PROVIDERS.find(({ code }) => code === provider)?.pay ?? ''}支付`;
}

/** WeChat's own browser opens neither its own H5 payment nor Alipay. */
export function opensHere(provider: Provider, agent?: string): boolean {
  return provider === 'unionpay' || !inWeChat(agent);
}

/** What a code says opens on the phone itself only where it is an address, and not inside WeChat. */
export function opensCode(code: string | null, agent?: string): boolean {
  return !!code?.startsWith('https://') && !inWeChat(agent);
}

/** `/pay/<token>` → `<token>` */
export function tokenOf(payPage: string): string {
  return payPage.slice(payPage.lastIndexOf('/') + 1);
}

/** The provider's address lives for minutes only: it is asked for at every press. */
export async function goPay(token: string): Promise<void> {
  const { url } = await api.post('/api/payment/pages/{token}/open', { path: { token } });
  location.assign(url);
}
