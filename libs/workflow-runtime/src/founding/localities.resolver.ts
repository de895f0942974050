import { changeStationPermission, declareLocalities, localitiesOf, readStation, Requires, TenantGate, Text, type LocalitiesDeclared, type Locality, type LocalityKind, type LocalityProblem, type LocalityRow } from '@stationhouse/access';
import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { once } from '../configuration/once.js';
import { undoable } from '../configuration/undoable.js';

export const LocalityKindName = { COMMUNITY: 'COMMUNITY', GRID_CELL: 'GRID_CELL' } as const;
registerEnumType(LocalityKindName, { name: 'LocalityKind', description: 'COMMUNITY: a residents’ or village committee’s place (社区、村). GRID_CELL: a part of one that one grid worker goes round (网格).' });
const KINDS: Readonly<Record<LocalityKind, keyof typeof LocalityKindName>> = { community: 'COMMUNITY', gridCell: 'GRID_CELL' };

@ObjectType('Locality', { description: 'A community or grid cell, policed by one station.' })
export class LocalityView {
  @Field(() => ID) id!: Id;
  @Field(() => LocalityKindName) kind!: keyof typeof LocalityKindName;
  @Field(() => String, { description: 'Unique in the bureau.' }) code!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true, description: 'Of a grid cell: the code of the community it is part of, which may be another station’s; null where nobody says.' }) communityCode!: string | null;
  @Field(() => Boolean, { description: 'Whether it is known where it lies, so that figures and patrols can name it.' }) drawn!: boolean;
}

@InputType({ description: 'A community or grid cell as a row of a table says it: every cell as it was written.' })
export class LocalityRowInput implements LocalityRow {
  @Field(() => Int, { description: 'Its line in the table, from 1; problems name it.' }) row!: number;
  @Field(() => String, { description: '1 to 20 letters, digits or hyphens; unique in the bureau; small letters become capitals.' }) code!: string;
  @Field(() => String, { description: 'At most 100 characters.' }) name!: string;
  @Field(() => String, { description: 'community or gridCell.' }) kind!: string;
  @Field(() => String, { description: 'Of a grid cell: the code of its community, or blank.' }) community!: string;
  @Field(() => String, { description: 'The code of the station that polices it, or its name.' }) station!: string;
  @Field(() => String, { defaultValue: '', description: 'Where it lies: a polygon in WKT or GeoJSON, longitude before latitude (WGS-84). Blank leaves what is drawn.' }) area!: string;
}

@ObjectType({ description: 'What is wrong with a cell of a table of communities and grid cells.' })
export class LocalityProblemView {
  @Field(() => Int) row!: number;
  @Field(() => String, { description: 'code, name, kind, community, station, area.' }) column!: LocalityProblem['column'];
  @Field(() => String) code!: string;
  @Field(() => Text, { description: 'What is wrong and what to do.' }) text!: Bilingual;
}

@ObjectType({ description: 'What a table of communities and grid cells comes to.' })
export class LocalitiesOutcome {
  @Field(() => Boolean, { description: 'False for a dry run, and while anything is wrong: nothing was kept.' }) applied!: boolean;
  @Field(() => [LocalityProblemView], { description: 'By row.' }) problems!: readonly LocalityProblem[];
  @Field(() => Int, { description: 'New codes.' }) added!: number;
  @Field(() => Int, { description: 'Known codes with another name, kind, community or station.' }) changed!: number;
  @Field(() => Int, { description: 'Codes of the stations it names that it does not list.' }) removed!: number;
  @Field(() => Int, { description: 'How many stations it speaks of.' }) stations!: number;
}

/** 社区、网格: what stations police, by name. */
@Resolver(() => LocalityView)
export class LocalitiesResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => [LocalityView], { description: 'The communities and grid cells that a station polices, communities with their cells, by code; at most 2,000. NOT_FOUND.' })
  @Requires(readStation)
  async localities(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('stationId', { type: () => ID }) stationId: Id): Promise<LocalityView[]> {
    const found = await this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, (tenant) => localitiesOf(tenant, bureauId, stationId));
    return found.map(({ id, kind, code, name, communityCode, drawn }: Locality) => Object.assign(new LocalityView(), { id, kind: KINDS[kind], code, name, communityCode, drawn }));
  }

  @Mutation(() => LocalitiesOutcome, {
    description: 'Takes a table as what the stations it names police from now on: what it does not list of theirs is removed; other stations keep what they have. A dry run says what is wrong and what would change. FORBIDDEN, BAD_INPUT, CONFLICT.',
  })
  @Requires(changeStationPermission)
  declareLocalities(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('rows', { type: () => [LocalityRowInput], description: '1 to 5,000.' }) rows: LocalityRowInput[],
    @Args('dryRun', { type: () => Boolean, description: 'Says what would come of it, and keeps nothing.' }) dryRun: boolean,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<LocalitiesOutcome> {
    const command = { rows, dryRun, idempotencyKey };
    return undoable<LocalitiesOutcome>((undo) =>
      this.gate.inBureau(bureauId, (tenant) =>
        once(tenant, bureauId, 'declare localities', command, async () => {
          const declared: LocalitiesDeclared = await declareLocalities(tenant, bureauId, rows);
          const applied = !dryRun && declared.problems.length === 0;
          return applied ? { applied, ...declared } : undo({ applied, ...declared });
        }),
      ),
    );
  }
}
