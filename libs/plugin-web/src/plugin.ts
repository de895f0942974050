import type { Bilingual } from '@stationhouse/kernel';
import type { ComponentType } from 'react';

/** A page of a plugin: lazily loaded, one chunk of its own, shown below the station it works in. */
export interface PluginPage {
  /** Below `/s/:stationId/p/<plugin id>/`; `''` is the plugin's first page. */
  readonly path: string;
  readonly title: Bilingual;
  /** Shown in the navigation unless false. */
  readonly inNavigation?: boolean;
  /** The permission id the reader must hold at the station; the page looks like "not found" without it. */
  readonly permission?: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** Where a panel may stand. */
export type PanelSlot = 'incident' | 'instance';

/** What a panel is told by the page it stands on. */
export interface PanelProps {
  /** The id of the incident or instance the panel stands on. */
  readonly recordId: string;
}

/** A panel of a plugin on a page of the shell. */
export interface PluginPanel {
  readonly slot: PanelSlot;
  /** Only on instances of this workflow. */
  readonly workflow?: string;
  readonly title: Bilingual;
  readonly permission?: string;
  readonly load: () => Promise<{ default: ComponentType<PanelProps> }>;
}

/** A view of a plugin at a glance, on the first page of a station (its workbench) or of the bureau; not there where the plugin is disabled. */
export interface PluginWidget {
  /** Unique within the plugin. */
  readonly id: string;
  readonly place: 'station' | 'bureau';
  readonly title: Bilingual;
  /** The permission id the reader must hold there; the widget is not there without it. */
  readonly permission?: string;
  /** `wide` stands in the main column, `narrow` beside it. */
  readonly size: 'wide' | 'narrow';
  /** Lazily loaded; it reads where it is by `useStation` or `useScope`. What fails in it stays in it. */
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** What a plugin offers to do with a record of the shell: a button in the head of its page that leads to another page. */
export interface PluginAction {
  readonly slot: 'incident';
  readonly title: Bilingual;
  /** The permission id the reader must hold at the station; the button is not there without it. */
  readonly permission?: string;
  /** Where it leads, below the station: `instances/new?workflow=…&incident=…`. */
  readonly path: (recordId: string) => string;
}

/** The web half of a plugin. */
export interface PluginWeb {
  /** The plugin's id, as its server half declares it. */
  readonly id: string;
  readonly title: Bilingual;
  readonly pages: readonly PluginPage[];
  readonly panels: readonly PluginPanel[];
  readonly widgets?: readonly PluginWidget[];
  readonly actions: readonly PluginAction[];
}

/**
 * Declares what a plugin brings to the web app.
 * @throws Error when two pages share a path, or two widgets an id: the second would never be reached
 */
export function definePluginWeb(plugin: PluginWeb): PluginWeb {
  const paths = new Set<string>();
  for (const { path } of plugin.pages) {
    if (paths.has(path)) throw new Error(`Plugin ${plugin.id} declares the page "${path}" twice.`);
    paths.add(path);
  }
  const ids = (plugin.widgets ?? []).map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Plugin ${plugin.id} declares the widget "${twice}" twice.`);
  return plugin;
}
