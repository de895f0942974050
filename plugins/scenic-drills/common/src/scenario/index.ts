export { drillFromSearch, REPLACED, type PastSearch, type Scenario, type ScenarioInject, type ScenarioOptions } from './from-search.js';
export { type Position } from './moving.js';
