export { isTold, rules, TOLD_FIRST, type ToldFirst } from './rules.js';
export { standingOf, type HeldDrill, type PlannedKind, type YearEntry, type YearStanding } from './year.js';
