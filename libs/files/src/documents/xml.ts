import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import type { Parts } from './package.js';

/** Reads a part of a Word file, which was written by Word or by the filling. @returns its outermost element */
export function parseXml(xml: string): Element {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  if (root === null) throw new Error('A part of a Word file has an outermost element.');
  return root;
}

export function elementsOf(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node: Node): node is Element => node.nodeType === 1);
}

/** The first child of that name: `w:pPr`. */
export function child(parent: Element | undefined, name: string): Element | undefined {
  return parent === undefined ? undefined : elementsOf(parent).find((one) => one.nodeName === name);
}

/** A child of a child of a child. */
export function within(parent: Element | undefined, ...names: readonly string[]): Element | undefined {
  return names.reduce<Element | undefined>(child, parent);
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.getAttribute(name) ?? undefined;
}

/** A number attribute; undefined where there is none, or no number. */
export function numberOf(element: Element | undefined, name: string): number | undefined {
  const said = attribute(element, name);
  const value = said === undefined || said === '' ? Number.NaN : Number(said);
  return Number.isFinite(value) ? value : undefined;
}

/** Word's twentieths of a point, as points. */
export function points(element: Element | undefined, name: string): number | undefined {
  const value = numberOf(element, name);
  return value === undefined ? undefined : value / 20;
}

/** A property that is on by being there, unless it says otherwise: `<w:b/>`. */
export function isOn(element: Element | undefined): boolean | undefined {
  return element === undefined ? undefined : !['0', 'false', 'off'].includes(attribute(element, 'w:val') ?? '1');
}

/** A number attribute in English metric units, as points. */
export function emuPoints(element: Element | undefined, name: string): number {
  return (numberOf(element, name) ?? 0) / 12_700;
}

/** The parts that a part refers to, by the id of the relation. */
export function relationsOf(parts: Parts, part: string): ReadonlyMap<string, string> {
  const xml = parts.get(part.replace(/([^/]+)$/, '_rels/$1.rels'))?.toString('utf8');
  if (xml === undefined) return new Map();
  return new Map(elementsOf(parseXml(xml)).map((one) => [attribute(one, 'Id') ?? '', partAt(attribute(one, 'Target') ?? '')]));
}

function partAt(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `word/${target}`;
}
