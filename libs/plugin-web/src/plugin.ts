import type { Bilingual } from '@stationhouse/kernel';
import type { Rules, TextScreen } from '@stationhouse/workflow';
import type { ComponentType } from 'react';
import type { PurposeState } from './purpose.js';

/** A page of a plugin: lazily loaded, one chunk of its own, shown below the station it works in, or below the bureau. */
export interface PluginPage {
  /** `bureau` for one that whoever works at the bureau opens; `station` when absent. */
  readonly place?: 'station' | 'bureau';
  /** Below `/s/:stationId/p/<plugin id>/` or `/bureau/p/<plugin id>/`; `''` is the plugin's first page. */
  readonly path: string;
  readonly title: Bilingual;
  /** Shown in the navigation unless false. */
  readonly inNavigation?: boolean;
  /** The permission id the reader must hold there; the page looks like "not found" without it. */
  readonly permission?: string;
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** Where a panel may stand. */
export type PanelSlot = 'incident' | 'instance';

/** What a panel is told by the page it stands on. */
export interface PanelProps {
  /** The id of the incident or instance the panel stands on. */
  readonly recordId: string;
  /** The version of it that the page shows: what the panel shows is read anew when it moves on. */
  readonly version: number;
  /** The purpose that the reader gave on the page: one for all of its cards, shown by `PurposeBar`. */
  readonly purpose: PurposeState;
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

/** What a plugin says beside the form of a task while somebody fills it in. */
export interface PluginHint {
  readonly workflow: string;
  /** Keys of the tasks it stands with. */
  readonly tasks: readonly string[];
  readonly load: () => Promise<{ default: ComponentType<HintProps> }>;
}

/** What a hint is told. */
export interface HintProps {
  readonly instanceId: string;
  /** What has been filled in so far; whoever reads it trusts none of it. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** What must never be written down, so that a form says so while somebody types; loaded with the first form of one of the workflows. */
export interface PluginScreens {
  readonly workflows: readonly string[];
  readonly load: () => Promise<{ readonly screens: readonly TextScreen[] }>;
}

/** What of an incident a form begins with: nothing is typed twice. A text that is masked for the reader is null. */
export interface IncidentFacts {
  readonly category: string;
  readonly narrative: string | null;
  readonly address: string | null;
  readonly reporterName: string | null;
  readonly reporterPhone: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** How the start form of a workflow is filled in from an incident. */
export interface PluginStart {
  readonly workflow: string;
  readonly fromIncident: (facts: IncidentFacts) => Readonly<Record<string, unknown>>;
}

/** The page of a plugin that opens an instance of its workflow, where notices lead: what is next there, in place of the page that every instance has. */
export interface PluginOpening {
  readonly workflow: string;
  /** Below the station. */
  readonly path: (instanceId: string) => string;
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
  readonly hints?: readonly PluginHint[];
  readonly starts?: readonly PluginStart[];
  readonly opens?: readonly PluginOpening[];
  /**
   * The named rules of the plugin's workflows, the very ones its server half declares: `() => import('@stationhouse/my-plugin-common')`. Loaded when
   * somebody configures or tries out one of its workflows; without them a definition that calls a rule does not compile in the browser.
   */
  readonly rules?: () => Promise<{ readonly rules: Rules }>;
  /** What must never be written down in the plugin’s workflows, as its server half declares it. */
  readonly screens?: PluginScreens;
}

/**
 * Declares what a plugin brings to the web app.
 * @throws Error when two pages of one place share a path, or two widgets an id: the second would never be reached
 */
export function definePluginWeb(plugin: PluginWeb): PluginWeb {
  const paths = new Set<string>();
  for (const { path, place = 'station' } of plugin.pages) {
    if (paths.has(`${place} ${path}`)) throw new Error(`Plugin ${plugin.id} declares the page "${path}" twice.`);
    paths.add(`${place} ${path}`);
  }
  const ids = (plugin.widgets ?? []).map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`Plugin ${plugin.id} declares the widget "${twice}" twice.`);
  return plugin;
}

/** What a public page is told. */
export interface PublicPageProps {
  /** The bureau whose page it is. */
  readonly bureau: string;
  /** Asks the plugin's public question. @throws RestError with the server's code; TypeError when the server cannot be reached */
  ask(question: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Where a photo of a notice that the page shows is read, by its place from 0. */
  photo(notice: string, place: number): string;
}

/** A page of a plugin on the external surface, for anybody, at `/public/<bureau's code>/<plugin>/<question>`; not there where the bureau has not opened the question. From an entry of its own (`<plugin>-web/public`), so that no page of the inside comes along. */
export interface PublicPage {
  readonly pluginId: string;
  /** Of the `publicQuestions` of the plugin's server half. */
  readonly question: string;
  readonly load: () => Promise<{ default: ComponentType<PublicPageProps> }>;
}
