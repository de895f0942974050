import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { defaultClientConditions, defineConfig } from 'vite';

const api = process.env['STATIONHOUSE_API'] ?? 'http://127.0.0.1:4300';

/** What both web apps are built with. */
export const plugins = () => [react()];

// Opens the app without a network: its own files are kept, never what the server answered to somebody. A newer version waits until it is asked for. What draws maps is large: whoever has opened one keeps it from then on. The query editor is nothing without a server.
const offline = () => VitePWA({
  registerType: 'prompt',
  injectRegister: null,
  manifest: { name: '所务台', short_name: '所务台', lang: 'zh-CN', start_url: '/', display: 'standalone', background_color: '#f4f6f9', theme_color: '#0f1c2e', icons: [{ src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml' }] },
  workbox: { globPatterns: ['**/*.{js,css,html,svg,webmanifest}'], globIgnores: ['**/MapCanvas-*', '**/maplibre-gl-worker-*', '**/query-editor-*', '**/{graphql,json,editor}.worker-*'], maximumFileSizeToCacheInBytes: 8_000_000, navigateFallback: '/index.html', navigateFallbackDenylist: [/^\/(auth|api|health|graphql|metrics)/], cleanupOutdatedCaches: true, inlineWorkboxRuntime: true, runtimeCaching: [{ urlPattern: /\/assets\/(MapCanvas|maplibre-gl-worker)-/, handler: 'CacheFirst', options: { cacheName: 'map-canvas', expiration: { maxEntries: 8 } } }] },
});

// The query editor comes with its page alone, and under a name of its own: that is how it is told from what is kept for the time without a network.
const EDITOR = /node_modules\/(monaco-editor|monaco-graphql|@graphiql|prettier)\//;
const chunkFileNames = ({ moduleIds }: { moduleIds: string[] }) => (moduleIds.some((id) => EDITOR.test(id)) ? 'assets/query-editor-[name]-[hash].js' : 'assets/[name]-[hash].js');

/** All but the plugins of the app of the inside, which the external surface builds on. */
export const inside = defineConfig({
  root: import.meta.dirname,
  resolve: {
    conditions: ['@stationhouse/source', ...defaultClientConditions],
    // @rjsf/core's index re-exports a test helper that imports ajv's validator; ajv makes code at run time, which our CSP forbids.
    alias: { '@rjsf/validator-ajv8': `${import.meta.dirname}/src/form/validator.ts` },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    // Calendar arithmetic has a chunk of its own: shared with what every page needs, it would come with the first one.
    rolldownOptions: {
      // They keep nothing and register nothing when they are loaded, but do not say so: of a form’s context the whole form would come with the first page.
      treeshake: { moduleSideEffects: [{ test: /node_modules[\\/]@rc-component[\\/]/, sideEffects: false }] },
      output: { chunkFileNames, codeSplitting: { groups: [{ name: 'temporal', test: /temporal-(polyfill|utils)/ }] } },
    },
  },
  server: {
    port: 4301,
    proxy: {
      '/auth': api,
      '/api': api,
      '/health': api,
      '/graphql': { target: api, ws: true },
    },
  },
});

export default defineConfig({ ...inside, plugins: [...plugins(), offline()] });
