export { rules, EXCLUSIONS, RISKS, raisedRisk, type Risk } from './rules.js';
