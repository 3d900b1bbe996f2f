import {
  createRouter,
  createWebHashHistory,
  type RouteMeta,
  type RouteRecordRaw,
} from 'vue-router';
import { examDue, level, may, restoreSession, staff } from './session';
import { pageTitle } from '@/common/authority';
import type { OrganisationKind, Permission } from '@/common/schema';

declare module 'vue-router' {
  interface RouteMeta {
    title: string;
    /** Listed in the menu. */
    menu?: boolean;
    /** What one needs; everybody on the staff, when left out. */
    permission?: Permission;
    /** Of any organisation, when left out. */
    kinds?: OrganisationKind[];
    public?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/SignIn.vue'),
    meta: { title: '登录', public: true },
  },
  {
    path: '/next-step',
    name: 'next-step',
    component: () => import('./pages/NextStep.vue'),
    meta: { title: '完成登录', public: true },
  },
  {
    path: '/statistics/:organisation(\\w+)?',
    name: 'statistics',
    component: () => import('./pages/Statistics.vue'),
    meta: { title: '统计', menu: true, permission: 'statistics.view' },
  },
  {
    path: '/not-submitted',
    name: 'not-submitted',
    component: () => import('./pages/NotSubmitted.vue'),
    meta: { title: '未提交名单', menu: true, permission: 'candidate.view' },
  },
  {
    path: '/capture',
    name: 'capture',
    component: () => import('./pages/Capture.vue'),
    meta: { title: '考生采集', menu: true, kinds: ['point'], permission: 'candidate.admit' },
  },
  {
    path: '/applications',
    name: 'applications',
    component: () => import('./pages/Applications.vue'),
    meta: { title: '采集审核', menu: true, permission: 'candidate.view' },
  },
  {
    path: '/candidates',
    name: 'candidates',
    component: () => import('./pages/Candidates.vue'),
    meta: { title: '考生查询', menu: true, permission: 'candidate.view' },
  },
  {
    path: '/candidates/:id',
    name: 'candidate',
    component: () => import('./pages/Candidate.vue'),
    meta: { title: '考生', permission: 'candidate.view' },
  },
  {
    path: '/payments',
    name: 'payments',
    component: () => import('./pages/Payments.vue'),
    meta: { title: '缴费', menu: true, permission: 'payment.view' },
  },
  {
    path: '/points',
    name: 'points',
    component: () => import('./pages/Points.vue'),
    meta: {
      title: '报名点与号段',
      menu: true,
      kinds: ['province', 'city', 'county'],
      permission: 'point.view',
    },
  },
  {
    path: '/imports',
    name: 'imports',
    component: () => import('./pages/Imports.vue'),
    meta: { title: '导入', menu: true, permission: 'score.view' },
  },
  {
    path: '/calendar',
    name: 'calendar',
    component: () => import('./pages/Calendar.vue'),
    meta: { title: '日程', menu: true, permission: 'window.view' },
  },
  {
    path: '/revisions',
    name: 'revisions',
    component: () => import('./pages/Revisions.vue'),
    meta: { title: '考试设置', menu: true, permission: 'exam.view' },
  },
  {
    path: '/staff',
    name: 'staff',
    component: () => import('./pages/Staff.vue'),
    meta: { title: '账号', menu: true, permission: 'staff.view' },
  },
  {
    path: '/acts',
    name: 'acts',
    component: () => import('./pages/Acts.vue'),
    meta: { title: '操作记录', menu: true, permission: 'act.view' },
  },
  {
    path: '/sign-in-failures',
    name: 'sign-in-failures',
    component: () => import('./pages/SignInFailures.vue'),
    meta: { title: '登录失败', menu: true, permission: 'sign_in.view' },
  },
  {
    path: '/sessions',
    name: 'sessions',
    component: () => import('./pages/Sessions.vue'),
    meta: { title: '密码与设备' },
  },
  // Whose home that is, the guard knows: not before there is a session.
  { path: '/:rest(.*)*', name: 'home', component: () => null, meta: { title: '' } },
];

/** What stands behind the # never reaches the server: no candidate's id ends up in its log. */
export const router = createRouter({
  history: createWebHashHistory('/admin/'),
  routes,
  // What a list is looked for by stands in the address: then the page stays where it is.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

router.beforeEach(async (to) => {
  if (to.meta.public) return true;
  if (!staff.value && !(await restoreSession())) {
    return { name: 'sign-in', query: { from: to.fullPath } };
  }
  if (staff.value?.next || examDue.value) {
    return { name: 'next-step', query: { from: to.fullPath } };
  }
  return (to.name !== 'home' && isForMe(to.meta)) || { path: home() };
});

router.afterEach((to) => {
  pageTitle.value = to.meta.title;
});

export function menu() {
  return router
    .getRoutes()
    .filter((route) => route.meta.menu && isForMe(route.meta))
    .map(({ name, path, meta }) => ({
      name: String(name),
      path: path.replace(/\/:.*/, ''),
      title: meta.title,
    }));
}

function home(): string {
  return menu()[0]?.path ?? '/sessions';
}

function isForMe({ permission, kinds }: RouteMeta): boolean {
  return (!permission || may(permission)) && (!kinds || kinds.includes(level.value));
}
