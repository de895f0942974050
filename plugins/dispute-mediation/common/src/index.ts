export { EXCLUSIONS, rules } from './rules.js';
export { AGREEMENT_TITLES, CONSEQUENCES } from './signing.js';
export { DANGERS, RISK_RULES, RISKS, SCREENED, SIGNS, raisedRisk, riskFacts, suggestRisk, type Risk, type RiskFacts, type RiskReason, type RiskRule } from './risk.js';
