import type { Element } from '@xmldom/xmldom';
import type { PdfNode } from 'pdfmake';
import type { Blocks } from './pdf-blocks.js';
import { attribute, child, elementsOf, isOn, numberOf, points, within } from './xml.js';

/** Room at both sides of a cell where nothing says otherwise, in points. */
const CELL_SIDES = 5.4;
const LINE = 0.5;
type Side = 'left' | 'top' | 'right' | 'bottom';
const SIDES: readonly Side[] = ['left', 'top', 'right', 'bottom'];

/** A cell where it begins. */
interface Cell {
  readonly element: Element;
  readonly column: number;
  readonly span: number;
  /** `restart` begins a cell over several rows, `continue` goes on with the one above. */
  readonly merge: 'none' | 'restart' | 'continue';
}

/** A table of Word as pdfmake's: widths of the grid, merged cells, lines as they are drawn, head rows again on each page. */
export function tableNode(table: Element, blocks: Blocks): PdfNode {
  const properties = blocks.looks.tables(child(table, 'w:tblPr'));
  const lines = linesOf(properties);
  const rows = elementsOf(table).filter(({ nodeName }) => nodeName === 'w:tr');
  const cells = rows.map(cellsOf);
  const columns = Math.max(1, ...cells.map((row) => row.reduce((most, { column, span }) => Math.max(most, column + span), 0)));
  const widths = widthsOf(table, columns, blocks.width);
  const body = cells.map((row, index) => bodyRow(row, index, cells, columns, lines, blocks));
  const heads = rows.findIndex((row) => isOn(within(row, 'w:trPr', 'w:tblHeader')) !== true);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const centred = attribute(child(properties[0], 'w:jc'), 'w:val') === 'center';
  return {
    margin: [centred ? Math.max(0, (blocks.width - width) / 2) : Math.max(0, points(child(properties[0], 'w:tblInd'), 'w:w') ?? 0), 0, 0, 0],
    table: {
      widths: widths.map((one) => Math.max(1, one - 2 * CELL_SIDES - LINE)),
      heights: rows.map((row) => points(within(row, 'w:trPr', 'w:trHeight'), 'w:val') ?? 'auto'),
      headerRows: heads < 0 ? 0 : heads,
      // A head never ends a page.
      keepWithHeaderRows: 1,
      dontBreakRows: rows.length > 0 && rows.every((row) => isOn(within(row, 'w:trPr', 'w:cantSplit')) === true),
      body,
    },
    layout: { hLineWidth: () => LINE, vLineWidth: () => LINE, paddingLeft: () => CELL_SIDES, paddingRight: () => CELL_SIDES, paddingTop: () => 1, paddingBottom: () => 2 },
  };
}

function cellsOf(row: Element): Cell[] {
  let column = numberOf(within(row, 'w:trPr', 'w:gridBefore'), 'w:val') ?? 0;
  return elementsOf(row).flatMap((one) => (one.nodeName === 'w:sdt' ? elementsOf(child(one, 'w:sdtContent') ?? one) : [one])).filter(({ nodeName }) => nodeName === 'w:tc').map((element) => {
    const properties = child(element, 'w:tcPr');
    const merged = child(properties, 'w:vMerge');
    const cell: Cell = { element, column, span: numberOf(child(properties, 'w:gridSpan'), 'w:val') ?? 1, merge: merged === undefined ? 'none' : attribute(merged, 'w:val') === 'restart' ? 'restart' : 'continue' };
    column += cell.span;
    return cell;
  });
}

function bodyRow(row: readonly Cell[], index: number, rows: readonly (readonly Cell[])[], columns: number, lines: Lines, blocks: Blocks): PdfNode[] {
  const nodes: PdfNode[] = Array.from({ length: columns }, () => ({ text: '', border: [false, false, false, false] }));
  for (const cell of row) {
    if (cell.merge === 'continue') continue;
    const { element, column, span } = cell;
    const properties = child(element, 'w:tcPr');
    const depth = cell.merge === 'restart' ? depthOf(cell, index, rows) : 1;
    const fill = attribute(child(properties, 'w:shd'), 'w:fill');
    const align = attribute(child(properties, 'w:vAlign'), 'w:val');
    const content = blocks.of(elementsOf(element).flatMap((one) => (one.nodeName === 'w:tbl' ? paragraphsIn(one) : [one])));
    nodes[column] = {
      stack: content,
      border: SIDES.map((side) => drawn(child(properties, 'w:tcBorders'), side) ?? lines(side, { first: side === 'left' ? column === 0 : index === 0, last: side === 'right' ? column + span >= columns : index + depth >= rows.length })),
      ...(span > 1 ? { colSpan: span } : {}),
      ...(depth > 1 ? { rowSpan: depth } : {}),
      ...(fill !== undefined && /^[0-9a-f]{6}$/i.test(fill) ? { fillColor: `#${fill}` } : {}),
      ...(align === 'center' || align === 'bottom' ? { verticalAlignment: align === 'center' ? 'middle' : 'bottom' } : {}),
    };
  }
  return nodes;
}

/** The paragraphs of a table within a cell, one below the other. */
function paragraphsIn(element: Element): Element[] {
  return elementsOf(element).flatMap((one) => (one.nodeName === 'w:p' ? [one] : paragraphsIn(one)));
}

function depthOf({ column }: Cell, index: number, rows: readonly (readonly Cell[])[]): number {
  let depth = 1;
  while (rows[index + depth]?.find((cell) => cell.column === column)?.merge === 'continue') depth += 1;
  return depth;
}

/** Widths in points that fit between the margins: of the grid, else even ones. */
function widthsOf(table: Element, columns: number, most: number): number[] {
  const grid = child(table, 'w:tblGrid');
  const given = grid === undefined ? [] : elementsOf(grid).map((column) => points(column, 'w:w') ?? 0);
  const known = given.length >= columns && given.slice(0, columns).every((width) => width > 0) ? given.slice(0, columns) : Array.from({ length: columns }, () => most / columns);
  const sum = known.reduce((total, width) => total + width, 0);
  return sum > most ? known.map((width) => (width * most) / sum) : known;
}

/** Whether a side of a cell is drawn by the table. */
type Lines = (side: Side, edge: { readonly first: boolean; readonly last: boolean }) => boolean;

function linesOf(properties: readonly Element[]): Lines {
  const borders = properties.map((one) => child(one, 'w:tblBorders')).find((one) => one !== undefined);
  return (side, { first, last }) => {
    const outer = side === 'left' || side === 'top' ? first : last;
    return drawn(borders, outer ? side : side === 'left' || side === 'right' ? 'insideV' : 'insideH') ?? false;
  };
}

function drawn(borders: Element | undefined, side: string): boolean | undefined {
  const border = child(borders, `w:${side}`) ?? (side === 'left' ? child(borders, 'w:start') : side === 'right' ? child(borders, 'w:end') : undefined);
  const value = attribute(border, 'w:val');
  return value === undefined ? undefined : value !== 'nil' && value !== 'none';
}
