import { assumeFound, lookupsOf, type CompiledWorkflow, type RefusalCode, type StartEvent, type StepResult, type WorkflowEvent } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { EncryptedFields } from '../encrypted/encrypted-fields.js';
import type { SystemCall } from '../commands.js';
import type { Stage, StagedInstance } from '../steps/stage.js';
import type { AskingStep, Lookups } from './lookups.js';

/** Refusals that no answer of a look-up would mend. */
const BEFORE_LOOKING: ReadonlySet<RefusalCode> = new Set(['INSTANCE_CLOSED', 'TASK_NOT_OPEN', 'TASK_NOT_YOURS', 'ALREADY_ANSWERED', 'OUTCOME_UNKNOWN', 'FORM_INVALID']);

/** The instance that a step is of. */
type Asking = Pick<AskingStep, 'compiled' | 'data' | 'instanceId' | 'exercise' | 'by'>;

/** What a step of an instance is looked up for. */
export const ofInstance = (compiled: CompiledWorkflow, { id, exercise, snapshot }: StagedInstance, { actor }: Pick<SystemCall, 'actor'>): Asking => ({ compiled, data: snapshot.data, instanceId: id, exercise, by: actor?.accountId ?? null });

/**
 * The event with what its step reads from outside of the instance; most read nothing, and get it back at once.
 * @param tried the step as it would be with assumed answers: where no answer would mend it, nobody is asked
 * @throws StationhouseError LOOKUP_FAILED
 */
export async function lookedUp<Event extends WorkflowEvent | StartEvent>(
  { lookups, encrypted, catalog }: { readonly lookups?: Lookups | undefined; readonly encrypted?: EncryptedFields | undefined; readonly catalog: Pick<WorkflowCatalog, 'pluginIdOf'> },
  { stationId, now }: Pick<Stage, 'stationId' | 'now'>,
  of: Asking,
  event: Event,
  tried: (assumed: Event) => StepResult,
): Promise<Event> {
  if (lookupsOf(of.compiled, event).length === 0) return event;
  const assumed = assumeFound(of.compiled, event).event;
  const before = tried(assumed);
  if (!before.ok && BEFORE_LOOKING.has(before.refusal.code)) return assumed;
  if (lookups === undefined) throw new Error(`"${of.compiled.id}" has look-ups, but nobody to ask.`);
  // What the plugin finds is ids, codes and numbers: it may look at what it must not keep.
  const data = of.instanceId === null ? of.data : (encrypted?.opened(of.compiled, of.data, { stationId, instanceId: of.instanceId }) ?? of.data);
  return lookups.before({ ...of, data, stationId, pluginId: catalog.pluginIdOf(of.compiled.id), now }, event);
}
