import { parseArgs } from 'node:util';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations } from '@stationhouse/database';
import { Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyEntities, notifyMigrations } from '@stationhouse/notify';
import { parseDefinition } from '@stationhouse/workflow';
import { Configuration, galleryOf, readStationDefinition, WorkflowCatalog, workflowEntities, workflowMigrations } from '@stationhouse/workflow-runtime';
import pg from 'pg';
import { largeDefinitionText } from './large-definition.js';
import { median, report, type BenchResult } from './result.js';
import { withServer } from './server.js';

const WORKFLOWS = 10;
/** Of a workflow of everyday size, in states. */
const STATES = 40;
const LIMIT_MS = 10;
const READS = 400;
const REPEATS = 5;
/** Stations whose versions a process reads first. */
const MET_COLD = 20;

/**
 * What a station works with, as the page of a workflow and the start of an instance need it: its layers and its compiled definition, for stations and
 * workflows at random. 200 stations, each with an overlay of its own, no two alike, on each of 10 workflows of 40 states; `--full`: 1,000 stations.
 * That is more than a process keeps compiled, so that a part of the reads compiles.
 *
 * `effective`: 10 ms over the p95 of a warm process, which keeps what was asked for last. `over_bare`: beside each read a transaction with one statement that reads nothing. `cold`: the same for versions that the process has to compile first, reported
 * without a target. `gallery`: 100 ms over the p95 of all workflows of a station at a glance.
 */
export function benchConfiguration(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { full: { type: 'boolean', default: false } } });
  const count = values.full ? 1_000 : 200;
  const migrations = [...databaseMigrations, ...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations];
  return withServer(migrations, async (server) => {
    const owner = new pg.Client({ connectionString: server.urls.owner });
    await owner.connect();
    const database = await Database.open({ url: server.urls.app, entities: [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities, ...workflowEntities] });
    const jobs = await Jobs.open({ database, onError: (error) => report(String(error)) });
    try {
      const catalog = catalogOf();
      await catalog.publish(database);
      const stations = await configured(owner, database, catalog, jobs, count);
      return await measured(database, stations);
    } finally {
      await jobs.close();
      await database.close();
      await owner.end();
    }
  });
}

function catalogOf(): WorkflowCatalog {
  const catalog = new WorkflowCatalog();
  const workflows = Array.from({ length: WORKFLOWS }, (_, index) => parseDefinition(largeDefinitionText(STATES).replace('workflow: large', `workflow: large-${index}`), 'large.yaml').definition);
  catalog.register({ id: 'bench', version: '1.0.0', enabledByDefault: true, rules: {}, workflows });
  return catalog;
}

interface Place {
  readonly stationId: Id;
  readonly bureauId: Id;
}

/** Stations with overlays, published as their chiefs would. */
async function configured(owner: pg.Client, database: Database, catalog: WorkflowCatalog, jobs: Jobs, count: number): Promise<Place[]> {
  const configuration = new Configuration(database, catalog, jobs, { notify: () => Promise.reject(new Error('Nobody is told of a publication.')) });
  const bureauId = newId();
  await owner.query('INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, $2, $2, $3)', [bureauId, 'bench', 'Asia/Shanghai']);
  const places: Place[] = [];
  for (let index = 0; index < count; index++) {
    const stationId = newId();
    await owner.query('INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, $3, $3, $4, $5)', [bureauId, stationId, `B${index}`, 'oldTown', 'Asia/Shanghai']);
    await database.inTenant({ stationIds: [stationId], bureauIds: [bureauId], accountId: newId() }, async (tenant) => {
      for (const { compiled: { id: workflow, parameters } } of catalog.all()) {
        const [parameter = ''] = Object.keys(parameters);
        const overlay = JSON.stringify({ overlay: 'station', of: { workflow, template: 1 }, because: 'bench', parameters: { [parameter]: `PT${24 + (index % 440)}H${Math.floor(index / 440)}M` } });
        await configuration.publish(tenant, { level: 'station', scopeId: stationId, bureauId }, { workflow, overlay, expectedRevision: 0, idempotencyKey: newId() });
      }
    });
    places.push({ stationId, bureauId });
  }
  await owner.query('ANALYZE');
  return places;
}

async function measured(database: Database, places: readonly Place[]): Promise<BenchResult> {
  // As another process of the server: it has compiled nothing yet.
  const catalog = catalogOf();
  await catalog.publish(database);
  const workflows = catalog.all().map(({ compiled: { id } }) => id);
  const read = (place: Place, workflow: string) =>
    timed(() =>
      database.inTenant({ stationIds: [place.stationId], bureauIds: [] }, async (tenant) => {
        const { hash, layers } = await readStationDefinition(tenant, catalog, place, workflow);
        const compiled = await catalog.version(tenant, hash);
        if (layers.length !== 1 || compiled.id !== workflow) throw new Error('A station works with what it did not publish.');
      }),
    );
  const cold: number[] = [];
  for (const place of places.slice(0, MET_COLD)) for (const workflow of workflows) cold.push(await read(place, workflow));
  const bare = ({ stationId }: Place) => timed(() => database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => tenant.sql('SELECT 1')));
  const warm: number[] = [];
  const over: number[] = [];
  const gallery: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const times: number[] = [];
    const nothing: number[] = [];
    for (let count = 0; count < READS; count++) {
      times.push(await read(any(places), any(workflows)));
      nothing.push(await bare(any(places)));
    }
    warm.push(p95(times));
    over.push(median(nothing) / median(times));
    const seen: number[] = [];
    for (let count = 0; count < READS / 10; count++) {
      const { stationId } = any(places);
      seen.push(await timed(() => database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => galleryOf(tenant, catalog, stationId))));
    }
    gallery.push(p95(seen));
  }
  report(`${places.length} stations × ${WORKFLOWS} workflows: p95 warm ${shown(warm)} ms, cold median ${median(cold).toFixed(1)} ms, gallery p95 ${shown(gallery)} ms`);
  const ratio = (limit: number, times: readonly number[]) => Number((limit / median(times)).toFixed(3));
  return { ratios: { effective: ratio(LIMIT_MS, warm), over_bare: Number(median(over).toFixed(3)), gallery: ratio(10 * LIMIT_MS, gallery), cold: ratio(LIMIT_MS, cold) }, targets: { effective: 1, gallery: 1 } };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function p95(times: readonly number[]): number {
  return [...times].sort((left, right) => left - right)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

function any<One>(list: readonly One[]): One {
  return list[Math.floor(Math.random() * list.length)] as One;
}

function shown(times: readonly number[]): string {
  return times.map((time) => time.toFixed(1)).join(', ');
}
