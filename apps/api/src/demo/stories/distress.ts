import { randomOf } from '../world/random.js';
import { inventedName, inventedPhone } from '../world/slots.js';
import { STATIONS, type DemoStation } from '../world/stations.js';
import { ago, complete, event, later, on, start, type Deed, type Script } from './deeds.js';
import type { Moment } from './moments.js';

function distress(station: DemoStation, name: string, danger: 'now' | 'said' | 'low', from: Moment, deeds: readonly Deed[]): Script {
  const random = randomOf(`distress/${station.code}/${name}`);
  const data = { danger, place: random.pick(station.estates), person: { name: inventedName(random), phone: inventedPhone(random) }, account: '（演示）邻居来电，称其近日情绪低落。' };
  return { name: `distress: ${name}`, begins: { workflow: 'distress', data: () => data }, deeds: [start(from), ...deeds] };
}
const there = (at: Moment): Deed => complete(at, 'going#arrive', 'arrived', 'community-officer');
const gone = (at: Moment): Deed => complete(at, 'going#arrive', 'gone', 'community-officer');
const looked = (at: Moment, outcome: 'found' | 'handedOn'): Deed => complete(at, 'looking#look', outcome, 'community-officer', outcome === 'handedOn' ? { note: '（演示）已按走失人员登记。' } : {});
const safe = (at: Moment, handedTo: string, consent: boolean): Deed => complete(at, 'securing#secure', 'safe', 'community-officer', { handedTo, consent });
const visited = (at: Moment, which: 'first' | 'second' | 'last', outcome: 'calm' | 'away' = 'calm'): Deed => complete(at, `visiting.${which}.open#visit`, outcome, 'community-officer', outcome === 'calm' ? { findings: '（演示）情绪平稳，已恢复日常。' } : { note: '（演示）两次上门未见到。' });

const STORIES: Readonly<Record<string, (station: DemoStation) => readonly Script[]>> = {
  dongmen: (station) => {
    const [month, week, day] = [on(33, '20:10'), on(7, '22:05'), on(1, '13:20')];
    return [
      distress(station, 'visited three times', 'said', month, [there(later(month, 480)), safe(later(month, 5400), 'family', true), visited(on(32, '15:00'), 'first'), visited(on(26, '10:30'), 'second'), visited(on(3, '16:00'), 'last')]),
      distress(station, 'the second visit is open', 'now', week, [there(later(week, 380)), safe(later(week, 9000), 'hospital', true), visited(on(6, '15:30'), 'first')]),
      distress(station, 'the first visit is open', 'low', day, [there(later(day, 900)), safe(later(day, 4000), 'community', true)]),
    ];
  },
  beiji: (station) => [distress(station, 'nobody wants a visit', 'low', on(10, '11:15'), [there(on(10, '11:40')), safe(on(10, '12:30'), 'nobody', false)])],
  xuefu: (station) => [
    distress(station, 'kept safe', 'now', ago(40), [there(ago(33))]),
    distress(station, 'in danger again', 'said', on(3, '21:00'), [there(on(3, '21:20')), safe(on(3, '23:00'), 'professional', true), visited(on(2, '15:00'), 'first'), event(ago(22), 'worse', 'community-officer'), there(ago(15))]),
  ],
  xincheng: (station) => [distress(station, 'gone: looked for', 'said', ago(26), [gone(ago(18))])],
  xiguan: (station) => [distress(station, 'searched for as missing', 'said', on(5, '19:10'), [gone(on(5, '19:25')), looked(on(5, '19:34'), 'handedOn')]), distress(station, 'away at the first visit', 'low', on(4, '09:50'), [there(on(4, '10:10')), safe(on(4, '11:00'), 'family', true), visited(on(3, '16:00'), 'first', 'away')])],
  xingang: (station) => [distress(station, 'died', 'now', on(24, '03:20'), [there(on(24, '03:31')), complete(on(24, '04:10'), 'securing#secure', 'dead', 'community-officer', { note: '（演示）送医后抢救无效。' })]), distress(station, 'somebody is on the way', 'low', ago(6), []), distress(station, 'found, then safe', 'said', on(9, '18:00'), [gone(on(9, '18:12')), looked(on(9, '18:20'), 'found'), safe(on(9, '20:00'), 'family', false)])],
};

/** People in distress at a station: somebody on the way, kept safe, visited, and what is over. */
export function distressFor(place: number): readonly Script[] {
  const station = STATIONS[place];
  return station === undefined ? [] : (STORIES[station.code]?.(station) ?? []);
}
