import { accountIn, currentRequest, Requires, SignedIn, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, text, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { MetricRegistry } from '../../registry.js';
import { askedTitles } from '../asked.js';
import { AnalystQuestions } from '../asking.js';
import { loggedQueries } from '../ledger.js';
import { conductStudies, decideStudies, reviewStudies } from '../permissions.js';
import { PseudonymKeys } from '../pseudonyms.js';
import * as studies from '../studies.js';
import { requireSubjects, subjectsOf } from '../subjects.js';
import { stateOf, type StudyRow } from '../study.js';
import { sayStudyDecided, sayStudyWaits } from '../words.js';
import { NewStudy, Study, StudyAllowance, StudyBudget, StudyQuery, StudySubject } from './types.js';

const BUREAU = { type: () => ID };
const STUDY = { type: () => ID };
const MOST_QUERIES = 200;

/** 研究课题: what analysts may look into, who approved it, and what they asked. */
@Resolver(() => Study)
export class StudiesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: PseudonymKeys,
    private readonly questions: AnalystQuestions,
    private readonly catalog: WorkflowCatalog,
    private readonly registry: MetricRegistry,
    private readonly notices: Notices,
  ) {}

  @Query(() => [Study], { description: 'One’s own studies, the latest first; at most 200.' })
  @Requires(conductStudies, { anyStation: true })
  myStudies(@Args('bureauId', BUREAU) bureauId: Id): Promise<Study[]> {
    const { id } = currentRequest().account;
    return this.inBureau(bureauId, async (tenant) => (await studies.listStudies(tenant, bureauId, id)).map((row) => this.view(row)));
  }

  @Query(() => [Study], { description: 'Every study of the bureau, the latest first; at most 200.' })
  @Requires(reviewStudies)
  async studies(@Args('bureauId', BUREAU) bureauId: Id): Promise<Study[]> {
    const rows = await this.inBureau(bureauId, (tenant) => studies.listStudies(tenant, bureauId, undefined));
    return Promise.all(rows.map((row) => this.withName(row)));
  }

  @Query(() => [StudySubject], { description: 'The kinds of records that a study may read: incidents, and what every workflow of the bureau leads.' })
  @SignedIn()
  studySubjects(@Args('bureauId', BUREAU) bureauId: Id): Promise<StudySubject[]> {
    return this.inBureau(bureauId, (tenant) => subjectsOf(tenant, this.catalog));
  }

  @Mutation(() => Study, { description: 'Asks for a study at stations where one may conduct studies. A second person decides it. BAD_INPUT, PURPOSE_REQUIRED, BEYOND_BOUND, NOT_FOUND.' })
  @Requires(conductStudies)
  async askForStudy(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('input', { type: () => NewStudy }) input: NewStudy,
    @Args('idempotencyKey', { type: () => String }) idempotencyKey: string,
  ): Promise<Study> {
    const accountId = currentRequest().account.id;
    return this.gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      await requireSubjects(tenant, this.catalog, input.subjects);
      const row = await studies.askForStudy(tenant, { ...input, bureauId, accountId, stationIds: stationIds.map((id) => parseId(id, 'stationIds')), idempotencyKey }, this.questions.now());
      await sayStudyWaits(tenant, this.notices, row);
      return this.view(row);
    });
  }

  @Mutation(() => Study, { description: 'Decides a study of somebody else. Approved, it is open at once. SECOND_PERSON_NEEDED for one’s own, CONFLICT when it no longer waits, BAD_INPUT.' })
  @Requires(decideStudies)
  async decideStudy(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('studyId', STUDY) studyId: Id,
    @Args('releasesDecided', { type: () => Boolean, description: 'Whether each of its exports waits for a second person.' }) releasesDecided: boolean,
    @Args('refusal', { type: () => String, nullable: true, description: 'Why not; absent, it is approved. At most 500 characters.' }) refusal: string | null | undefined,
  ): Promise<Study> {
    const row = await this.inBureau(bureauId, async (tenant) => {
      const decided = await studies.decideStudy(tenant, this.keys, bureauId, parseId(studyId, 'studyId'), { releasesDecided, refusal: refusal ?? undefined }, this.questions.now());
      await sayStudyDecided(tenant, this.notices, decided);
      return decided;
    });
    return this.withName(row);
  }

  @Mutation(() => Study, { description: 'Ends a study, or takes the request back: one’s own, or anybody’s for whoever decides. Its key is destroyed: nobody can tell its pseudonyms from any other again. Over already, it stays as it is. NOT_FOUND.' })
  @Requires(conductStudies, { anyStation: true })
  closeMyStudy(@Args('bureauId', BUREAU) bureauId: Id, @Args('studyId', STUDY) studyId: Id): Promise<Study> {
    return this.close(bureauId, studyId, currentRequest().account.id);
  }

  @Mutation(() => Study, { description: 'Ends a study of an analyst before its time, or a request; its key is destroyed. Over already, it stays as it is. NOT_FOUND.' })
  @Requires(decideStudies)
  closeStudy(@Args('bureauId', BUREAU) bureauId: Id, @Args('studyId', STUDY) studyId: Id): Promise<Study> {
    return this.close(bureauId, studyId, undefined);
  }

  @Query(() => StudyBudget, { description: 'What the caller may still read today, figures and records together.' })
  @Requires(conductStudies, { anyStation: true })
  studyBudget(@Args('bureauId', BUREAU) bureauId: Id): Promise<StudyBudget> {
    return this.inBureau(bureauId, (tenant) => this.questions.ledger.left(tenant, bureauId, currentRequest().account.id, this.questions.now()));
  }

  @Query(() => StudyAllowance, { description: 'What an analyst of the bureau may read in a day.' })
  @Requires(reviewStudies)
  studyAllowance(@Args('bureauId', BUREAU) bureauId: Id): Promise<StudyAllowance> {
    return this.inBureau(bureauId, (tenant) => this.questions.ledger.allowance(tenant, bureauId));
  }

  @Mutation(() => StudyAllowance, { description: 'Sets what an analyst of the bureau may read in a day: never more than the installation allows. BEYOND_BOUND, BAD_INPUT.' })
  @Requires(decideStudies)
  setStudyAllowance(@Args('bureauId', BUREAU) bureauId: Id, @Args('costADay', { type: () => Int }) costADay: number, @Args('rowsADay', { type: () => Int }) rowsADay: number): Promise<StudyAllowance> {
    return this.inBureau(bureauId, (tenant) => this.questions.ledger.setAllowance(tenant, bureauId, { costADay, rowsADay }));
  }

  @Query(() => [StudyQuery], { description: 'What analysts of the bureau asked, the latest first: who, when, for what study and purpose, how much. At most 200 at once; `before` goes on.' })
  @Requires(reviewStudies)
  async studyQueries(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('studyId', { type: () => ID, nullable: true }) studyId: Id | null | undefined,
    @Args('before', { type: () => ID, nullable: true, description: 'The id of the last one seen.' }) before: Id | null | undefined,
  ): Promise<StudyQuery[]> {
    const selection = { accountId: null, studyId: studyId === undefined || studyId === null ? null : parseId(studyId, 'studyId'), before: before === undefined || before === null ? null : parseId(before, 'before') };
    const [rows, titles] = await this.inBureau(bureauId, async (tenant) => [await loggedQueries(tenant, bureauId, selection, MOST_QUERIES), await askedTitles(tenant, this.registry, this.catalog)] as const);
    return Promise.all(rows.map(async (row) => ({ ...row, subjectTitles: row.subjects.map((subject) => titles.get(subject) ?? text(subject, subject)), kind: row.kind.toUpperCase(), analyst: (await accountIn(this.gate, { bureauId }, row.accountId)).displayName })));
  }

  private async close(bureauId: Id, studyId: Id, of: Id | undefined): Promise<Study> {
    const id = parseId(studyId, 'studyId');
    return this.inBureau(bureauId, async (tenant) => {
      if (of !== undefined) await studies.requireOwn(tenant, bureauId, id, of);
      return this.view(await studies.closeStudy(tenant, this.keys, bureauId, id, this.questions.now()));
    });
  }

  private async withName(row: StudyRow): Promise<Study> {
    const own = row.accountId === currentRequest().account.id;
    return { ...this.view(row), analyst: own ? null : (await accountIn(this.gate, { bureauId: row.bureauId }, row.accountId)).displayName };
  }

  private view(row: StudyRow): Study {
    const state = stateOf(row, this.questions.now());
    const others = row.accountId !== currentRequest().account.id;
    return Object.assign(new Study(), { ...row, row, state, analyst: null, mayDecide: state === 'WAITING' && others && this.gate.may(decideStudies.id, { bureauId: row.bureauId }) });
  }

  private inBureau<Result>(bureauId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.gate.inBureau(bureauId, work);
  }
}
