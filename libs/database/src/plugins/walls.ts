import { AsyncLocalStorage } from 'node:async_hooks';
import { StationhouseError, text } from '@stationhouse/kernel';

/** The walls around a plugin's statements while it is at work. */
export interface Walls {
  readonly pluginId: string;
  /** What its statements may begin with. */
  readonly statements: 'rows' | 'migration';
  /** The one connection it may use. */
  readonly connection: object;
  /** From then on nothing it left running says anything more to the database. */
  over: boolean;
}

const ROWS = ['select', 'insert', 'update', 'delete', 'merge', 'with', 'values'];
const ALLOWED: Readonly<Record<Walls['statements'], ReadonlySet<string>>> = {
  rows: new Set(ROWS),
  migration: new Set([...ROWS, 'create', 'alter', 'drop', 'comment', 'grant', 'revoke', 'truncate', 'do', 'analyze', 'lock']),
};

const current = new AsyncLocalStorage<Walls>();

/** Work of a plugin does not nest: within it there is no platform's role to begin from. @throws StationhouseError PLUGIN_FAULT */
export function refuseInsideWork(pluginId: string): void {
  if (current.getStore() !== undefined) throw pluginFault(pluginId, 'work on its rows began inside other such work: open the store once and hand the rows on');
}

/** Runs a plugin's work within its walls; they hold for everything it starts, also for what it does not wait for. */
export async function within<Result>(walls: Walls, work: () => Promise<Result>): Promise<Result> {
  try {
    return await current.run(walls, work);
  } finally {
    walls.over = true;
  }
}

/**
 * Every statement of the process passes here on its way to the server. One of a plugin goes over the plugin's own connection, one at a
 * time (PostgreSQL's extended protocol takes no second one behind a semicolon), and neither changes the role nor the transaction.
 * @param given what pg's `query` was called with
 * @returns what to call it with
 * @throws StationhouseError PLUGIN_FAULT
 */
export function passWalls(connection: object, given: readonly unknown[]): readonly unknown[] {
  const walls = current.getStore();
  if (walls === undefined) return given;
  const [statement, values] = given;
  if (walls.over) throw pluginFault(walls.pluginId, 'a statement came after its work was done: wait for every statement');
  if (walls.connection !== connection) throw pluginFault(walls.pluginId, 'a statement went to another connection than the one its work was given');
  if (typeof statement !== 'string') throw pluginFault(walls.pluginId, 'only plain statements are allowed');
  const verb = verbOf(statement);
  if (!ALLOWED[walls.statements].has(verb)) throw pluginFault(walls.pluginId, `a statement may not begin with "${verb.toUpperCase()}"`);
  return [{ text: statement, values, queryMode: 'extended' }];
}

/** The first word of a statement, behind blanks, comments and brackets. */
function verbOf(statement: string): string {
  let rest = statement;
  for (;;) {
    const next = rest.replace(/^(?:[\s(;]+|--[^\n]*(?:\n|$))/, '');
    const shorter = next.startsWith('/*') ? afterComment(next) : next;
    if (shorter === rest) break;
    rest = shorter;
  }
  return (/^[a-z]+/i.exec(rest)?.[0] ?? '').toLowerCase();
}

/** PostgreSQL's comments nest. */
function afterComment(statement: string): string {
  let depth = 0;
  for (const { 0: mark, index } of statement.matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return statement.slice(index + mark.length);
  }
  return '';
}

/**
 * The refusal of what a plugin's declaration does not allow: a fault of the plugin, not of whoever used it.
 * @param what went wrong, in English, for its author; never data of a row
 */
export function pluginFault(pluginId: string, what: string, cause?: unknown): StationhouseError {
  return new StationhouseError(
    'PLUGIN_FAULT',
    text(`插件 ${pluginId} 越出了它声明的范围（${what}），没有写入任何内容。请联系运维，并告知插件的作者。`, `The plugin ${pluginId} went beyond what it declares (${what}); nothing was written. Tell whoever runs the house, and the plugin's author.`),
    { pluginId },
    { cause },
  );
}
