import type { Readable } from 'node:stream';
import { forbidden, type TenantGate } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import type { Jobs } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import type { Attachments } from '../attachments/attachments.js';
import { handedPhotoRefused } from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { readInstance } from '../reads/instances.js';
import type { Call } from '../runtime.js';
import { areaOf, queueEnd } from './bytes.js';
import { refusedInside } from './refusals.js';
import { PHOTO_COLUMNS, type HandedPhotoRow } from './rows.js';

export interface DecidingOptions {
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly attachments: Attachments;
  readonly files: BlobStorage;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
}

/** What a photo is looked at for, as the audit record keeps it. */
const LOOKING = text('核对收到的照片', 'Looking at a photo that was handed in');

/** Photos that were handed in, as officers look at them and take them or not. */
export class HandedPhotos {
  constructor(private readonly options: DecidingOptions) {}

  /** The bytes of a photo that waits; that somebody looked is recorded. @throws StationhouseError NOT_FOUND, FORBIDDEN, STORAGE_UNAVAILABLE */
  async look(stationId: Id, id: Id): Promise<{ readonly row: HandedPhotoRow; readonly content: Readable }> {
    const { gate, files } = this.options;
    const row = await gate.inStation(stationId, async (tenant) => {
      const found = await this.read(tenant, stationId, id);
      if (found.state !== 'waiting') throw refusedInside.photo();
      if (!gate.mayRead(stationId, 'P2', found.instanceId)) throw forbidden();
      const { number } = await readInstance(tenant, stationId, found.instanceId);
      await gate.readPersonal(tenant, stationId, LOOKING['zh-CN'], { kind: 'handedPhoto', id, number }, found.instanceId);
      return found;
    });
    return { row, content: await areaOf(files, stationId).open(row.sha256) };
  }

  /**
   * Takes a photo: it becomes an attachment of whoever took it, and a likeness where the workflow says so. Repeated it is the same attachment.
   * @throws StationhouseError NOT_FOUND, HANDED_PHOTO_DECIDED, INSTANCE_CLOSED, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async accept(call: Call, id: Id): Promise<HandedPhotoRow> {
    const { gate, catalog, attachments, files, jobs } = this.options;
    const { stationId } = call;
    const { row, likeness, purpose } = await gate.inStation(stationId, async (tenant) => {
      const taken = await this.decide(tenant, call, id, 'accepted');
      const { definition } = await readInstance(tenant, stationId, taken.instanceId);
      const { handIn } = await catalog.version(tenant, definition);
      return { row: taken, likeness: handIn?.likeness === true, purpose: handIn?.title['zh-CN'] };
    });
    if (row.attachmentId !== null) return row;
    try {
      const content = await areaOf(files, stationId).open(row.sha256);
      const added = await attachments.add(call, { instanceId: row.instanceId, fileName: `${purpose ?? '照片'}.${row.type}`, content, purpose, ...(likeness ? { kind: 'likeness' as const } : {}), idempotencyKey: `handed ${id}` });
      return await gate.inStation(stationId, async (tenant) => {
        const [done] = await tenant.sql<HandedPhotoRow>(`UPDATE handed_photo SET attachment_id = $3 WHERE station_id = $1 AND id = $2 RETURNING ${PHOTO_COLUMNS}`, [stationId, id, added.id]);
        await queueEnd(tenant, jobs, stationId, { photoId: id, sha256: row.sha256 }, false);
        return done ?? row;
      });
    } catch (cause) {
      await gate.inStation(stationId, (tenant) => tenant.sql(`UPDATE handed_photo SET state = 'waiting', decided_by = NULL, decided_at = NULL WHERE station_id = $1 AND id = $2 AND attachment_id IS NULL`, [stationId, id]));
      throw cause;
    }
  }

  /** Does not take a photo: its bytes go. Repeated, nothing more happens. @throws StationhouseError NOT_FOUND, HANDED_PHOTO_DECIDED */
  refuse(call: Call, id: Id): Promise<HandedPhotoRow> {
    const { stationId } = call;
    return this.options.gate.inStation(stationId, async (tenant) => {
      const row = await this.decide(tenant, call, id, 'refused');
      await audit(tenant, { action: handedPhotoRefused, stationId, record: { kind: 'instance', id: row.instanceId }, details: { photoId: id, sha256: row.sha256 } });
      await queueEnd(tenant, this.options.jobs, stationId, { photoId: id, sha256: row.sha256 }, false);
      tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id: row.instanceId, stationId }));
      return row;
    });
  }

  /** One decision counts: the first. Its own maker may repeat it. */
  private async decide(tenant: Tenant, { stationId, actor }: Call, id: Id, state: 'accepted' | 'refused'): Promise<HandedPhotoRow> {
    const before = await this.read(tenant, stationId, id);
    if (before.state === state && before.decidedBy === actor.accountId) return before;
    const [row] = await tenant.sql<HandedPhotoRow>(`UPDATE handed_photo SET state = $3, decided_by = $4, decided_at = app.now() WHERE station_id = $1 AND id = $2 AND state = 'waiting' RETURNING ${PHOTO_COLUMNS}`, [stationId, id, state, actor.accountId]);
    if (row === undefined) throw refusedInside.decided();
    return row;
  }

  private async read(tenant: Tenant, stationId: Id, id: Id): Promise<HandedPhotoRow> {
    const [row] = await tenant.sql<HandedPhotoRow>(`SELECT ${PHOTO_COLUMNS} FROM handed_photo WHERE station_id = $1 AND id = $2`, [stationId, id]);
    if (row === undefined) throw refusedInside.photo();
    await readInstance(tenant, stationId, row.instanceId);
    return row;
  }
}
