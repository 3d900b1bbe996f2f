import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { network, onSignedOut, reachable } from '../common/api';
import { pageTitle } from '../common/authority';
import type { Session } from '../common/schema';
import Home from './pages/Home.vue';
import SignIn from './pages/SignIn.vue';
import { closeTopSheet } from './sheets';
import { forgetSession, knownSession, signInNotice } from './session';

declare module 'vue-router' {
  interface RouteMeta {
    title: string;
    /** Anyone may open it. */
    public?: boolean;
    /** Where 「返回」 leads. */
    up?: string;
    /** The page has a bar of its own at the bottom. */
    ownBar?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: Home, meta: { title: '首页' } },
  { path: '/sign-in', component: SignIn, meta: { title: '登录', public: true } },
  {
    path: '/payment',
    component: () => import('./pages/Payment.vue'),
    meta: { title: '缴费', up: '/' },
  },
  {
    path: '/payment/orders',
    component: () => import('./pages/Orders.vue'),
    meta: { title: '缴费记录', up: '/payment' },
  },
  {
    path: '/payment/bill',
    component: () => import('./pages/Bill.vue'),
    meta: { title: '缴费票据', up: '/payment' },
  },
  {
    path: '/payment/:item',
    component: () => import('./pages/PaymentItem.vue'),
    meta: { title: '缴费', up: '/payment' },
  },
  {
    path: '/payment/:item/bill',
    component: () => import('./pages/Bill.vue'),
    meta: { title: '缴费票据', up: '/payment/:item' },
  },
  {
    path: '/pay/:token',
    component: () => import('./pages/PayPage.vue'),
    meta: { title: '缴费', public: true },
  },
  {
    path: '/identity',
    component: () => import('./pages/Identity.vue'),
    meta: { title: '实人认证', up: '/' },
  },
  {
    path: '/passwords',
    component: () => import('./pages/Passwords.vue'),
    meta: { title: '设置密码', up: '/' },
  },
  {
    path: '/pledge',
    component: () => import('./pages/Pledge.vue'),
    meta: { title: '考生诚信考试承诺书', up: '/' },
  },
  {
    path: '/registration',
    component: () => import('./pages/Registration.vue'),
    meta: { title: '报名信息', up: '/' },
  },
  {
    path: '/registration/edit',
    component: () => import('./pages/RegistrationEdit.vue'),
    meta: { title: '填写报名信息', up: '/registration', ownBar: true },
  },
  {
    path: '/registration/check',
    component: () => import('./pages/RegistrationCheck.vue'),
    meta: { title: '核对并提交保存', up: '/registration/edit', ownBar: true },
  },
  {
    path: '/score',
    component: () => import('./pages/Score.vue'),
    meta: { title: '成绩', up: '/' },
  },
  {
    path: '/volunteer',
    component: () => import('./pages/Volunteer.vue'),
    meta: { title: '志愿' },
  },
  {
    path: '/volunteer/:batch',
    component: () => import('./pages/VolunteerEditor.vue'),
    meta: { title: '志愿草稿', up: '/volunteer', ownBar: true },
  },
  {
    path: '/volunteer/:batch/search',
    component: () => import('./pages/GroupSearch.vue'),
    meta: { title: '查找院校专业组', up: '/volunteer/:batch', ownBar: true },
  },
  {
    path: '/volunteer/:batch/groups/:group',
    component: () => import('./pages/GroupDetail.vue'),
    meta: { title: '院校专业组', up: '/volunteer/:batch', ownBar: true },
  },
  {
    path: '/volunteer/:batch/compare',
    component: () => import('./pages/VolunteerCompare.vue'),
    meta: { title: '草稿与正式志愿对比', up: '/volunteer/:batch' },
  },
  {
    path: '/volunteer/:batch/check',
    component: () => import('./pages/VolunteerCheck.vue'),
    meta: { title: '核对并提交保存', up: '/volunteer/:batch', ownBar: true },
  },
  {
    path: '/volunteer/:batch/submissions',
    component: () => import('./pages/Submissions.vue'),
    meta: { title: '提交记录', up: '/volunteer' },
  },
  {
    path: '/volunteer/:batch/submissions/:version',
    component: () => import('./pages/Receipt.vue'),
    meta: { title: '正式志愿回执', up: '/volunteer' },
  },
  {
    path: '/account',
    component: () => import('./pages/Account.vue'),
    meta: { title: '我的' },
  },
  {
    path: '/unavailable',
    component: () => import('./pages/Unavailable.vue'),
    meta: { title: '服务暂时不可用', public: true },
  },
  {
    path: '/:rest(.*)*',
    component: () => import('./pages/NotFound.vue'),
    meta: { title: '没有这个页面', public: true },
  },
];

