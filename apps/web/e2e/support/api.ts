import { randomUUID } from 'node:crypto';
import { expect, type APIRequestContext } from '@playwright/test';
import { openSession, OWN_REQUEST } from './session.js';

type Variables = Readonly<Record<string, unknown>>;

/** The GraphQL API as one signed-in account: what a test needs to be there already, made by the real commands. */
export class Api {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
    /** The account's first station; empty for an account of the bureau. */
    readonly stationId: string,
    readonly accountId: string,
    readonly login: string,
  ) {}

  static async as(request: APIRequestContext, login: string): Promise<Api> {
    const token = await openSession(request, login);
    const { me } = await ask<{ me: { account: { id: string }; stations: { station: { id: string } }[] } }>(request, token, '{ me { account { id } stations { station { id } } } }');
    return new Api(request, token, me.stations[0]?.station.id ?? '', me.account.id, login);
  }

  /** Asks and answers the data; fails the test on any GraphQL error. */
  ask<Data>(document: string, variables: Variables = {}): Promise<Data> {
    return ask(this.request, this.token, document, { stationId: this.stationId, ...variables });
  }

  /** Records an incident. @returns its id and number */
  async recordIncident(narrative: string): Promise<{ id: string; number: string }> {
    const input = { channel: 'PHONE_110', category: 'dispute.noise', narrative, address: '鼓楼巷 12 号', reporterName: '周敏', reporterPhone: '13900001234' };
    const { createIncident } = await this.ask<{ createIncident: { id: string; number: string } }>(
      'mutation ($stationId: ID!, $input: NewIncident!, $key: String!) { createIncident(stationId: $stationId, input: $input, idempotencyKey: $key) { id number } }',
      { input, key: randomUUID() },
    );
    return createIncident;
  }

  /** Starts a dispute. @returns its instance id */
  async startDispute(summary: string, more: Variables = {}): Promise<string> {
    const data = { cause: 'noise', place: '鼓楼巷 12 号', summary, parties: [{ name: '周敏', phone: '13900001234' }, { name: '吴刚', phone: '13900005678' }], ...more };
    const { startInstance } = await this.ask<{ startInstance: { instanceId: string } }>(
      'mutation ($stationId: ID!, $data: JSON!, $key: String!) { startInstance(stationId: $stationId, workflow: "dispute-mediation", data: $data, idempotencyKey: $key) { instanceId } }',
      { data, key: randomUUID() },
    );
    return startInstance.instanceId;
  }

  /** Gives the one open task of an instance to an account. @returns the task's id */
  async assignTask(instanceId: string, accountId: string): Promise<string> {
    const { instance } = await this.ask<{ instance: { tasks: { id: string; status: string }[] } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id status } } }', { id: instanceId });
    const taskId = instance.tasks.find(({ status }) => status === 'OPEN')?.id;
    await this.ask('mutation ($stationId: ID!, $taskId: ID!, $accountId: ID!, $key: String!) { assignTask(stationId: $stationId, taskId: $taskId, accountId: $accountId, idempotencyKey: $key) { version } }', { taskId, accountId, key: randomUUID() });
    return taskId ?? '';
  }

  /** The open task of an instance with a title. @returns its id */
  async openTask(instanceId: string, title: string): Promise<string> {
    const { instance } = await this.ask<{ instance: { tasks: { id: string; status: string; title: { zhCN: string } }[] } }>('query ($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id status title { zhCN } } } }', { id: instanceId });
    const task = instance.tasks.find((one) => one.title.zhCN === title && (one.status === 'OPEN' || one.status === 'CLAIMED'));
    expect(task, `${title} is open`).toBeDefined();
    return task?.id ?? '';
  }

  /** Starts a dispute and grades it, as whoever may assign. @returns its instance id */
  async gradedDispute(summary: string, grading: Variables = {}): Promise<string> {
    const id = await this.startDispute(summary);
    await this.completeTask(await this.assignTask(id, this.accountId), 'accepted', { risk: 'yellow', track: 'police', ...grading });
    return id;
  }

  /** Answers a task that the account may answer. */
  async completeTask(taskId: string, outcome: string, form: Variables): Promise<void> {
    await this.ask('mutation ($stationId: ID!, $taskId: ID!, $outcome: String!, $form: JSON!, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: $outcome, form: $form, idempotencyKey: $key) { version } }', { taskId, outcome, form, key: randomUUID() });
  }

  /** Moves the domain's clock forward, firing what falls due on the way. @param by ISO 8601: `P3D` */
  async advanceClock(by: string): Promise<Date> {
    const { advanceTestClock } = await this.ask<{ advanceTestClock: string }>('mutation ($by: String!) { advanceTestClock(by: $by) }', { by });
    return new Date(advanceTestClock);
  }
}

async function ask<Data>(request: APIRequestContext, token: string, query: string, variables: Variables = {}): Promise<Data> {
  // A variable the document does not declare is refused: only those it names are sent.
  const named = Object.fromEntries(Object.entries(variables).filter(([name]) => query.includes(`$${name}:`)));
  const answer = await request.post('/graphql', { data: { query, variables: named }, headers: { ...OWN_REQUEST, authorization: `Bearer ${token}` }, timeout: 60_000 });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: unknown };
  expect(errors, query).toBeUndefined();
  return data as Data;
}
