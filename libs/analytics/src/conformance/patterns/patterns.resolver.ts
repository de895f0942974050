import { accountIn, currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, text, type Id } from '@stationhouse/kernel';
import { instancesById, summariesOf, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { answerFlag, listFlags, openFlag, type FlagReader, type FlagRow } from './flags.js';
import { answerPatternFlags, readAllPatternFlags, readPatternFlags, setPatternRules } from './permissions.js';
import { patternRule } from './rules.js';
import { ruleStandings, setRule, type RuleStanding } from './settings.js';
import { OpenedPatternFlag, PatternFlag, PatternFlagAnswer, PatternRule, PatternThresholdInput, PatternUnit } from './types.js';

const STATION = { type: () => ID };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };
const ANSWERS = { EXPLAINED: 'explained', FOLLOWED_UP: 'followedUp' } as const;

/** What somebody should be asked about: questions to whoever leads, never about themselves. */
@Resolver(() => PatternFlag)
export class PatternsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => [PatternFlag], { description: 'The flags of a station that the reader may see, without whom they are about: those that wait first, at most 200. Team leaders see those of their team, and nobody one about themselves.' })
  @Requires(readPatternFlags)
  async patternFlags(@Args('stationId', STATION) stationId: Id, @Args('answered', { type: () => Boolean, nullable: true, description: 'Only those that were answered, or only the others.' }) answered: boolean | null | undefined): Promise<PatternFlag[]> {
    return this.gate.inStation(stationId, async (tenant) => (await listFlags(tenant, stationId, await this.reader(tenant, stationId), answered ?? null)).map(viewFlag));
  }

  @Query(() => OpenedPatternFlag, { description: 'One flag with whom and what it is about. Opening it is recorded. NOT_FOUND.' })
  @Requires(readPatternFlags)
  async patternFlag(@Args('stationId', STATION) stationId: Id, @Args('flagId', { type: () => ID }) flagId: Id): Promise<OpenedPatternFlag> {
    const { row, instances } = await this.gate.inStation(stationId, async (tenant) => {
      const opened = await openFlag(tenant, stationId, parseId(flagId, 'flagId'), await this.reader(tenant, stationId));
      const ids = await tenant.sql<{ id: Id }>('SELECT DISTINCT t.instance_id AS id FROM task t WHERE t.station_id = $1 AND t.id = ANY ($2)', [stationId, [...opened.records]]);
      return { row: opened, instances: await summariesOf(tenant, this.catalog, await instancesById(tenant, stationId, ids.map(({ id }) => id))) };
    });
    return { flag: viewFlag(row), subject: await accountIn(this.gate, { stationId }, row.subjectId), instances };
  }

  @Mutation(() => PatternFlag, { description: 'Answers a flag, with a reason. NOT_FOUND, BAD_INPUT, STALE_VERSION.' })
  @Requires(answerPatternFlags)
  async answerPatternFlag(
    @Args('stationId', STATION) stationId: Id,
    @Args('flagId', { type: () => ID }) flagId: Id,
    @Args('answer', { type: () => PatternFlagAnswer }) answer: PatternFlagAnswer,
    @Args('reason', { type: () => String, description: 'Why; at most 300 characters.' }) reason: string,
    @Args('expectedVersion', { type: () => Int, description: 'The version the answer was decided on.' }) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<PatternFlag> {
    const command = { flagId: parseId(flagId, 'flagId'), answer: ANSWERS[answer], reason, expectedVersion, idempotencyKey };
    return this.gate.inStation(stationId, async (tenant) => viewFlag(await answerFlag(tenant, stationId, await this.reader(tenant, stationId), command)));
  }

  @Query(() => [PatternRule], { description: 'The rules that flags come from, as a station has them.' })
  @Requires(readPatternFlags)
  async patternRules(@Args('stationId', STATION) stationId: Id): Promise<PatternRule[]> {
    return (await this.gate.inStation(stationId, (tenant) => ruleStandings(tenant, stationId))).map(viewRule);
  }

  @Mutation(() => PatternRule, { description: 'Sets a rule for a station; what was noticed before stays. The same again says the same. NOT_FOUND, BAD_INPUT, STALE_VERSION.' })
  @Requires(setPatternRules)
  async setPatternRule(
    @Args('stationId', STATION) stationId: Id,
    @Args('rule', { type: () => String, description: 'The id of a rule.' }) ruleId: string,
    @Args('enabled', { type: () => Boolean }) enabled: boolean,
    @Args('thresholds', { type: () => [PatternThresholdInput], description: 'Those that are not named keep the rule’s default.' }) thresholds: PatternThresholdInput[],
    @Args('expectedVersion', { type: () => Int, description: 'The version the change was decided on; 0 while nobody changed it.' }) expectedVersion: number,
  ): Promise<PatternRule> {
    return viewRule(await this.gate.inStation(stationId, (tenant) => setRule(tenant, stationId, { ruleId, enabled, thresholds, expectedVersion })));
  }

  private async reader(tenant: Tenant, stationId: Id): Promise<FlagReader> {
    const { id: accountId } = currentRequest().account;
    if (this.gate.may(readAllPatternFlags.id, { stationId })) return { accountId, teamIds: null };
    const teams = await tenant.sql<{ id: Id }>('SELECT DISTINCT m.team_id AS id FROM membership m WHERE m.station_id = $1 AND m.account_id = $2 AND m.team_id IS NOT NULL AND m.role = $3 AND m.ended_at IS NULL', [stationId, accountId, LEADS_A_TEAM]);
    return { accountId, teamIds: teams.map(({ id }) => id) };
  }
}

const LEADS_A_TEAM = 'team-leader';

function viewFlag(row: FlagRow): PatternFlag {
  const { id, stationId, rule, from, until, records, facts, foundAt, expiresAt, version, answer, reason, answeredAt } = row;
  const known = patternRule(rule);
  return Object.assign(new PatternFlag(), {
    row, id, stationId, rule, from, until, foundAt, expiresAt, version, reason, answeredAt,
    title: known?.title ?? text(rule, rule),
    method: known?.method ?? text('该规则已不再使用。', 'This rule is no longer in use.'),
    tasks: records.length,
    facts: Object.entries(facts).map(([name, value]) => ({ name, value: Math.round(value) })),
    answer: answer === null ? null : answer === 'explained' ? PatternFlagAnswer.EXPLAINED : PatternFlagAnswer.FOLLOWED_UP,
  });
}

function viewRule({ rule, enabled, thresholds, version }: RuleStanding): PatternRule {
  const { id, title, method, source } = rule;
  return {
    id, title, method, source, enabled, version,
    thresholds: Object.entries(rule.thresholds).map(([name, threshold]) => ({ ...threshold, name, unit: PatternUnit[threshold.unit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as keyof typeof PatternUnit], value: thresholds[name] ?? threshold.default })),
  };
}
