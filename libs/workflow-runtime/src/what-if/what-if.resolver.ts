import { DateTime, findRole, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, parseId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { InstanceSummary } from '../graphql/types.js';
import { parseSource } from '../graphql/configuration.resolver.js';
import { summariesOf } from '../graphql/views.js';
import { publishConfiguration, readConfiguration, readInstances } from '../permissions.js';
import { instancesById } from '../reads/instances.js';
import { AssumptionName, MeasureKindName, WhatIfAmount, WhatIfComparison, WhatIfMeasure, WhatIfOutcome, WhatIfRefusal, WhatIfStatusName } from './types.js';
import { WhatIfs, type KeptResult, type WhatIfRow } from './what-ifs.js';

const STATION = { type: () => ID };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };
const MOST = 200;
const WEEK_MS = 7 * 24 * 3_600_000;
const ASSUMPTIONS = { rhythm: AssumptionName.RHYTHM, extraTasks: AssumptionName.EXTRA_TASKS, condition: AssumptionName.CONDITION } as const;

type KeptMeasure = KeptResult['measures'][number];

/** What a station's past would have been under a draft. */
@Resolver(() => WhatIfComparison)
export class WhatIfResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly whatIfs: WhatIfs,
  ) {}

  @Mutation(() => WhatIfComparison, { description: 'Compares the instances a station began in some time under a draft of its overlay with how they went: a job, whose progress stands on the comparison and is told by `changes` (WHAT_IF). At most 20,000 instances. NOT_FOUND, BAD_INPUT, DEFINITION_INVALID with file, line and mend.' })
  @Requires(publishConfiguration)
  async startWhatIf(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', STATION) stationId: Id,
    @Args('workflow', { type: () => String, description: 'The id of a workflow.' }) workflow: string,
    @Args('overlay', { type: () => String, description: 'YAML or JSON of the draft as a whole, at most 200,000 characters.' }) overlay: string,
    @Args('from', { type: () => DateTime }) from: Date,
    @Args('until', { type: () => DateTime }) until: Date,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<WhatIfComparison> {
    return this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, async (tenant) => {
      const { id } = await this.whatIfs.start(tenant, { stationId, bureauId }, { workflow, overlay: parseSource(overlay), from, until, idempotencyKey });
      return view(await this.whatIfs.read(tenant, stationId, id));
    });
  }

  @Mutation(() => WhatIfComparison, { description: 'Ends a comparison under way. NOT_FOUND, CONFLICT once it is over.' })
  @Requires(publishConfiguration)
  async cancelWhatIf(@Args('stationId', STATION) stationId: Id, @Args('whatIfId', { type: () => ID }) whatIfId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<WhatIfComparison> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { id } = await this.whatIfs.cancel(tenant, stationId, { whatIfId: parseId(whatIfId, 'whatIfId'), idempotencyKey });
      return view(await this.whatIfs.read(tenant, stationId, id));
    });
  }

  @Query(() => WhatIfComparison, { description: 'One comparison. NOT_FOUND, also a week after it was made.' })
  @Requires(readConfiguration)
  async whatIf(@Args('stationId', STATION) stationId: Id, @Args('whatIfId', { type: () => ID }) whatIfId: Id): Promise<WhatIfComparison> {
    return view(await this.gate.inStation(stationId, (tenant) => this.whatIfs.read(tenant, stationId, parseId(whatIfId, 'whatIfId'))));
  }

  @Query(() => [InstanceSummary], { description: 'The instances behind one line of a comparison, as the reader may see them now, by id; of each line the first 500 are kept. NOT_FOUND.' })
  @Requires(readInstances)
  async whatIfInstances(
    @Args('stationId', STATION) stationId: Id,
    @Args('whatIfId', { type: () => ID }) whatIfId: Id,
    @Args('line', { type: () => String, description: 'The key of a measure or a refusal.' }) line: string,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 200.' }) first: number,
    @Args('after', { type: () => ID, nullable: true, description: 'The id of the last one of the page before.' }) after: Id | null | undefined,
  ): Promise<InstanceSummary[]> {
    if (!Number.isInteger(first) || first < 1 || first > MOST) throw badInput('first', text(`“first”应为 1 到 ${MOST} 的整数。`, `"first" must be a whole number from 1 to ${MOST}.`));
    return this.gate.inStation(stationId, async (tenant) => this.summaries(tenant, stationId, idsOf(await this.whatIfs.read(tenant, stationId, parseId(whatIfId, 'whatIfId')), line), first, after ?? undefined));
  }

  private async summaries(tenant: Tenant, stationId: Id, ids: readonly Id[], first: number, after: Id | undefined): Promise<InstanceSummary[]> {
    const page = [...ids].sort().filter((id) => after === undefined || id > after).slice(0, first);
    const rows = await instancesById(tenant, stationId, page);
    return summariesOf(tenant, this.catalog, rows.sort((left, right) => (left.id < right.id ? -1 : 1)));
  }
}

