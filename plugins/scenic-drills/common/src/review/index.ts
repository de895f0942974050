export * from './compare.js';
export { OWNERS } from './owners.js';
export { ratingsOf, recordOf, type DrillRecord } from './record.js';
export { reviewRules } from './rules.js';
