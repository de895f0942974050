import { Chip, useWords } from '@stationhouse/plugin-web';
import { addInside, addState, fragmentOf, type FlowCard, type StateKind } from '@stationhouse/workflow';
import { Dropdown } from 'antd';
import { useMemo } from 'react';
import { CardFace } from '../FlowColumn.js';
import { FlowDrawing, FlowList } from '../FlowDrawing.js';
import { freeName } from './parameters.js';
import { cardAt, useWork } from './work.js';

const CLOSE = { gap: 8, point: 24 };

/** The cards that something is wrong on. */
function useWrong(): ReadonlySet<string> {
  const { flow, problems } = useWork();
  return useMemo(() => new Set(problems.flatMap(({ path }) => cardAt(flow, path) ?? [])), [flow, problems]);
}

/** The states from top to bottom; between their cards another one can be added. @param width px; absent where it is a plain list */
export function DrawnFlow({ width, selected }: { width?: number; selected: FlowCard | undefined }) {
  const { flow, mayEdit } = useWork();
  const wrong = useWrong();
  const cards = useMemo(() => flow.cards.map((card) => ({ ...card, points: mayEdit ? pointsOf(card) : [] })), [flow, mayEdit]);
  const parts = { cards, classOf: (path: string) => (wrong.has(path) ? 'cf-wrong' : ''), card: (card: FlowCard) => <Face card={card} selected={selected} />, point: (at: string) => <AddHere at={at} /> };
  return width === undefined ? <FlowList {...parts} /> : <FlowDrawing {...parts} width={width} selected={selected} spacing={CLOSE} />;
}

function pointsOf({ kind, path, depth }: FlowCard): readonly string[] {
  // A fragment as a whole has no neighbours.
  if (fragmentOf(path) !== undefined && !path.includes('.')) return kind === 'group' || kind === 'parallel' ? [`inside ${path}`] : [];
  if (kind === 'group' || kind === 'parallel') return [`inside ${path}`, `after ${path}`];
  // Inside of a stage its own place to add stands at its end already.
  return kind === 'end' && depth === 0 ? [] : [`after ${path}`];
}

function Face({ card, selected }: { card: FlowCard; selected: FlowCard | undefined }) {
  const { say } = useWords();
  const { definition, roles, select } = useWork();
  const locked = card.parameters.some((name) => definition.parameters?.[name]?.locked === true);
  const marks = <>{definition.start === card.path && <Chip tone="info">{say('开始', 'start')}</Chip>}{locked && <span className="sh-lock">{say('锁定', 'locked')}</span>}</>;
  return <CardFace card={card} definition={definition} roles={roles} pressed={selected?.path === card.path} marks={marks} onOpen={() => select(card.path)} />;
}

/** Adds a state here: which kind is asked first. */
function AddHere({ at }: { at: string }) {
  const { say, textOf } = useWords();
  const { definition, flow, edit, select } = useWork();
  const [where = '', path = ''] = at.split(' ');
  const card = flow.cards.find((one) => one.path === path);
  const title = textOf(card?.title) || path;
  const kinds: readonly (readonly [StateKind, string])[] = [['step', say('任务步骤', 'A step with a task')], ['branch', say('自动分支', 'A branch')], ['wait', say('等待', 'A wait')], ['group', say('阶段（内含几步）', 'A stage with steps inside')], ['parallel', say('同时进行', 'Several side by side')], ['end', say('结束', 'An end')]];
  const offered = where === 'inside' && card?.kind === 'parallel' ? kinds.slice(0, 1) : kinds;
  const names: Readonly<Record<StateKind, readonly [string, string]>> = { step: ['新步骤', 'New step'], branch: ['判断', 'Decision'], wait: ['等待', 'Waiting'], group: ['新阶段', 'New stage'], parallel: ['同时进行', 'Side by side'], end: ['办结', 'Finished'] };
  const add = (kind: StateKind) => {
    const [zh, en] = names[kind];
    const key = freeName(definition, '', kind);
    const added = { key, kind, title: { 'zh-CN': zh, en } };
    edit((now) => (where === 'inside' ? addInside(now, path, added) : addState(now, path, added)));
    select(where === 'inside' ? `${path}.${key}` : [...path.split('.').slice(0, -1), key].join('.'));
  };
  return (
    <Dropdown trigger={['click']} menu={{ items: offered.map(([key, label]) => ({ key, label })), onClick: ({ key }) => add(key as StateKind) }}>
      <button type="button" className="cf-point cf-add" aria-label={where === 'inside' ? say('在“{title}”之中增加', 'Add within “{title}”', { title }) : say('在“{title}”之后增加', 'Add after “{title}”', { title })}><span aria-hidden="true">＋</span></button>
    </Dropdown>
  );
}
