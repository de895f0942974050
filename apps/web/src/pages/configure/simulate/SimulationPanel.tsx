import { useQuery } from '@apollo/client/react';
import { Chip, EmptyState, InlineError, RestError, serverClock, useWords, type Words } from '@stationhouse/plugin-web';
import { isStationhouseError, text } from '@stationhouse/kernel';
import { acceptedEvents, activeStates, compileLayers, signingOf, timerInWords, type CompiledWorkflow, type JsonObject, type Layer, type Rules, type SimulatedStep, type Simulation, type Template, type WorkflowEvent } from '@stationhouse/workflow';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { WorkflowsDocument } from '../../../gql/instances.js';
import { AnswerForm } from './AnswerForm.js';
import { PastChoice, type Past } from './PastChoice.js';
import { beginningOf } from './past.js';
import { effectsInWords, nextMoment, play, type Move, type Played, type Speaker } from './play.js';
import './simulate.css';

export interface SimulationPanelProps {
  readonly base: Template;
  /** Overlays from the outside in, the draft last. */
  readonly layers: readonly Layer[];
  /** The plugin’s named rules (`rulesOf`). */
  readonly rules: Rules;
  readonly timeZone: string;
  readonly roleTitle?: (role: string) => string;
  /** The station whose last instances a simulation may begin as; made-up data alone when absent. */
  readonly stationId?: string | undefined;
}

const HOUR = 3_600_000;

/** One instance of the draft that nobody has, step by step on a virtual clock. Nothing of it reaches the server. */
export default function SimulationPanel({ base, layers, rules, ...rest }: SimulationPanelProps) {
  const { say } = useWords();
  const made = useMemo(() => compiled(base, layers, rules), [base, layers, rules]);
  if ('error' in made) return <p className="sh-sub">{say('草稿还有问题，改正后才能模拟运行。', 'The draft has problems. Mend them, then try it out.')}</p>;
  return <Run key={made.workflow.hash} workflow={made.workflow} {...rest} />;
}

function compiled(base: Template, layers: readonly Layer[], rules: Rules): { readonly workflow: CompiledWorkflow } | { readonly error: unknown } {
  try {
    return { workflow: compileLayers(base, layers, rules).compiled };
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return { error };
    throw error;
  }
}

function Run({ workflow, timeZone, roleTitle = (role) => role, stationId }: Omit<SimulationPanelProps, 'base' | 'layers' | 'rules'> & { readonly workflow: CompiledWorkflow }) {
  const words = useWords();
  const { say } = words;
  const [begun] = useState(() => serverClock.now());
  const [data, setData] = useState<JsonObject>();
  const [past, setPast] = useState<Past>();
  const [moves, setMoves] = useState<readonly Move[]>([]);
  const played = useMemo(() => (data === undefined ? undefined : play(workflow, data, begun, timeZone, moves)), [workflow, data, begun, timeZone, moves]);
  const { data: named } = useQuery(WorkflowsDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined });
  const workflowTitle = (of: string) => {
    const title = named?.workflows.find((one) => one.id === of)?.title;
    return title === undefined ? text(of, of) : text(title.zhCN, title.en);
  };
  const speaker: Speaker = { compiled: workflow, roleTitle, workflowTitle, moment: words.due };
  const restart = () => {
    setData(undefined);
    setMoves([]);
  };
  if (played?.simulation === undefined) {
    return (
      <div className="sh-stack">
        <p className="sh-sub">{say('试办一件：填表、选结果、让时间过去，看流程怎么走。全部在本机进行，不产生真实事项和通知。', 'Try one instance: fill in, choose, let time pass, and see where it goes. All of it happens here; no real instance or notice comes of it.')}</p>
        {stationId !== undefined && <PastChoice stationId={stationId} workflow={workflow.id} value={past} onChoose={(chosen) => { setPast(chosen); setData(undefined); }} />}
        <AnswerForm key={past?.id} form={workflow.startForm} initial={data ?? beginningOf(workflow.startForm.schema, past?.data ?? {}, begun, say('示例', 'Example'))} now={begun} refusal={played?.refusal} submit={say('开始模拟', 'Begin')} onSubmit={(_, form) => setData(form)} />
      </div>
    );
  }
  const { simulation, taken } = played;
  const move = (one: Move) => setMoves([...moves.slice(0, taken), one]);
  return (
    <div className="sh-stack">
      <div className="sh-row"><Button size="small" disabled={taken === 0} onClick={() => setMoves(moves.slice(0, taken - 1))}>{say('退回一步', 'Step back')}</Button><Button size="small" onClick={restart}>{say('重新开始', 'Start over')}</Button></div>
      <Clock simulation={simulation} words={words} onWait={(until) => move({ type: 'wait', until: until.toISOString() })} />
      <Place simulation={simulation} />
      {simulation.snapshot.status === 'closed' ? <EmptyState title={say('这件事项已办结', 'This instance is closed')} action={<Button onClick={restart}>{say('再模拟一件', 'Try another')}</Button>} /> : <Todo simulation={simulation} refusal={played.refusal} last={moves[taken]} speaker={speaker} onSend={(event) => move({ type: 'send', event })} />}
      <History steps={simulation.history} speaker={speaker} />
    </div>
  );
}

