export * from './bilingual.js';
export * from './errors.js';
export * from './ids.js';
export * from './strings.js';
export * from './time.js';
export * from './zone.js';
export * from './recurrence.js';
export * from './percentages.js';
