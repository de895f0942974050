import type { Bilingual } from '@stationhouse/kernel';
import { settingsOf } from '@stationhouse/workflow';
import type { WorkflowCatalog, WorkflowPlugin } from '../catalog/catalog.js';
import { changesOfSettings } from '../configuration/overlay-words.js';

/** What a workflow of another plugin has by one plugin's extension, and loses with it. */
export interface Loss {
  readonly workflow: string;
  readonly title: Bilingual;
  /** The plugin that brings the workflow. */
  readonly pluginId: string;
  readonly changes: readonly Bilingual[];
}

/** The workflows of other plugins that a plugin adds to, with what new instances lack where it is disabled. */
export function lossesWithout(catalog: WorkflowCatalog, plugin: WorkflowPlugin): Loss[] {
  return catalog.all().flatMap(({ pluginId, definition, compiled: { id, title } }) =>
    catalog.extendersOf(id).filter((extender) => extender.plugin === plugin).map(({ extension }) => ({ workflow: id, title, pluginId, changes: changesOfSettings(definition, [], settingsOf(extension)).map((change) => change.text) })),
  );
}
