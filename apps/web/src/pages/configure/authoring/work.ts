import type { Authored, AuthoredMeans, Definition, DefinitionProblem, DocumentPath, Flow } from '@stationhouse/workflow';
import { createContext, useContext } from 'react';
import type { RoleName } from '../context.js';

/** Where the text face should stand: at a line, from 1, or at a path of the document. */
export type Spot = { readonly line: number } | { readonly path: DocumentPath };

/** What every part of the page works with: one text, and what it says. */
export interface Work {
  readonly workflow: string;
  readonly text: string;
  /** The text as a workflow; while it does not read, as it last did. */
  readonly authored: Authored;
  readonly definition: Definition;
  readonly flow: Flow;
  readonly roles: readonly RoleName[];
  readonly means: AuthoredMeans;
  /** False for whoever may only read, and while the text does not read: the drawing then shows what it last said. */
  readonly mayEdit: boolean;
  readonly problems: readonly DefinitionProblem[];
  /** @param group changes of one field in a row are undone as one */
  edit(change: (text: string) => string, group?: string): void;
  select(path: string | undefined): void;
  /** Opens the text face there. */
  showText(spot: Spot): void;
  /** Opens the form of the drawing that holds a path of the definition, such as `actions.tell`. */
  showForm(path: string): void;
  /** The place somebody is being led to, until its form is reached. */
  readonly led: string | undefined;
  arrive(): void;
}

export const WorkContext = createContext<Work | undefined>(undefined);

/** The workflow that is written. @throws Error outside its page */
export function useWork(): Work {
  const work = useContext(WorkContext);
  if (work === undefined) throw new Error('useWork: no workflow is written around this component');
  return work;
}

/** The card a problem or change belongs to: the innermost state its place lies in. */
export function cardAt({ cards }: Flow, path: string): string | undefined {
  if (path.startsWith('fragments.')) return fragmentPlace(path);
  if (sectionOf(path) !== undefined) return undefined;
  const keys = path.split('.').filter((key) => key !== 'states' && key !== 'parallel');
  return cards.map((card) => card.path).filter((card) => card.split('.').every((key, index) => keys[index] === key)).sort((left, right) => right.length - left.length)[0];
}

/** The state of a fragment that a place lies in: `fragments.visit.states.open.tasks` is `@visit.open`. */
function fragmentPlace(path: string): string {
  const [, name = '', ...rest] = path.split('.');
  const keys = [`@${name}`];
  for (let index = 0; rest[index] === 'states' || rest[index] === 'parallel'; index += 2) if (rest[index + 1] !== undefined) keys.push(rest[index + 1] ?? '');
  return keys.join('.');
}

/** The sections of a definition that have a form of their own beside the cards. */
export const SECTIONS = ['title', 'description', 'number', 'label', 'startForm', 'starts', 'starters', 'parameters', 'forms', 'data', 'personal-data', 'events', 'actions', 'refusals', 'clocks', 'fragments', 'extension-points'] as const;

export type Section = (typeof SECTIONS)[number];

/** The section that a problem belongs to; undefined for one of a state. */
export function sectionOf(path: string): Section | undefined {
  const [first = ''] = path.split('.');
  return SECTIONS.find((section) => section === first);
}