/** The virtual clock, and ways to let it run. */
function Clock({ simulation, words, onWait }: { simulation: Simulation; words: Words; onWait: (until: Date) => void }) {
  const { say, due, textOf } = words;
  const next = simulation.snapshot.status === 'closed' ? undefined : nextMoment(simulation);
  const timer = next === undefined ? undefined : Object.entries(simulation.snapshot.timers).find(([, { dueAt }]) => Date.parse(dueAt) === next.getTime())?.[0];
  const after = (ms: number) => onWait(new Date(simulation.now.getTime() + ms));
  return (
    <div className="sim-clock" role="group" aria-label={say('模拟时间', 'Virtual time')}>
      <p aria-live="polite">{say('模拟时间', 'Virtual time')} <b className="sh-num">{due(simulation.now.toISOString())}</b></p>
      <div className="sh-row">
        {next !== undefined && <Button onClick={() => onWait(next)}>{say('到下一时刻：{at} {what}', 'To the next moment: {at} {what}', { at: due(next.toISOString()), what: timer === undefined ? '' : textOf(timerInWords(simulation.compiled, timer)) })}</Button>}
        <Button onClick={() => after(HOUR)}>{say('过 1 小时', '1 hour later')}</Button>
        <Button onClick={() => after(24 * HOUR)}>{say('过 1 天', '1 day later')}</Button>
      </div>
    </div>
  );
}

/** Where it is in the flow, and what runs. */
function Place({ simulation: { compiled: workflow, snapshot } }: { simulation: Simulation }) {
  const { say, textOf, due } = useWords();
  const active = activeStates(snapshot);
  const leaves = active.filter((path) => !active.some((other) => other.startsWith(`${path}.`)));
  const titleOf = (path: string) => path.split('.').map((_, index, keys) => textOf(workflow.states[keys.slice(0, index + 1).join('.')]?.title)).filter(Boolean).join(' · ');
  return (
    <div className="sim-place" data-states={leaves.join(' ')}>
      <div className="sh-row"><span className="sh-sub">{say('现在处于', 'It is at')}</span>{leaves.map((path) => <Chip key={path} tone="info">{titleOf(path)}</Chip>)}</div>
      {Object.entries(snapshot.clocks).map(([ref, { dueAt, state }]) => <p key={ref} className="sh-sub sh-small">{say('时限“{title}”', 'Clock “{title}”', { title: textOf(workflow.clocks[ref]?.title) })} {state === 'paused' ? say('已暂停', 'stands still') : state === 'breached' ? say('已超过', 'has run out') : dueAt === undefined ? say('暂不能计算', 'not determined') : say('{due} 到期', 'due {due}', { due: due(dueAt) })}</p>)}
    </div>
  );
}

