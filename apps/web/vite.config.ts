import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const api = process.env['STATIONHOUSE_API'] ?? 'http://127.0.0.1:4300';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: {
    conditions: ['@stationhouse/source', ...defaultClientConditions],
    // @rjsf/core's index re-exports a test helper that imports ajv's validator; ajv makes code at run time, which our CSP forbids.
    alias: { '@rjsf/validator-ajv8': `${import.meta.dirname}/src/form/validator.ts` },
  },
  build: { outDir: 'dist', emptyOutDir: true, manifest: true, target: 'es2022', chunkSizeWarningLimit: 900 },
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
