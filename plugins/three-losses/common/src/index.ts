export { broadcastWords, placeAloud, saysTooMuch } from './broadcast.js';
export { sightOf } from './record.js';
export { rules } from './rules.js';
export { isMinor, isUnknown, noPoster, towardsWater, URGENCIES, URGENCY_REASONS, urgencyOf, urgencyReasons, type Urgency, type UrgencyReason } from './urgency.js';
