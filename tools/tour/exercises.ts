import { randomUUID } from 'node:crypto';
import type { TourHouse } from './house.js';

/** The demo's exercises, one of each kind a reader meets. */
export interface TourExercises {
  readonly planned: string;
  readonly running: string;
  readonly ended: string;
}

const CHIEF = 'chief-dongmen';
const OFFICER = 'duty-officer-dongmen';
/** Injects fire within the second they are due. */
const TRIES = 60;

interface Fired {
  readonly exercise: { readonly injects: readonly { readonly status: string; readonly instanceId: string | null }[] };
}

/** Plans three exercises at a station; starts two of them, answers what one asks, and ends it. */
export async function prepareExercises(house: TourHouse, stationId: string): Promise<TourExercises> {
  const task = await gradingTask(house, stationId);
  const plan = async (title: string) => {
    const { planExercise } = await house.ask<{ planExercise: { id: string } }>(CHIEF, 'mutation($stationId: ID!, $plan: ExercisePlanInput!) { planExercise(stationId: $stationId, plan: $plan) { id } }', { stationId, plan: planOf(title, task) });
    return planExercise.id;
  };
  const start = async (id: string) => {
    await house.ask(CHIEF, 'mutation($stationId: ID!, $id: ID!) { startExercise(stationId: $stationId, id: $id) { id } }', { stationId, id });
    return firstInstance(house, stationId, id);
  };
  const [ended, running, planned] = [await plan('十一月夜间纠纷处置演练'), await plan('商圈噪音纠纷处置演练'), await plan('岁末值班备勤演练')];
  await grade(house, stationId, await start(ended));
  await house.ask(CHIEF, 'mutation($stationId: ID!, $id: ID!) { endExercise(stationId: $stationId, id: $id) { id } }', { stationId, id: ended });
  await start(running);
  return { planned, running, ended };
}

function planOf(title: string, task: string): Record<string, unknown> {
  const data = { cause: 'noise', place: '虚构路 1 号', summary: '虚构：夜间施工噪音，双方争执' };
  return {
    title, clock: 'VIRTUAL', speed: 10, roles: ['duty-officer', 'duty-commander', 'community-officer'],
    injects: [
      { title: '群众报警：夜间施工噪音', after: 'PT0S', start: { workflow: 'dispute-mediation', data } },
      { title: '上级来电询问处置情况', after: 'PT300S', message: { text: '请报告现场处置情况和到场警力', roles: ['duty-officer', 'duty-commander'], urgent: false } },
      { title: '情况变化：围观群众增多', after: 'PT3600S', message: { text: '现场围观群众约三十人', roles: ['duty-officer'], urgent: false } },
    ],
    objectives: [
      { title: '十分钟内完成研判分级', kind: 'TASK', inject: 1, within: 'PT600S', subject: task, outcome: null },
      { title: '一小时内进入调解', kind: 'STATE', inject: 1, within: 'PT3600S', subject: 'mediating', outcome: null },
    ],
  };
}

/** The key of the first task of a dispute, by its title. */
async function gradingTask(house: TourHouse, stationId: string): Promise<string> {
  const { workflows } = await house.ask<{ workflows: { taskKinds: { key: string; title: { zhCN: string } }[] }[] }>(CHIEF, 'query($stationId: ID!) { workflows(stationId: $stationId) { taskKinds { key title { zhCN } } } }', { stationId });
  const key = workflows.flatMap(({ taskKinds }) => taskKinds).find(({ title }) => title.zhCN === '研判分级')?.key;
  if (key === undefined) throw new Error('The dispute workflow has no task 研判分级.');
  return key;
}

async function firstInstance(house: TourHouse, stationId: string, id: string): Promise<string> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const { exercise } = await house.ask<Fired>(CHIEF, 'query($stationId: ID!, $id: ID!) { exercise(stationId: $stationId, id: $id) { injects { status instanceId } } }', { stationId, id });
    const instanceId = exercise.injects[0]?.instanceId;
    if (instanceId) return instanceId;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The first inject of the exercise did not fire.');
}

/** An officer answers the first task of an exercise's dispute. */
async function grade(house: TourHouse, stationId: string, instanceId: string): Promise<void> {
  const { me } = await house.ask<{ me: { account: { id: string } } }>(OFFICER, '{ me { account { id } } }');
  const { instance } = await house.ask<{ instance: { tasks: { id: string }[] } }>(CHIEF, 'query($stationId: ID!, $id: ID!) { instance(stationId: $stationId, id: $id) { tasks { id } } }', { stationId, id: instanceId });
  const taskId = instance.tasks[0]?.id;
  await house.ask(CHIEF, 'mutation($stationId: ID!, $taskId: ID!, $accountId: ID!, $key: String!) { assignTask(stationId: $stationId, taskId: $taskId, accountId: $accountId, idempotencyKey: $key) { version } }', { stationId, taskId, accountId: me.account.id, key: randomUUID() });
  await house.ask(OFFICER, 'mutation($stationId: ID!, $taskId: ID!, $form: JSON!, $key: String!) { completeTask(stationId: $stationId, taskId: $taskId, outcome: "accepted", form: $form, idempotencyKey: $key) { version } }', { stationId, taskId, form: { risk: 'yellow', track: 'police' }, key: randomUUID() });
}
