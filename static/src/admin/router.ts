import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';
import { level, restoreSession, staff } from './session';
import type { Level } from './types';

declare module 'vue-router' {
  interface RouteMeta {
    title: string;
    /** Listed in the menu. */
    menu?: boolean;
    /** Everybody on the staff, when left out. */
    levels?: Level[];
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
  { path: '/', redirect: '/statistics' },
  {
    path: '/statistics/:organisation(\\d+)?',
    name: 'statistics',
    component: () => import('./pages/Statistics.vue'),
    meta: { title: '统计', menu: true },
  },
  {
    path: '/not-submitted',
    name: 'not-submitted',
    component: () => import('./pages/NotSubmitted.vue'),
    meta: { title: '未提交名单', menu: true },
  },
  {
    path: '/capture',
    name: 'capture',
    component: () => import('./pages/Capture.vue'),
    meta: { title: '考生采集', menu: true, levels: ['point'] },
  },
  {
    path: '/candidates',
    name: 'candidates',
    component: () => import('./pages/Candidates.vue'),
    meta: { title: '考生查询', menu: true },
  },
  {
    path: '/candidates/:id',
    name: 'candidate',
    component: () => import('./pages/Candidate.vue'),
    meta: { title: '考生' },
  },
  {
    path: '/payments',
    name: 'payments',
    component: () => import('./pages/Payments.vue'),
    meta: { title: '缴费', menu: true },
  },
  {
    path: '/points',
    name: 'points',
    component: () => import('./pages/Points.vue'),
    meta: { title: '报名点与号段', menu: true, levels: ['province', 'city', 'county'] },
  },
  {
    path: '/imports',
    name: 'imports',
    component: () => import('./pages/Imports.vue'),
    meta: { title: '导入', menu: true, levels: ['province'] },
  },
  {
    path: '/calendar',
    name: 'calendar',
    component: () => import('./pages/Calendar.vue'),
    meta: { title: '日程', menu: true },
  },
  {
    path: '/staff',
    name: 'staff',
    component: () => import('./pages/Staff.vue'),
    meta: { title: '账号', menu: true },
  },
  {
    path: '/sessions',
    name: 'sessions',
    component: () => import('./pages/Sessions.vue'),
    meta: { title: '密码与设备' },
  },
  { path: '/:rest(.*)*', redirect: '/statistics' },
];

/** What stands behind the # never reaches the server: no candidate's id ends up in its log. */
export const router = createRouter({
  history: createWebHashHistory('/admin/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.public) return true;
  if (!staff.value && !(await restoreSession())) {
    return { name: 'sign-in', query: { from: to.fullPath } };
  }
  return isFor(level.value, to.meta.levels) || { name: 'statistics' };
});

router.afterEach((to) => {
  document.title = `${to.meta.title} · 湖南招考管理`;
});

export function menuOf(role: Level) {
  return router
    .getRoutes()
    .filter((route) => route.meta.menu && isFor(role, route.meta.levels))
    .map((route) => ({ name: String(route.name), title: route.meta.title }));
}

function isFor(role: Level, levels: Level[] | undefined): boolean {
  return !levels || levels.includes(role);
}
