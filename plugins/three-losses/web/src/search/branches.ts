import type { SearchPageQuery } from '../gql/search.js';

type Instance = SearchPageQuery['missingPerson']['instance'];
export type SearchTask = Instance['tasks'][number];
type AcceptedEvent = Instance['acceptedEvents'][number];

/** What goes on at once in a search, in the order in which an officer thinks of it. */
export const BRANCHES = ['questioning', 'ground', 'video', 'posts', 'drone', 'water', 'poster', 'directing'] as const;
export type BranchKey = (typeof BRANCHES)[number];

const WITHIN = 'searching.branches.';
/** The task of each branch. Two ask: whoever may not be reached is the reporter. */
const TASKS: Readonly<Record<BranchKey, (task: SearchTask) => boolean>> = {
  questioning: (task) => task.key === 'ask' && offers(task, 'unreachable'),
  ground: ({ key }) => key === 'dispatch' || key === 'arrive' || key === 'sweep',
  video: ({ key }) => key === 'request',
  posts: (task) => task.key === 'ask' && !offers(task, 'unreachable') && offers(task, 'none'),
  drone: ({ key }) => key === 'fly',
  water: ({ key }) => key === 'water',
  poster: ({ key }) => key === 'approve',
  directing: ({ key }) => key === 'review',
};
/** What may be asked for in a branch besides its task. */
const EVENTS: Readonly<Record<BranchKey, readonly string[]>> = {
  questioning: [], ground: [], video: ['moreVideo'], posts: ['morePosts'], drone: ['fly'], water: ['searchWater'], poster: ['poster'], directing: ['sendAgain'],
};

/** One of the ways in which somebody is searched for, as it stands. */
export interface Branch {
  readonly key: BranchKey;
  readonly title: Instance['stateTitle'];
  /** The title of its innermost current state. */
  readonly state: Instance['stateTitle'];
  /** What is to be done there; undefined where nothing is. */
  readonly task: SearchTask | undefined;
  /** What may be asked for where nothing is to be done. */
  readonly events: readonly AcceptedEvent[];
}

const offers = ({ outcomes }: SearchTask, id: string) => outcomes.some((outcome) => outcome.id === id);

/** True while somebody is to do it. */
export const isOpen = ({ status }: Pick<SearchTask, 'status'>): boolean => status === 'OPEN' || status === 'CLAIMED';

/** The branches of a search that runs: where something is to be done first, whose time ends soonest on top; the others in their own order. */
export function branchesOf(instance: Pick<Instance, 'states' | 'tasks' | 'acceptedEvents'>): readonly Branch[] {
  const current = instance.states.filter(({ status }) => status === 'current');
  const open = instance.tasks.filter(isOpen);
  const branches = BRANCHES.flatMap((key): Branch[] => {
    const own = current.find(({ path }) => path === `${WITHIN}${key}`);
    const inner = current.findLast(({ path }) => path.startsWith(`${WITHIN}${key}.`));
    if (own === undefined) return [];
    const task = open.find(TASKS[key]);
    return [{ key, title: own.title, state: (inner ?? own).title, task, events: task === undefined ? instance.acceptedEvents.filter(({ id }) => EVENTS[key].includes(id)) : [] }];
  });
  return branches.sort((left, right) => dueOf(left.task) - dueOf(right.task));
}

/** The open tasks that belong to no branch – whether it is them, the guardian, what to do with a search – soonest due first. */
export function tasksBeside(instance: Pick<Instance, 'tasks'>): readonly SearchTask[] {
  return instance.tasks.filter((task) => isOpen(task) && !BRANCHES.some((key) => TASKS[key](task))).sort((left, right) => dueOf(left) - dueOf(right));
}

/** What is due first, of all that is to be done. */
export function nextTask(instance: Pick<Instance, 'tasks'>): SearchTask | undefined {
  return instance.tasks.filter(isOpen).sort((left, right) => dueOf(left) - dueOf(right))[0];
}

/** Outcomes that ask for nothing and are said by one press; all others open their form. */
const AT_ONCE: ReadonlySet<string> = new Set(['dispatch.dispatched', 'arrive.arrived', 'request.none', 'ask.none', 'ask.unreachable', 'fly.nothing', 'review.goOn', 'tell.told']);

/** True for an outcome that is said by one press. */
export const isAtOnce = (task: Pick<SearchTask, 'key'>, outcome: SearchTask['outcomes'][number]): boolean => AT_ONCE.has(`${task.key}.${outcome.id}`) && outcome.requires.length === 0;

/** When a task is due, in milliseconds; last of those that are to be done where it has no time, and after all where there is none. */
function dueOf(task: SearchTask | undefined): number {
  if (task === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(task.dueAt ?? '') || Number.MAX_SAFE_INTEGER;
}
