import { TenantGate } from '@stationhouse/access';
import { notFound, parseText, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import type { Tenant } from '@stationhouse/database';
import type { Figures } from '../figures.js';
import type { Places } from '../places/places.js';
import type { MetricRegistry } from '../registry.js';
import { lockDraft, readBriefing, type BriefingRow, type BriefingSight, type CopyFiles } from './briefings.js';
import type { BriefingSources } from './compose.js';
import type { BriefingPapers, BriefingStation } from './papers.js';
import { checkRecipients, sendBriefing, type Sending } from './sending.js';

/** What briefings of this installation are computed with. */
export class BriefingSourcesOfHouse implements BriefingSources {
  constructor(
    readonly registry: MetricRegistry,
    readonly figures: Figures,
    readonly places: Places,
    readonly catalog: WorkflowCatalog,
  ) {}
}

/** A file of a briefing. */
export interface BriefingFile {
  readonly row: BriefingRow;
  readonly content: Buffer | undefined;
  /** Signs that the PDF's font has not: then there is no PDF. */
  readonly missing: readonly string[];
}

/** Where briefings are printed and sent: files are made outside of a transaction, since that takes a second or two. */
export class BriefingDesk {
  constructor(
    private readonly gate: TenantGate,
    private readonly papers: BriefingPapers,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** How far the caller sees briefings of a station. */
  sightAt(stationId: Id): BriefingSight {
    return { ofStation: this.gate.mayRead(stationId, 'P1') };
  }

  /** As {@link sendBriefing}, with the files of what is sent. */
  async send(stationId: Id, sending: Sending): Promise<BriefingRow> {
    const key = parseText(sending.idempotencyKey, 'idempotencyKey', 200);
    const ready = await this.gate.inStation(stationId, async (tenant) => {
      const sent = await readBriefing(tenant, stationId, sending.briefingId, { ofStation: true });
      if (sent.sentKey === key && sent.sentBy === tenant.context.accountId) return { sent };
      const row = await lockDraft(tenant, stationId, sending.briefingId, sending.expectedVersion);
      await checkRecipients(tenant, stationId, sending.recipients);
      return { row, now: tenant.now, station: await stationOf(tenant, stationId) };
    });
    if ('sent' in ready && ready.sent !== undefined) return ready.sent;
    const { row, now, station } = ready;
    const files = await this.papers.keep(row, station, now, sending.recipients);
    return this.gate.inStation(stationId, (tenant) => sendBriefing(tenant, this.notices, { stationId, station: station.name }, sending, files));
  }

  /**
   * A briefing as a file: of what went out as it was, of a draft as it would be. What went out and names something that is not shown any more is printed anew without it.
   * @throws StationhouseError NOT_FOUND, TOO_MANY_REQUESTS, STORAGE_UNAVAILABLE
   */
  async file(stationId: Id, id: Id, format: 'docx' | 'pdf'): Promise<BriefingFile> {
    const sight = this.sightAt(stationId);
    const { row, now, station } = await this.gate.inStation(stationId, async (tenant) => ({ row: await readBriefing(tenant, stationId, id, sight), now: tenant.now, station: await stationOf(tenant, stationId) }));
    const copy = copyOf(row, sight);
    if (copy !== null && !row.withheld) {
      const sha256 = format === 'pdf' ? copy.pdf : copy.word;
      return { row, content: sha256 === null ? undefined : await this.papers.kept(stationId, sha256), missing: [] };
    }
    const { word, pdf, missing } = await this.papers.make(row, station, now, { pdf: format === 'pdf' });
    return { row, content: format === 'pdf' ? pdf : word, missing };
  }
}

/** The files that went out to whoever sees so far; null of a draft. */
export function copyOf({ files }: BriefingRow, { ofStation }: BriefingSight): CopyFiles | null {
  return files === null ? null : ofStation ? files.station : files.bureau;
}

async function stationOf(tenant: Tenant, stationId: Id): Promise<BriefingStation> {
  const [station] = await tenant.sql<BriefingStation>('SELECT bureau_id AS "bureauId", name FROM station WHERE id = $1', [stationId]);
  if (station === undefined) throw notFound(text('派出所', 'Station'));
  return station;
}