/** What may be done now: open tasks, events, results of automations. */
function Todo({ simulation, refusal, last, speaker, onSend }: { simulation: Simulation; refusal: Played['refusal']; last: Move | undefined; speaker: Speaker; onSend: (event: WorkflowEvent) => void }) {
  const { say, textOf, due } = useWords();
  const { compiled: workflow, snapshot, now } = simulation;
  const [open, setOpen] = useState<string>();
  const refused = (key: string) => (last?.type === 'send' && keyOf(last.event) === key ? refusal : undefined);
  const rolesOf = rolesIn(simulation.history);
  const tasks = Object.entries(snapshot.tasks);
  const events = acceptedEvents(workflow, snapshot);
  const calls = Object.entries(snapshot.calls ?? {});
  const links = Object.entries(snapshot.links ?? {}).filter(([, { status }]) => status !== 'closed');
  return (
    <div className="sh-stack">
      {refusal !== undefined && (last?.type !== 'send' || !['complete-task', 'event'].includes(last.event.type)) && <InlineError error={new RestError(refusal.code, { zhCN: refusal.text['zh-CN'], en: refusal.text.en }, undefined, 422)} />}
      {tasks.length === 0 && calls.length === 0 && links.length === 0 && <p className="sh-sub">{say('此刻没有待办任务，让时间过去看看。', 'No task is open now. Let time pass.')}</p>}
      <ul className="sim-todo">
        {tasks.map(([ref, { serial, dueAt }]) => {
          const task = workflow.tasks[ref];
          if (task === undefined) return null;
          const key = `task ${ref}`;
          return (
            <Deed key={`${key} ${serial}`} title={textOf(task.title)} facts={[(rolesOf.get(serial) ?? []).map(speaker.roleTitle).join('、'), dueAt === undefined ? '' : say('{due} 到期', 'due {due}', { due: due(dueAt) })]} late={dueAt !== undefined && dueAt < now.toISOString()} open={open === key} words={say('办理', 'Do it')} onToggle={() => setOpen(open === key ? undefined : key)}>
              <AnswerForm form={workflow.forms[task.form ?? '']} outcomes={task.outcomes} signing={signingOf(workflow, ref, { data: snapshot.data, now, timeZone: simulation.timeZone })} now={now} refusal={refused(key)} submit={say('提交', 'Submit')} onSubmit={(outcome, form) => onSend({ type: 'complete-task', task: ref, outcome, form, by: { accountId: `simulated-${simulation.history.length}`, roles: rolesOf.get(serial) ?? [] } })} />
            </Deed>
          );
        })}
        {events.map(({ name, title, form }) => (
          <Deed key={`event ${name}`} title={textOf(title)} facts={[say('可登记的事件', 'an event that may be reported')]} open={open === `event ${name}`} words={say('登记', 'Report')} onToggle={() => setOpen(open === `event ${name}` ? undefined : `event ${name}`)}>
            <AnswerForm form={form === undefined ? undefined : workflow.forms[form]} now={now} refusal={refused(`event ${name}`)} submit={say('提交', 'Submit')} onSubmit={(_, payload) => onSend({ type: 'event', name, payload })} />
          </Deed>
        ))}
        {calls.map(([serial, { action }]) => (
          <li key={`call ${serial}`} className="sim-deed sh-row"><span>{say('自动步骤“{action}”等待结果', 'Automation “{action}” is awaited', { action })}</span><span className="sh-row sh-push"><Button size="small" onClick={() => onSend({ type: 'automation', serial: Number(serial), ok: true, output: dryOf(simulation.history, Number(serial)) })}>{say('成功', 'Succeeds')}</Button><Button size="small" onClick={() => onSend({ type: 'automation', serial: Number(serial), ok: false, error: 'simulated' })}>{say('失败', 'Fails')}</Button></span></li>
        ))}
        {links.map(([serial, link]) => (
          <li key={`link ${serial}`} className="sim-deed sh-row"><span>{say('关联事项“{title}”在办', 'The linked instance “{title}” runs', { title: textOf(speaker.workflowTitle(link.workflow)) })}</span><Button size="small" className="sh-push" onClick={() => onSend({ type: 'linked', serial: Number(serial), status: 'closed', instanceId: link.instanceId ?? `simulated-${serial}`, outcome: 'closed' })}>{say('办结', 'It closes')}</Button></li>
        ))}
      </ul>
    </div>
  );
}

