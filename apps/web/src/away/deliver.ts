import type { OperationVariables } from '@apollo/client';
import { failureOf } from '@stationhouse/plugin-web';
import { CompleteTaskDocument } from '../gql/tasks.js';
import { client } from '../session/client.js';
import { sendPictures } from '../signing/pictures.js';
import { sentOf, withAttachments, type Sent } from './queue.js';
import type { GivenCommand, Stored } from './store.js';

/** An answer with what belongs to it. */
export interface Delivery {
  readonly stationId: string;
  readonly instanceId: string;
  readonly taskId: string;
  readonly outcome: string;
  readonly form: Record<string, unknown>;
  readonly expectedVersion?: number | null | undefined;
  /** Files by the id that stands for each in the form; those it does not name are left where they are. */
  readonly files: ReadonlyMap<string, Blob>;
}

/**
 * Sends an answer: first its files, each under a key of its own, then the answer that names them. Sent again under the same key it does
 * nothing twice.
 * @throws what the server refused; TypeError when it could not be reached
 */
export async function deliver(answer: Delivery, idempotencyKey: string): Promise<void> {
  const { stationId, instanceId, taskId, outcome, form, expectedVersion = null, files } = answer;
  const attachments = await sendPictures(`/api/stations/${stationId}/instances/${instanceId}/attachments`, form, files);
  // Attaching files has moved the version on: the text that was signed is checked by its hash instead.
  const variables = { stationId, taskId, outcome, form: withAttachments(form, attachments), expectedVersion: attachments.size > 0 ? null : expectedVersion, idempotencyKey };
  await client.mutate({ mutation: CompleteTaskDocument, variables });
}

/** Sends a command of a page: first its pictures, then the mutation that names them. @throws as `deliver` */
export async function deliverCommand({ mutation, variables, attachTo }: Pick<GivenCommand, 'mutation' | 'variables' | 'attachTo'>, pictures: ReadonlyMap<string, Blob>, idempotencyKey: string): Promise<void> {
  const attachments = attachTo === undefined ? new Map<string, string>() : await sendPictures(`/api/stations/${attachTo.stationId}/instances/${attachTo.instanceId}/attachments`, variables, pictures, '现场照片');
  await client.mutate({ mutation, variables: { ...(withAttachments(variables, attachments) as OperationVariables), idempotencyKey } });
}

/** Sends what was said and says what became of it, for the queue. */
export async function tryDeliver(said: Stored, files: ReadonlyMap<string, Blob>): Promise<{ readonly sent: Sent; readonly failure?: unknown }> {
  try {
    await (said.taskId === undefined ? deliverCommand(said, files, said.key) : deliver({ ...said, files }, said.key));
    return { sent: 'done' };
  } catch (error) {
    const failure = failureOf(error);
    return { sent: sentOf(failure.code), failure };
  }
}
