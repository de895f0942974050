import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStorage } from '@stationhouse/files';
import type { Id } from '@stationhouse/kernel';
import type { Paper, Templates } from '@stationhouse/workflow-runtime';
import type { BriefingFiles, BriefingRow, CopyFiles } from './briefings.js';
import { paperOf, weeklyBriefing } from './document.js';
import { withoutRecords } from './seen.js';

/** Whose briefing it is. */
export interface BriefingStation {
  readonly bureauId: Id;
  readonly name: string;
}

/** Briefings as Word and PDF: of a draft made when somebody asks, of what went out kept as it was. */
export class BriefingPapers {
  constructor(
    private readonly templates: Pick<Templates, 'fill'>,
    private readonly files: BlobStorage,
  ) {}

  /** Made from the template that holds at the station. @throws as PaperShop.make */
  make(row: BriefingRow, { bureauId, name }: BriefingStation, now: Date, wish: { readonly pdf: boolean }): Promise<Paper> {
    const scope = { level: 'station', scopeId: row.stationId, bureauId } as const;
    return this.templates.fill(scope, weeklyBriefing.id, paperOf(row, name, now), wish);
  }

  /**
   * Makes what is sent and keeps it: the station's copy, and the bureau's where it gets one.
   * @throws StationhouseError STORAGE_FULL, STORAGE_UNAVAILABLE, and as {@link make}
   */
  async keep(row: BriefingRow, station: BriefingStation, now: Date, { bureau }: { readonly bureau: boolean }): Promise<BriefingFiles> {
    return { station: await this.keepCopy(row, station, now), bureau: bureau ? await this.keepCopy(withoutRecords(row), station, now) : null };
  }

  /** A file as it went out. @throws StationhouseError NOT_FOUND, STORAGE_UNAVAILABLE */
  async kept(stationId: Id, sha256: string): Promise<Buffer> {
    return buffer(await this.areaOf(stationId).open(sha256));
  }

  private async keepCopy(row: BriefingRow, station: BriefingStation, now: Date): Promise<CopyFiles> {
    const { word, pdf } = await this.make(row, station, now, { pdf: true });
    const area = this.areaOf(row.stationId);
    const put = async (content: Buffer) => (await area.put(Readable.from([content]))).sha256;
    return { word: await put(word), pdf: pdf === undefined ? null : await put(pdf) };
  }

  private areaOf(stationId: Id) {
    return this.files.area(`briefings/${stationId}`);
  }
}
