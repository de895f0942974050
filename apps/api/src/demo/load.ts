import type { Database } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { newUnits, writeOrganisation } from './organisation.js';
import { DEMO_PASSWORD, demoPeople } from './people.js';
import { writeIncidents } from './register.js';
import { BUREAU, STATIONS } from './world/stations.js';

export interface DemoOptions {
  readonly database: Database;
  /** As sign-in hashes passwords; called once, all demo accounts share one. */
  readonly hashPassword: (password: string) => Promise<string>;
  readonly onProgress: (line: Bilingual) => void;
  /** Plays the stories through the real commands; see stories/play.ts. Called again after a start that was killed half-way. */
  readonly playStories: (bureauId: Id, anchor: Date) => Promise<void>;
  /** What else the bureau has done, once the stories are told: workflows of its own, personal-data assessments; repeatable. */
  readonly furnish?: (bureauId: Id) => Promise<void>;
  readonly seed?: string;
  /** Thins the calls out for tests. */
  readonly density?: number;
}

const SEED = 'stationhouse';

/** A bureau of the installation: with real work, or the demo's. */
interface BureauState {
  readonly bureauId: Id;
  readonly state: 'real' | 'unfinished' | 'demo';
}

const readBureaus = (database: Database) => database.unscoped<BureauState>('demo_state');

/** True when the demo bureau was loaded into this installation. */
export async function holdsDemo(database: Database): Promise<boolean> {
  return (await readBureaus(database)).some(({ state }) => state !== 'real');
}

/**
 * Loads the demo bureau into an installation that has no bureau, once. Bureau, people, roster and register are one
 * transaction: all or nothing. The stories follow, each command repeatable, so a start that was killed between
 * goes on where it was. Of several processes one loads and the others wait for it.
 * @returns true when something was loaded now
 */
export async function loadDemo(options: DemoOptions): Promise<boolean> {
  const { database, onProgress } = options;
  if (isComplete(await readBureaus(database))) return false;
  return database.exclusively('demo', () => load(options), () => onProgress(text('另一进程正在载入演示分局，请稍候……', 'Another process is loading the demo bureau; waiting …')));
}

function isComplete(bureaus: readonly BureauState[]): boolean {
  return bureaus.length > 0 && bureaus.every(({ state }) => state !== 'unfinished');
}

async function load(options: DemoOptions): Promise<boolean> {
  const bureaus = await readBureaus(options.database);
  if (isComplete(bureaus)) return false;
  const bureauId = bureaus.find(({ state }) => state === 'unfinished')?.bureauId ?? (await writeBureau(options));
  const anchor = await anchorOf(options.database, bureauId);
  options.onProgress(text('正在演示纠纷、预警、查找的办理过程……', 'Playing disputes, alerts and searches …'));
  await options.playStories(bureauId, anchor);
  await options.furnish?.(bureauId);
  await options.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql('UPDATE demo_load SET finished_at = now() WHERE bureau_id = $1', [bureauId]));
  return true;
}

async function writeBureau({ database, hashPassword, onProgress, seed = SEED, density }: DemoOptions): Promise<Id> {
  onProgress(text('正在载入演示分局：六个派出所、两年警情……', 'Loading the demo bureau: six stations, two years of calls …'));
  const units = newUnits();
  const people = demoPeople(seed);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await database.inTenant({ stationIds: Object.values(units.stations), bureauIds: [units.bureauId] }, async (tenant) => {
    await writeOrganisation(tenant, units, people, passwordHash, tenant.now);
    for (const station of STATIONS) {
      const officer = people.find((person) => person.login === `duty-officer-${station.code}`)?.id ?? '';
      const count = await writeIncidents(tenant, station, units.stations[station.code], officer, BUREAU.timeZone, { now: tenant.now, seed, ...(density === undefined ? {} : { density }) });
      onProgress(text(`  ${station.name}：${count} 起警情`, `  ${station.name}: ${count} calls`));
    }
    await tenant.sql('INSERT INTO demo_load (bureau_id, seed, anchor) VALUES ($1, $2, $3)', [units.bureauId, seed, tenant.now]);
  });
  return units.bureauId;
}

async function anchorOf(database: Database, bureauId: Id): Promise<Date> {
  const [row] = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ anchor: Date }>('SELECT anchor FROM demo_load WHERE bureau_id = $1', [bureauId]));
  if (row === undefined) throw new Error('The demo’s mark is missing.');
  return row.anchor;
}
