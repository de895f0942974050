import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessEntities, accessMigrations, createAccount, grantRole } from '@stationhouse/access';
import { auditMigrations } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { checkTemplate, fillTemplate, printPdf, unpack } from '@stationhouse/files/documents';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyMigrations, type NewNotice } from '@stationhouse/notify';
import { openTestDatabase, type TestDatabase } from '@stationhouse/testing';
import { workflowMigrations, type WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { composeBriefing, composeScheduled, correctBriefing, listBriefings, readBriefing, refreshBriefing, weekBefore, writeTexts, type BriefingRow } from '../src/briefings/briefings.js';
import type { BriefingSources } from '../src/briefings/compose.js';
import { NO_TEXTS } from '../src/briefings/contents.js';
import { paperOf, weeklyBriefing } from '../src/briefings/document.js';
import { drawMap } from '../src/briefings/picture.js';
import { sendBriefing, type Sending } from '../src/briefings/sending.js';
import { headlineOf, weekInWords } from '../src/briefings/words.js';
import { analyticsMigrations, Figures, MetricRegistry, Places } from '../src/index.js';

/** A Wednesday, 09:00 in Shanghai. */
const NOW = '2026-07-01T01:00:00Z';
const AREA = { type: 'Polygon', coordinates: [[[112.6, 29.9], [112.7, 29.9], [112.7, 30], [112.6, 30], [112.6, 29.9]]] };
const OF_STATION = { ofStation: true };
const FILES = { station: { word: 'a'.repeat(64), pdf: 'b'.repeat(64) }, bureau: { word: 'c'.repeat(64), pdf: null } };
const STATION = '示例派出所';

interface Calls {
  readonly at: string;
  readonly category: string;
  readonly count: number;
}

const registry = new MetricRegistry([]);
// No instance is there: no version is asked for.
const catalog = { versionsOf: () => Promise.resolve(new Map()) } as unknown as WorkflowCatalog;
const sources: BriefingSources = { registry, figures: new Figures(registry, 5_000), places: new Places(registry), catalog };

describe('weekly briefings', () => {
  let test: TestDatabase;
  let bureauId: Id;
  let chief: Id;
  beforeAll(async () => {
    test = await openTestDatabase({ entities: accessEntities, migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations] });
    await test.owner.query(`UPDATE app.test_clock SET "offset" = $1::timestamptz - now()`, [NOW]);
    [bureauId, chief] = [newId(), newId()];
    await test.owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
  });
  afterAll(() => test.close());

  async function station(calls: readonly Calls[], timeZone = 'Asia/Shanghai'): Promise<Id> {
    const id = newId();
    await test.owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone, area) VALUES ($1, $2, $3, $4, 'town', $5, $6)`, [bureauId, id, STATION, id.slice(-8), timeZone, AREA]);
    const rows = calls.flatMap(({ count, ...call }, batch) => Array.from({ length: count }, (_, index) => ({ station: id, number: `N${batch}-${index}`, ...call })));
    await test.owner.query(
      `INSERT INTO incident (station_id, id, number, channel, intake_category, category, status, received_at, longitude, latitude, narrative, units, source, source_key, recorded_at)
       SELECT station, gen_random_uuid(), number, 'PHONE_110', category, category, 'OPEN', at, 112.641, 29.941, '', '{}', station::text, number, at FROM jsonb_to_recordset($1) AS r (station uuid, number text, category text, at timestamptz)`,
      [JSON.stringify(rows)],
    );
    return id;
  }
  const at = <Result>(stationId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> => test.database.inTenant({ stationIds: [stationId], bureauIds: [], accountId: chief }, work);
  const holder = (stationId: Id, role: string) => test.database.inTenant({ stationIds: [stationId], bureauIds: [bureauId] }, async (tenant) => {
    const { id } = await createAccount(tenant, bureauId, { login: `${role}-${newId().slice(-10)}`, displayName: role, passwordHash: 'x', mustChangePassword: false });
    await grantRole(tenant, { stationId, bureauId, accountId: id, role });
    return id;
  });
  const busy = () => station([
    // The week is the seven days before: from 24 June, 00:00 in Shanghai.
    { at: '2026-06-23T16:00:00Z', category: 'traffic.accident', count: 2 },
    { at: '2026-06-25T04:00:00Z', category: 'publicOrder.theft', count: 3 },
    { at: '2026-06-30T15:59:59Z', category: 'dispute.neighbour', count: 1 },
    // Today counts next week; a second earlier is the week before.
    { at: '2026-06-30T16:00:00Z', category: 'traffic.accident', count: 9 },
    { at: '2026-06-23T15:59:59Z', category: 'traffic.accident', count: 7 },
    { at: '2025-06-25T04:00:00Z', category: 'traffic.accident', count: 4 },
  ]);
  const send = (stationId: Id, { id, version }: BriefingRow, given: Partial<Sending> = {}, told: NewNotice[] = []) =>
    at(stationId, (tenant) => sendBriefing(tenant, { notify: (_tenant, notice) => (told.push(notice), Promise.resolve(newId())) }, { stationId, station: STATION }, { briefingId: id, expectedVersion: version, idempotencyKey: 'send', recipients: { roles: ['chief', 'duty-commander'], accountIds: [], bureau: true }, ...given }, FILES));

  it('count the seven days before, by the station’s clock, beside the week before and the same days of last year', async () => {
    const id = await busy();
    const { from, to, figures, state, madeBy } = (await at(id, (tenant) => composeScheduled(tenant, sources, id))) as BriefingRow;
    expect({ from, to, state, madeBy }).toEqual({ from: '2026-06-24', to: '2026-07-01', state: 'DRAFT', madeBy: null });
    expect(figures.incidents.total).toEqual({ value: 6, previous: 7, change: -1 / 7, lastYear: 4, yearChange: 0.5 });
    expect(figures.incidents.categories.map(({ category, value, previous, lastYear }) => [category, value, previous, lastYear])).toEqual([['publicOrder', 3, 0, 0], ['traffic', 2, 7, 4], ['dispute', 1, 0, 0]]);
    expect(figures.map.cells).toEqual([expect.objectContaining({ count: 13, previous: 0 })]);
    expect([figures.clocks, figures.followUps, figures.drills]).toEqual([{ total: 0, items: [] }, { total: 0, items: [] }, { total: 0, items: [] }]);
  });

  it('count days of the station’s clock also in the week that it is set in, here and a year ago', async () => {
    const id = await station([
      // From 2 March, 00:00 at UTC−5, to 9 March, 00:00 at UTC−4.
      { at: '2026-03-02T05:00:00Z', category: 'traffic.accident', count: 1 },
      { at: '2026-03-09T03:59:59Z', category: 'traffic.accident', count: 2 },
      { at: '2026-03-09T04:00:00Z', category: 'traffic.accident', count: 40 },
      { at: '2026-03-02T04:59:59Z', category: 'traffic.accident', count: 5 },
      // A year ago it was set on the day after the last.
      { at: '2025-03-09T04:59:59Z', category: 'traffic.accident', count: 3 },
      { at: '2025-03-09T05:00:00Z', category: 'traffic.accident', count: 70 },
    ], 'America/New_York');
    const { from, to, figures } = await at(id, (tenant) => composeBriefing(tenant, sources, id, '2026-03-08', 'k'));
    expect({ from, to, zone: figures.timeZone }).toEqual({ from: '2026-03-02', to: '2026-03-09', zone: 'America/New_York' });
    expect(figures.incidents.total).toMatchObject({ value: 3, previous: 5, lastYear: 3 });
    expect([weekBefore(new Date('2026-03-09T03:59:59Z'), 'America/New_York'), weekBefore(new Date('2026-03-09T04:00:00Z'), 'America/New_York')]).toEqual([{ from: '2026-03-01', to: '2026-03-08' }, { from: '2026-03-02', to: '2026-03-09' }]);
  });

  it('keep what says something of one person in one sum, last, and off the map', async () => {
    const known = registry.get('incident.received').dimensions.get('category')?.values ?? [];
    const [first, second] = known.filter(({ sensitive }) => sensitive === true).map(({ value }) => value);
    const id = await station([{ at: '2026-06-25T04:00:00Z', category: first ?? '', count: 2 }, { at: '2026-06-26T04:00:00Z', category: second ?? first ?? '', count: 3 }, { at: '2026-06-26T04:00:00Z', category: 'publicOrder.theft', count: 1 }]);
    const { figures } = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    expect(figures.incidents.categories.map(({ category, value }) => [category, value])).toEqual([['publicOrder', 1], [null, 5]]);
    expect(figures.map.cells.map(({ count }) => count)).toEqual([1]);
    expect(JSON.stringify(figures.incidents)).not.toContain(first);
  });

  it('are composed once for a week, by the schedule or by a person, and once for a key', async () => {
    const id = await busy();
    const first = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'one'));
    expect((await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'one'))).id).toBe(first.id);
    await expect(at(id, (tenant) => composeBriefing(tenant, sources, id, '2026-06-30', 'two'))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(at(id, (tenant) => composeScheduled(tenant, sources, id))).resolves.toBeUndefined();
    await expect(at(id, (tenant) => composeBriefing(tenant, sources, id, '2026-07-01', 'three'))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const earlier = await at(id, (tenant) => composeBriefing(tenant, sources, id, '2026-06-23', 'four'));
    expect(earlier.figures.incidents.total.value).toBe(7);
    expect((await at(id, (tenant) => listBriefings(tenant, id, OF_STATION))).map(({ from }) => from)).toEqual(['2026-06-24', '2026-06-17']);
  });

  it('are written by whoever read the version as it stands; their figures are computed anew when asked', async () => {
    const id = await busy();
    const draft = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    const written = await at(id, (tenant) => writeTexts(tenant, id, draft.id, { ...NO_TEXTS, overview: ' 侵财类上升。 ' }, draft.version));
    expect(written).toMatchObject({ version: 2, texts: { overview: '侵财类上升。' }, changedBy: chief, figures: draft.figures });
    await expect(at(id, (tenant) => writeTexts(tenant, id, draft.id, NO_TEXTS, draft.version))).rejects.toMatchObject({ code: 'STALE_VERSION' });
    await expect(at(id, (tenant) => writeTexts(tenant, id, draft.id, { ...NO_TEXTS, tasking: '字'.repeat(4_001) }, 2))).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
    await test.owner.query(`DELETE FROM incident WHERE station_id = $1 AND category = 'publicOrder.theft'`, [id]);
    const fresh = await at(id, (tenant) => refreshBriefing(tenant, sources, id, draft.id, 2));
    expect(fresh).toMatchObject({ version: 3, texts: { overview: '侵财类上升。' } });
    expect(fresh.figures.incidents.total.value).toBe(3);
  });

  it('do not change once they went out: what was published stays, a correction is a new edition', async () => {
    const id = await busy();
    const draft = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    await expect(at(id, (tenant) => correctBriefing(tenant, sources, id, draft.id, 'early'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await at(id, (tenant) => listBriefings(tenant, id, { ofStation: false }))).toEqual([]);
    const told: NewNotice[] = [];
    const [leader, other] = [await holder(id, 'duty-commander'), await holder(id, 'duty-commander')];
    const sent = await send(id, draft, {}, told);
    expect(sent).toMatchObject({ state: 'SENT', sentBy: chief, files: FILES, figures: draft.figures });
    // Everybody who holds a role, on duty or not.
    expect(told).toEqual([expect.objectContaining({ accountIds: expect.arrayContaining([leader, other]) }), expect.objectContaining({ roles: ['bureau-leader'], unit: { stationId: id } })]);
    expect(told).toEqual([0, 1].map(() => expect.objectContaining({ kind: 'briefing.sent', record: { kind: 'briefing', id: draft.id } })));
    for (const change of [() => at(id, (tenant) => writeTexts(tenant, id, draft.id, NO_TEXTS, sent.version)), () => at(id, (tenant) => refreshBriefing(tenant, sources, id, draft.id, sent.version)), () => send(id, sent)]) await expect(change()).rejects.toMatchObject({ code: 'CONFLICT' });
    // The row itself refuses, whatever a program asks for.
    expect(await at(id, (tenant) => tenant.sql(`UPDATE briefing SET texts = '{}' WHERE station_id = $1 AND id = $2 RETURNING id`, [id, draft.id]))).toEqual([]);
    await test.owner.query(`DELETE FROM incident WHERE station_id = $1 AND category = 'publicOrder.theft'`, [id]);
    const corrected = await at(id, (tenant) => correctBriefing(tenant, sources, id, draft.id, 'again'));
    expect([corrected.edition, corrected.state, corrected.figures.incidents.total.value]).toEqual([2, 'DRAFT', 3]);
    expect((await at(id, (tenant) => readBriefing(tenant, id, draft.id, OF_STATION))).figures.incidents.total.value).toBe(6);
    await expect(at(id, (tenant) => correctBriefing(tenant, sources, id, draft.id, 'once more'))).rejects.toMatchObject({ code: 'CONFLICT' });
    // The bureau sees what was sent to it, and no draft.
    expect((await at(id, (tenant) => listBriefings(tenant, id, { ofStation: false }))).map(({ edition }) => edition)).toEqual([1]);
    await expect(at(id, (tenant) => readBriefing(tenant, id, corrected.id, { ofStation: false }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('go to the station’s own people alone, and to somebody', async () => {
    const id = await busy();
    const draft = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    for (const recipients of [{ roles: [], accountIds: [], bureau: false }, { roles: ['chief'], accountIds: [], bureau: false }, { roles: ['grid-worker'], accountIds: [], bureau: false }, { roles: ['bureau-leader'], accountIds: [], bureau: false }, { roles: ['nobody'], accountIds: [], bureau: false }, { roles: [], accountIds: [newId()], bureau: false }]) {
      await expect(send(id, draft, { recipients })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
    await expect(send(id, { ...draft, version: 7 })).rejects.toMatchObject({ code: 'STALE_VERSION' });
  });

  it('are out of everybody else’s reach', async () => {
    const [id, other] = [await busy(), await station([])];
    const draft = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    await expect(at(other, (tenant) => readBriefing(tenant, id, draft.id, OF_STATION))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(at(other, (tenant) => writeTexts(tenant, id, draft.id, NO_TEXTS, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('print from the platform’s template: a Word file and a PDF that say the same, with the map drawn', async () => {
    const { bytes } = weeklyBriefing.template;
    expect(await checkTemplate(bytes, weeklyBriefing.data)).toEqual({ problems: [], warnings: [] });
    const id = await busy();
    const draft = await at(id, (tenant) => composeBriefing(tenant, sources, id, undefined, 'k'));
    const item = { instanceId: newId(), number: 'JF-00001', workflow: { 'zh-CN': '矛盾纠纷', en: 'Disputes' }, title: { 'zh-CN': '回访', en: 'Follow up' }, dueAt: '2026-06-30T09:30:00Z', overdue: true };
    const full: BriefingRow = { ...draft, edition: 2, texts: { ...NO_TEXTS, overview: '总体平稳。', tasking: '一、加强巡逻。\n二、回访当事人。' }, figures: { ...draft.figures, clocks: { total: 31, items: [item] }, followUps: { total: 1, items: [item] }, drills: { total: 1, items: [{ exerciseId: newId(), exercise: '校园演练', objective: '十分钟到场', targetSeconds: 600, measuredSeconds: 725 }] } } };
    const word = await fillTemplate(bytes, weeklyBriefing.data, paperOf(full, STATION, new Date(NOW)));
    const parts = await unpack(word);
    const said = (parts.get('word/document.xml') ?? Buffer.alloc(0)).toString('utf8').replace(/<[^>]*>/g, '');
    for (const words of ['2026年6月24日至6月30日', '第 2 版（更正）', '本周接报警情 6 起；上周 7 起，环比 −14.3\u00a0%；去年同期 4 起，同比 +50.0\u00a0%。', '总体平稳。', 'JF-00001', '6月30日 17:30（逾期）', '共 31 件，列出 1 件。', '12 分 5 秒', '一、加强巡逻。', '　　二、回访当事人。', '2026年7月1日 09:00']) expect(said).toContain(words);
    expect(said).not.toMatch(/[{}]/);
    expect(parts.get('word/media/stationhouse-1.png')?.equals(drawMap(draft.figures.map))).toBe(true);
    const printed = await printPdf(parts);
    expect('pdf' in printed && printed.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    if (process.env['BRIEFING_SAMPLE'] !== undefined && 'pdf' in printed) {
      mkdirSync(process.env['BRIEFING_SAMPLE'], { recursive: true });
      writeFileSync(`${process.env['BRIEFING_SAMPLE']}/briefing.pdf`, printed.pdf);
      writeFileSync(`${process.env['BRIEFING_SAMPLE']}/briefing.docx`, word);
    }
  });
});

describe('what a briefing says in words', () => {
  const count = (value: number, previous: number, lastYear: number) => ({ value, previous, change: previous === 0 ? null : (value - previous) / previous, lastYear, yearChange: lastYear === 0 ? null : (value - lastYear) / lastYear });

  it('changes as they are printed elsewhere, and no share of nothing', () => {
    expect(headlineOf(count(2, 7, 2))['zh-CN']).toBe('本周接报警情 2 起；上周 7 起，环比 −71.4 %；去年同期 2 起，同比持平。');
    expect(headlineOf(count(3, 0, 0)).en).toBe('3 incidents this week; 0 the week before (3 more), 0 in the same days of last year (3 more).');
    expect(headlineOf(count(0, 0, 0))['zh-CN']).toBe('本周接报警情 0 起；上周 0 起，环比持平；去年同期 0 起，同比持平。');
  });

  it('weeks with both days, the year once unless it changes', () => {
    expect(weekInWords({ from: '2026-06-24', to: '2026-07-01' })['zh-CN']).toBe('2026年6月24日至6月30日');
    expect(weekInWords({ from: '2025-12-29', to: '2026-01-05' })['zh-CN']).toBe('2025年12月29日至2026年1月4日');
  });
});
