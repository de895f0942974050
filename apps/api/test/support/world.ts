import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './house.js';

export type Data = Readonly<Record<string, unknown>>;

/** A house with a bureau of some stations, and what its people do there through GraphQL. */
export interface World {
  readonly house: House;
  readonly bureau: TestBureau;
  station(index?: number): Id;
  as(role: string, station?: number): Promise<Client>;
  /** Asks one thing. @returns the answer of its first field @throws Error with the code first */
  ask<Answer>(client: Client, query: string, variables?: Data): Promise<Answer>;
  /** The code of the refusal; `none` where it was taken. */
  codeOf(asked: Promise<unknown>): Promise<string>;
  /** Starts an instance at a station, as its duty officer. */
  start(workflow: string, data: Data, station?: number, more?: { readonly exercise?: boolean }): Promise<{ readonly instanceId: Id; readonly started: boolean }>;
  taskOf(instanceId: Id, key: string): Promise<Id>;
  /** Completes a task of an instance, as a role of its station. */
  does(role: string, instanceId: Id, key: string, outcome: string, form?: Data, station?: number): Promise<unknown>;
  send(role: string, instanceId: Id, event: string, payload?: Data, station?: number): Promise<unknown>;
  advance(by: string): Promise<void>;
  settle(): Promise<void>;
  rows<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  dataOf(instanceId: Id): Promise<Data>;
  close(): Promise<void>;
}

/** Opens the world. @param mark stands in the names of its bureau, and is its code */
export async function openWorld(mark: string, stations: number, environment: NodeJS.ProcessEnv = {}): Promise<World> {
  const house = await openHouse(environment);
  const bureau = await buildBureau(house.test, mark, stations);
  const clients = new Map<string, Promise<Client>>();
  const station = (index = 0) => bureau.stationIds[index] as Id;
  const as = (role: string, at = 0): Promise<Client> => {
    const login = role.startsWith('bureau-') ? bureau.login(role) : bureau.login(role, at);
    const known = clients.get(login) ?? house.signIn(login);
    clients.set(login, known);
    return known;
  };
  async function ask<Answer>(client: Client, query: string, variables: Data = {}): Promise<Answer> {
    const { data, errors } = await client.graphql(query, { ...variables });
    const [first] = errors ?? [];
    if (first !== undefined) throw Object.assign(new Error(`${first.extensions.code} ${first.message}`), { code: first.extensions.code, details: first.extensions['details'] });
    return Object.values(data ?? {})[0] as unknown as Answer;
  }
  const rows = async <Row>(statement: string, parameters: readonly unknown[] = []) => (await house.test.owner.query(statement, [...parameters])).rows as Row[];
  const taskOf = async (instanceId: Id, key: string) => {
    const [task] = await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND split_part(ref, '#', 2) = $2 AND status IN ('OPEN', 'CLAIMED') ORDER BY serial DESC LIMIT 1`, [instanceId, key]);
    if (task === undefined) throw new Error(`${instanceId} has no open task ${key}.`);
    return task.id;
  };
  return {
    house, bureau, station, as, ask, rows, taskOf,
    // What a step tells goes out once the step itself was told.
    settle: async () => {
      for (let round = 0; round < 2; round += 1) await untilJobsDone(house.test, bureau.bureauId, ...bureau.stationIds);
    },
    codeOf: (asked) => asked.then(() => 'none', ({ code, message }: { code?: string; message: string }) => code ?? message),
    start: async (workflow, data, at = 0, { exercise = false } = {}) =>
      ask(await as('duty-officer', at), 'mutation ($s: ID!, $w: String!, $d: JSON!, $x: Boolean!, $k: String!) { startInstance(stationId: $s, workflow: $w, data: $d, exercise: $x, idempotencyKey: $k) { instanceId started } }', { s: station(at), w: workflow, d: data, x: exercise, k: newId() }),
    does: async (role, instanceId, key, outcome, form = {}, at = 0) =>
      ask(await as(role, at), 'mutation ($s: ID!, $t: ID!, $o: String!, $f: JSON!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: $o, form: $f, idempotencyKey: $k) { version } }', { s: station(at), t: await taskOf(instanceId, key), o: outcome, f: form, k: newId() }),
    send: async (role, instanceId, event, payload, at = 0) =>
      ask(await as(role, at), 'mutation ($s: ID!, $i: ID!, $e: String!, $p: JSON, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: $e, payload: $p, idempotencyKey: $k) { version } }', { s: station(at), i: instanceId, e: event, p: payload ?? null, k: newId() }),
    advance: async (by) => {
      await ask(await as('duty-officer'), 'mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
    },
    dataOf: async (instanceId) => (await rows<{ data: Data }>(`SELECT snapshot->'data' AS data FROM instance WHERE id = $1`, [instanceId]))[0]?.data ?? {},
    close: () => house.close(),
  };
}
