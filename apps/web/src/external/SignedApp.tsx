import { session } from '../session/session.js';
import { App } from './App.js';

void session.start();

/** What people with an account open. */
export default App;
