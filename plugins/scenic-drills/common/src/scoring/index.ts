export * from './checklist.js';
export * from './score.js';
