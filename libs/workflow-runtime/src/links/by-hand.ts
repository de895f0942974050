import { findRole } from '@stationhouse/access';
import { StationhouseError, text } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { Actor } from '../candidates.js';
import type { PublishedWorkflow } from '../catalog/catalog.js';

/** Makes sure that people may start a workflow by hand. @throws StationhouseError STARTED_BY_OTHERS for one that only others start (`starts: linked`) */
export function requireByHand({ id, title, linkedOnly }: CompiledWorkflow): void {
  if (!linkedOnly) return;
  throw new StationhouseError(
    'STARTED_BY_OTHERS',
    text(`“${title['zh-CN']}”由其他事项办理中自动发起，不能单独发起；请在相应事项中办理。`, `"${title.en}" is started from within another instance, not by itself. Go on with that instance.`),
    { workflow: id },
  );
}

/** True for somebody in one of the roles that a workflow lets start it by hand; it may name fewer than may start instances, never more. */
export function isStarter({ starters }: PublishedWorkflow, { roles }: Pick<Actor, 'roles'>): boolean {
  return starters === undefined || roles.some((role) => starters.includes(role));
}

/** @throws StationhouseError FORBIDDEN for somebody in none of the roles that a workflow lets start it */
export function requireStarter(published: PublishedWorkflow, actor: Actor): void {
  if (isStarter(published, actor)) return;
  const { compiled: { id, title }, starters = [] } = published;
  const [roles, inEnglish] = [starters.map((role) => findRole(role)?.title['zh-CN'] ?? role).join('、'), starters.map((role) => findRole(role)?.title.en ?? role).join(', ')];
  throw new StationhouseError('FORBIDDEN', text(`“${title['zh-CN']}”由${roles}发起，请联系他们。`, `"${title.en}" is started by: ${inEnglish}. Ask one of them.`), { workflow: id });
}

/** @throws StationhouseError WORKFLOW_RETIRED for a workflow that its bureau took out of use: what runs goes on, nothing new starts */
export function requireInUse({ compiled: { id, title }, retired }: PublishedWorkflow): void {
  if (retired !== true) return;
  throw new StationhouseError('WORKFLOW_RETIRED', text(`“${title['zh-CN']}”已由分局停用，不能再发起；在办事项照常办理。`, `The bureau has retired "${title.en}": nothing new starts, what runs goes on.`), { workflow: id });
}
