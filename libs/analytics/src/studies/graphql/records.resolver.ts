import { currentRequest, DateTime, parseFirst, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { FieldFilter } from '@stationhouse/workflow-runtime';
import { AnalystQuestions } from '../asking.js';
import { conductStudies } from '../permissions.js';
import { PseudonymKeys } from '../pseudonyms.js';
import { StudyRecords } from '../records.js';
import { openStudy } from '../studies.js';
import { StudyColumn, StudyRecord, StudyRecordConnection } from './types.js';

const STUDY = { type: () => ID };
const STATIONS = { type: () => [ID], description: 'All of them stations of the study.' };
const SUBJECT = { type: () => String, description: 'A kind of record of the study: “incident”, or the id of a workflow.' };
const MOMENT = { type: () => DateTime, nullable: true };

/** The records of a study: every personal field gone, people under pseudonyms. */
@Resolver(() => StudyRecord)
export class StudyRecordsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: PseudonymKeys,
    private readonly questions: AnalystQuestions,
    private readonly records: StudyRecords,
  ) {}

  @Query(() => StudyRecordConnection, {
    description:
      'Records of one’s study, the newest first; at most 200 a page. Noted with the purpose of the study, and paid for from the day’s budget. Errors: NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY, BUDGET_SPENT, PERSONAL_DATA_MASKED for a condition on a personal field, BAD_INPUT, BAD_CURSOR, QUERY_TOO_COSTLY.',
  })
  @Requires(conductStudies)
  async studyRecords(
    @Args('studyId', STUDY) studyId: Id,
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('subject', SUBJECT) subject: string,
    @Args('fields', { type: () => [FieldFilter], nullable: true, description: 'Conditions on fields that are not personal; all of them hold.' }) fields: FieldFilter[] | null | undefined,
    @Args('startedFrom', MOMENT) from: Date | null | undefined,
    @Args('startedTo', { ...MOMENT, description: 'Before this moment.' }) to: Date | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<StudyRecordConnection> {
    const { bureauId, id: accountId } = currentRequest().account;
    const [id, rows, stations] = [parseId(studyId, 'studyId'), parseFirst(first), stationIds.map((one) => parseId(one, 'stationIds'))];
    const selection = { subject, stationIds: stations, from, to, fields };
    const { purpose } = await this.gate.inBureau(bureauId, (tenant) => openStudy(tenant, { bureauId, id, accountId, stationIds: stations, subject }, this.questions.now()));
    const page = await this.questions.ask({ kind: 'records', studyId: id, subjects: [subject], stationIds: stations, purpose, rows }, () =>
      this.gate.inScope({ stationIds: stations, bureauIds: [bureauId] }, async (tenant) => {
        const names = await this.keys.of(tenant, bureauId, id);
        const found = await this.records.page(tenant, selection, names, rows, after);
        return { answer: { ...found, totalCount: await this.records.count(tenant, selection) }, rows: found.edges.length };
      }, 'long'),
    );
    const left = await this.gate.inBureau(bureauId, (tenant) => this.questions.ledger.left(tenant, bureauId, accountId, this.questions.now()));
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: { ...node, people: [...node.people] } })), left };
  }

  @Query(() => [StudyColumn], { description: 'The fields a kind of record has in one’s study, those that are gone among them. Errors: NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY.' })
  @Requires(conductStudies)
  async studyColumns(@Args('studyId', STUDY) studyId: Id, @Args('stationIds', STATIONS) stationIds: Id[], @Args('subject', SUBJECT) subject: string): Promise<StudyColumn[]> {
    const { bureauId, id: accountId } = currentRequest().account;
    const stations = stationIds.map((one) => parseId(one, 'stationIds'));
    return this.gate.inScope({ stationIds: stations, bureauIds: [bureauId] }, async (tenant) => {
      await openStudy(tenant, { bureauId, id: parseId(studyId, 'studyId'), accountId, stationIds: stations, subject }, this.questions.now());
      return (await this.records.columns(tenant, subject)).map(({ key, title, gone, plain }) => ({ key, title, gone, plain }));
    });
  }
}