/** @throws StationhouseError NOT_FOUND for a line the comparison does not have */
function idsOf({ result }: WhatIfRow, line: string): readonly Id[] {
  const found = result?.measures.find((measure) => keyOf(measure) === line)?.differs ?? result?.refused.find((refusal) => keyOfRefusal(refusal) === line)?.instances;
  if (found === undefined) throw notFound(text('推演结果', 'Line of the comparison'));
  return found;
}

function keyOf({ kind, of, role }: Pick<KeptMeasure, 'kind' | 'of' | 'role'>): string {
  return [kind, of, ...(role === undefined ? [] : [role])].join(' ');
}

function keyOfRefusal({ event, of, code }: KeptResult['refused'][number]): string {
  return ['refused', event, of ?? '', code].join(' ');
}

function view(row: WhatIfRow): WhatIfComparison {
  const { id, stationId, workflow, from, until, total, done, milliseconds, createdAt } = row;
  const status = WhatIfStatusName[row.status.toUpperCase() as keyof typeof WhatIfStatusName];
  return Object.assign(new WhatIfComparison(), { id, stationId, workflow, status, from, until, total, done, milliseconds, createdAt, result: row.result === null ? null : viewResult(row.result, (until.getTime() - from.getTime()) / WEEK_MS) });
}

function viewResult({ compared, differing, unplayable, answered, measures, refused }: KeptResult, weeks: number): WhatIfOutcome {
  return Object.assign(new WhatIfOutcome(), {
    compared,
    differing,
    unplayable,
    answered,
    measures: measures.map((measure) => viewMeasure(measure, weeks)),
    refused: refused.map((refusal) => Object.assign(new WhatIfRefusal(), { key: keyOfRefusal(refusal), title: refusal.title, code: refusal.code, text: refusal.text, instances: refusal.count })),
  });
}

function viewMeasure(measure: KeptMeasure, weeks: number): WhatIfMeasure {
  const { kind, of, role, title, now, draft, assumptions, differing } = measure;
  const amount = ({ least, most, length }: KeptMeasure['now']) => Object.assign(new WhatIfAmount(), { least, most, perWeek: kind === 'load' ? most / weeks : null, seconds: length === undefined ? null : Math.round(length / 1000) });
  return Object.assign(new WhatIfMeasure(), {
    key: keyOf(measure),
    kind: MeasureKindName[kind.toUpperCase() as keyof typeof MeasureKindName],
    title: kind === 'load' ? roleTitle(of) : title,
    roleTitle: role === undefined ? null : roleTitle(role),
    now: amount(now),
    draft: amount(draft),
    assumptions: assumptions.map((assumption) => ASSUMPTIONS[assumption]),
    differing,
  });
}

function roleTitle(role: string): Bilingual {
  return findRole(role)?.title ?? text(role, role);
}
