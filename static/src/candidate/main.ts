import { createApp } from 'vue';
import '../common/tokens.css';
import './base.css';
import App from './App.vue';
import { loadAuthority } from '../common/authority';
import { router } from './router';

void loadAuthority();
createApp(App).use(router).mount('#app');
