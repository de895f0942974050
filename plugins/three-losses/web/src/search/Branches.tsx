import { Card, Countdown, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { branchesOf, type Branch } from './branches.js';
import type { PartProps } from './SearchPage.js';
import type { TallyState } from './useTally.js';
import { Outcomes } from './Tasks.js';

/** Events that are said by one press. */
const AT_ONCE: ReadonlySet<string> = new Set(['fly', 'searchWater']);

interface Props extends PartProps {
  readonly tally: Pick<TallyState, 'questions' | 'units'>;
}

/** What to do now: all ways at once, each with its state, its clock and its buttons; those where something is due first. */
export function Branches({ tally: { questions, units }, ...part }: Props) {
  const { say } = useWords();
  const { search: { instance } } = part;
  const branches = branchesOf(instance);
  if (branches.length === 0) return null;
  // Everybody is asked unless somebody takes one out; later, those who were not asked yet.
  const asked = new Set(questions.map(({ item }) => item));
  const rest = units.filter((id) => !asked.has(id));
  const initial = { asked: units.length > 0 ? { posts: units } : {} };
  return (
    <Card title={say('现在要做', 'What to do now')} id="now">
      <ul className="search-branches">
        {branches.map((branch) => (
          <li key={branch.key} data-branch={branch.key} data-open={branch.task !== undefined || undefined}>
            <Words branch={branch} />
            {branch.task !== undefined ? <Outcomes {...part} task={branch.task} initial={branch.key === 'posts' ? initial : {}} /> : instance.plugin.mayWork && branch.events.length > 0 && <Events {...part} branch={branch} rest={rest} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Words({ branch: { title, state, task } }: { branch: Branch }) {
  const { textOf } = useWords();
  return <div className="search-branch"><b>{textOf(title)}</b> <span className="sh-sub">{textOf(task?.title ?? state)}</span> {task && <span className="sh-push"><Countdown dueAt={task.dueAt ?? null} /></span>}</div>;
}

/** What may be asked for besides, in small. */
function Events({ branch, rest, search: { instance }, steps, ask }: PartProps & { readonly branch: Branch; readonly rest: readonly string[] }) {
  const { textOf } = useWords();
  return (
    <div className="sh-row">
      {branch.events.map(({ id, title }) => <Button key={id} disabled={steps.sending} onClick={() => (AT_ONCE.has(id) ? void steps.tell(instance.id, id) : ask({ event: id, ...(id === 'morePosts' && rest.length > 0 ? { initial: { posts: rest } } : {}) }))}>{textOf(title)}</Button>)}
      {branch.events.some(({ id }) => id === steps.pressed) && <InlineError error={steps.error} />}
    </div>
  );
}
