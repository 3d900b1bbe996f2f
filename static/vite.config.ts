import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const VANT_RESET = readFileSync(
  new URL('./node_modules/vant/es/style/normalize.css', import.meta.url),
  'utf8',
).trim();

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Vant's reset takes the underline from every link and the focus ring from every button and field;
 * ours (base.css) keeps both.
 */
function withoutVantReset(): Plugin {
  return {
    name: 'without-vant-reset',
    enforce: 'pre',
    transform(css, id) {
      if (!/vant\/.*style\/base\.css/.test(id)) return null;
      if (!css.includes(VANT_RESET))
        throw new Error('Vant has another reset now: see what it takes');
      return { code: css.replace(VANT_RESET, ''), map: null };
    },
  };
}

/**
 * Vant's icon font is a data: URL with a public CDN behind it. Our Content-Security-Policy allows
 * neither, and we draw icons as SVG: the @font-face goes.
 */
function withoutVantIconFont(): Plugin {
  return {
    name: 'without-vant-icon-font',
    enforce: 'pre',
    transform(css, id) {
      if (!/vant\/.*icon\/index\.css/.test(id)) return null;
      return { code: css.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null };
    },
  };
}

export default defineConfig({
  plugins: [withoutVantReset(), withoutVantIconFont(), vue()],
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
