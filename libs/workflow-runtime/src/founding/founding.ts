import { insertStation, readStationRows, type StationRow, type StationRowProblem } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import type { Configuration } from '../configuration/configuration.js';
import type { BringFolder, ConfigurationFolder } from '../configuration/folder/folder.js';
import type { ConfigurationFile } from '../configuration/folder/part.js';
import { once } from '../configuration/once.js';
import { lockScope } from '../configuration/overlays.js';
import { undoable } from '../configuration/undoable.js';
import { standingsAt } from '../plugins/standings.js';
import type { ScheduleBook } from '../schedules/schedule.js';
import type { ScheduleWorker } from '../schedules/worker.js';

/** Stations to be founded, as the rows of a table say them. */
export interface FoundStations extends Keyed {
  readonly stations: readonly StationRow[];
  /** The station of the bureau whose configuration each new one gets; null for none. */
  readonly like: Id | null;
  /** Does it all and keeps nothing. */
  readonly dryRun: boolean;
}

/** What keeps stations from being founded: a cell of the table, or the configuration they would get. */
export type FoundingProblem = StationRowProblem | { readonly row: null; readonly column: 'like'; readonly code: string; readonly text: Bilingual };

/** What founding stations comes to. */
export interface Founded {
  /** False for a dry run, and while anything is wrong: nothing was kept. */
  readonly applied: boolean;
  readonly stations: readonly { readonly row: number; readonly id: Id; readonly code: string; readonly name: string }[];
  /** By row; the rows' own before what a configuration meets. */
  readonly problems: readonly FoundingProblem[];
  /** What the configuration of the station they are like changes at each. */
  readonly brings: readonly Bilingual[];
}

/** Opens the transaction: it reaches the bureau, the station they are like, and the new ones, whose ids it makes. */
export type RunFounding = (work: (tenant: Tenant, foundIds: readonly Id[]) => Promise<Founded>) => Promise<Founded>;

export interface FoundingDoors {
  readonly catalog: WorkflowCatalog;
  readonly configuration: Configuration;
  readonly folder: ConfigurationFolder;
  readonly book: ScheduleBook;
  readonly schedules: Pick<ScheduleWorker, 'plan'>;
}

/**
 * A new station's whole beginning is its founder's: nobody works there yet who could say otherwise. Whoever founds it like another one
 * must be allowed to see that one's configuration, which the resolver checks.
 */
const FOUNDER_MAY = () => true;

/** Founds the stations of a table, each with the configuration of one that is there: all of them, or none while anything is wrong. */
export class Founding {
  constructor(private readonly doors: FoundingDoors) {}

  /** @throws StationhouseError BAD_INPUT, NOT_FOUND, CONFLICT for a key that was used for something else */
  found(run: RunFounding, bureauId: Id, command: FoundStations): Promise<Founded> {
    return undoable((undo) =>
      run((tenant, foundIds) =>
        once(tenant, bureauId, 'create stations', command, async () => {
          const last: (() => Promise<void>)[] = [];
          const founded = await this.foundIn(tenant, bureauId, { ...command, whenKept: (work) => last.push(work) }, foundIds);
          if (command.dryRun || !founded.applied) return undo({ ...founded, applied: false, stations: [] });
          for (const work of last) await work();
          return founded;
        }),
      ),
    );
  }

  /**
   * Founds within the caller's transaction, which reaches the bureau, the station they are like, and the new ones. Where it answers with
   * problems, nothing of that transaction may be kept.
   */
  async foundIn(tenant: Tenant, bureauId: Id, { stations: rows, like, idempotencyKey, whenKept }: Omit<FoundStations, 'dryRun'> & Pick<BringFolder, 'whenKept'>, foundIds: readonly Id[]): Promise<Founded> {
    const { stations: wanted, problems: wrong } = await readStationRows(tenant, bureauId, rows);
    if (wrong.length > 0) return { applied: false, stations: [], problems: wrong, brings: [] };
    const files = like === null ? [] : await this.filesOf(tenant, bureauId, like);
    const stations: Founded['stations'][number][] = [];
    let brings: readonly Bilingual[] = [];
    for (const [index, station] of wanted.entries()) {
      const { id, code, name } = await insertStation(tenant, bureauId, station, foundIds[index]);
      await this.prepare(tenant, bureauId, id, like);
      if (files.length > 0) {
        const { changes, problems } = await this.doors.folder.bring(tenant, { level: 'station', scopeId: id, bureauId }, FOUNDER_MAY, { files, idempotencyKey, reviewed: true, whenKept });
        // What one cannot take no other can: they are alike.
        if (problems.length > 0) return { applied: false, stations: [], problems: problems.map((problem) => ({ row: null, column: 'like', code: problem.code, text: inFile(problem.path, problem.text) })), brings: [] };
        brings = changes.map((change) => change.text);
      }
      stations.push({ row: rows[index]?.row ?? 0, id, code, name });
    }
    return { applied: true, stations, problems: [], brings };
  }

  private async filesOf(tenant: Tenant, bureauId: Id, like: Id): Promise<readonly ConfigurationFile[]> {
    const [station] = await tenant.sql<{ name: string }>('SELECT name FROM station WHERE bureau_id = $1 AND id = $2', [bureauId, like]);
    if (station === undefined) throw notFound(text('参照的派出所', 'The station to be like'));
    return this.doors.folder.read(tenant, { level: 'station', scopeId: like, bureauId }, FOUNDER_MAY, station.name);
  }

  /**
   * What every station has from its first moment: planned schedules, what plugins add that its bureau mandates or forbids against their default,
   * and what the bureau handed down to the station it is like.
   */
  private async prepare(tenant: Tenant, bureauId: Id, stationId: Id, like: Id | null): Promise<void> {
    for (const known of this.doors.book.all()) await this.doors.schedules.plan(tenant, stationId, known);
    const unusual = new Set((await standingsAt(tenant, this.doors.catalog, [stationId])).filter(({ enabled, plugin }) => enabled !== plugin.enabledByDefault).map(({ plugin }) => plugin.id));
    const extended = this.doors.catalog.all().map(({ compiled }) => compiled.id).filter((workflow) => this.doors.catalog.extendersOf(workflow).some(({ plugin }) => unusual.has(plugin.id)));
    const adopted = await tenant.sql<{ workflow: string }>('INSERT INTO bureau_adoption (station_id, workflow, revision) SELECT $1, workflow, revision FROM bureau_adoption WHERE station_id = $2 RETURNING workflow', [stationId, like]);
    for (const workflow of [...new Set([...extended, ...adopted.map((one) => one.workflow)])].sort()) {
      await lockScope(tenant, stationId, workflow);
      // Where it does not go with what the bureau made of the workflow, the station works without, as those that were there do (docs/adr/0023).
      await this.doors.configuration.versions.bringStation(tenant, { stationId, bureauId }, workflow);
    }
  }
}

function inFile(path: string, { 'zh-CN': zhCN, en }: Bilingual): Bilingual {
  return text(`${path}：${zhCN}`, `${path}: ${en}`);
}
