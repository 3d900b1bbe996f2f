import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') } },
  build: {
    target: ['es2022', 'chrome105', 'safari15.4', 'firefox110'],
    // The policy is default-src 'self': nothing may end up as a data: URL, except images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rollupOptions: {
      input: {
        candidate: here('./index.html'),
        admin: here('./admin/index.html'),
      },
    },
    // ECharts and Element Plus are loaded by the admin console only, and only when opened.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': { target: process.env['ZHAOKAO_API'] ?? 'http://127.0.0.1:3000' },
    },
  },
  test: { include: ['src/**/*.test.ts'] },
});
