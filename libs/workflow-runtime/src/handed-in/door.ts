import type { Readable } from 'node:stream';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { fileTooLarge, requireClaim, requireContent, type BlobStorage } from '@stationhouse/files';
import type { Jobs } from '@stationhouse/jobs';
import { newId, parseText, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { CompiledHandIn } from '@stationhouse/workflow';
import { handInLinkOpened, photoHandedIn } from '../audit-actions.js';
import { lockContent } from '../attachments/deeds.js';
import { keptOf, limitsOf } from '../attachments/kinds.js';
import { atStation } from '../automations/alarms.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { INSTANCE_COLUMNS } from '../reads/instances.js';
import { areaOf, queueEnd } from './bytes.js';
import { hashOf } from './links.js';
import { openFor } from './open.js';
import { MOST_PHOTOS, refused } from './refusals.js';
import { LINK_COLUMNS, type HandInLinkRow } from './rows.js';

export interface HandInDoorOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly files: BlobStorage;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
  readonly notices: Notices;
}

/** What whoever opens a link is shown before they agree to anything: nothing of the person, nothing of the case. */
export interface HandInAsked {
  readonly station: string;
  readonly title: Bilingual;
  readonly request: Bilingual;
  readonly consent: Bilingual;
  /** Photos that may still come. */
  readonly left: number;
  /** Bytes of one photo, at most. */
  readonly maxBytes: number;
  /** Real time. */
  readonly expiresAt: Date;
}

interface Found {
  readonly tenant: Tenant;
  readonly link: HandInLinkRow;
  readonly instance: InstanceRow;
  readonly handIn: CompiledHandIn;
}

const SECRET_LENGTH = 200;
/** A photo is looked at on phones; one that is larger is made smaller by the page before it is sent. */
const LIMITS = limitsOf('likeness');

/**
 * The door for people without an account: a secret opens it for one instance, to the first phone that comes, for a quarter of an hour and three photos. Each way in
 * asks anew whether the link is good and the instance still wants photos.
 */
export class HandInDoor {
  constructor(private readonly options: HandInDoorOptions) {}

  /** Bytes of one photo, at most. */
  get photoBytes(): number {
    return LIMITS.maxBytes;
  }

  /** What a link asks for. Looking uses nothing up: messengers look at links by themselves. @throws StationhouseError HAND_IN_… */
  look(token: string, phone: string): Promise<HandInAsked> {
    return this.by(token, async (found) => {
      requireGood(found.link, phone);
      return this.asked(found);
    });
  }

  /** Whoever holds the phone agrees, and the link serves this phone alone from now on. Sent again from the same phone it is the same opening. @throws StationhouseError HAND_IN_… */
  open(token: string, phone: string): Promise<HandInAsked> {
    return this.by(token, async (found) => {
      const { tenant, link, instance } = found;
      requireGood(link, phone);
      if (link.phoneHash === null) {
        await tenant.sql('UPDATE hand_in_link SET phone_hash = $3, opened_at = now() WHERE station_id = $1 AND id = $2', [link.stationId, link.id, hashOf(secretOf(phone))]);
        await audit(tenant, { action: handInLinkOpened, stationId: link.stationId, record: { kind: 'instance', id: instance.id, number: instance.number }, details: { linkId: link.id } });
        this.announce(tenant, instance);
      }
      return this.asked(found);
    });
  }

