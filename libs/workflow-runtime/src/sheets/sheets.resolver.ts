import { Json, Requires } from '@stationhouse/access';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { callAt } from '../graphql/call.js';
import { parseObject } from '../graphql/views.js';
import { startInstances as permission } from '../permissions.js';
import { WorkflowRuntime } from '../runtime.js';
import { checkRows, startInstances, type RowReceipt as Receipt } from './starting.js';
import { RowReceipt, RowStatus } from './types.js';

const ROWS = { type: () => [Json], description: 'Answers of the start form, one object a row; at most 500.' };
const WORKFLOW = { type: () => String };

/** Instances from the rows of a sheet. */
@Resolver(() => RowReceipt)
export class SheetsResolver {
  constructor(private readonly runtime: WorkflowRuntime) {}

  @Query(() => [RowReceipt], { description: 'What would become of the rows of a sheet: the same checks as startInstances, nothing is kept. BAD_INPUT for more than 500 rows, STARTED_BY_OTHERS, FORBIDDEN, PLUGIN_DISABLED, NOT_FOUND.' })
  @Requires(permission)
  async checkedRows(@Args('stationId', { type: () => ID }) stationId: Id, @Args('workflow', WORKFLOW) workflow: string, @Args('rows', ROWS) rows: unknown[]): Promise<RowReceipt[]> {
    return shown(await checkRows(this.runtime, callAt(stationId), { workflow, rows: objects(rows) }));
  }

  @Mutation(() => [RowReceipt], {
    description: 'Starts an instance for each row of a sheet, as startInstance would: each row stands or falls by itself and has its receipt, in the order of the rows; equal rows are one. BAD_INPUT for more than 500 rows, STARTED_BY_OTHERS, FORBIDDEN, PLUGIN_DISABLED, NOT_FOUND.',
  })
  @Requires(permission)
  async startInstances(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('rows', ROWS) rows: unknown[],
    @Args('exercise', { type: () => Boolean, defaultValue: false, description: 'As of startInstance.' }) exercise: boolean,
    @Args('idempotencyKey', { type: () => String, description: 'Of the sheet, at most 100 characters: a row that was started under it is not started again, also when the sheet comes corrected or in other parts.' }) idempotencyKey: string,
  ): Promise<RowReceipt[]> {
    return shown(await startInstances(this.runtime, callAt(stationId), { workflow, rows: objects(rows), exercise, idempotencyKey }));
  }
}

const objects = (rows: readonly unknown[]) => rows.map((row, index) => parseObject(row, `rows.${index}`));

const STATUS: Readonly<Record<Receipt['status'], RowStatus>> = { fine: RowStatus.FINE, started: RowStatus.STARTED, joined: RowStatus.JOINED, refused: RowStatus.REFUSED };

function shown(receipts: readonly Receipt[]): RowReceipt[] {
  return receipts.map((receipt, row): RowReceipt => {
    const status = STATUS[receipt.status];
    if (receipt.status === 'refused') return { row, status, instanceId: null, code: receipt.code, text: receipt.text, problems: receipt.problems };
    return { row, status, instanceId: 'instanceId' in receipt ? receipt.instanceId : null, code: null, text: null, problems: [] };
  });
}
