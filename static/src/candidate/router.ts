import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { onSignedOut } from '../common/api';
import Home from './pages/Home.vue';
import SignIn from './pages/SignIn.vue';
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
    meta: { title: '填写报名信息', up: '/registration' },
  },
  {
    path: '/registration/check',
    component: () => import('./pages/RegistrationCheck.vue'),
    meta: { title: '核对并提交保存', up: '/registration/edit' },
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
    meta: { title: '查找院校专业组', up: '/volunteer/:batch' },
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
    meta: { title: '核对并提交保存', up: '/volunteer/:batch' },
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

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.public) return true;
  try {
    const session = await knownSession();
    if (session?.candidate) return true;
    return { path: '/sign-in', query: to.path === '/' ? {} : { back: to.fullPath } };
  } catch {
    return { path: '/unavailable', query: { back: to.fullPath } };
  }
});

router.afterEach((to) => {
  document.title = `${to.meta.title} - 湖南招考`;
});

// A page whose chunk is gone (a new version was published) loads afresh, once.
router.onError((_error, to) => {
  if (to.query['reloaded']) void router.replace({ path: '/unavailable', query: { back: to.path } });
  else location.assign(router.resolve({ path: to.path, query: { reloaded: '1' } }).href);
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