let wentBack = false;
const here = { position: -1, path: '' };
// Before the router's own listener. Between a page and its sheet there is nothing to navigate.
window.addEventListener('popstate', (event) => {
  const state = event.state as { position?: number; sheet?: string } | null;
  wentBack = true;
  setTimeout(() => (wentBack = false));
  if (state?.position !== here.position || location.pathname !== here.path) return;
  event.stopImmediatePropagation();
  if (!state.sheet && !closeTopSheet()) window.history.back();
});

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: async (to, from, saved) => {
    // A filter written into the address is no other page.
    if (to.path === from.path && !to.hash) return false;
    if (!saved) return { top: 0 };
    await tallEnough(saved.top + window.innerHeight);
    return saved;
  },
});

/** A page is as short as its loading lines at first: wait until there is something to scroll to. */
async function tallEnough(height: number): Promise<void> {
  const until = Date.now() + 4000;
  while (document.documentElement.scrollHeight < height && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// A question over the page is closed by 「返回」, too.
router.beforeEach(() => !(wentBack && closeTopSheet()));

router.beforeEach(async (to) => {
  if (to.meta.public) return true;
  try {
    const session = await knownSession();
    if (session?.candidate) return isOpen(to.path, session) || openInstead(session);
    return { path: '/sign-in', query: to.path === '/' ? {} : { back: to.fullPath } };
  } catch {
    return { path: '/unavailable', query: { back: to.fullPath } };
  }
});

/** 首次登录 leads to the next step, and nowhere else. */
function isOpen(path: string, session: Session): boolean {
  if (session.factor !== 'facts') return true;
  const steps = session.candidate?.passwords_set
    ? ['/identity', '/passwords']
    : ['/', '/identity', '/passwords', '/payment'];
  return steps.some((step) => path === step || (step !== '/' && path.startsWith(`${step}/`)));
}

function openInstead(session: Session): string {
  return session.candidate?.passwords_set ? '/identity?renew=1' : '/';
}

router.afterEach((to, _from, failure) => {
  if (failure) return;
  network.unopened = '';
  here.position = Number(window.history.state?.position);
  here.path = window.location.pathname;
  pageTitle.value = to.meta.title;
});

/** All pages, one after the other: one that is here already opens without a line. */
export async function preloadPages(): Promise<void> {
  for (const { component } of routes) {
    if (typeof component !== 'function') continue;
    await (component as () => Promise<unknown>)().catch(() => undefined);
  }
}

// A page could not be fetched. Without a line: stay, and say so; the browser's own error page would
// take everything along. With one, a new version was published: load afresh, once.
router.onError(async (_error, to) => {
  if (!(await reachable())) network.unopened = to.meta.title;
  else if (to.query['reloaded']) {
    await router.replace({ path: '/unavailable', query: { back: to.path } });
  } else {
    const query = { ...to.query, reloaded: '1' };
    location.assign(router.resolve({ path: to.path, query }).href);
  }
});

onSignedOut((problem) => {
  const here = router.currentRoute.value;
  forgetSession();
  if (here.path === '/sign-in') return;
  signInNotice.problem = problem;
  void router.push({ path: '/sign-in', query: { back: here.fullPath } });
});

/** Only paths of our own: a link must not lead a candidate elsewhere after sign-in. */
export function safeBack(back: unknown): string {
  return typeof back === 'string' && /^\/(?!\/|\\)/.test(back) && !back.startsWith('/sign-in')
    ? back
    : '/';
}
