import { findInFields, textRefused, withoutFound, type FoundInField, type TextScreen, type WorkflowEvent } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { StepRecord } from '../steps/step-record.js';

/** What carries the answer of a form: its fields are named as the form names them. */
const CONTAINERS = ['data', 'form', 'payload', 'output'] as const;

/**
 * What must never be written down, by workflow: a plugin's own screens, and those of the plugins that add to it. Whoever types something
 * is refused; of what a machine sends the place alone is blanked, since nobody could be asked and nothing else of it may be lost.
 */
export class Screens {
  constructor(private readonly catalog: Pick<WorkflowCatalog, 'plugin' | 'allPlugins' | 'pluginIdOf' | 'extendersOf'>) {}

  /** For what belongs to one workflow. */
  of(workflow: string): readonly TextScreen[] {
    const own = this.catalog.plugin(this.catalog.pluginIdOf(workflow))?.screens ?? NONE;
    const extenders = this.catalog.extendersOf(workflow);
    return extenders.length === 0 ? own : [...own, ...extenders.flatMap(({ plugin }) => plugin.screens ?? NONE)];
  }

  /** Of one plugin, installed or not. */
  ofPlugin(id: string): readonly TextScreen[] {
    return this.catalog.plugin(id)?.screens ?? NONE;
  }

  /** Of all: for reasons, notes and names, which say nothing that any of them finds, whatever they are about. */
  all(): readonly TextScreen[] {
    return this.catalog.allPlugins().flatMap(({ screens }) => screens ?? NONE);
  }

  /** What a person commands, before anything answers it. @throws StationhouseError CREDENTIAL_TYPED */
  requireCommand(workflow: string | undefined, command: object): void {
    const screens = workflow === undefined ? NONE : this.of(workflow);
    if (screens.length > 0) refuse(foundInParts(screens, command));
  }

  /** The door that every step passes before it is written, whoever takes it. @throws StationhouseError CREDENTIAL_TYPED */
  requireStep(workflow: string | undefined, { history, audit }: Pick<StepRecord, 'history' | 'audit'>): void {
    const screens = workflow === undefined ? NONE : this.of(workflow);
    if (screens.length > 0) refuse([...foundInParts(screens, history.event), ...findInFields(screens, audit?.purpose ?? null, 'reason'), ...findInFields(screens, audit?.details ?? null)]);
  }

  /** What happens to an instance without anybody’s hand, as it may be kept. */
  cleared(workflow: string, event: WorkflowEvent): WorkflowEvent {
    const screens = this.of(workflow);
    if (screens.length === 0) return event;
    return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, key === 'type' ? value : withoutFound(screens, value, isContainer(key) ? '' : key)])) as unknown as WorkflowEvent;
  }
}

const NONE: readonly TextScreen[] = [];

/** What stands in the parts of a command or an event; its key is looked at where it comes in, and names nobody. */
function foundInParts(screens: readonly TextScreen[], parts: object): readonly FoundInField[] {
  return Object.entries(parts).flatMap(([key, value]) => (key === 'type' || key === 'idempotencyKey' ? [] : findInFields(screens, value, isContainer(key) ? '' : key)));
}

function refuse(found: readonly FoundInField[]): void {
  if (found.length > 0) throw textRefused(found);
}

function isContainer(key: string): boolean {
  return (CONTAINERS as readonly string[]).includes(key);
}
