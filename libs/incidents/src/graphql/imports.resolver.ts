import { accountIn, DateTime, Json, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, Float, ID, Int, Mutation, ObjectType, Parent, Query, registerEnumType, ResolveField, Resolver } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { Imports } from '../import/service/imports.js';
import type { ImportProfileRecord } from '../import/service/profiles.js';
import { IMPORT_STATES, type ImportRecord, type ImportState } from '../import/service/records.js';
import { manageImports } from '../permissions.js';

const ImportStateEnum = Object.fromEntries(IMPORT_STATES.map((state) => [state, state])) as { [State in ImportState]: State };
registerEnumType(ImportStateEnum, { name: 'ImportState', description: 'Where an import stands. PAUSED waits for somebody to make room and resume it.' });

@ObjectType('Import', { description: 'An uploaded table on its way into the register.' })
export class ImportType {
  @Field(() => ID) id!: Id;
  @Field(() => ID) bureauId!: Id;
  @Field(() => ID, { nullable: true, description: 'The one station it is for; null for the whole bureau.' }) stationId!: Id | null;
  @Field(() => Int) version!: number;
  @Field(() => String, { description: 'Empty once erasedAt.' }) fileName!: string;
  @Field(() => Float) fileBytes!: number;
  @Field(() => String, { description: 'csv, tsv or xlsx.' }) format!: string;
  @Field(() => String, { description: 'utf-8, gb18030, utf-16le or utf-16be.' }) encoding!: string;
  @Field(() => [String]) columns!: readonly string[];
  @Field(() => [[String]], { description: 'The first rows, cell by cell.' }) preview!: readonly (readonly string[])[];
  @Field(() => Json, { description: 'A first guess at the mapping, from the column names.' }) suggestedMapping!: unknown;
  @Field(() => String, { nullable: true }) source!: string | null;
  @Field(() => Json, { nullable: true }) mapping!: unknown;
  @Field(() => Boolean) dryRun!: boolean;
  @Field(() => ImportStateEnum) state!: ImportState;
  @Field(() => Float, { description: 'Of fileBytes, how many are worked through.' }) bytesRead!: number;
  @Field(() => Int) rowsRead!: number;
  @Field(() => Int) rowsAdded!: number;
  @Field(() => Int, { description: 'Rows the register had already.' }) rowsKnown!: number;
  @Field(() => Int, { description: 'Rows in the error file.' }) rowsRejected!: number;
  @Field(() => Int, { description: 'Rows that went to the station for unrouted ones.' }) rowsUnrouted!: number;
  @Field(() => Text, { nullable: true, description: 'Why it failed or paused, and what to do.' }) failure!: Bilingual | null;
  @Field(() => String, { description: 'Who uploaded it.' }) createdBy!: string;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime, { nullable: true }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true }) finishedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the file, its name, its first rows and its refused values were erased because their time was over; the counts stay. Null while they are there.' }) erasedAt!: Date | null;
}

@ObjectType('ImportProfile', { description: 'How a source’s columns are mapped.' })
export class ImportProfileType {
  @Field(() => ID) id!: Id;
  @Field(() => String) source!: string;
  @Field(() => Json) mapping!: unknown;
}

/** Imports; uploads and error files go over REST. */
@Resolver(() => ImportType)
export class ImportsResolver {
  constructor(
    private readonly imports: Imports,
    private readonly gate: TenantGate,
  ) {}

  @Query(() => [ImportType], { name: 'imports', description: 'The newest imports of the bureau, or of one station.' })
  @Requires(manageImports)
  list(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('stationId', { type: () => ID, nullable: true }) stationId?: Id | null): Promise<ImportRecord[]> {
    return this.imports.list(bureauId, stationId ?? null);
  }

  @Query(() => ImportType, { name: 'import' })
  @Requires(manageImports, { anyStation: true })
  one(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('id', { type: () => ID }) id: Id): Promise<ImportRecord> {
    return this.imports.read(bureauId, id);
  }

  @Query(() => [ImportProfileType], { description: 'Saved mappings of the bureau, or of one station.' })
  @Requires(manageImports)
  importProfiles(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('stationId', { type: () => ID, nullable: true }) stationId?: Id | null): Promise<ImportProfileRecord[]> {
    return this.imports.profiles(bureauId, stationId ?? null);
  }

  @Mutation(() => ImportProfileType, { description: 'Keeps a mapping for the next file of its source. Errors: IMPORT_MAPPING_INVALID.' })
  @Requires(manageImports)
  saveImportProfile(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('mapping', { type: () => Json }) mapping: unknown,
    @Args('stationId', { type: () => ID, nullable: true }) stationId?: Id | null,
  ): Promise<ImportProfileRecord> {
    return this.imports.saveProfile(bureauId, stationId ?? null, mapping);
  }

  @Mutation(() => ImportType, { description: 'Queues an import. Errors: IMPORT_MAPPING_INVALID, IMPORT_NOT_RUNNING.' })
  @Requires(manageImports, { anyStation: true })
  startImport(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('id', { type: () => ID }) id: Id,
    @Args('mapping', { type: () => Json }) mapping: unknown,
    @Args('dryRun', { type: () => Boolean }) dryRun: boolean,
  ): Promise<ImportRecord> {
    return this.imports.start(bureauId, id, mapping, dryRun);
  }

  @Mutation(() => ImportType, { description: 'Stops an import at its next batch. Errors: IMPORT_NOT_RUNNING.' })
  @Requires(manageImports, { anyStation: true })
  cancelImport(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('id', { type: () => ID }) id: Id): Promise<ImportRecord> {
    return this.imports.cancel(bureauId, id);
  }

  @Mutation(() => ImportType, { description: 'Goes on with an import behind the last row that is in. Errors: IMPORT_NOT_RUNNING.' })
  @Requires(manageImports, { anyStation: true })
  resumeImport(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('id', { type: () => ID }) id: Id): Promise<ImportRecord> {
    return this.imports.resume(bureauId, id);
  }

  @ResolveField(() => String)
  async createdBy(@Parent() record: ImportRecord): Promise<string> {
    return (await accountIn(this.gate, { bureauId: record.bureauId }, record.createdById)).displayName;
  }
}
