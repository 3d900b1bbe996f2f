import { createApp } from 'vue';
import '../common/tokens.css';
import './base.css';
import App from './App.vue';
import { router } from './router';

createApp(App).use(router).mount('#app');
