import type { Element } from '@xmldom/xmldom';
import { attribute, child, elementsOf, isOn, numberOf, parseXml, points, within } from './xml.js';

/** How letters look; sizes in points. */
export interface RunLook {
  readonly size?: number | undefined;
  readonly bold?: boolean | undefined;
  readonly underline?: boolean | undefined;
  readonly strike?: boolean | undefined;
  /** `#rrggbb`. */
  readonly color?: string | undefined;
  readonly hidden?: boolean | undefined;
}

/** How a paragraph is set; lengths in points. */
export interface ParagraphLook {
  readonly align?: 'left' | 'center' | 'right' | 'justify' | undefined;
  readonly left?: number | undefined;
  readonly right?: number | undefined;
  readonly first?: number | undefined;
  /** In hundredths of a letter; goes before `first`. */
  readonly firstChars?: number | undefined;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** In 240ths of a line, or twentieths of a point, by `lineRule`. */
  readonly line?: number | undefined;
  readonly lineRule?: string | undefined;
  readonly pageBefore?: boolean | undefined;
  /** On one page with what comes after it. */
  readonly keepNext?: boolean | undefined;
}

/** A style with everything it is based on. */
interface Style {
  readonly run: RunLook;
  readonly paragraph: ParagraphLook;
  /** `tblPr` of a table's style, its own before those it is based on. */
  readonly tables: readonly Element[];
}

const NOTHING: Style = { run: {}, paragraph: {}, tables: [] };
const WORDS_SIZE = 10.5;

/** The styles of a Word file. */
export class Looks {
  private readonly styles = new Map<string, Element>();
  private readonly defaults: Style;
  private readonly ordinary: string | undefined;

  constructor(xml: string | undefined) {
    const root = xml === undefined ? undefined : parseXml(xml);
    const defaults = child(root, 'w:docDefaults');
    this.defaults = { run: { size: WORDS_SIZE, ...runLook(within(defaults, 'w:rPrDefault', 'w:rPr')) }, paragraph: paragraphLook(within(defaults, 'w:pPrDefault', 'w:pPr')), tables: [] };
    const all = root === undefined ? [] : elementsOf(root).filter(({ nodeName }) => nodeName === 'w:style');
    for (const style of all) this.styles.set(attribute(style, 'w:styleId') ?? '', style);
    this.ordinary = attribute(all.find((style) => attribute(style, 'w:type') === 'paragraph' && ['1', 'true', 'on'].includes(attribute(style, 'w:default') ?? '')), 'w:styleId');
  }

  /** What a paragraph's properties come to, and the letters in it. */
  paragraph(properties: Element | undefined): { readonly look: ParagraphLook; readonly run: RunLook } {
    const style = this.style(attribute(child(properties, 'w:pStyle'), 'w:val') ?? this.ordinary);
    return { look: { ...this.defaults.paragraph, ...style.paragraph, ...paragraphLook(properties) }, run: { ...this.defaults.run, ...style.run } };
  }

  /** What the properties of letters come to within a paragraph. */
  run(properties: Element | undefined, within_: RunLook): RunLook {
    return { ...within_, ...this.style(attribute(child(properties, 'w:rStyle'), 'w:val')).run, ...runLook(properties) };
  }

  /** The properties of a table, its own before those of its style. */
  tables(properties: Element | undefined): Element[] {
    return [...(properties === undefined ? [] : [properties]), ...this.style(attribute(child(properties, 'w:tblStyle'), 'w:val')).tables];
  }

  private style(id: string | undefined, seen: readonly string[] = []): Style {
    const style = id === undefined || seen.includes(id) ? undefined : this.styles.get(id);
    if (id === undefined || style === undefined) return NOTHING;
    const base = this.style(attribute(child(style, 'w:basedOn'), 'w:val'), [...seen, id]);
    const table = child(style, 'w:tblPr');
    return { run: { ...base.run, ...runLook(child(style, 'w:rPr')) }, paragraph: { ...base.paragraph, ...paragraphLook(child(style, 'w:pPr')) }, tables: [...(table === undefined ? [] : [table]), ...base.tables] };
  }
}

function runLook(properties: Element | undefined): RunLook {
  const color = attribute(child(properties, 'w:color'), 'w:val');
  const underline = attribute(child(properties, 'w:u'), 'w:val');
  const halves = numberOf(child(properties, 'w:sz'), 'w:val');
  return said({
    size: halves === undefined ? undefined : halves / 2,
    bold: isOn(child(properties, 'w:b')),
    underline: underline === undefined ? undefined : underline !== 'none',
    strike: isOn(child(properties, 'w:strike')),
    color: color === undefined || !/^[0-9a-f]{6}$/i.test(color) ? undefined : `#${color}`,
    hidden: isOn(child(properties, 'w:vanish')),
  });
}

const ALIGN: Readonly<Record<string, ParagraphLook['align']>> = { left: 'left', start: 'left', center: 'center', right: 'right', end: 'right', both: 'justify', distribute: 'justify' };

function paragraphLook(properties: Element | undefined): ParagraphLook {
  const indent = child(properties, 'w:ind');
  const spacing = child(properties, 'w:spacing');
  const hanging = points(indent, 'w:hanging');
  return said({
    align: ALIGN[attribute(child(properties, 'w:jc'), 'w:val') ?? ''],
    left: points(indent, 'w:left') ?? points(indent, 'w:start'),
    right: points(indent, 'w:right') ?? points(indent, 'w:end'),
    first: hanging === undefined ? points(indent, 'w:firstLine') : -hanging,
    firstChars: numberOf(indent, 'w:firstLineChars'),
    before: points(spacing, 'w:before'),
    after: points(spacing, 'w:after'),
    line: numberOf(spacing, 'w:line'),
    lineRule: spacing === undefined || numberOf(spacing, 'w:line') === undefined ? undefined : (attribute(spacing, 'w:lineRule') ?? 'auto'),
    pageBefore: isOn(child(properties, 'w:pageBreakBefore')),
    keepNext: isOn(child(properties, 'w:keepNext')),
  });
}

/** Without what says nothing, so that it does not hide what a style says. */
function said<Look extends object>(look: Look): Look {
  return Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined)) as Look;
}
