import { notFound, text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledWorkflow, Definition, Extension, Rules, TextScreen } from '@stationhouse/workflow';
import type { PersonalPurpose } from '../plugins/declared.js';

/** A workflow in its present version: a plugin's, or one that a bureau wrote itself. */
export interface PublishedWorkflow {
  readonly pluginId: string;
  readonly pluginVersion: string;
  /** As its plugin, or bureau, brings it: the template. */
  readonly definition: Definition;
  /** Hash of the template as a version. */
  readonly base: string;
  readonly rules: Rules;
  /** What stations without a word of their own start instances on: the template with what other plugins add by default. */
  readonly compiled: CompiledWorkflow;
  /** The roles that may start it by hand; undefined: all that may start instances. */
  readonly starters?: readonly string[] | undefined;
  /** True for one that its bureau retired: what runs goes on, nothing new starts. */
  readonly retired?: boolean | undefined;
}

/** What one plugin adds to a workflow of another. */
export interface Extender {
  readonly plugin: WorkflowPlugin;
  readonly extension: Extension;
}

/**
 * Where workflows come from, as the runtime knows it: a plugin of the program, or a row of a bureau – a workflow that a bureau wrote itself is like a plugin that brings
 * it alone, under the same id.
 */
export interface WorkflowPlugin {
  readonly id: string;
  readonly version: string;
  /** Whether a station without a row of its own works with it. */
  readonly enabledByDefault: boolean;
  /** Its name for people; the id when absent. */
  readonly title?: Bilingual | undefined;
  /** Every personal field of its data, by path; none when absent. */
  readonly personalData?: Readonly<Record<string, PersonalPurpose>> | undefined;
  /** Its purposes for people, by their word. */
  readonly purposes?: Readonly<Record<string, Bilingual>> | undefined;
  readonly rules: Rules;
  /** What must never be written down in its workflows; nothing when absent. */
  readonly screens?: readonly TextScreen[] | undefined;
  /** What its automations are called, by id, for whoever copies a workflow and does by hand what they do; none when absent. */
  readonly automationTitles?: Readonly<Record<string, Bilingual>> | undefined;
  readonly workflows: readonly Definition[];
  /** What it adds to workflows of other plugins where both are enabled; one for a workflow that is not installed waits for it. */
  readonly extensions?: readonly Extension[] | undefined;
}

/** The workflows that somebody sees: those of the program, or with them those of a bureau. */
export interface Workflows {
  all(): readonly PublishedWorkflow[];
  allPlugins(): readonly WorkflowPlugin[];
  plugin(id: string): WorkflowPlugin | undefined;
  find(workflow: string): PublishedWorkflow | undefined;
  /** @throws StationhouseError NOT_FOUND */
  get(workflow: string): PublishedWorkflow;
  /** Which edition of a workflow is in force: the number of the template. @throws StationhouseError NOT_FOUND */
  templateOf(workflow: string): number;
  /** What other plugins add to a workflow wherever they are enabled, in the order of their ids. */
  extendersOf(workflow: string): readonly Extender[];
  /** What some of them add; those that are enabled by default when nobody says which. */
  extensionsOf(workflow: string, enabled?: (plugin: WorkflowPlugin) => boolean): readonly Extension[];
}

/** A workflow of a bureau in force, with what it is like a plugin. */
export interface OwnWorkflow {
  readonly plugin: WorkflowPlugin;
  readonly published: PublishedWorkflow;
  readonly edition: number;
}

/** The program's workflows, and those that a bureau wrote itself. */
export class WithOwn implements Workflows {
  private readonly own: ReadonlyMap<string, OwnWorkflow>;

  constructor(
    private readonly program: Workflows,
    own: readonly OwnWorkflow[],
  ) {
    this.own = new Map(own.map((one) => [one.plugin.id, one]));
  }

  all(): readonly PublishedWorkflow[] {
    return [...this.program.all(), ...[...this.own.values()].map(({ published }) => published)];
  }

  allPlugins(): readonly WorkflowPlugin[] {
    return [...this.program.allPlugins(), ...[...this.own.values()].map(({ plugin }) => plugin)];
  }

  plugin(id: string): WorkflowPlugin | undefined {
    return this.program.plugin(id) ?? this.own.get(id)?.plugin;
  }

  find(workflow: string): PublishedWorkflow | undefined {
    return this.program.find(workflow) ?? this.own.get(workflow)?.published;
  }

  get(workflow: string): PublishedWorkflow {
    return this.find(workflow) ?? noWorkflow();
  }

  templateOf(workflow: string): number {
    return this.own.get(workflow)?.edition ?? this.program.templateOf(workflow);
  }

  extendersOf(workflow: string): readonly Extender[] {
    return this.program.extendersOf(workflow);
  }

  extensionsOf(workflow: string, enabled?: (plugin: WorkflowPlugin) => boolean): readonly Extension[] {
    return this.program.extensionsOf(workflow, enabled);
  }
}

/** @throws StationhouseError NOT_FOUND */
export function noWorkflow(): never {
  throw notFound(text('流程', 'Workflow'));
}
