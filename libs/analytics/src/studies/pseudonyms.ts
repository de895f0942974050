import { createHmac, randomBytes } from 'node:crypto';
import { badCursor, deriveKeys, openSecret, sealSecret, type Keys, type KeySettings } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';

/** Letters alone: no digit of a phone or an identity number is ever in a pseudonym. */
const LETTERS = 'ABCDEFGHJKLMNPQR';
/** What pages are sealed for. */
const PLACE = 'study-page';
/** 80 bits: among a billion people two share a name in one study out of a million. */
const BYTES = 10;

/** The keys that studies make their pseudonyms with: one each, sealed, apart from the study, destroyed with it. */
export class PseudonymKeys {
  private readonly keys: Keys;

  constructor(settings: KeySettings) {
    this.keys = deriveKeys(settings, 'study-pseudonym');
  }

  async make(tenant: Tenant, bureauId: Id, studyId: Id): Promise<void> {
    await tenant.sql('INSERT INTO study_key (bureau_id, study_id, sealed) VALUES ($1, $2, $3)', [bureauId, studyId, sealSecret(this.keys, randomBytes(32).toString('base64url'), studyId)]);
  }

  async destroy(tenant: Tenant, bureauId: Id, studyId: Id): Promise<void> {
    await tenant.sql('DELETE FROM study_key WHERE bureau_id = $1 AND study_id = $2', [bureauId, studyId]);
  }

  /** @throws StationhouseError STUDY_CLOSED when the key is gone */
  async of(tenant: Tenant, bureauId: Id, studyId: Id): Promise<StudyPseudonyms> {
    const [row] = await tenant.sql<{ sealed: string }>('SELECT sealed FROM study_key WHERE bureau_id = $1 AND study_id = $2', [bureauId, studyId]);
    if (row === undefined) throw new StationhouseError('STUDY_CLOSED', text('该课题的代号密钥已销毁，不能再查看记录。', 'The key of this study was destroyed: it shows no records any more.'));
    return new StudyPseudonyms(Buffer.from(openSecret(this.keys, row.sealed, studyId), 'base64url'));
  }
}

/** Names for people and records that hold within one study: the same is the same there, and nobody can tell from them who or what it is. */
export class StudyPseudonyms {
  private readonly places: Buffer;

  constructor(private readonly key: Buffer) {
    this.places = createHmac('sha256', key).update(PLACE).digest();
  }

  /** @param known what tells the person apart; who is known by nothing has a name of its own in each record */
  person(known: string | undefined, recordId: Id, place: string, index: number): string {
    return `P-${this.name(known ?? `${recordId} ${place} ${index}`)}`;
  }

  record(id: Id): string {
    return `R-${this.name(`record ${id}`)}`;
  }

  /** Where a page goes on from, for whoever holds it: it names a record, which is the same one in every study. */
  seal(cursor: string): string {
    return sealSecret([this.places], cursor, PLACE);
  }

  /** @throws StationhouseError BAD_CURSOR for what {@link seal} of this study did not make */
  open(sealed: string | null | undefined): string | undefined {
    if (sealed === null || sealed === undefined) return undefined;
    try {
      return openSecret([this.places], sealed, PLACE);
    } catch {
      // Whatever is wrong with it, the mend is the same.
      throw badCursor();
    }
  }

  private name(of: string): string {
    const bytes = createHmac('sha256', this.key).update(of).digest().subarray(0, BYTES);
    return [...bytes].map((byte) => `${LETTERS[byte >> 4]}${LETTERS[byte & 15]}`).join('');
  }
}
