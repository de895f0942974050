/** The search as arithmetic: pure functions over places, times and shares. What it supposes and cannot know stands in docs/adr/0057-search.md. */
export * from './allocation.js';
export * from './belief.js';
export * from './clues.js';
export * from './detection.js';
export * from './last-known.js';
export * from './lost-persons.js';
export * from './overlaps.js';
export * from './plans.js';
export * from './position.js';
export * from './prior.js';
export * from './ring.js';
export * from './suggestion.js';
export * from './teams.js';
export * from './words.js';
