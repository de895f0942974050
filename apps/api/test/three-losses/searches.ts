import { newId, type Id } from '@stationhouse/kernel';
import type { Data, World } from '../support/world.js';

const B = 'searching.branches';
export const ASK = `${B}.questioning.toAsk#ask`;
export const DISPATCH = `${B}.ground.toDispatch#dispatch`;
export const ARRIVE = `${B}.ground.onTheWay#arrive`;
export const VIDEO = `${B}.video.toRequest#request`;
export const POSTS = `${B}.posts.toAsk#ask`;
export const WATER = `${B}.water.toSearch#water`;
export const POSTER = `${B}.poster.toApprove#approve`;

export interface Refused {
  readonly code: string;
  readonly message: string;
  readonly details?: { readonly reason?: string };
}

/** What people do in searches of a world, through GraphQL. */
export interface Searches {
  /** The domain's clock, some minutes later or earlier; ISO 8601. */
  at(minutes?: number): Promise<string>;
  /** Reports a child of five, lost so many minutes ago, by a phone of its own. */
  report(data?: Data, options?: { readonly lostBefore?: number; readonly station?: number; readonly key?: string; readonly role?: string }): Promise<{ readonly instanceId: Id; readonly started: boolean }>;
  /** Answers the open task of a place: names are not unique in a search. */
  answer(role: string, instanceId: Id, ref: string, outcome: string, form?: Data, station?: number): Promise<unknown>;
  open(instanceId: Id): Promise<readonly string[]>;
  /** What somebody was told about it, in Chinese, oldest first. */
  told(instanceId: Id): Promise<readonly string[]>;
  linked(instanceId: Id, workflow: string): Promise<readonly { readonly id: Id; readonly state: string; readonly data: Data }[]>;
  /** Makes a unit outside the police network known at a station. */
  unit(name: string, station?: number): Promise<Id>;
  standing(instanceId: Id): Promise<{ readonly status: string; readonly outcome: string | null }>;
  refusal(asked: Promise<unknown>): Promise<Refused>;
}

/** Whose phones are not their own report the same search. */
let last = 6000;

export function searchesOf(world: World): Searches {
  const at = async (minutes = 0) => {
    const [row] = await world.rows<{ now: Date }>('SELECT app.now() AS now');
    return new Date((row as { now: Date }).now.getTime() + minutes * 60_000).toISOString();
  };
  return {
    at,
    report: async (data = {}, { lostBefore = 5, station = 0, key = newId(), role = 'duty-officer' } = {}) =>
      world.ask(await world.as(role, station), 'mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "missing-person", data: $d, idempotencyKey: $k) { instanceId started } }', {
        s: world.station(station), k: key,
        d: { person: { group: 'child', age: 5, sex: 'male', clothing: '红色上衣' }, lastSeenOn: await at(-lostBefore), lastPlace: '城楼二楼', reporter: { phone: `1390000${String((last += 1))}`, relation: 'parent' }, ...data },
      }),
    answer: async (role, instanceId, ref, outcome, form = {}, station = 0) => {
      const [task] = await world.rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND ref = $2 AND status IN ('OPEN', 'CLAIMED') ORDER BY serial DESC LIMIT 1`, [instanceId, ref]);
      if (task === undefined) throw new Error(`${instanceId} has no open task ${ref}.`);
      return world.ask(await world.as(role, station), 'mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: world.station(station), t: task.id, o: outcome, f: form, k: newId() });
    },
    open: async (instanceId) => (await world.rows<{ ref: string }>(`SELECT ref FROM task WHERE instance_id = $1 AND status IN ('OPEN', 'CLAIMED') ORDER BY ref`, [instanceId])).map(({ ref }) => ref),
    told: async (instanceId) => (await world.rows<{ words: string }>(`SELECT title->>'zh-CN' || coalesce(body->>'zh-CN', '') AS words FROM notice WHERE record_id = $1 ORDER BY created_at, id`, [instanceId])).map(({ words }) => words),
    linked: async (instanceId, workflow) => world.rows(`SELECT id, states[1] AS state, snapshot->'data' AS data FROM instance WHERE parent_id = $1 AND workflow = $2 ORDER BY number`, [instanceId, workflow]),
    unit: async (name, station = 0) => {
      const id = newId();
      await world.rows(`INSERT INTO outside_unit (station_id, id, name, kind) VALUES ($1, $2, $3, 'property')`, [world.station(station), id, name]);
      return id;
    },
    standing: async (instanceId) => (await world.rows<{ status: string; outcome: string | null }>('SELECT status, outcome FROM instance WHERE id = $1', [instanceId]))[0] ?? { status: 'none', outcome: null },
    refusal: (asked) => asked.then(() => {
      throw new Error('It was taken.');
    }, (error: Refused) => error),
  };
}
