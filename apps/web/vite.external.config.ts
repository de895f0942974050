import { defineConfig, mergeConfig } from 'vite';
import { inside, plugins } from './vite.config.js';

const api = process.env['STATIONHOUSE_EXTERNAL_API'] ?? 'http://127.0.0.1:4310';

/** The web app of the external surface: an entry and a bundle of its own, served from an origin of its own. It keeps nothing on the phone, so it has no service worker. */
export default mergeConfig(inside, defineConfig({
  plugins: plugins(),
  build: { outDir: 'dist-external', rollupOptions: { input: `${import.meta.dirname}/external.html` } },
  server: { port: 4311, proxy: { '/auth': api, '/api': api, '/health': api, '/graphql': { target: api } } },
}));
