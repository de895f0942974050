import { Args, Field, Float, ID, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { PluginStore, Requires, Text } from '@stationhouse/plugin-api';
import { addBranch, branchesOf, changeBranch, removeBranch, takeIn, type BranchReceipt as Receipt } from './branches.js';
import { keepBranches, readBranches } from './permissions.js';
import type { BranchWords } from './reading.js';

@ObjectType({ description: 'A bank’s branch in the area of a station.' })
export class BankBranch {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: 'Grows with every change; a change names the one it saw.' }) version!: number;
  @Field(() => String) bank!: string;
  @Field(() => String) name!: string;
  @Field(() => String) address!: string;
  @Field(() => String, { nullable: true }) phone!: string | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; null where nobody knows.' }) longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; null where nobody knows.' }) latitude!: number | null;
}

@InputType({ description: 'What is written down of a bank’s branch.' })
export class BankBranchInput implements BranchWords {
  @Field(() => String, { description: 'At most 60 characters.' }) bank!: string;
  @Field(() => String, { description: 'Its name within the bank, at most 80 characters.' }) name!: string;
  @Field(() => String, { description: 'At most 200 characters.' }) address!: string;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; with the latitude, or neither.' }) longitude?: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude?: number | null;
}

@InputType({ description: 'A row of a sheet of bank branches: its cells as they were written.' })
export class BankBranchCells implements BranchWords {
  @Field(() => String, { nullable: true }) bank?: string | null;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => String, { nullable: true }) address?: string | null;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => String, { nullable: true, description: 'Degrees, WGS-84.' }) longitude?: string | null;
  @Field(() => String, { nullable: true, description: 'Degrees, WGS-84.' }) latitude?: string | null;
}

export enum BankBranchRowStatus {
  ADDED = 'added',
  CHANGED = 'changed',
  SAME = 'same',
  REFUSED = 'refused',
}
registerEnumType(BankBranchRowStatus, {
  name: 'BankBranchRowStatus',
  description: 'What becomes of a row of a sheet of bank branches.',
  valuesMap: { ADDED: { description: 'It is new.' }, CHANGED: { description: 'The branch is there and is brought up to what the row says.' }, SAME: { description: 'It is there as the row says.' }, REFUSED: { description: 'Nothing is written: see problems.' } },
});

@ObjectType({ description: 'What is wrong with one cell of a row of bank branches.' })
export class BankBranchProblem {
  @Field(() => String, { description: 'bank, name, address, phone, longitude or latitude.' }) field!: string;
  @Field(() => Text) text!: Bilingual;
}

@ObjectType({ description: 'What became of a row of a sheet of bank branches, or would.' })
export class BankBranchReceipt {
  @Field(() => BankBranchRowStatus) status!: BankBranchRowStatus;
  @Field(() => [BankBranchProblem]) problems!: readonly BankBranchProblem[];
}

const STATION = { type: () => ID };
const ROWS = { type: () => [BankBranchCells], description: 'At most 500.' };
const INPUT = { type: () => BankBranchInput };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };

/** The bank branches of a station: kept by the chief, looked at by whoever runs to one. How far it is to each is worked out on the phone: where an officer is, is sent to nobody. */
@Resolver()
export class BranchesResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => [BankBranch], { description: 'The bank branches that the station has written down, by bank and name; at most 500.' })
  @Requires(readBranches)
  bankBranches(@Args('stationId', STATION) stationId: Id): Promise<BankBranch[]> {
    return this.store.inStation(stationId, readBranches, branchesOf);
  }

  @Mutation(() => BankBranch, { description: 'Writes down a bank branch. BAD_INPUT with the field, CONFLICT for one that is there.' })
  @Requires(keepBranches)
  addBankBranch(@Args('stationId', STATION) stationId: Id, @Args('input', INPUT) input: BankBranchInput, @Args('idempotencyKey', { type: () => String, description: 'Made once per intention; a repeated command returns the first answer.' }) idempotencyKey: string): Promise<BankBranch> {
    return this.store.inStation(stationId, keepBranches, (rows) => addBranch(rows, input, idempotencyKey));
  }

  @Mutation(() => BankBranch, { description: 'Corrects a bank branch; the whole of it is given. STALE_VERSION, BAD_INPUT with the field, CONFLICT, NOT_FOUND.' })
  @Requires(keepBranches)
  changeBankBranch(@Args('stationId', STATION) stationId: Id, @Args('branchId', { type: () => ID }) branchId: string, @Args('input', INPUT) input: BankBranchInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<BankBranch> {
    const id = parseId(branchId, 'branchId');
    return this.store.inStation(stationId, keepBranches, (rows) => changeBranch(rows, id, input, expectedVersion));
  }

  @Mutation(() => Boolean, { description: 'Removes a bank branch. STALE_VERSION, NOT_FOUND.' })
  @Requires(keepBranches)
  async removeBankBranch(@Args('stationId', STATION) stationId: Id, @Args('branchId', { type: () => ID }) branchId: string, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    const id = parseId(branchId, 'branchId');
    await this.store.inStation(stationId, keepBranches, (rows) => removeBranch(rows, id, expectedVersion));
    return true;
  }

  @Query(() => [BankBranchReceipt], { description: 'What would become of the rows of a sheet of bank branches, in their order; nothing is kept. BAD_INPUT for more than 500.' })
  @Requires(keepBranches)
  checkedBankBranches(@Args('stationId', STATION) stationId: Id, @Args('rows', ROWS) sheet: BankBranchCells[]): Promise<BankBranchReceipt[]> {
    return this.store.inStation(stationId, keepBranches, async (rows) => shown(await takeIn(rows, sheet, false)));
  }

  @Mutation(() => [BankBranchReceipt], { description: 'Takes in the rows of a sheet of bank branches: a branch is known by its bank and name, and one that is there is brought up to what the row says, so that a repetition changes nothing. Rows with problems are left out. BAD_INPUT for more than 500.' })
  @Requires(keepBranches)
  importBankBranches(@Args('stationId', STATION) stationId: Id, @Args('rows', ROWS) sheet: BankBranchCells[]): Promise<BankBranchReceipt[]> {
    return this.store.inStation(stationId, keepBranches, async (rows) => shown(await takeIn(rows, sheet, true)));
  }
}

function shown(receipts: readonly Receipt[]): BankBranchReceipt[] {
  return receipts.map(({ status, problems }) => ({ status: status as BankBranchRowStatus, problems: [...problems] }));
}
