import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamicModule, Type } from '@nestjs/common';
import type { DataClass, Permission } from '@stationhouse/access';
import type { Metric } from '@stationhouse/analytics';
import type { Entities, Migration } from '@stationhouse/database';
import type { Bilingual, IsoDuration } from '@stationhouse/kernel';
import type { InboundEventType } from '@stationhouse/inbound';
import type { DocumentDeclaration } from '@stationhouse/files';
import type { Rules, TextScreen } from '@stationhouse/workflow';
import type { Automation, EgressDeclaration, Lookup, OfferedPlan, PluginEvents, PluginSettingsDeclaration, Schedule } from '@stationhouse/workflow-runtime';
import type { PublicQuestion } from './public/public-question.js';
import type { PlatformView } from './storage/published-views.js';

/** The version of this contract; a plugin names the range it was written for. */
export const PLATFORM_VERSION = '1.0.0';

/** A workflow a plugin brings: its text and the file it stands in, for messages that name a line. */
export interface WorkflowSource {
  readonly fileName: string;
  readonly text: string;
}

/** What a plugin adds to a workflow of another plugin: the text of an overlay and the file it stands in. */
export interface ExtensionSource extends WorkflowSource {
  /** True where the other plugin need not be installed: the extension then waits for it. */
  readonly optional?: boolean;
}

/** One personal field of a plugin's data: how it is classed, why it is kept, and how long after the instance closed. */
export interface PersonalField {
  readonly dataClass: DataClass;
  /** The purpose of processing (PIPL 6), as a word the assessment lists: `mediation`. */
  readonly purpose: string;
  /** Kept this long after closing; ISO 8601. */
  readonly keep: IsoDuration;
  /** How long instead after some outcomes of the workflow: `{ falseAlert: 'P90D' }`. */
  readonly after?: Readonly<Record<string, IsoDuration>>;
}

/** What a plugin brings, on one page. */
export interface PluginDeclaration {
  /** kebab-case, also the name of its folder and, with underscores, of its schema. */
  readonly id: string;
  /** Semantic version of the plugin. */
  readonly version: string;
  /** The range of {@link PLATFORM_VERSION} it runs on: `^1.0.0`. */
  readonly platform: string;
  readonly title: Bilingual;
  readonly workflows: readonly WorkflowSource[];
  /**
   * What it adds to workflows of other plugins, at the extension points they offer: see {@link extension}. In force at stations that work
   * with both plugins.
   */
  readonly extensions?: readonly ExtensionSource[];
  /** Whether a station that has not decided works with it; true when absent. */
  readonly enabledByDefault?: boolean;
  /** Pure functions its definitions call by name; from the common half, so that the browser runs them too. */
  readonly rules?: Rules;
  /**
   * What must never be written down in its workflows, whoever types, imports or sends it: refused with CREDENTIAL_TYPED, or blanked where a
   * machine sent it. From the common half, so that a form says so at once.
   */
  readonly screens?: readonly TextScreen[];
  /** What its definitions call by name: see `defineAutomation`. One that nothing calls is fine. */
  readonly automations?: readonly Automation[];
  /** Facts from outside of an instance that steps of its workflows read as `found.<id>`: see `defineLookup`. One that no definition names is fine. */
  readonly lookups?: readonly Lookup[];
  /** Papers its automations make (`context.document`) from Word templates that bureau and station may replace: see `defineDocument`. */
  readonly documents?: readonly DocumentDeclaration[];
  /** Kinds of events from outside that it takes in: see `defineInboundEvent`. */
  readonly inbound?: readonly InboundEventType[];
  /** What it tells other plugins (`defineEvent`), and what it makes of theirs (`onEvent`). */
  readonly events?: PluginEvents;
  /** What of it a station, or the bureau for all stations, may set without code. */
  readonly settings?: PluginSettingsDeclaration;
  /** Whom its automations may ask outside (`context.fetch`), where the installation allows it by `EGRESS`. */
  readonly egress?: readonly EgressDeclaration[];
  /** What comes round at each station that works with it: see `defineSchedule`. */
  readonly schedules?: readonly Schedule[];
  /** Plans of exercises of its workflows, which a station takes as they are or changes: see `defineExercisePlan`. */
  readonly exercises?: readonly OfferedPlan[];
  readonly permissions?: readonly Permission[];
  /** What anybody may ask it on the external surface, where the bureau opens it: see `definePublicQuestion`. */
  readonly publicQuestions?: readonly PublicQuestion[];
  /** What is counted of its workflows and of its own tables: see `defineMetric`. */
  readonly metrics?: readonly Metric[];
  /** Every field that its data schemas, or its extensions, mark `x-personal`, by path: `parties.name`. */
  readonly personalData: Readonly<Record<string, PersonalField>>;
  /** The purposes of {@link personalData} for people, by their word; one without stands as it is written. */
  readonly purposes?: Readonly<Record<string, Bilingual>>;
  /** Of its own tables: `@Entity('loan', { schema: pluginSchema('lending') })`. */
  readonly entities?: Entities;
  /**
   * Its own tables that hold personal data of its instances, each with the personal field ({@link personalData}) whose class, purpose and time are theirs: `{ search_segment: 'point' }`. Rows name their
   * instance in `instance_id` and go together with that field of it.
   */
  readonly keptWith?: Readonly<Record<string, string>>;
  /** What makes its own tables (see `pluginTable`); each has a `down`, for the plugin's roll-back. Run as a role that reaches the plugin's schema alone. */
  readonly migrations?: readonly Migration[];
  /** What its SQL reads of the platform: `platform.task` for `task`. Anything else is refused by the database. */
  readonly reads?: readonly PlatformView[];
  /** Only what a definition cannot say: resolvers and services as a Nest module. */
  readonly server?: Type | DynamicModule;
}

/** Declares a plugin. It is checked as a whole when the server starts ({@link checkPlugins}). */
export function definePlugin(declaration: PluginDeclaration): PluginDeclaration {
  return Object.freeze(declaration);
}

/**
 * Reads a definition that lies beside the plugin.
 * @param relative `../../workflows/dispute-mediation.yaml`
 * @param from the caller's `import.meta.url`
 */
export function workflow(relative: string, from: string): WorkflowSource {
  const file = fileURLToPath(new URL(relative, from));
  return { fileName: path.basename(file), text: readFileSync(file, 'utf8') };
}

/**
 * Reads what the plugin adds to a workflow of another one: steps, questions, who does a task by when.
 * @param relative `../../workflows/dispute-mediation.extension.yaml`
 * @param from the caller's `import.meta.url`
 * @param optional true where the other plugin need not be installed
 */
export function extension(relative: string, from: string, { optional = false }: { readonly optional?: boolean } = {}): ExtensionSource {
  return { ...workflow(relative, from), optional };
}

/**
 * Declares a personal field: `personal('P2', 'mediation', 'P3Y')`.
 * @param keep how long after its instance has ended
 * @param after how long instead where it ended with one of these outcomes: `{ falseAlert: 'P90D' }`
 */
export function personal(dataClass: DataClass, purpose: string, keep: IsoDuration, after?: PersonalField['after']): PersonalField {
  return { dataClass, purpose, keep, ...(after === undefined ? {} : { after }) };
}
