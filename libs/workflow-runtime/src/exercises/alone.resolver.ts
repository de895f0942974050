import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { callAt } from '../graphql/call.js';
import { Instance } from '../graphql/types.js';
import { viewInstance } from '../graphql/views.js';
import { haltExercises } from '../permissions.js';
import { ExercisesAlone } from './alone.js';

/** Exercises without a run. */
@Resolver(() => Instance)
export class ExercisesAloneResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly alone: ExercisesAlone,
  ) {}

  @Mutation(() => Instance, {
    description: '停止演练·转实警 for an exercise that was started alone: it and all that came of it is called off, and everybody taking part is told by an urgent, real notice. Halted already, it stays so. NOT_FOUND, BAD_INPUT for a real instance, EXERCISE_STATUS for one of a run (haltExercise), PLUGIN_DISABLED.',
  })
  @Requires(haltExercises)
  async haltExerciseInstance(@Args('stationId', { type: () => ID }) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: Id): Promise<Instance> {
    const row = await this.alone.halt(callAt(stationId), parseId(instanceId, 'instanceId'));
    return this.gate.inStation(stationId, async (tenant) => viewInstance(row, await this.catalog.version(tenant, row.definition), this.gate.reader(stationId)));
  }
}