function Deed({ title, facts, late = false, open, words, onToggle, children }: { title: string; facts: readonly string[]; late?: boolean; open: boolean; words: string; onToggle: () => void; children: React.ReactNode }) {
  const { say } = useWords();
  return (
    <li className="sim-deed">
      <div className="sh-row"><b>{title}</b>{late && <Chip tone="bad">{say('已逾期', 'overdue')}</Chip>}<span className="sh-sub sh-small">{facts.filter(Boolean).join(' · ')}</span><Button size="small" className="sh-push" aria-expanded={open} aria-label={`${words} ${title}`} onClick={onToggle}>{open ? say('收起', 'Close') : words}</Button></div>
      {open && <div className="sim-form">{children}</div>}
    </li>
  );
}

/** Everything that happened so far, the latest first. */
function History({ steps, speaker }: { steps: readonly SimulatedStep[]; speaker: Speaker }) {
  const { say, textOf, due } = useWords();
  return (
    <section aria-label={say('经过', 'What happened')}>
      <h3>{say('经过', 'What happened')}</h3>
      <ol className="sh-timeline sim-history">
        {[...steps.entries()].reverse().map(([index, step]) => (
          <li key={index}><span className="sh-sub sh-num">{due(step.at.toISOString())}</span> <b>{eventWords(step, speaker.compiled, say, textOf)}</b>{step.assumed.map((lookup) => <span key={lookup.name} className="sh-sub sh-small"> {say('假定：{title}（未实际查询）', 'Assumed: {title} (nobody looked)', { title: textOf(lookup.title) })}</span>)}<ul>{effectsInWords(step, speaker).map((said, place) => <li key={place}>{textOf(said)}</li>)}</ul></li>
        ))}
      </ol>
    </section>
  );
}

function eventWords({ event }: SimulatedStep, workflow: CompiledWorkflow, say: Words['say'], textOf: Words['textOf']): string {
  switch (event.type) {
    case 'start': return say('开始', 'Begun');
    case 'complete-task': {
      const task = workflow.tasks[event.task];
      return say('{task}：{outcome}', '{task}: {outcome}', { task: textOf(task?.title), outcome: textOf(task?.outcomes.find(({ id }) => id === event.outcome)?.title) });
    }
    case 'event': return textOf(workflow.events[event.name]?.title);
    case 'timer': return textOf(timerInWords(workflow, event.timer));
    case 'linked': return event.status === 'closed' ? say('关联事项办结', 'The linked instance closed') : say('关联事项已发起', 'The linked instance began');
    case 'automation': return event.ok ? say('自动步骤成功', 'Automation succeeded') : say('自动步骤失败', 'Automation failed');
    default: return event.type;
  }
}

function keyOf(event: WorkflowEvent): string {
  return event.type === 'complete-task' ? `task ${event.task}` : event.type === 'event' ? `event ${event.name}` : event.type;
}

/** Whom each task is for, escalations included. */
function rolesIn(steps: readonly SimulatedStep[]): ReadonlyMap<number, readonly string[]> {
  const roles = new Map<number, readonly string[]>();
  for (const effect of steps.flatMap(({ effects }) => effects)) {
    if (effect.type === 'open-task') roles.set(effect.serial, effect.roles);
    if (effect.type === 'escalate-task') roles.set(effect.serial, [...new Set([...(roles.get(effect.serial) ?? []), effect.role])]);
  }
  return roles;
}

/** What an exercise gets for the automation. */
function dryOf(steps: readonly SimulatedStep[], serial: number): JsonObject {
  const call = steps.flatMap(({ effects }) => effects).find((effect) => effect.type === 'call-automation' && effect.serial === serial);
  return (call?.type === 'call-automation' ? call.dry : undefined) ?? {};
}
