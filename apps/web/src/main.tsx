import '@stationhouse/plugin-web/styles.css';
import './shell/shell.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { shell } from './away/shell.js';
import { session } from './session/session.js';

void session.start();
if (import.meta.env.PROD) shell.install();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<StrictMode><App /></StrictMode>);
