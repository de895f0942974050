export { buildProject } from './build.js';
export { jobsUrlOf, openTestDatabase, testServer, type TestDatabase, type TestServer } from './database.js';
export { startDyingServer } from './dying-server.js';
export { tablesHolding } from './holding.js';
export { untilJobsDone } from './jobs.js';
export { several } from './several.js';
export { createTestStations, type TestOfficer, type TestStation } from './world.js';
export { pdfPages } from './pdf-pages.js';
export { line, relations, wordFile, wordsOf } from './word-files.js';
