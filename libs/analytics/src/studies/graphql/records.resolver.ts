import { currentRequest, DateTime, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { FieldFilter } from '@stationhouse/workflow-runtime';
import { FigureCell } from '../../behind/types.js';
import { AnalystQuestions } from '../asking.js';
import { conductStudies } from '../permissions.js';
import { stationsIn, StudyReading, type StudyPage } from '../reading.js';
import { StudyRecords } from '../records.js';
import { openStudy } from '../studies.js';
import { BEHIND, LEFT, STATIONS, StudyBudget, StudyColumn, StudyRecord, StudyRecordConnection, TOTAL } from './types.js';

const STUDY = { type: () => ID };
const SUBJECT = { type: () => String, description: 'A kind of record of the study: “incident”, or the id of a workflow.' };
const MOMENT = { type: () => DateTime, nullable: true };

/** The records of a study, of any kind: every personal field gone, people under pseudonyms. */
@Resolver(() => StudyRecord)
export class StudyRecordsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly questions: AnalystQuestions,
    private readonly records: StudyRecords,
    private readonly reading: StudyReading,
  ) {}

  @Query(() => StudyRecordConnection, {
    description:
      'Records of one’s study, the newest first; at most 200 a page. For workflows that have no type of their own, and for programs that read any kind; others are typed: studyIncidents, studyDisputeMediations. Noted with the purpose of the study, and paid for from the day’s budget. Errors: NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY, BUDGET_SPENT, PERSONAL_DATA_MASKED for a condition on a personal field, BAD_INPUT, BAD_CURSOR, QUERY_TOO_COSTLY.',
  })
  @Requires(conductStudies)
  studyRecords(
    @Args('studyId', STUDY) studyId: Id,
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('subject', SUBJECT) subject: string,
    @Args('fields', { type: () => [FieldFilter], nullable: true, description: 'Conditions on fields that are not personal; all of them hold.' }) fields: FieldFilter[] | null | undefined,
    @Args('startedFrom', MOMENT) from: Date | null | undefined,
    @Args('startedTo', { ...MOMENT, description: 'Before this moment.' }) to: Date | null | undefined,
    @Args('behind', BEHIND) behind: FigureCell | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<StudyPage<unknown>> {
    return this.reading.page({ studyId, selection: { subject, stationIds: stationsIn(stationIds), from, to, fields }, behind, first, after });
  }

  @Query(() => [StudyColumn], { description: 'The fields a kind of record has in one’s study, those that are gone among them. Errors: NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY.' })
  @Requires(conductStudies)
  async studyColumns(@Args('studyId', STUDY) studyId: Id, @Args('stationIds', STATIONS) stationIds: Id[], @Args('subject', SUBJECT) subject: string): Promise<StudyColumn[]> {
    const { bureauId, id: accountId } = currentRequest().account;
    const stations = stationsIn(stationIds);
    return this.gate.inScope({ stationIds: stations, bureauIds: [bureauId] }, async (tenant) => {
      await openStudy(tenant, { bureauId, id: parseId(studyId, 'studyId'), accountId, stationIds: stations, subject }, this.questions.now());
      return (await this.records.columns(tenant, subject)).map(({ key, title, gone, plain }) => ({ key, title, gone, plain }));
    });
  }
}

@Resolver(() => StudyRecordConnection)
export class StudyRecordConnectionResolver {
  @ResolveField(() => Int, TOTAL)
  totalCount(@Parent() page: StudyPage<unknown>): Promise<number> {
    return page.count();
  }

  @ResolveField(() => StudyBudget, LEFT)
  left(@Parent() page: StudyPage<unknown>): Promise<StudyBudget> {
    return page.left();
  }
}
