import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { allFigures } from '../support/all-figures.js';
import type { FraudWorld } from './world.js';

const PLAN = 'mutation ($s: ID!, $p: ExercisePlanInput!) { planExercise(stationId: $s, plan: $p) { id } }';
const RUN = 'query ($s: ID!, $id: ID!) { exercise(stationId: $s, id: $id) { status injects { status error instanceId } objectives { title result measuredSeconds } } }';
const LISTS = [
  'query ($s: ID!) { missingPersons(stationIds: [$s]) { totalCount edges { node { id instance { number stateTitle { zhCN } } } } } }',
  'query ($s: ID!) { instances(stationId: $s, filter: { workflow: "missing-person" }) { totalCount edges { node { id number } } } }',
  'query ($s: ID!) { incidents(stationId: $s) { totalCount edges { node { id number status } } } }',
];

interface Run {
  readonly status: string;
  readonly injects: readonly { readonly status: string; readonly error: string | null; readonly instanceId: Id | null }[];
  readonly objectives: readonly { readonly title: string; readonly result: string; readonly measuredSeconds: number | null }[];
}
interface Notice {
  readonly kind: string;
  readonly exercise: boolean;
  readonly urgency: string;
  readonly stage: string;
  readonly late: number;
}

/** A drill of a search, as a station runs it beside its work. */
export function describeDrill(world: () => FraudWorld): void {
  const lost = async (minutes: number) => ({ person: { group: 'child', age: 6 }, lastSeenOn: new Date((await world().house.test.database.now()).getTime() - minutes * 60_000).toISOString() });
  /** A search that is reported after a minute, with a clue towards water four minutes later. */
  const planned = async (title: string): Promise<Id> => {
    const { as, ask, station } = world();
    const data = { ...(await lost(30)), lastPlace: '演练地点一', reporter: { name: '演练报告人', phone: '13900000001' } };
    const seenOn = new Date((await world().house.test.database.now()).getTime() - 600_000).toISOString();
    const { id } = await ask<{ id: Id }>(await as('chief'), PLAN, {
      s: station(),
      p: {
        title, clock: 'REAL', speed: 1, roles: ['duty-officer', 'duty-commander'],
        injects: [{ title: '报告走失', after: 'PT1M', start: { workflow: 'missing-person', data } }, { title: '朝水域方向', after: 'PT5M', event: { target: 1, event: 'clue', payload: { seenOn, source: 'video', sure: 'likely', towardsWater: true } } }],
        objectives: [{ title: '派警', kind: 'STATE', inject: 1, subject: 'searching.branches.ground.onTheWay', within: 'PT3M' }, { title: '水域', kind: 'STATE', inject: 2, subject: 'searching.branches.water.searched', within: 'PT10M' }],
      },
    });
    return id;
  };
  const direct = async (command: string, id: Id) => world().ask(await world().as('chief'), `mutation ($s: ID!, $id: ID!) { ${command}(stationId: $s, id: $id) { id } }`, { s: world().station(), id });
  const read = async (id: Id) => world().ask<Run>(await world().as('chief'), RUN, { s: world().station(), id });
  const played = async (id: Id) => (await read(id)).injects[0]?.instanceId as Id;
  const noticesOf = (instanceId: Id) => world().rows<Notice>(
    `SELECT n.kind, n.exercise, n.urgency, n.stage AS stage, extract(epoch FROM n.created_at - i.started_at)::float AS late FROM notice n JOIN instance i ON i.id = $1 WHERE n.record_id = $1 AND n.urgency = 'urgent' ORDER BY n.created_at`, [instanceId],
  );

  it('leaves every figure, list and gateway as it was, byte for byte, from the first inject to the last improvement', async () => {
    const { as, ask, advance, station, sent, rows, settle, does, send, bureau } = world();
    const lists = async () => Promise.all(LISTS.map(async (query) => JSON.stringify(await ask(await as('chief'), query, { s: station() }))));
    await settle();
    const [figures, shown, outside] = [await allFigures(world()), await lists(), sent.length];
    const exercise = await planned('走失演练');
    const { rows: [observer] } = await world().house.test.owner.query<{ id: Id }>('SELECT id FROM account WHERE login = $1', [bureau.login('community-officer', 0)]);
    const { instanceId: review } = await ask<{ instanceId: Id }>(await as('chief'), 'mutation ($s: ID!, $d: JSON!, $k: String!) { startInstance(stationId: $s, workflow: "drill-review", data: $d, idempotencyKey: $k) { instanceId } }', { s: station(), d: { exercise, drillTitle: '走失演练', observers: [observer?.id] }, k: newId() });
    await direct('startExercise', exercise);
    await advance('PT1M1S');
    const search = await played(exercise);
    await does('duty-officer', search, 'dispatch', 'dispatched');
    await send('community-officer', review, 'note', { kind: 'improve', objective: 2, words: '水边到位慢' });
    await send('community-officer', review, 'rate', { item: 'radio', score: 3 });
    await advance('PT15M');
    await settle();
    await direct('endExercise', exercise);
    await send('chief', review, 'observed');
    await does('duty-commander', review, 'write', 'written', { wentWell: '派警及时', toImprove: '水边到位慢', actions: [{ title: '水边设岗', weakness: 'water', owner: 'communityOfficer', dueOn: '2039-01-01' }] });
    await does('chief', review, 'approve', 'approved');
    await settle();
    const [improvement] = await rows<{ id: Id }>(`SELECT id FROM instance WHERE workflow = 'drill-improvement' AND parent_id = $1`, [review]);
    await does('community-officer', improvement?.id ?? '', 'improve', 'improved', { proof: '已设岗' });
    await does('chief', improvement?.id ?? '', 'check', 'accepted');
    await settle();

    expect(await world().dataOf(review)).toMatchObject({ result: { objectives: [{ result: 'MET' }, { result: 'NOT_MET' }], measured: 50, rated: 60, total: 54 } });
    expect(await rows('SELECT outcome FROM instance WHERE id = $1', [review])).toEqual([{ outcome: 'learned' }]);
    expect(await lists()).toEqual(shown);
    expect(await allFigures(world())).toEqual(figures);
    expect(sent.slice(outside)).toEqual([]);
    expect(await rows('SELECT FROM notice n JOIN notice_delivery d ON d.notice_id = n.id WHERE n.exercise')).toEqual([]);
  }, 120_000);

  it('neither delays nor takes in a real call: it rings, climbs and goes out as on any day, and stops the drill for everybody', async () => {
    const { as, ask, advance, station, sent, rows, settle, does, codeOf, start } = world();
    const exercise = await planned('与实警同时的演练');
    await direct('startExercise', exercise);
    await advance('PT1M1S');
    await settle();
    const drilled = await played(exercise);
    const outside = sent.length;

    // In the middle of it a child is really missing, and somebody dials 110.
    const [{ instanceId: real }, { id: incident }] = await Promise.all([
      start('missing-person', { ...(await lost(20)), lastPlace: '测试广场', reporter: { phone: '13911110001' } }),
      ask<{ id: Id }>(await as('duty-officer'), 'mutation ($s: ID!, $i: NewIncident!, $k: String!) { createIncident(stationId: $s, input: $i, idempotencyKey: $k) { id } }', { s: station(), i: { channel: 'PHONE_110', category: 'assistance', narrative: '孩子不见了' }, k: newId() }),
    ]);
    await settle();
    const { injects } = await read(exercise);
    expect(injects.map(({ instanceId }) => instanceId)).not.toContain(real);
    expect(await rows('SELECT exercise, exercise_id, left(number, 3) AS mark FROM instance WHERE id = ANY ($1) ORDER BY exercise', [[real, drilled]])).toEqual([{ exercise: false, exercise_id: null, mark: 'XR-' }, { exercise: true, exercise_id: exercise, mark: 'YL-' }]);
    expect(await rows('SELECT count(*)::int AS n FROM instance WHERE exercise AND incident_id = $1', [incident])).toEqual([{ n: 0 }]);

    // Both ring; the real one with its own step, and outside; the drill's inside alone.
    const [ring] = await noticesOf(real);
    expect(ring).toMatchObject({ exercise: false, urgency: 'urgent', stage: 'addressed' });
    expect(ring?.late).toBeLessThan(1);
    expect((await noticesOf(drilled)).every(({ exercise: practised }) => practised)).toBe(true);
    expect(sent.length).toBeGreaterThan(outside);
    // Nobody signs: the real one climbs while the drill goes on.
    await advance('PT1M5S');
    await settle();
    expect((await noticesOf(real))[0]?.stage).not.toBe('addressed');
    expect((await read(exercise)).status).toBe('RUNNING');

    // Whoever takes part stops it: from there on the drill answers nobody, and the search for the child goes on.
    await ask(await as('duty-officer'), 'mutation ($s: ID!, $id: ID!) { haltExercise(stationId: $s, id: $id) { id } }', { s: station(), id: exercise });
    await settle();
    expect(await codeOf(does('duty-officer', drilled, 'dispatch', 'dispatched'))).toBe('EXERCISE_HALTED');
    expect(await rows(`SELECT exercise, urgency FROM notice WHERE kind = 'exercise.halted' AND record_id = $1`, [exercise])).toEqual([{ exercise: false, urgency: 'urgent' }]);
    await does('duty-officer', real, 'dispatch', 'dispatched');
    await advance('PT10M');
    const after = await read(exercise);
    expect([after.status, after.injects.map(({ status }) => status), after.objectives.map(({ result }) => result)]).toEqual(['HALTED', ['FIRED', 'PLANNED'], ['NOT_MEASURABLE', 'NOT_MEASURABLE']]);
  }, 120_000);
}
