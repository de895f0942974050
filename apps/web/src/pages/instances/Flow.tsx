import { Card, Chip, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { cardsOf, readGraph } from './graph.js';
import type { InstanceFull } from './InstancePage.js';
import { nextSteps, stepsOf, type Deed, type NextStep, type Step, type StepLine } from './route.js';

const FullDiagram = lazy(() => import('./Diagram.js'));
const MARKS = { done: '✓', current: '●', ahead: '○' } as const;

/** The way taken, where the instance is, and where it may go: from top to bottom, in words first; the whole drawing one click away. */
export function Flow({ instance }: { instance: InstanceFull }) {
  const { say } = useWords();
  const [whole, setWhole] = useState(false);
  const graph = useMemo(() => readGraph(instance.workflow.graph), [instance.workflow.graph]);
  const cards = useMemo(() => cardsOf(graph, instance.states), [graph, instance.states]);
  const steps = useMemo(() => stepsOf(graph, cards, instance.timeline), [graph, cards, instance.timeline]);
  const next = useMemo(() => (instance.closed ? [] : nextSteps(graph, instance.states)), [graph, instance.states, instance.closed]);
  return (
    <Card title={say('流程', 'Workflow')} id="flow" extra={<Button size="small" aria-haspopup="dialog" onClick={() => setWhole(true)}>{say('全图', 'Whole diagram')}</Button>}>
      <ol className="flow" aria-label={say('流程各环节', 'Steps of the workflow')}>
        {steps.map((step, index) => <StepCard key={`${step.path}-${index}`} step={step} closed={instance.closed} />)}
      </ol>
      {next.length > 0 && <NextSteps next={next} />}
      {whole && <Suspense fallback={null}><FullDiagram graph={graph} cards={cards} onClose={() => setWhole(false)} /></Suspense>}
    </Card>
  );
}

function StepCard({ step, closed }: { step: Step; closed: boolean }) {
  const { say, textOf } = useWords();
  const here = step.status === 'current';
  return (
    <li className={`state state-${step.status}`} data-state={step.path} data-status={step.status} aria-current={here ? 'step' : undefined}>
      <div className="sh-row">
        <b>{(!here || closed) && <Mark status="done" />}{textOf(step.title)}</b>
        {here && <Chip tone="info">{say('当前', 'now')}</Chip>}
        {here && step.kind === 'parallel' && <Chip>{say('并行 {count} 项', '{count} in parallel', { count: step.lines.length })}</Chip>}
      </div>
      {here ? <Since deed={step.began} /> : <Ended deed={step.ended} />}
      {step.lines.length > 0 && <ul className="state-lines">{step.lines.map((line, index) => <Line key={`${line.path}-${index}`} line={line} attempt={step.kind === 'compound'} />)}</ul>}
    </li>
  );
}

/** ✓ ● ○ for the eye, the word for everybody else. */
function Mark({ status }: { status: StepLine['status'] }) {
  const { say } = useWords();
  const words = { done: say('已完成', 'done'), current: say('进行中', 'under way'), ahead: say('未开始', 'not begun') };
  return <><span className="state-mark" aria-hidden="true">{MARKS[status]}</span><span className="sh-hidden">{words[status]}</span> </>;
}

/** A region is named after what was done in it; an attempt needs to say how it ended, too. */
function Line({ line, attempt }: { line: StepLine; attempt: boolean }) {
  const { textOf, moment } = useWords();
  const facts = line.ended ? [moment(line.ended.at), line.ended.by, ...(attempt ? [textOf(line.ended.title)] : [])] : [textOf(line.at)];
  return <li className={`state-line state-line-${line.status}`} data-state={line.path} data-status={line.status}><Mark status={line.status} />{[textOf(line.title), ...facts].filter(Boolean).join(' · ')}</li>;
}

function Ended({ deed }: { deed: Deed | undefined }) {
  const { textOf, moment } = useWords();
  return deed ? <div className="sh-sub">{[moment(deed.at), deed.by, textOf(deed.title)].filter(Boolean).join(' · ')}</div> : null;
}

function Since({ deed }: { deed: Deed | undefined }) {
  const { say, textOf, moment } = useWords();
  return deed ? <div className="sh-sub">{[say('{at} 起', 'since {at}', { at: moment(deed.at) }), deed.by, textOf(deed.title)].filter(Boolean).join(' · ')}</div> : null;
}

function NextSteps({ next }: { next: readonly NextStep[] }) {
  const { say, textOf } = useWords();
  return (
    <section className="flow-next" aria-label={say('可能的下一步', 'What may come next')}>
      <h3 className="sh-sub">{say('可能的下一步', 'What may come next')}</h3>
      <ul>
        {next.map((step) => (
          <li key={step.path} className="state state-ahead" data-state={step.path} data-status="ahead">
            <b>{step.again && <span aria-hidden="true">↺ </span>}{textOf(step.title)}</b>
            {step.by.length > 0 && <div className="sh-sub">{say('{ways}后', 'after: {ways}', { ways: step.by.map((title) => textOf(title)).join(say(' / ', ' / ')) })}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}
