import '@stationhouse/plugin-web/styles.css';
import './external.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { session } from '../session/session.js';
import { App } from './App.js';

void session.start();
const root = document.getElementById('root');
if (root === null) throw new Error('external.html has no #root');
createRoot(root).render(<StrictMode><App /></StrictMode>);
