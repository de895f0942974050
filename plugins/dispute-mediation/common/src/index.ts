export { rules, DANGERS, EXCLUSIONS, RISKS, raisedRisk, type Risk } from './rules.js';
