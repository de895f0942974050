export { openTestDatabase, testServer, type TestDatabase, type TestServer } from './database.js';