  /**
   * Takes a photo in, freed of where and with what it was taken; it waits for an officer.
   * @throws StationhouseError HAND_IN_…, FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async receive(token: string, phone: string, { fileName, content }: { readonly fileName: string; readonly content: Readable }): Promise<{ readonly left: number }> {
    const opened = (found: Found) => {
      requireGood(found.link, phone);
      if (found.link.phoneHash === null) throw refused.unknown();
      return found;
    };
    const { stationId, id: linkId, instanceId } = await this.by(token, async (found) => opened(found).link);
    const claimed = requireClaim(fileName, LIMITS.types);
    const kept = await keptOf(content, 'likeness', claimed.id, LIMITS.maxBytes);
    const photoId = newId();
    const blob = await areaOf(this.options.files, stationId).put(kept, {
      maxBytes: LIMITS.maxBytes,
      check: (file) => requireContent(file, claimed, LIMITS.types),
      // Written before the bytes are: whatever becomes of this process, they are gone within a day.
      announce: ({ sha256 }) => atStation(this.options.database, stationId, (tenant) => queueEnd(tenant, this.options.jobs, stationId, { photoId, sha256 }, true)),
    });
    return this.by(token, async (found) => {
      const { tenant, link, instance, handIn } = opened(found);
      await lockContent(tenant, stationId, blob.sha256);
      // The same picture may just have been refused: then its bytes are gone again.
      if ((await areaOf(this.options.files, stationId).size(blob.sha256)) === undefined) throw refused.again();
      await tenant.sql('INSERT INTO handed_photo (station_id, id, link_id, instance_id, type, media_type, bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [stationId, photoId, linkId, instanceId, claimed.id, claimed.mediaType, blob.bytes, blob.sha256]);
      await tenant.sql('UPDATE hand_in_link SET photos = photos + 1 WHERE station_id = $1 AND id = $2', [stationId, linkId]);
      const record = { kind: 'instance', id: instanceId, number: instance.number };
      await audit(tenant, { action: photoHandedIn, stationId, record, details: { linkId, photoId, sha256: blob.sha256, bytes: blob.bytes } });
      await this.options.notices.notify(tenant, { unit: { stationId }, key: `handed:${linkId}`, kind: 'handIn.photo', accountIds: [link.madeBy], record, title: text(`${handIn.title['zh-CN']}：收到照片，请核对`, `${handIn.title.en}: a photo has come, look at it`) });
      this.announce(tenant, instance);
      return { left: MOST_PHOTOS - link.photos - 1 };
    });
  }

  /** Finds a link by what its code holds, holds it, and looks whether its instance wants photos. */
  private async by<Result>(token: string, work: (found: Found) => Promise<Result>): Promise<Result> {
    const { database, catalog } = this.options;
    const [at] = await database.unscoped<{ station_id: Id; id: Id }>('hand_in_of_token', [hashOf(secretOf(token))]);
    if (at === undefined) throw refused.unknown();
    return atStation(database, at.station_id, async (tenant) => {
      const [link] = await tenant.sql<HandInLinkRow & { readonly late: boolean }>(`SELECT ${LINK_COLUMNS}, expires_at <= now() AS late FROM hand_in_link WHERE station_id = $1 AND id = $2 FOR UPDATE`, [at.station_id, at.id]);
      if (link === undefined) throw refused.unknown();
      if (link.revokedAt !== null) throw refused.revoked();
      if (link.late) throw refused.expired();
      const [instance] = await tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND id = $2`, [link.stationId, link.instanceId]);
      // A record that was sealed meanwhile looks like one that is over.
      if (instance === undefined) throw refused.over();
      const compiled = await catalog.version(tenant, instance.definition);
      const { handIn } = compiled;
      if (handIn === undefined || !(await openFor(tenant, compiled, instance))) throw refused.over();
      return work({ tenant, link, instance, handIn });
    });
  }

  private async asked({ tenant, link, handIn: { title, request, consent } }: Found): Promise<HandInAsked> {
    const [station] = await tenant.sql<{ name: string }>('SELECT name FROM station WHERE id = $1', [link.stationId]);
    return { station: station?.name ?? '', title, request, consent, left: MOST_PHOTOS - link.photos, maxBytes: LIMITS.maxBytes, expiresAt: link.expiresAt };
  }

  private announce(tenant: Tenant, { stationId, id }: Pick<InstanceRow, 'stationId' | 'id'>): void {
    tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id, stationId }));
  }
}

/** It serves the phone that opened it, until it is full. @throws StationhouseError HAND_IN_USED, HAND_IN_FULL */
function requireGood(link: HandInLinkRow, phone: string): void {
  if (link.phoneHash !== null && link.phoneHash !== hashOf(secretOf(phone))) throw refused.used();
  if (link.photos >= MOST_PHOTOS) throw refused.full();
}

function secretOf(given: string): string {
  return parseText(given, 'token', SECRET_LENGTH);
}

/** A photo whose announced length is too long. */
export const tooLong = () => fileTooLarge(LIMITS.maxBytes);
