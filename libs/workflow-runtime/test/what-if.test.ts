import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { createTestStations, type TestStation } from '@stationhouse/testing';
import { WHAT_IF_TOPIC } from '@stationhouse/workflow-runtime';
import { deliverJobs } from './configuration-world.js';
import { openGraphql, type Asker, type GraphqlWorld } from './graphql-world.js';
import { overlayText, visitPlugin } from './visit-workflow.js';

interface Comparison {
  readonly id: Id;
  readonly status: string;
  readonly total: number;
  readonly done: number;
  readonly result: { readonly compared: number; readonly measures: readonly { readonly key: string; readonly kind: string }[] } | null;
}

interface Answer {
  readonly startInstance: { readonly instanceId: Id };
  readonly startWhatIf: Comparison;
  readonly cancelWhatIf: Comparison;
  readonly whatIf: Comparison;
  readonly whatIfInstances: readonly { readonly id: Id; readonly number: string }[];
}

const FULL = `id status total done milliseconds result { compared differing unplayable answered refused { code }
  measures { key kind title { zhCN } roleTitle { zhCN } now { least most seconds perWeek } draft { least most seconds perWeek } assumptions differing } }`;
const START = `mutation ($bureauId: ID!, $stationId: ID!, $overlay: String!, $from: DateTime!, $until: DateTime!, $key: String!) {
  startWhatIf(bureauId: $bureauId, stationId: $stationId, workflow: "visit-case", overlay: $overlay, from: $from, until: $until, idempotencyKey: $key) { ${FULL} } }`;
const READ = `query ($stationId: ID!, $id: ID!) { whatIf(stationId: $stationId, whatIfId: $id) { ${FULL} } }`;
const CANCEL = `mutation ($stationId: ID!, $id: ID!, $key: String!) { cancelWhatIf(stationId: $stationId, whatIfId: $id, idempotencyKey: $key) { status } }`;
const LIST = `query ($stationId: ID!, $id: ID!, $line: String!, $first: Int, $after: ID) { whatIfInstances(stationId: $stationId, whatIfId: $id, line: $line, first: $first, after: $after) { id number } }`;

describe('what a station’s past would have been', () => {
  let world: GraphqlWorld<Answer>;
  let here: TestStation;
  let there: TestStation;
  const times = { from: '2020-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
  const as = (station: TestStation, role: string): Asker => ({ station, officer: station.officer(role) });
  const ask = (asker: Asker, source: string, variables: Readonly<Record<string, unknown>> = {}) => world.answer(asker, source, variables);

  beforeAll(async () => {
    world = await openGraphql<Answer>([visitPlugin()], true, ({ station }) => ({ bureauId: here.bureauId, stationId: station.id, key: newId(), ...times }));
    [here, there] = (await createTestStations(world.test, 2, { staff: ['chief', 'duty-officer'] })) as [TestStation, TestStation];
    for (let count = 0; count < 3; count += 1) await ask(as(here, 'duty-officer'), `mutation ($stationId: ID!, $key: String!) { startInstance(stationId: $stationId, workflow: "visit-case", data: { kind: "噪音" }, idempotencyKey: $key) { instanceId } }`);
    await ask(as(here, 'chief'), 'mutation { advanceTestClock(by: "P1D") }');
  });
  afterAll(() => world.close());

  const run = () => deliverJobs(world.test, world.jobs, WHAT_IF_TOPIC, [here.id]);

  it('is worked out by a job, shown in numbers, and listed under the reader’s own rights', async () => {
    const chief = as(here, 'chief');
    const overlay = overlayText('station', 'tasks: { "registered#check": { remind: PT2H, role: chief } }');
    const { startWhatIf } = await ask(chief, START, { overlay });
    expect(startWhatIf).toMatchObject({ status: 'RUNNING', total: 3, done: 0, result: null });
    await run();
    const { whatIf } = await ask(as(here, 'duty-officer'), READ, { id: startWhatIf.id });
    expect(whatIf).toMatchObject({ status: 'DONE', done: 3, milliseconds: expect.any(Number), result: { compared: 3, differing: 3, unplayable: 0, answered: 0, refused: [] } });
    const measures = new Map(whatIf.result?.measures.map((measure) => [measure.key, measure]));
    expect(measures.get('reminder registered#check')).toMatchObject({ kind: 'REMINDER', title: { zhCN: '核对' }, now: { least: 3, most: 3, seconds: 3600 }, draft: { least: 3, most: 3, seconds: 7200 }, assumptions: [], differing: 3 });
    expect(measures.get('load chief')).toMatchObject({ kind: 'LOAD', title: { zhCN: '所长' }, now: { least: 0 }, draft: { least: 3, most: 3 }, differing: 3 });
    expect(measures.has('overdue registered#check')).toBe(false);
    const { whatIfInstances } = await ask(as(here, 'duty-officer'), LIST, { id: whatIf.id, line: 'load chief', first: 2 });
    expect(whatIfInstances).toHaveLength(2);
    const last = whatIfInstances.at(-1)?.id;
    expect((await ask(chief, LIST, { id: whatIf.id, line: 'load chief', after: last })).whatIfInstances).toHaveLength(1);
    const { rows } = await world.test.owner.query<{ result: unknown }>('SELECT result FROM what_if WHERE id = $1', [whatIf.id]);
    expect(JSON.stringify(rows)).not.toContain('噪音');
  });

  it('can be called off, answers a repeated command once, and nothing else reaches it', async () => {
    const chief = as(here, 'chief');
    const overlay = overlayText('station', 'parameters: { visitSoon: P2D }');
    const [first, again] = [await ask(chief, START, { overlay, key: 'once' }), await ask(chief, START, { overlay, key: 'once' })];
    expect(again.startWhatIf.id).toBe(first.startWhatIf.id);
    const { id } = first.startWhatIf;
    expect(await ask(chief, CANCEL, { id })).toEqual({ cancelWhatIf: { status: 'CANCELLED' } });
    await run();
    expect((await ask(chief, READ, { id })).whatIf).toMatchObject({ status: 'CANCELLED', result: null });
    expect(await world.refusal(as(there, 'chief'), READ, { id })).toBe('NOT_FOUND');
    expect(await world.refusal(as(there, 'chief'), LIST, { id, line: 'load chief' })).toBe('NOT_FOUND');
    expect(await world.refusal(as(here, 'duty-officer'), START, { overlay })).toBe('FORBIDDEN');
    expect(await world.refusal(chief, START, { overlay: overlayText('station', 'parameters: { deadline: P40D }') })).toBe('DEFINITION_INVALID');
    expect(await world.refusal(chief, START, { overlay, from: times.until })).toBe('BAD_INPUT');
    const { startWhatIf } = await ask(chief, START, { overlay });
    await run();
    // Nobody was visited yet: nothing would be otherwise.
    expect((await ask(chief, READ, { id: startWhatIf.id })).whatIf).toMatchObject({ status: 'DONE', result: { compared: 3, measures: [] } });
    expect(await world.refusal(chief, CANCEL, { id: startWhatIf.id })).toBe('CONFLICT');
  });
});
