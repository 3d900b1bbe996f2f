import { createApp, h } from 'vue';
import '../common/tokens.css';

createApp({ render: () => h('main', '湖南招考') }).mount('#app');
