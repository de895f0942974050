import '@stationhouse/plugin-web/styles.css';
import './external.css';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root === null) throw new Error('external.html has no #root');
// Whoever opens a public page or hands a photo in has no account: what signs in is not even loaded.
const Page = lazy(() => (location.pathname === '/hand-in' ? import('./hand-in/HandInApp.js') : location.pathname.startsWith('/public/') ? import('./public/PublicApp.js') : import('./SignedApp.js')));
createRoot(root).render(<StrictMode><Suspense fallback={null}><Page /></Suspense></StrictMode>);
