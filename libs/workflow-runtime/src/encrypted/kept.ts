import type { CompiledWorkflow, StartEvent, StepResult, WorkflowEvent } from '@stationhouse/workflow';
import type { EncryptedFields, SealedIn } from './encrypted-fields.js';

/**
 * A step as it is kept: tried on what was said, so that every mistake in it is told, then computed on what is sealed of it. Most events
 * encrypt nothing, and are computed once.
 * @returns the event as history keeps it, and what it comes to
 */
export function keptOf<Event extends WorkflowEvent | StartEvent>(
  { encrypted }: { readonly encrypted?: EncryptedFields | undefined },
  compiled: CompiledWorkflow,
  of: SealedIn,
  said: Event,
  compute: (event: Event) => StepResult,
): { readonly event: Event; readonly result: StepResult } {
  const tried = compute(said);
  const event = tried.ok && encrypted !== undefined ? encrypted.sealed(compiled, said, of) : said;
  return { event, result: event === said ? tried : compute(event) };
}
