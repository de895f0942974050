import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Scope } from '../configuration/overlays.js';
import type { Canaries } from './canaries.js';
import { readTrial } from './trials.js';
import { Canary, CanarySide } from './types.js';

interface Counted {
  readonly definition: string;
  readonly instances: number;
  readonly running: number;
  readonly overdue: number;
}

/** Of what started since a moment: by the index on the start, so that it costs what the trial brought. */
const COUNTS = `
  SELECT i.definition, count(*)::int AS instances, count(*) FILTER (WHERE i.status = 'running')::int AS running,
         count(*) FILTER (WHERE EXISTS (SELECT FROM clock c WHERE c.station_id = i.station_id AND c.instance_id = i.id AND (c.state = 'breached' OR (c.stopped_at IS NULL AND c.due_at <= $4))))::int AS overdue
    FROM instance i WHERE i.station_id = ANY ($1) AND i.workflow = $2 AND i.started_at >= $3 AND NOT i.exercise GROUP BY 1`;

/** The trial of a scope with what became of both versions; undefined where nothing is tried. @param stationIds those whose instances count, all in reach */
export async function viewCanary(tenant: Tenant, canaries: Canaries, scope: Scope, workflow: string, stationIds: readonly Id[]): Promise<Canary | undefined> {
  const trial = await readTrial(tenant, scope.scopeId, workflow);
  if (trial === undefined) return undefined;
  const counts = await tenant.sql<Counted>(COUNTS, [[...stationIds], workflow, trial.since, tenant.now]);
  const side = (version: string, revision: number) => Object.assign(new CanarySide(), { instances: 0, running: 0, overdue: 0, ...counts.find(({ definition }) => definition === version), version, revision });
  return Object.assign(new Canary(), {
    workflow, stationId: scope.level === 'station' ? scope.scopeId : null, share: trial.share, since: trial.since,
    tried: side(await canaries.present(tenant, scope, workflow), trial.revision), before: side(trial.before, trial.beforeRevision),
  });
}

/** The stations whose new instances a trial concerns: the one, or those of a bureau without an overlay of their own. */
export async function stationsOf(tenant: Tenant, { level, scopeId }: Scope, workflow: string, inSight: readonly Id[]): Promise<readonly Id[]> {
  if (level === 'station') return [scopeId];
  const rows = await tenant.sql<{ id: Id }>('SELECT s.id FROM station s WHERE s.bureau_id = $1 AND s.id = ANY ($2) AND NOT EXISTS (SELECT FROM station_version v WHERE v.station_id = s.id AND v.workflow = $3)', [scopeId, [...inSight], workflow]);
  return rows.map(({ id }) => id);
}
