import { z } from 'zod';
import { words } from '../grammar.js';
import { checkedAs, parseAs } from '../parse.js';
import type { SourceMap } from '../problems.js';
import type { JsonObject } from '../types.js';

/**
 * The grammar of an overlay: the smallest difference between a workflow as its plugin brings it and as a bureau or a
 * station works with it. README.md shows an example; `check.ts` says what an overlay may change and how far.
 */

const { bilingual, camelCase, durationOrReference, expression, kebabCase, role, workflowId } = words;

const because = z.string().min(1).max(500);
const value = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.string(), z.number()]);
/** States from the outside in: `followingUp.soon.open`. */
const statePath = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, 'write states from the outside in, joined by dots');
const taskRef = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*#[a-z][A-Za-z0-9]*$/, 'write a task like registered#grade');

const parameterSetting = z.union([
  value.transform((one) => ({ value: one })),
  z.strictObject({ value: value.optional(), min: bound.optional(), max: bound.optional(), locked: z.literal(true).optional(), because: because.optional() }),
]);

const escalation = z.array(z.strictObject({ after: durationOrReference, to: role })).max(10);
const taskSetting = z.strictObject({
  role: role.optional(),
  due: durationOrReference.optional(),
  remind: durationOrReference.optional(),
  escalate: escalation.optional(),
  locked: z.array(z.enum(['role', 'due', 'remind', 'escalate'])).min(1).optional(),
  because: because.optional(),
});

const constant = z.union([z.string(), z.number(), z.boolean()]);
const field = z.strictObject({
  key: camelCase,
  type: z.enum(['boolean', 'string', 'number', 'integer']),
  title: bilingual,
  description: bilingual.optional(),
  required: z.literal(true).optional(),
  /** Asked only when these fields of the same form have these values: `{ risk: red }`. */
  when: z.record(camelCase, constant).optional(),
  /** How personal the answer is; `check.ts` asks for it with a message of its own. */
  'x-personal': z.enum(['P0', 'P1', 'P2', 'P3']).optional(),
  format: z.enum(['date', 'date-time']).optional(),
  oneOf: z.array(z.strictObject({ const: constant, title: bilingual })).min(1).max(100).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxLength: z.int().positive().optional(),
});

const extraTask = z.strictObject({
  key: camelCase,
  title: bilingual,
  /** Asked when an instance comes there; where it does not hold, the step is passed by. */
  when: expression.optional(),
  role: role.optional(),
  assign: expression.optional(),
  form: camelCase.optional(),
  fields: z.array(field).min(1).optional(),
  due: durationOrReference.optional(),
  dueAt: expression.optional(),
  remind: durationOrReference.optional(),
  escalate: escalation.optional(),
});

const addedStep = z.strictObject({ at: z.string().regex(/^(before|after|inside) \S+$/, 'write before, after or inside and a state: before settled'), task: extraTask, because: because.optional() });
const extraStep = z.union([
  addedStep,
  z.strictObject({ off: statePath, because: because.optional() }),
  z.strictObject({ keep: statePath, because: because.optional() }),
]);

/** A whole overlay. */
export const overlayGrammar = z.strictObject({
  overlay: z.enum(['bureau', 'station']),
  of: z.strictObject({ workflow: workflowId, template: z.int().positive() }),
  because,
  parameters: z.record(camelCase, parameterSetting).optional(),
  tasks: z.record(taskRef, taskSetting).optional(),
  forms: z.record(camelCase, z.strictObject({ add: z.array(field).min(1), because: because.optional() })).optional(),
  steps: z.array(extraStep).max(100).optional(),
});

/**
 * What a plugin adds to a workflow of another plugin: steps and questions at its extension points, and who does its tasks by when. What
 * bounds, locks or switches off is for bureaus and stations. It names no edition: a program is put together of plugins that fit.
 */
const extensionGrammar = z.strictObject({
  overlay: z.literal('plugin'),
  of: z.strictObject({ workflow: kebabCase }),
  because,
  tasks: z.record(taskRef, taskSetting.omit({ locked: true })).optional(),
  forms: z.record(camelCase, z.strictObject({ add: z.array(field).min(1), because: because.optional() })).optional(),
  steps: z.array(addedStep).max(100).optional(),
});
const keptExtension = extensionGrammar.extend({ plugin: kebabCase });

/** Who set something: another plugin, the bureau for all its stations, or one station. */
export type Level = 'plugin' | 'bureau' | 'station';
export type Overlay = z.infer<typeof overlayGrammar>;
/** A plugin's overlay, with the id of the plugin. */
export type Extension = z.infer<typeof keptExtension>;
export type ExtraField = z.infer<typeof field>;
export type ExtraTask = z.infer<typeof extraTask>;

/** An overlay with the places of its parts in the text. */
export interface ParsedOverlay {
  readonly overlay: Overlay;
  readonly source: SourceMap;
}

/**
 * Reads an overlay from YAML (or JSON) and checks its grammar.
 * @param fileName named in messages
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`
 */
export function parseOverlay(yamlText: string, fileName: string): ParsedOverlay {
  const { value: overlay, source } = parseAs(overlayGrammar, yamlText, fileName);
  return { overlay: overlay as Overlay, source };
}

/** A plugin's overlay with the places of its parts in the text. */
export interface ParsedExtension {
  readonly overlay: Extension;
  readonly source: SourceMap;
}

/**
 * Reads the overlay that a plugin puts on a workflow of another one.
 * @param plugin the id of the plugin it belongs to
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`
 */
export function parseExtension(yamlText: string, fileName: string, plugin: string): ParsedExtension {
  const { value: extension, source } = parseAs(extensionGrammar, yamlText, fileName);
  return { overlay: { ...(extension as z.infer<typeof extensionGrammar>), plugin }, source };
}

/** Where the published schema of overlays stands in the repository, for editors. */
export const OVERLAY_SCHEMA_FILE = 'libs/workflow/schema/overlay.schema.json';

/** The JSON Schema (2020-12) of an overlay file, made from the grammar: what editors complete from. */
export function overlayJsonSchema(): JsonObject {
  return { title: 'Stationhouse overlay of a workflow', ...z.toJSONSchema(overlayGrammar, { io: 'input' }) } as unknown as JsonObject;
}

/** Checks a plugin's overlay that comes as data. @throws StationhouseError DEFINITION_INVALID */
export function extensionFromJson(value: unknown): Extension {
  return checkedAs(keptExtension, value, undefined) as Extension;
}

/** Checks an overlay that comes as data (stored, or drawn), without lines. @throws StationhouseError DEFINITION_INVALID */
export function overlayFromJson(value: unknown): Overlay {
  return checkedAs(overlayGrammar, value, undefined) as Overlay;
}
