import { currentRequest, parseFirst, type Page, type PageInfo, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Id } from '@stationhouse/kernel';
import type { Cell } from '../behind/cell.js';
import type { FigureOrigins } from '../behind/origins.js';
import type { AnalystQuestions } from './asking.js';
import type { Left } from './ledger.js';
import type { PseudonymKeys, StudyPseudonyms } from './pseudonyms.js';
import type { RecordSelection, StudyRecord, StudyRecords } from './records.js';
import { openStudy } from './studies.js';

/** A page of the records of one's study, as it is asked for. */
export interface StudyAsked {
  readonly studyId: Id;
  readonly selection: Omit<RecordSelection, 'among'>;
  /** Those behind a figure alone. */
  readonly behind: Cell | null | undefined;
  readonly first: number;
  readonly after: string | null | undefined;
}

/** One page; what stands beside it is read when it is asked for. */
export interface StudyPage<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfo;
  /** Over all pages. */
  count(): Promise<number>;
  /** What the analyst may still read today. */
  left(): Promise<Left>;
}

/** Records of a study as its analyst reads them: noted with the purpose of the study and paid for, before anything is read. */
export class StudyReading {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: PseudonymKeys,
    private readonly questions: AnalystQuestions,
    private readonly records: StudyRecords,
    private readonly origins: FigureOrigins,
  ) {}

  /** @throws StationhouseError NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY, BUDGET_SPENT, PERSONAL_DATA_MASKED, BAD_INPUT, BAD_CURSOR, QUERY_TOO_COSTLY */
  async page({ studyId, selection, behind, first, after }: StudyAsked): Promise<StudyPage<StudyRecord>> {
    const { bureauId, id: accountId } = currentRequest().account;
    const [id, rows] = [parseId(studyId, 'studyId'), parseFirst(first)];
    const { stationIds, subject } = selection;
    const inScope = <Result>(work: (tenant: Tenant) => Promise<Result>) => this.gate.inScope({ stationIds, bureauIds: [bureauId] }, work, 'long');
    const chosen = async (tenant: Tenant): Promise<RecordSelection> => (behind === null || behind === undefined ? selection : { ...selection, among: await this.origins.among(tenant, stationIds, subject, behind) });
    const { purpose } = await this.gate.inBureau(bureauId, (tenant) => openStudy(tenant, { bureauId, id, accountId, stationIds, subject }, this.questions.now()));
    const page = await this.questions.ask({ kind: 'records', studyId: id, subjects: [subject], stationIds, purpose, rows }, () =>
      inScope(async (tenant) => {
        const names = await this.keys.of(tenant, bureauId, id);
        const found = await this.records.page(tenant, await chosen(tenant), names, rows, names.open(after));
        return { answer: sealed(found, names), rows: found.edges.length };
      }),
    );
    return {
      ...page,
      count: () => inScope(async (tenant) => this.records.count(tenant, await chosen(tenant))),
      left: () => this.gate.inBureau(bureauId, (tenant) => this.questions.ledger.left(tenant, bureauId, accountId, this.questions.now())),
    };
  }
}

function sealed({ edges, pageInfo }: Page<StudyRecord>, names: StudyPseudonyms): Page<StudyRecord> {
  const shown = edges.map(({ cursor, node }) => ({ cursor: names.seal(cursor), node }));
  return { edges: shown, pageInfo: { ...pageInfo, endCursor: shown.at(-1)?.cursor ?? null } };
}

/** Ids of stations, as an argument names them. @throws StationhouseError BAD_INPUT */
export function stationsIn(stationIds: readonly string[]): Id[] {
  return stationIds.map((one) => parseId(one, 'stationIds'));
}
