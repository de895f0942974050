import { Chip, useWords } from '@stationhouse/plugin-web';
import type { StateCard } from './graph.js';

/** The workflow in words: what is done, where it is, what is ahead. */
export function StateList({ cards, hidden = false }: { cards: readonly StateCard[]; hidden?: boolean }) {
  const { say, textOf } = useWords();
  const words = { done: say('已完成', 'done'), current: say('当前', 'now'), ahead: say('未到', 'ahead') };
  const tone = { done: 'ok', current: 'info', ahead: 'plain' } as const;
  return (
    <ol className={hidden ? 'sh-hidden' : 'state-list'} aria-label={say('流程各环节', 'Steps of the workflow')}>
      {cards.map((card) => (
        <li key={card.path} aria-current={card.status === 'current' ? 'step' : undefined} data-state={card.path} data-status={card.status}>
          <div className="sh-row"><b>{textOf(card.title)}</b><Chip tone={tone[card.status]}>{words[card.status]}</Chip></div>
          {card.inner.length > 0 && card.status !== 'ahead' && (
            <ul>{card.inner.map((line) => <li key={line.path}>{textOf(line.title)}{line.at && <> · {textOf(line.at)}</>} <span className="sh-sub">({words[line.status]})</span></li>)}</ul>
          )}
          {card.back.length > 0 && card.status !== 'done' && <div className="sh-sub sh-small">{say('可退回 {states}', 'may go back to {states}', { states: card.back.map((title) => textOf(title)).join(say('、', ', ')) })}</div>}
        </li>
      ))}
    </ol>
  );
}
