import { createApp } from 'vue';
import { onSignedOut } from '@/common/api';
import { loadAuthority } from '@/common/authority';
import App from './App.vue';
import { router } from './router';
import { forgetSession, staff } from './session';
import './ui/base';
import './styles.css';

onSignedOut(() => {
  if (!staff.value) return;
  forgetSession();
  const from = router.currentRoute.value.fullPath;
  void router.replace({ name: 'sign-in', query: { from, ended: '1' } });
});

void loadAuthority();
createApp(App).use(router).mount('#app');
