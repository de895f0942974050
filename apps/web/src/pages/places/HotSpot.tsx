import { Chip, useWords } from '@stationhouse/plugin-web';
import type { HotSpotsQuery } from '../../gql/places.js';
import { addDays } from './days.js';

type HotSpots = HotSpotsQuery['hotSpots'];
type Cell = HotSpots['cells'][number];

/** How much a place stands out among its neighbours. */
export function Heat({ heat }: Pick<Cell, 'heat'>) {
  const { say } = useWords();
  if (heat === 'VERY_HOT') return <Chip tone="bad">{say('高热点', 'Very hot')}</Chip>;
  if (heat === 'HOT') return <Chip tone="warn">{say('热点', 'Hot')}</Chip>;
  if (heat === 'COLD') return <Chip tone="info">{say('冷点', 'Cold')}</Chip>;
  return <span className="sh-sub">{say('一般', 'Usual')}</span>;
}

/** How a place changed, with the bounds that hold in 95 cases of 100. */
export function Changed({ change }: { change: NonNullable<Cell['change']> }) {
  const { say } = useWords();
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(0)}`;
  return <span title={change.clear ? undefined : say('区间含 0：可能只是偶然', 'The bounds hold zero: it may be chance')}><b className={change.clear ? '' : 'sh-sub'}>{signed(change.difference)}</b> <span className="sh-sub sh-small">[{signed(change.atLeast)}, {signed(change.atMost)}]</span></span>;
}

/** How hot spots are found, with what they are compared, and what is on no map. */
export function Method({ map }: { map: Pick<HotSpots, 'method' | 'comparedRange' | 'withoutPlace'> }) {
  const { say, textOf } = useWords();
  return (
    <>
      <p>{textOf(map.method)}</p>
      {map.comparedRange && <p className="sh-sub">{say('比较期：{from} 至 {to}。', 'Compared with {from} to {to}.', { from: map.comparedRange.from, to: addDays(map.comparedRange.to, -1) })}</p>}
      {typeof map.withoutPlace === 'number' && <p className="sh-sub">{say('另有 {count, number} 起没有位置或位置已到期清除，不在图上；家暴、性侵、走失等涉及个人情况的警情一律不上图。', '{count, number} more have no place, or one that was erased, and are not on the map. What says something of one person – domestic violence, sexual offences, missing persons – is on no map.', { count: map.withoutPlace })}</p>}
    </>
  );
}
