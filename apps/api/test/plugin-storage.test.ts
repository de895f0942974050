import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Figures } from '@stationhouse/analytics';
import { localDate, newId, text } from '@stationhouse/kernel';
import { definePermission, definePlugin, pluginSchema, PluginStore, Requires, storageOf, type PluginDeclaration } from '@stationhouse/plugin-api';
import { keyLending, keysLent } from '@stationhouse/testing/fixtures';
import { rollBackByCommand } from '../src/plugins/roll-back.js';
import { startServer } from '../src/server.js';
import { readSettings } from '../src/settings.js';
import { buildBureau, openHouse, type Client, type House, type TestBureau } from './support/house.js';
import { TABLE_NOTES } from './support/tables.js';

const WELL = keyLending.id;
const ILL = 'key-thief';
const stealKeys = definePermission({ id: 'keys.steal', title: text('试探', 'Probe'), description: text('测试用。', 'For tests.'), defaultRoles: ['duty-officer'] });

@Resolver()
class ThiefResolver {
  constructor(private readonly store: PluginStore) {}

  @Mutation(() => String)
  @Requires(stealKeys)
  steal(@Args('stationId', { type: () => ID }) stationId: string, @Args('statement') statement: string): Promise<string> {
    return this.store.inStation(stationId, stealKeys, async (rows) => JSON.stringify(await rows.sql(statement)));
  }

  @Mutation(() => String)
  @Requires(stealKeys)
  nest(@Args('stationId', { type: () => ID }) stationId: string): Promise<string> {
    return this.store.inStation(stationId, stealKeys, () => this.store.inStation(stationId, stealKeys, () => Promise.resolve('in')));
  }
}

@Module({ providers: [ThiefResolver] })
class ThiefModule {}

const about = { version: '1.0.0', platform: '^1.0.0', workflows: [], personalData: {} };
const plugins: readonly PluginDeclaration[] = [
  keyLending,
  definePlugin({ ...about, id: ILL, title: text('试探', 'Probe'), permissions: [stealKeys], server: { module: ThiefModule } }),
];

