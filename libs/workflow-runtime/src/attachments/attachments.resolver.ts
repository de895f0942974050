import { accountIn, covers, currentRequest, DateTime, Requires, TenantGate } from '@stationhouse/access';
import { Args, Field, Float, ID, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { Instance, StepResult } from '../graphql/types.js';
import { batched, callAt } from '../graphql/views.js';
import { addAttachments, removeAttachments } from '../permissions.js';
import { Attachments } from './attachments.js';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from './entity.js';

@ObjectType({ description: 'A file of an instance. Its bytes: GET /api/stations/{stationId}/instances/{instanceId}/attachments/{id}, with a purpose.' })
export class Attachment {
  @Field(() => ID) id!: Id;
  @Field(() => String, { nullable: true, description: 'As its sender called it. P2: null until the instance is read with a purpose.' }) name!: string | null;
  @Field(() => String, { description: 'What it is by its content: pdf, jpg, docx …' }) type!: string;
  @Field(() => String) mediaType!: string;
  @Field(() => Float) bytes!: number;
  @Field(() => String, { description: 'Of its bytes, 64 hexadecimal digits; the history of the instance names the same.' }) sha256!: string;
  @Field(() => String, { nullable: true, description: 'What it is for. P2: null until the instance is read with a purpose.' }) purpose!: string | null;
  @Field(() => Boolean, { description: 'True for a photo that shows the person: it stands on the emergency card, where the workflow has one with photos.' }) likeness!: boolean;
  @Field(() => Boolean, { description: 'True for a voice note: what somebody said, to be listened to with a purpose.' }) voice!: boolean;
  @Field(() => String, { description: 'How personal it is: always P2.' }) dataClass!: string;
  @Field(() => DateTime) addedAt!: Date;
  @Field(() => Boolean, { description: 'Whether you may take it away.' }) mayRemove!: boolean;
  row!: AttachmentRow;
}

@ObjectType({ description: 'Which files may be attached.' })
export class AttachmentRules {
  @Field(() => Float, { description: 'Bytes of one file, at most.' }) maxBytes!: number;
  @Field(() => [String], { description: 'Endings that are allowed; a file is known by its content.' }) types!: readonly string[];
}

/** Attachments of instances. */
@Resolver(() => Instance)
export class InstanceAttachmentsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly attachments: Attachments,
  ) {}

  @Query(() => AttachmentRules, { description: 'Which files this installation takes.' })
  @Requires(addAttachments)
  attachmentRules(@Args('stationId', { type: () => ID }) _stationId: Id): AttachmentRules {
    return this.attachments.limits;
  }

  @Mutation(() => StepResult, { description: 'Takes an attachment away: your own, or with the right to remove others’. Its history entry stays. NOT_FOUND, FORBIDDEN, INSTANCE_CLOSED, SIGNATURE_KEPT.' })
  @Requires(addAttachments)
  async removeAttachment(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('attachmentId', { type: () => ID }) attachmentId: Id,
    @Args('idempotencyKey', { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' }) idempotencyKey: string,
  ): Promise<StepResult> {
    const answer = await this.attachments.remove(callAt(stationId), { attachmentId: parseId(attachmentId, 'attachmentId'), idempotencyKey });
    return Object.assign(new StepResult(), { stationId, ...answer });
  }

  @ResolveField(() => [Attachment], { name: 'attachments', description: 'Files that were attached and not removed, oldest first.' })
  async ofInstance(@Parent() { row, reader }: Instance): Promise<Attachment[]> {
    const read = batched('attachments', this.gate, row.stationId, (tenant, ids) => tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = ANY ($2) AND removed_at IS NULL ORDER BY id`, [row.stationId, [...ids]]), (one) => one.instanceId);
    const unit = { stationId: row.stationId };
    const [may, mayAny] = [this.gate.may(addAttachments.id, unit), this.gate.may(removeAttachments.id, unit)];
    const running = row.status === 'running';
    return (await read.load(row.id)).map((one) => {
      const shown = covers(reader.level, one.dataClass);
      const mayRemove = running && may && (mayAny || one.addedBy === currentRequest().account.id);
      return Object.assign(new Attachment(), { ...one, name: shown ? one.name : null, purpose: shown ? one.purpose : null, likeness: one.kind === 'likeness', voice: one.kind === 'voice', mayRemove, row: one });
    });
  }
}

@Resolver(() => Attachment)
export class AttachmentResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true, description: 'Who attached it; null where an automation of the workflow made it.' })
  async addedBy(@Parent() { row }: Attachment): Promise<string | null> {
    return row.addedBy === null ? null : (await accountIn(this.gate, { stationId: row.stationId }, row.addedBy)).displayName;
  }
}
