import type { Bilingual } from '@stationhouse/kernel';
import type { DefinitionProblem, Layer, Overlay, Rule, Rules, Template } from '@stationhouse/workflow';
import { groundOf, type Composition, type Ground } from '../compose.js';

/** What a ground is made of, as a worker can be sent it. */
export interface GroundParts {
  readonly template: Template;
  readonly layers: readonly Layer[];
  readonly published: Overlay | undefined;
  /** A plugin's rules as a check reads them: by their signatures. */
  readonly rules: Readonly<Record<string, Omit<Rule, 'evaluate'>>>;
  readonly roles: readonly (readonly [id: string, title: Bilingual])[];
}

export type Asked = { readonly ground: GroundParts } | { readonly overlay: Overlay } | { readonly check: true };
export type Answer = { readonly standing: true } | { readonly composition: Composition } | { readonly problems: readonly DefinitionProblem[] };

/** What to send of a ground. */
export function partsOf({ template, layers }: Ground, published: Overlay | undefined, rules: Rules, roles: GroundParts['roles']): GroundParts {
  const known = Object.entries(rules).map(([name, { signature, title, because }]) => [name, { signature, title, ...(because === undefined ? {} : { because }) }]);
  // A layer may know its text by functions, which no worker can be sent.
  return { template, layers: layers.map(({ overlay }) => ({ overlay })), published, rules: Object.fromEntries(known) as GroundParts['rules'], roles };
}

/** The ground again. Its rules can be checked against, and called by nobody. */
export function groundFrom({ template, layers, published, rules, roles }: GroundParts): Ground {
  const evaluate = (): never => {
    throw new Error('A check asks no rule of a plugin.');
  };
  const titles = new Map(roles);
  return groundOf(template, layers, published, Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { ...rule, evaluate }])), (role) => titles.get(role));
}
