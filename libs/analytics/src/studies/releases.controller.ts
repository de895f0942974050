import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { currentRequest, Requires, runAsRequest, TenantGate, type RequestContext } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, parseId, type Id } from '@stationhouse/kernel';
import { AnalystQuestions } from './asking.js';
import { FILE_FORMATS } from './files/files.js';
import { conductStudies } from './permissions.js';
import { PseudonymKeys, type StudyPseudonyms } from './pseudonyms.js';
import { StudyRecords } from './records.js';
import type { ReleaseRow, ReleaseStations } from './release.js';
import { rowsOf, stationsOf, takeRelease } from './releases.js';
import { openStudy } from './studies.js';

/** What a row that leaves is made with. */
interface Leaving {
  readonly release: ReleaseRow;
  readonly names: StudyPseudonyms;
  readonly stations: ReleaseStations;
}

/** The file of an export: read while it leaves, page by page; whoever stops half-way leaves nothing behind. */
@Controller('api/bureaus/:bureauId/study-releases')
export class StudyReleasesController {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: PseudonymKeys,
    private readonly questions: AnalystQuestions,
    private readonly records: StudyRecords,
  ) {}

  /** CSV, XLSX or Parquet, as it was confirmed. Errors: NOT_FOUND, STUDY_CLOSED, CONFLICT when it may not be taken, BUDGET_SPENT. */
  @Get(':releaseId/file')
  @Header('cache-control', 'private, no-store')
  @Requires(conductStudies, { anyStation: true })
  async file(@Param('bureauId') bureauId: Id, @Param('releaseId') releaseId: string): Promise<StreamableFile> {
    const { account, locale } = currentRequest();
    const id = parseId(releaseId, 'releaseId');
    const release = await this.gate.inBureau(bureauId, async (tenant) => {
      const taken = await takeRelease(tenant, bureauId, id, account.id, this.questions.now());
      await openStudy(tenant, { bureauId, id: taken.studyId, accountId: account.id, stationIds: taken.asked.stationIds, subject: taken.asked.subject }, this.questions.now());
      return taken;
    });
    const { asked, preview, studyId } = release;
    for (const stationId of asked.stationIds) this.gate.require(conductStudies.id, { stationId });
    const leaving = await this.gate.inScope({ stationIds: asked.stationIds, bureauIds: [bureauId] }, async (tenant) => ({ release, names: await this.keys.of(tenant, bureauId, studyId), stations: await stationsOf(tenant, asked.stationIds) }));
    const settle = await this.questions.begin({ kind: 'export', studyId, subjects: [asked.subject], stationIds: asked.stationIds, purpose: release.purpose, rows: preview.rows });
    const { type, write } = FILE_FORMATS[asked.format];
    const columns = preview.columns.map(({ key, title }) => ({ key, title: title[locale] }));
    const content = Readable.from(write(columns, this.pages(currentRequest(), leaving, settle)), { objectMode: false, highWaterMark: 1 << 16 });
    return new StreamableFile(content, { type, disposition: `attachment; filename="${asked.subject}-${id.slice(-8)}.${asked.format}"` });
  }

  /** The rows, the newest first; says how many left, and how it ended. @param request that opened the stream: it is read outside of it */
  private async *pages(request: RequestContext, { release: { bureauId, asked }, names, stations }: Leaving, settle: (rows: number, outcome: string) => Promise<void>): AsyncGenerator<(string | null)[][]> {
    let [rows, outcome] = [0, 'cancelled'];
    try {
      const read = <Result>(work: (tenant: Tenant) => Promise<Result>) => runAsRequest(request, () => this.gate.inScope({ stationIds: asked.stationIds, bureauIds: [bureauId] }, work, 'long'));
      for await (const page of rowsOf(this.records, read, asked, names, stations)) {
        rows += page.length;
        yield page;
      }
      outcome = 'answered';
    } catch (cause) {
      outcome = isStationhouseError(cause) ? cause.code : 'INTERNAL';
      throw cause;
    } finally {
      await runAsRequest(request, () => settle(rows, outcome));
    }
  }
}
