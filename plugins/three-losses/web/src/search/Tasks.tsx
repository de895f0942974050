import { Card, Countdown, InlineError, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { isAtOnce, tasksBeside, type SearchTask } from './branches.js';
import type { PartProps } from './SearchPage.js';

interface Props extends PartProps {
  readonly task: SearchTask;
  /** The first outcome is what everybody waits for. */
  readonly first?: boolean;
  /** What forms begin with, by the outcome. */
  readonly initial?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** The ways in which a task ends, each one press: said at once, or with its form. Who does it, where that is somebody else. */
export function Outcomes({ task, steps, ask, first = false, initial = {} }: Props) {
  const { say, textOf } = useWords();
  const refused = steps.pressed?.startsWith(`${task.key}.`) === true;
  if (!task.mayComplete) return <p className="sh-sub">{task.assignee ? say('由{name}办理', '{name} does it', { name: task.assignee.displayName }) : task.answers ? say('会签：已有 {given} 人答复，共需 {need} 人', '{given} of {need} have answered', { given: task.answers.given, need: task.answers.need }) : say('由{role}办理', 'For the {role}', { role: textOf(task.roleTitle) })}</p>;
  return (
    <>
      <div className="search-buttons">
        {!task.assignee && task.mayClaim && GOING.has(task.key) && <Button loading={steps.sending} onClick={() => void steps.take(task)}>{say('我去', 'I go')}</Button>}
        {task.outcomes.map((outcome, index) => (
          <Button
            key={outcome.id} type={first && index === 0 ? 'primary' : 'default'} disabled={steps.sending}
            onClick={() => (isAtOnce(task, outcome) ? void steps.answer(task, outcome.id) : ask({ task: task.id, outcome: outcome.id, initial: initial[outcome.id] }))}
          >
            {textOf(outcome.title)}
          </Button>
        ))}
      </div>
      {refused && <InlineError error={steps.error} />}
    </>
  );
}

/** Tasks for which somebody goes somewhere: it helps the others to know who. */
const GOING: ReadonlySet<string> = new Set(['arrive', 'fly', 'water']);

/** Tasks beside the branches: whether it is them, who may take them, what they want, what becomes of the search. */
export function Beside(part: PartProps) {
  const tasks = tasksBeside(part.search.instance);
  return tasks.map((task, index) => <TaskCard key={task.id} {...part} task={task} first={index === 0} />);
}

function TaskCard(props: Props) {
  const { textOf } = useWords();
  const { task, search } = props;
  const [claim] = search.claims ?? [];
  const initial = task.key === 'confirm' && (search.claims?.length ?? 0) === 1 && claim ? { confirmed: { ...(claim.place ? { foundPlace: claim.place } : {}), ...(claim.on ? { foundOn: claim.on } : {}) } } : {};
  return (
    <Card title={textOf(task.title)} extra={<Countdown dueAt={task.dueAt ?? null} />} id={task.key}>
      <div className="sh-stack"><Advice task={task} search={search} /><Outcomes {...props} initial={initial} /></div>
    </Card>
  );
}

/** What the law or the house asks for at this step, before anybody presses. */
function Advice({ task, search }: Pick<Props, 'task' | 'search'>) {
  const { say } = useWords();
  const words: Readonly<Record<string, ReactNode>> = {
    confirm: (search.claims?.length ?? 0) > 1 ? say('不止一处报告找到：逐一核对，只确认其中一处；确认前各路不撤。', 'More than one says so: check each, confirm one. Nobody stops before.') : say('由家属或认识的人当面、视频确认；确认前各路不撤。', 'By family or somebody who knows them. Nobody stops before.'),
    check: say('未成年人只交给核验过的监护人；未核验不能办结。疑似监护侵害的，不得交接，立即报带班领导和所长。', 'A minor goes to a proven guardian alone, and it does not close without. Who is suspected of harm gets nobody: the duty commander and the chief decide.'),
    protect: say('不得交接。带班领导和所长都须表态；任何一人认为应保护的，交由未成年人保护机构。', 'No hand-over. Duty commander and chief both answer; if either says so, child protection takes them.'),
    ask: say('成年人有权不告知所在；没有表态的，只告知“已找到，平安”。', 'An adult need not say where they are; without an answer the reporter hears “found, safe”.'),
  };
  const advice = words[task.key];
  return advice ? <p className="search-advice">{advice}</p> : null;
}
