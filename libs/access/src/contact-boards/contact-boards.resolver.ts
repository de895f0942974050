import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { DateTime, LocalDate } from '../graphql/scalars.js';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { Account } from '../organisation/entities.js';
import { accountIn } from '../organisation/loaders.js';
import { manageContactBoards, readContactBoards } from '../permissions/catalogue.js';
import { contactBoards, flagBoard, putUpBoard, removeBoard, replaceBoard, type BoardWords, type ContactBoardRow } from './contact-boards.js';

@ObjectType({ description: 'A board in public that tells people whom of the station to call (联系牌).' })
export class ContactBoard {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => Int, { description: 'Grows with every change of what is written down.' }) version!: number;
  @Field(() => String, { description: 'Where it hangs.' }) place!: string;
  @Field(() => String, { description: 'What is printed on it.' }) printed!: string;
  @Field(() => LocalDate, { description: 'Since which day it hangs as it is.' }) since!: string;
  @Field(() => DateTime, { nullable: true, description: 'Since when it must be replaced: an officer it names left the station, or somebody said so; domain time. Null while it is right.' }) flaggedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What somebody said; null where nobody had to.' }) flagReason!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last replaced; domain time.' }) replacedAt!: Date | null;
  row!: ContactBoardRow;
}

@InputType({ description: 'What hangs where.' })
export class ContactBoardInput implements BoardWords {
  @Field(() => String, { description: 'Where it hangs; at most 120 characters.' }) place!: string;
  @Field(() => String, { description: 'What is printed on it; at most 300 characters.' }) printed!: string;
  @Field(() => [ID], { description: 'Whom it names: 1 to 5 people of the station.' }) officerIds!: Id[];
  @Field(() => LocalDate, { description: 'Since which day it hangs as it is.' }) since!: string;
}

const STATION = { type: () => ID };
const BOARD = { type: () => ID };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };

/** The register of a station’s contact boards: they stay current when officers move. */
@Resolver(() => ContactBoard)
export class ContactBoardsResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => [ContactBoard], { description: 'The station’s contact boards, those that must be replaced first; at most 500.' })
  @Requires(readContactBoards)
  async contactBoards(@Args('stationId', STATION) stationId: Id, @Args('flagged', { type: () => Boolean, nullable: true, description: 'Only those that must be replaced, or only the others.' }) flagged: boolean | null | undefined): Promise<ContactBoard[]> {
    return (await this.gate.inStation(stationId, (tenant) => contactBoards(tenant, stationId, flagged ?? undefined))).map(view);
  }

  @Mutation(() => ContactBoard, { description: 'Writes down a board that hangs somewhere. BAD_INPUT, NOT_FOUND for somebody who is not of the station.' })
  @Requires(manageContactBoards)
  async putUpContactBoard(@Args('stationId', STATION) stationId: Id, @Args('input', { type: () => ContactBoardInput }) input: ContactBoardInput, @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string): Promise<ContactBoard> {
    return view(await this.gate.inStation(stationId, (tenant) => putUpBoard(tenant, stationId, parsed(input), idempotencyKey)));
  }

  @Mutation(() => ContactBoard, { description: 'Says that the board itself was replaced: from now on it hangs as described, and waits for nothing. STALE_VERSION, BAD_INPUT, NOT_FOUND.' })
  @Requires(manageContactBoards)
  async replaceContactBoard(@Args('stationId', STATION) stationId: Id, @Args('boardId', BOARD) boardId: Id, @Args('input', { type: () => ContactBoardInput }) input: ContactBoardInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<ContactBoard> {
    return view(await this.gate.inStation(stationId, (tenant) => replaceBoard(tenant, stationId, parseId(boardId, 'boardId'), parsed(input), expectedVersion)));
  }

  @Mutation(() => ContactBoard, { description: 'Says that a board must be replaced, for example because it is damaged. STALE_VERSION, BAD_INPUT, NOT_FOUND.' })
  @Requires(manageContactBoards)
  async flagContactBoard(@Args('stationId', STATION) stationId: Id, @Args('boardId', BOARD) boardId: Id, @Args('reason', { type: () => String, description: 'Why; at most 200 characters.' }) reason: string, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<ContactBoard> {
    return view(await this.gate.inStation(stationId, (tenant) => flagBoard(tenant, stationId, parseId(boardId, 'boardId'), reason, expectedVersion)));
  }

  @Mutation(() => Boolean, { description: 'Says that a board hangs there no more. STALE_VERSION, NOT_FOUND.' })
  @Requires(manageContactBoards)
  async removeContactBoard(@Args('stationId', STATION) stationId: Id, @Args('boardId', BOARD) boardId: Id, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    await this.gate.inStation(stationId, (tenant) => removeBoard(tenant, stationId, parseId(boardId, 'boardId'), expectedVersion));
    return true;
  }

  @ResolveField(() => [Account], { description: 'Whom it names.' })
  officers(@Parent() { row }: ContactBoard): Promise<Account[]> {
    return Promise.all(row.officerIds.map((id) => accountIn(this.gate, { stationId: row.stationId }, id)));
  }

  @ResolveField(() => [Account], { description: 'Those it names who hold no role at the station any more.' })
  gone(@Parent() { row }: ContactBoard): Promise<Account[]> {
    return Promise.all(row.goneIds.map((id) => accountIn(this.gate, { stationId: row.stationId }, id)));
  }
}

function view(row: ContactBoardRow): ContactBoard {
  return Object.assign(new ContactBoard(), { ...row, row });
}

function parsed(input: ContactBoardInput): BoardWords {
  return { ...input, officerIds: input.officerIds.map((id) => parseId(id, 'input.officerIds')) };
}
