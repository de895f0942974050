export { rules } from './rules.js';
export { isMinor, towardsWater, URGENCIES, URGENCY_REASONS, urgencyOf, urgencyReasons, type Urgency, type UrgencyReason } from './urgency.js';
