export * from './compare.js';
export { ratingsOf, recordOf, type DrillRecord } from './record.js';
export { reviewRules } from './rules.js';
