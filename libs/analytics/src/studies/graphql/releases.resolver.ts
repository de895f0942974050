import { accountIn, currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { AnalystQuestions } from '../asking.js';
import { conductStudies, decideStudies, reviewStudies } from '../permissions.js';
import { PseudonymKeys } from '../pseudonyms.js';
import type { ReleaseRow, ReleaseFormat, ReleaseTimes } from '../release.js';
import { listReleases, needsDecision, readRelease, Releases } from '../releases.js';
import { openStudy, readStudy } from '../studies.js';
import type { StudyRow } from '../study.js';
import { sayReleaseDecided, sayReleaseWaits } from '../words.js';
import { StudyRelease, StudyReleaseWish } from './release-types.js';

const BUREAU = { type: () => ID };
const RELEASE = { type: () => ID };
const EXAMPLES = 5;

/** Exports of studies: what would leave is shown first, confirmed by whoever takes it, decided by a second person where it must be. */
@Resolver(() => StudyRelease)
export class StudyReleasesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly keys: PseudonymKeys,
    private readonly questions: AnalystQuestions,
    private readonly releases: Releases,
    private readonly notices: Notices,
  ) {}

  @Mutation(() => StudyRelease, { description: 'Shows what would leave: columns, rows, how small the groups are, examples, what is left out and why. Nothing leaves before it is confirmed. NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY, BUDGET_SPENT, PERSONAL_DATA_MASKED, BAD_INPUT, QUERY_TOO_COSTLY.' })
  @Requires(conductStudies)
  async previewStudyRelease(@Args('studyId', { type: () => ID }) studyId: Id, @Args('stationIds', { type: () => [ID] }) stationIds: Id[], @Args('wish', { type: () => StudyReleaseWish }) wish: StudyReleaseWish): Promise<StudyRelease> {
    const { bureauId, id: accountId } = currentRequest().account;
    const [id, stations] = [parseId(studyId, 'studyId'), stationIds.map((one) => parseId(one, 'stationIds'))];
    const { subject, from, to, columns } = wish;
    const study = await this.gate.inBureau(bureauId, (tenant) => openStudy(tenant, { bureauId, id, accountId, stationIds: stations, subject }, this.questions.now()));
    return this.questions.ask({ kind: 'preview', studyId: id, subjects: [subject], stationIds: stations, purpose: study.purpose, rows: EXAMPLES }, () =>
      this.gate.inScope({ stationIds: stations, bureauIds: [bureauId] }, async (tenant) => {
        const names = await this.keys.of(tenant, bureauId, id);
        const asked = { subject, stationIds: stations, from: from?.toISOString() ?? null, to: to?.toISOString() ?? null, columns, times: wish.times.toLowerCase() as ReleaseTimes, format: wish.format.toLowerCase() as ReleaseFormat };
        const row = await this.releases.preview(tenant, study, asked, names, this.questions.now());
        return { answer: this.view(row, study), rows: row.preview.examples.length };
      }, 'long'),
    );
  }

  @Mutation(() => StudyRelease, { description: 'Whoever asked says that it is to leave. Ready at once, unless a second person decides. NOT_FOUND, STUDY_CLOSED, CONFLICT when it was confirmed or lapsed, PURPOSE_REQUIRED.' })
  @Requires(conductStudies, { anyStation: true })
  async confirmStudyRelease(@Args('bureauId', BUREAU) bureauId: Id, @Args('releaseId', RELEASE) releaseId: Id, @Args('purpose', { type: () => String, description: 'What the data are for; at most 300 characters, nothing personal.' }) purpose: string): Promise<StudyRelease> {
    const accountId = currentRequest().account.id;
    return this.gate.inBureau(bureauId, async (tenant) => {
      const { studyId, asked } = await readRelease(tenant, bureauId, parseId(releaseId, 'releaseId'));
      const study = await openStudy(tenant, { bureauId, id: studyId, accountId, stationIds: asked.stationIds, subject: asked.subject }, this.questions.now());
      const row = await this.releases.confirm(tenant, study, parseId(releaseId, 'releaseId'), purpose, this.questions.now());
      if (row.state === 'waiting') await sayReleaseWaits(tenant, this.notices, row);
      return this.view(row, study);
    });
  }

  @Mutation(() => StudyRelease, { description: 'Decides an export of somebody else. SECOND_PERSON_NEEDED for one’s own, CONFLICT when it no longer waits, BAD_INPUT, NOT_FOUND.' })
  @Requires(decideStudies)
  async decideStudyRelease(@Args('bureauId', BUREAU) bureauId: Id, @Args('releaseId', RELEASE) releaseId: Id, @Args('refusal', { type: () => String, nullable: true, description: 'Why not; absent, it is approved. At most 500 characters.' }) refusal: string | null | undefined): Promise<StudyRelease> {
    const row = await this.gate.inBureau(bureauId, async (tenant) => {
      const decided = await this.releases.decide(tenant, bureauId, parseId(releaseId, 'releaseId'), refusal ?? undefined, this.questions.now());
      await sayReleaseDecided(tenant, this.notices, decided);
      return decided;
    });
    return this.named(row);
  }

  @Query(() => [StudyRelease], { description: 'One’s own exports that were confirmed, the latest first; at most 200.' })
  @Requires(conductStudies, { anyStation: true })
  async myStudyReleases(@Args('bureauId', BUREAU) bureauId: Id): Promise<StudyRelease[]> {
    return this.list(bureauId, currentRequest().account.id);
  }

  @Query(() => [StudyRelease], { description: 'Every export of the bureau’s studies that was confirmed, the latest first; at most 200.' })
  @Requires(reviewStudies)
  async studyReleases(@Args('bureauId', BUREAU) bureauId: Id): Promise<StudyRelease[]> {
    return this.list(bureauId, undefined);
  }

  private async list(bureauId: Id, of: Id | undefined): Promise<StudyRelease[]> {
    const rows = await this.gate.inBureau(bureauId, (tenant) => listReleases(tenant, bureauId, of));
    return Promise.all(rows.map((row) => this.named(row)));
  }

  private async named(row: ReleaseRow): Promise<StudyRelease> {
    const { bureauId } = row;
    const study = await this.gate.inBureau(bureauId, (tenant) => readStudy(tenant, bureauId, row.studyId));
    const own = row.accountId === currentRequest().account.id;
    return { ...this.view(row, study), analyst: own ? null : (await accountIn(this.gate, { bureauId }, row.accountId)).displayName };
  }

  private view(row: ReleaseRow, study: StudyRow): StudyRelease {
    const { id, studyId, asked, preview, purpose, refusal, previewedAt, expiresAt } = row;
    const over = row.state !== 'refused' && expiresAt <= this.questions.now();
    const mayDecide = row.state === 'waiting' && !over && row.accountId !== currentRequest().account.id && this.gate.may(decideStudies.id, { bureauId: row.bureauId });
    const { rows, columns, leftOut, smallest, rowsInSmall, examples } = preview;
    return {
      id, studyId, state: over ? 'EXPIRED' : row.state.toUpperCase(), subject: asked.subject, stationIds: asked.stationIds, format: asked.format.toUpperCase(), times: asked.times.toUpperCase(),
      rows, columns, leftOut, smallest, rowsInSmall, examples: examples.map((cells) => cells.map((cell) => cell ?? '')), decided: needsDecision(study, preview), purpose, refusal, previewedAt, expiresAt, analyst: null, mayDecide,
    };
  }
}
