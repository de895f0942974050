import { DASHBOARDS } from './zh-cn/dashboards.js';
import { EMERGENCY } from './zh-cn/emergency.js';
import { FIGURES } from './zh-cn/figures.js';
import { INCIDENTS } from './zh-cn/incidents.js';
import { INSTANCES } from './zh-cn/instances.js';
import { MAPS } from './zh-cn/maps.js';
import { PEOPLE } from './zh-cn/people.js';
import { PLACES } from './zh-cn/places.js';
import { PROCESS_MAPS } from './zh-cn/process-maps.js';
import { QUERIES } from './zh-cn/queries.js';
import { STUDIES } from './zh-cn/studies.js';
import { TYPED } from './zh-cn/typed.js';
import { WAITING } from './zh-cn/waiting.js';

/**
 * Descriptions of the schema in Chinese, by their English line: one source, in the code, and what is changed there is missing here until it is
 * said again – a test names it.
 */
export const ZH_CN: Readonly<Record<string, string>> = { ...PEOPLE, ...FIGURES, ...INCIDENTS, ...INSTANCES, ...WAITING, ...TYPED, ...QUERIES, ...STUDIES, ...PLACES, ...MAPS, ...PROCESS_MAPS, ...DASHBOARDS, ...EMERGENCY };
