import { forbidden, loadStation, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { notFound, parseId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { signingOf } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { exerciseClocks } from '../exercises/clock.js';
import { workTasks } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import { readTask } from '../reads/tasks.js';

@ObjectType({ description: 'Somebody who signs.' })
export class TaskSigner {
  @Field(() => String, { description: 'Names them among the signers of this text; a signature repeats it as `signer`.' }) key!: string;
  @Field(() => String) name!: string;
  @Field(() => Text, { description: 'As what they sign: party, guardian, host.' }) role!: Bilingual;
}

@ObjectType({ description: 'What a task asks to be read out and signed, by the data of its instance as they are.' })
export class TaskSigning {
  @Field(() => String, { description: 'The field of the form that holds the signatures.' }) field!: string;
  @Field(() => String, { description: 'What is read out and signed; lines end in \\n.' }) text!: string;
  @Field(() => String, { description: 'Of the text in UTF-8, 64 hexadecimal digits; each signature repeats it as `text`, and is refused once the text has changed.' }) sha256!: string;
  @Field(() => [TaskSigner]) signers!: readonly TaskSigner[];
}

/** What is signed is personal: it is read for a purpose, and the read is logged. */
@Resolver()
export class SigningResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => TaskSigning, { nullable: true, description: 'What a task asks to be signed; null where its form holds no signatures. A P2 read: it needs a purpose, and is audited. PURPOSE_REQUIRED, FORBIDDEN, NOT_FOUND.' })
  @Requires(workTasks)
  async taskSigning(@Args('stationId', { type: () => ID }) stationId: Id, @Args('taskId', { type: () => ID }) taskId: Id, @Args('purpose', { type: () => String, description: 'Why, at most 200 characters.' }) purpose: string): Promise<TaskSigning | null> {
    return this.gate.inStation(stationId, async (tenant) => {
      const task = await readTask(tenant, stationId, parseId(taskId, 'taskId'));
      const row = await readInstance(tenant, stationId, task.instanceId);
      const compiled = await this.catalog.version(tenant, row.definition);
      if (!this.gate.mayRead(stationId, 'P2')) throw forbidden();
      await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'instance', id: row.id, number: row.number });
      const clocks = await exerciseClocks(tenant, stationId, row.exerciseId === null ? [] : [row.exerciseId]);
      const station = await loadStation(this.gate, stationId);
      if (station === undefined) throw notFound(text('派出所', 'Station'));
      const now = clocks.get(row.exerciseId ?? '')?.now ?? tenant.now;
      return signingOf(compiled, task.ref, { data: row.snapshot.data, now, timeZone: station.timeZone }) ?? null;
    });
  }
}
