import { Chip, useWords } from '@stationhouse/plugin-web';
import { putStep, type Definition, type FlowCard, type Overlay } from '@stationhouse/workflow';
import { useMemo, type ReactNode } from 'react';
import { changedCards, extraStepOf, lockOfParameter } from './compose.js';
import { useDesign, type Design, type RoleName } from './context.js';
import { FlowDrawing, FlowList } from './FlowDrawing.js';
import { taskWords, valueWords } from './words.js';

/** The workflow from top to bottom, with the places where a step can be added. @param width px; absent where it is a plain list */
export function FlowColumn({ width, problemCards }: { width?: number; problemCards: ReadonlySet<string> }) {
  const { composition: { flow, overlay }, selected, mayEdit } = useDesign();
  // Whoever only reads needs no place to add a step.
  const cards = useMemo(() => (mayEdit ? flow.cards : flow.cards.map((card) => ({ ...card, points: [] }))), [flow, mayEdit]);
  const changed = useMemo(() => changedCards(flow, overlay), [flow, overlay]);
  const parts = { cards, classOf: (path: string) => [changed.has(path) && 'cf-changed', problemCards.has(path) && 'cf-wrong'].filter(Boolean).join(' '), card: (card: FlowCard) => <CardButton card={card} />, point: (at: string) => <PointButton at={at} /> };
  return width === undefined ? <FlowList {...parts} /> : <FlowDrawing {...parts} width={width} selected={selected} />;
}

/** A card with what an overlay makes of it. */
export function CardButton({ card }: { card: FlowCard }) {
  const { say } = useWords();
  const { ground, composition: { definition, overlay }, roles, selected, select } = useDesign();
  const extra = extraStepOf(overlay, card);
  const locked = card.parameters.some((name) => lockOfParameter(ground, name) !== undefined);
  const marks = <>{card.step !== undefined && <Chip>{extra === undefined ? say('上级新增', 'from above') : overlay.overlay === 'bureau' ? say('分局新增', 'bureau') : say('本所新增', 'added')}</Chip>}{locked && <span className="sh-lock">{say('锁定', 'locked')}</span>}</>;
  return <CardFace card={card} definition={definition} roles={roles} pressed={selected?.path === card.path} marks={marks} onOpen={() => select(card.path)} />;
}

interface FaceProps {
  readonly card: FlowCard;
  readonly definition: Definition;
  readonly roles: readonly RoleName[];
  readonly pressed: boolean;
  readonly marks?: ReactNode;
  readonly onOpen: () => void;
}

/** A card in words: what it is called, who does what until when, what is locked. */
export function CardFace({ card, definition, roles, pressed, marks, onOpen }: FaceProps) {
  const words = useWords();
  const { say, textOf } = words;
  const title = textOf(card.title);
  return (
    <button type="button" className={`cf-card cf-${card.kind}`} aria-pressed={pressed} data-node={card.path} onClick={onOpen}>
      <span className="cf-title"><b title={title}>{title}</b>{marks}</span>
      {card.kind === 'branch' && <span className="cf-line">{say('自动判断，{ways} 个去向', 'decided by itself, {ways, plural, one {# way} other {# ways}} on', { ways: new Set(card.ways.map(({ card: to }) => to)).size })}</span>}
      {card.tasks.map((task) => {
        const facts = taskWords(definition, task, words, roles);
        const line = textOf(task.title) === title || card.tasks.length === 1 ? facts : say('{task}：{facts}', '{task}: {facts}', { task: textOf(task.title), facts });
        return <span key={task.ref} className="cf-line" title={line}>{line}</span>;
      })}
      {card.clocks.map((clock, index) => <span key={index} className="cf-line"><span aria-hidden="true">◷ </span>{[textOf(clock.title), valueWords(definition, clock.budget, words)].filter(Boolean).join(' ')}</span>)}
    </button>
  );
}

function PointButton({ at }: { at: string }) {
  const { say } = useWords();
  const design = useDesign();
  const name = useWhere(at);
  return <button type="button" className="cf-point" disabled={!design.mayEdit} aria-label={say('在此加一步（{at}）', 'Add a step here ({at})', { at: name })} onClick={() => addStep(design, at, say('新步骤', 'New step'))}><span aria-hidden="true">＋ </span>{say('在此加一步', 'Add a step here')}</button>;
}

/** `在“已化解”之前`. */
export function useWhere(at: string): string {
  const { say, textOf } = useWords();
  const { composition: { flow } } = useDesign();
  const [where = '', path = ''] = at.split(' ');
  const title = textOf(flow.cards.find((card) => card.path === path)?.title) || path;
  return where === 'before' ? say('“{title}”之前', 'before “{title}”', { title }) : where === 'after' ? say('“{title}”之后', 'after “{title}”', { title }) : say('“{title}”之中', 'within “{title}”', { title });
}

/** Adds a step that still wants its name and who does it, and opens it. */
export function addStep({ composition: { overlay, definition, flow }, edit, select }: Design, at: string, title: string): void {
  const taken = new Set([...flow.cards.flatMap(({ path, tasks }) => [...path.split('.'), ...tasks.map(({ key }) => key)]), ...Object.keys(definition.forms ?? {}), ...stepKeys(overlay)]);
  let number = 1;
  while (taken.has(`extraStep${number}`)) number += 1;
  const key = `extraStep${number}`;
  edit((now) => putStep(now, at, { key, title: { 'zh-CN': title, en: title } }));
  const [where, path = ''] = at.split(' ');
  const beside = path.split('.').slice(0, -1);
  select(where === 'inside' ? `${path}.${key}` : [...beside, key].join('.'));
}

function stepKeys({ steps }: Overlay): string[] {
  return (steps ?? []).flatMap((step) => ('at' in step ? [step.task.key] : []));
}
