import { Chip, ExerciseMark, useWords, type Column } from '@stationhouse/plugin-web';
import type { ListedInstanceFragment } from '../gql/lists.js';

interface Listed {
  readonly instance: ListedInstanceFragment;
}

/** The columns that every list of instances has: state, number, when it was recorded. */
export function useInstanceColumns<Row extends Listed>(): Readonly<Record<'state' | 'number' | 'started', Column<Row>>> {
  const { say, textOf, moment } = useWords();
  return {
    state: { key: 'state', title: say('当前', 'State'), width: '190px', render: ({ instance }) => <div className="sh-state">{instance.exercise && <ExerciseMark />} <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip></div> },
    number: { key: 'number', title: say('编号', 'Number'), width: '170px', render: ({ instance }) => <span className="sh-mono sh-small sh-whole">{instance.number}</span> },
    started: { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: ({ instance }) => <span className="sh-num">{moment(instance.startedAt)}</span> },
  };
}

/** Nothing to tell. */
export const dash = <span className="sh-sub">—</span>;