describe('a plugin with storage of its own, on a whole server', () => {
  let house: House;
  let bureau: TestBureau;
  let officer: Client;
  let here: string;
  let there: string;

  beforeAll(async () => {
    house = await openHouse({ PLUGIN_STATEMENT_TIMEOUT: 'PT2S' }, undefined, plugins);
    bureau = await buildBureau(house.test, 'Keys', 2);
    [here = '', there = ''] = bureau.stationIds;
    officer = await house.signIn(bureau.login('duty-officer', 0));
    const neighbour = await house.signIn(bureau.login('duty-officer', 1));
    expect((await neighbour.graphql('mutation ($s: ID!) { lendKey(stationId: $s, label: "theirs", borrower: "李四") }', { s: there })).errors).toBeUndefined();
  });
  afterAll(() => house?.close());

  const lend = (label: string) => officer.graphql('mutation ($s: ID!, $l: String!) { lendKey(stationId: $s, label: $l, borrower: "张三丰") }', { s: here, l: label });
  const loans = () => officer.graphql('query ($s: ID!) { keyLoans(stationId: $s) { label borrower } }', { s: here });

  it('keeps the rules of tables', async () => {
    expect(await house.test.database.entityDrift()).toEqual([]);
    // Roles are the cluster's: a test of their rules, beside this one, makes bad ones.
    expect((await house.test.database.tableDrift(TABLE_NOTES)).filter((line) => !line.includes('plugin_odd'))).toEqual([]);
  });

  it('writes and reads its rows, masked, recorded, and those of its own station', async () => {
    const id = (await lend('cell')).data?.['lendKey'];
    expect((await loans()).data).toEqual({ keyLoans: [{ label: 'cell', borrower: '张*' }] });
    const one = (purpose: string | null) => officer.graphql('query ($s: ID!, $id: ID!, $p: String) { keyLoan(stationId: $s, id: $id, purpose: $p) { borrower } }', { s: here, id, p: purpose });
    expect((await one(null)).data).toEqual({ keyLoan: { borrower: '张*' } });
    expect((await one('归还核对')).data).toEqual({ keyLoan: { borrower: '张三丰' } });
    const { rows } = await house.test.owner.query('SELECT action, unit_id, actor_id FROM audit_entry WHERE record_id = $1 ORDER BY sequence', [id]);
    const by = { unit_id: here, actor_id: bureau.accountIds.get(bureau.login('duty-officer', 0)) };
    expect(rows).toEqual([{ action: 'key.lent', ...by }, { action: 'personal.read', ...by }]);
  });

  it('leaves neither row nor record of work that failed', async () => {
    expect((await lend('none')).errors?.[0]?.extensions.code).toBe('INTERNAL');
    expect((await loans()).data).toEqual({ keyLoans: [{ label: 'cell', borrower: '张*' }] });
    expect((await house.test.owner.query(`SELECT FROM audit_entry WHERE action = 'key.lent' AND unit_id = $1`, [here])).rowCount).toBe(1);
  });

  it('reads what it declares of the platform', async () => {
    expect((await officer.graphql('query ($s: ID!) { openTasks(stationId: $s) }', { s: here })).data).toEqual({ openTasks: 0 });
  });

  it('is counted by the metrics it declares, as its own role: no other station, no exercise, nothing sealed, and the bureau by whole months', async () => {
    const today = localDate(await house.test.database.now(), 'Asia/Shanghai');
    const month = `${today.slice(0, 7)}-01`;
    const next = localDate(new Date(Date.parse(`${month}T00:00:00Z`) + 40 * 24 * 3_600_000), 'UTC').slice(0, 8) + '01';
    const asked = async (client: Client, stationIds: string[], query: object) => {
      const answer = await client.graphql('query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { metric { unit { title { zhCN } } } points { complete value dimensions { dimension value title { zhCN } } } } }', { s: stationIds, q: { metrics: [keysLent.id], from: month, to: next, ...query } });
      return answer.errors?.[0]?.extensions.code ?? (answer.data?.['metricSeries'] as unknown as { points: { value: number; complete: boolean; dimensions: { value: string | null }[] }[] }[])[0]?.points.map(({ value, dimensions }) => [...dimensions.map((one) => one.value), value]);
    };
    const [practised, real, key, other] = [newId(), newId(), newId(), newId()];
    await house.test.owner.query(`INSERT INTO instance (station_id, id, workflow, definition, number, version, status, exercise, states, snapshot, started_at, changed_at) SELECT $1, id, 'x', 'x', 'YL-' || id, 1, 'closed', id = $2, '{}', '{}', now(), now() FROM unnest($3::uuid[]) AS i (id)`, [here, practised, [practised, real]]);
    const asPlugin = (statement: string) => house.test.owner.query(`BEGIN; SET LOCAL ROLE ${pluginSchema(WELL)}__migrator; ${statement}; COMMIT`);
    await asPlugin(`INSERT INTO ${pluginSchema(WELL)}.loan (station_id, id, label, borrower, instance_id) VALUES ('${here}', '${key}', 'cell', '赵六', '${practised}'), ('${here}', '${other}', 'cell', '钱七', '${real}')`);
    expect(await asked(officer, [here], { granularity: 'DAY', dimensions: ['label'] })).toEqual([['cell', 2]]);
    await house.test.owner.query('UPDATE instance SET sealed_at = now() WHERE id = $1', [real]);
    expect(await asked(officer, [here], { granularity: 'DAY', dimensions: ['label'] })).toEqual([['cell', 1]]);
    expect(await asked(officer, [here, there], {})).toBe('NOT_FOUND');
    // Even a statement that names the other station finds nothing of it.
    const figures = house.server.app.get(Figures);
    const query = { metrics: [keysLent.id], from: month, to: next, granularity: 'NONE', weekStart: 1, compare: 'NONE', dimensions: ['station'], filter: [] } as const;
    const [series] = await house.test.database.inTenant({ stationIds: [here], bureauIds: [] }, (tenant) => figures.read(tenant, [here, there], query, { persons: true, fine: true }));
    expect(series?.points.map(({ dimensions, value }) => [dimensions[0]?.value, value])).toEqual([[here, 1]]);
    const admin = await house.signIn(bureau.login('bureau-admin'));
    expect(await asked(admin, [here, there], { dimensions: ['label'] })).toEqual([['cell', 1], [null, 1]]);
    // Finer than that is a band, on every day, and no number.
    expect(new Set((await asked(admin, [here, there], { granularity: 'DAY' }) as unknown[][]).flat())).toEqual(new Set([null]));
    const listed = await admin.graphql('{ metrics { id pluginId measure rollUp personalData dimensions { id values { value title { en } } } } }');
    const shown = (listed.data?.['metrics'] as unknown as { id: string; dimensions: { id: string }[] }[]).find(({ id }) => id === keysLent.id);
    expect(shown).toMatchObject({ pluginId: WELL, measure: 'COUNT', rollUp: 'DAY', personalData: 'EVENTS' });
    expect(shown?.dimensions.map(({ id }) => id)).toEqual(['station', 'hour', 'weekday', 'month', 'label']);
    await asPlugin(`DELETE FROM ${pluginSchema(WELL)}.loan WHERE id IN ('${key}', '${other}')`);
    await house.test.owner.query('DELETE FROM instance WHERE id = ANY ($1)', [[practised, real]]);
  });

  it('answers nobody out of sight, without the permission, or at a station that does not use it', async () => {
    const ask = async (client: Client, station: string) => (await client.graphql('query ($s: ID!) { keyLoans(stationId: $s) { label } }', { s: station })).errors?.[0]?.extensions.code;
    expect(await ask(officer, there)).toBe('NOT_FOUND');
    expect(await ask(await house.signIn(bureau.login('auxiliary', 0)), here)).toBe('FORBIDDEN');
    await house.test.owner.query('INSERT INTO plugin_enablement (station_id, plugin_id, enabled) VALUES ($1, $2, false)', [here, WELL]);
    expect(await ask(officer, here)).toBe('PLUGIN_DISABLED');
    await house.test.owner.query('DELETE FROM plugin_enablement WHERE station_id = $1 AND plugin_id = $2', [here, WELL]);
    expect(await ask(officer, here)).toBeUndefined();
  });

  it.each([
    ['a table of the platform', () => 'SELECT * FROM account', /permission denied for table account/],
    ['a view it does not declare', () => 'SELECT * FROM platform.task', /permission denied for schema platform|permission denied for view task/],
    ['another plugin’s table', () => `SELECT * FROM ${pluginSchema(WELL)}.loan`, /permission denied for schema/],
    ['the audit record', () => `DELETE FROM audit_entry`, /permission denied for table audit_entry/],
    ['a step of a workflow', () => `SELECT * FROM app.commit_steps('${there}', '{}')`, /permission denied for/],
    ['the platform’s role', () => 'RESET ROLE', /may not begin with/],
  ])('a hostile plugin does not reach %s: it is told, logged, and gets nothing', async (_, statement, reason) => {
    const logged = house.errors.length;
    const answer = await officer.graphql('mutation ($s: ID!, $q: String!) { steal(stationId: $s, statement: $q) }', { s: here, q: statement() });
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.[0]).toMatchObject({ message: expect.stringMatching(reason), extensions: { code: 'PLUGIN_FAULT', details: { pluginId: ILL } } });
    expect(house.errors.slice(logged)).toEqual([expect.stringContaining('"PLUGIN_FAULT"')]);
  });

  it('a slow statement is stopped; work inside work is told how to be written', async () => {
    const steal = await officer.graphql('mutation ($s: ID!) { steal(stationId: $s, statement: "SELECT pg_sleep(300)") }', { s: here });
    expect(steal.errors?.[0]?.extensions.code).toBe('STATEMENT_TIMEOUT');
    const nest = await officer.graphql('mutation ($s: ID!) { nest(stationId: $s) }', { s: here });
    expect(nest.errors?.[0]).toMatchObject({ message: expect.stringContaining('hand the rows on'), extensions: { code: 'PLUGIN_FAULT' } });
  });

  it('is rolled back by a command once the server has stopped, which says what would be lost and records what was done', async () => {
    const { urls } = house.test;
    const settings = readSettings({ DATABASE_URL: urls.app, DATABASE_OWNER_URL: urls.owner, STATIONHOUSE_FOLDER: house.folder, STATIONHOUSE_DEMO: '0' });
    const said: string[] = [];
    const command = (...words: string[]) => rollBackByCommand(settings, words, plugins.map(storageOf), ({ en }) => said.push(en));
    await expect(command('key-lost')).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/there are: key-lending\./) });
    await expect(command(WELL, '--now')).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('Usage') });
    await expect(command(WELL)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('is running') });
    await house.server.close();
    await house.test.database.close();
    await expect(command(WELL)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('rows: loan 2') });
    const lines: string[] = [];
    const without = await startServer({ ...settings, port: 0 }, { role: 'api', progress: ({ en }) => lines.push(en), web: false });
    await without.close();
    expect(lines).toContainEqual(expect.stringContaining(`data of the plugin ${WELL}, which is not part of this program`));
    await command(WELL, '--yes');
    expect(said.slice(0, 2)).toEqual(['Undone: KeyLoans1767225600000.', 'Rows lost: loan 2.']);
    const { rows } = await house.test.owner.query(`SELECT unit_id, details FROM audit_entry WHERE action = 'plugin.rolledBack'`);
    expect(rows).toEqual([{ unit_id: bureau.bureauId, details: { pluginId: WELL, undone: ['KeyLoans1767225600000'], lost: [{ what: 'loan', rows: 2 }] } }]);
  });
});
