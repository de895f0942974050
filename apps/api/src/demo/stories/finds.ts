import type { JsonObject } from '@stationhouse/workflow';
import { toWgs84 } from '../world/map.js';
import { randomOf } from '../world/random.js';
import { inventedName, inventedPhone } from '../world/slots.js';
import { STATIONS, type DemoStation } from '../world/stations.js';
import { ago, asking, complete, event, later, on, start, type Deed, type Script } from './deeds.js';
import type { Moment } from './moments.js';

const named = (seed: string): JsonObject => ({ name: inventedName(randomOf(`finds/${seed}`)), phone: inventedPhone(randomOf(`finds/${seed}`)) });
const claimant = (seed: string, proof: string): JsonObject => ({ claimant: { ...named(seed), proof } });

const SEEN: Readonly<Record<'child' | 'elder' | 'adult', JsonObject>> = {
  child: { group: 'child', age: 3, sex: 'female', clothing: '粉色外套、小雨靴' },
  elder: { group: 'elder', age: 80, sex: 'male', clothing: '蓝布衫、布鞋', features: '说不清住址' },
  adult: { group: 'adult', sex: 'male', clothing: '深色夹克' },
};

/** Somebody who was found before anybody missed them. @param kind child or elder */
function person(station: DemoStation, name: string, kind: keyof typeof SEEN, from: Moment, deeds: readonly Deed[], each?: Script['each']): Script {
  const spot = station.hotSpots[deeds.length % station.hotSpots.length];
  const seen = SEEN[kind];
  return {
    name: `found first: ${name}`,
    begins: { workflow: 'found-person', data: ({ justBefore }) => ({ person: seen, foundOn: justBefore, foundPlace: spot?.name ?? station.name, ...(spot === undefined ? {} : { point: { ...toWgs84(spot.at) } }) }) },
    deeds: [start(from), ...deeds],
    ...(each === undefined ? {} : { each }),
  };
}
const placed = (at: Moment): Deed => complete(at, 'looking.safety.toPlace#place', 'placed', 'on-duty', { safePlace: '派出所值班室', health: '（演示）精神尚好，已吃饭。' });
const asked = (at: Moment): Deed => asking(complete(at, 'looking.asking.toAsk#ask', 'asked', 'on-duty', ({ unit }) => ({ posts: [unit('property'), unit('volunteers')] })));
const identified = (at: Moment, identifiedBy: string): Deed => complete(at, 'looking.identity.toIdentify#identify', 'identified', 'community-officer', { identifiedBy, name: inventedName(randomOf(`finds/${identifiedBy}`)) });
const handed = (at: Moment): Deed => complete(at, 'releasing#check', 'proven', 'on-duty', { guardian: { name: inventedName(randomOf('finds/guardian')), proof: 'household' } });

function peopleFor(station: DemoStation): readonly Script[] {
  const [day, hour] = [on(4, '10:15'), on(15, '17:40')];
  const past = [person(station, 'an elder, home again', 'elder', hour, [placed(later(hour, 900)), asked(later(hour, 240)), identified(later(hour, 3000), 'records'), handed(later(hour, 7200))])];
  switch (station.code) {
    case 'dongmen':
      return [...past,
        person(station, 'a girl, posts asked, one has a family looking', 'child', ago(48), [placed(ago(36)), asked(ago(42))], [
          { workflow: 'post-question', of: 'property', deeds: [complete(ago(38), 'asked#answer', 'notSeen', 'post-operator')] },
          { workflow: 'post-question', of: 'volunteers', deeds: [complete(ago(33), 'asked#answer', 'seen', 'volunteer', { answer: '（演示）步行街有一家人在找孩子。' })] },
        ]),
        person(station, 'to be handed over', 'elder', ago(170), [placed(ago(150)), asked(ago(165)), identified(ago(60), 'post')]),
      ];
    case 'beiji':
      return [person(station, 'nobody could find out: civil affairs', 'elder', day, [placed(later(day, 1200)), asked(later(day, 280)), complete(later(day, 80_000), 'looking.identity.toIdentify#identify', 'unknown', 'community-officer', { note: '（演示）无登记信息，方言难辨。' })])];
    case 'xuefu':
      return [person(station, 'an adult who goes his own way', 'adult', day, [placed(later(day, 1200)), asked(later(day, 280)), identified(later(day, 3600), 'said'), complete(later(day, 5000), 'releasing#check', 'ownWay', 'on-duty')])];
    case 'xincheng':
      return [...past, person(station, 'just found', 'child', ago(9), [])];
    case 'xiguan':
      return [person(station, 'the guardian is suspected', 'child', ago(230), [placed(ago(215)), asked(ago(226)), identified(ago(150), 'video'), complete(ago(120), 'releasing#check', 'suspected', 'on-duty', { note: '（演示）身上多处淤青，来人说法不一。' })])];
    default:
      return [...past, person(station, 'protected', 'child', day, [placed(later(day, 1100)), asked(later(day, 270)), identified(later(day, 4000), 'video'), complete(later(day, 6000), 'releasing#check', 'suspected', 'on-duty', { note: '（演示）来人拿不出监护证明。' }), complete(later(day, 9000), 'protecting#protect', 'protected', 'chief')])];
  }
}

const LOST = [
  ['phone', '黑色手机，背面有贴纸', 2000], ['keys', '一串钥匙，三把，红色挂绳', undefined], ['pet', '橘猫，戴蓝色项圈', undefined], ['papers', '身份证、驾驶证各一本', undefined],
  ['aid', '助听器，装在灰色小盒内', 8000], ['bag', '蓝色双肩包，内有课本', 300], ['purse', '棕色钱包，内有现金', 600], ['jewellery', '银手镯一只', 900],
] as const;

/** What somebody lost. @param index which of the things people lose */
function lost(station: DemoStation, name: string, index: number, from: Moment, deeds: readonly Deed[]): Script {
  const [kind, description, value] = LOST[index % LOST.length] ?? LOST[0];
  const place = station.hotSpots[index % station.hotSpots.length]?.name ?? station.name;
  return {
    name: `lost: ${name}`,
    begins: { workflow: 'lost-property', data: ({ minutesBefore }) => ({ kind, description: `（演示）${description}`, lostOn: minutesBefore(120), lostPlace: place, owner: named(`${station.code}/${name}`), ...(value === undefined ? {} : { value }) }) },
    deeds: [start(from), ...deeds],
  };
}
const looked = (at: Moment, outcome: string, form: JsonObject = {}): Deed => complete(at, 'looking#look', outcome, 'community-officer', form);

/** What somebody brought. */
function found(station: DemoStation, name: string, index: number, from: Moment, deeds: readonly Deed[]): Script {
  const [kind, details] = LOST[index % LOST.length] ?? LOST[0];
  const words = { phone: '手机一部', keys: '钥匙一串', pet: '宠物猫一只', papers: '证件一份', aid: '助听器一只', bag: '背包一个', purse: '钱包一个', jewellery: '首饰一件' }[kind];
  const place = station.hotSpots[index % station.hotSpots.length]?.name ?? station.name;
  return {
    name: `found: ${name}`,
    begins: { workflow: 'found-property', data: ({ minutesBefore }) => ({ kind, notice: `${place}附近拾得${words}`, details: `（演示）${details}`, foundOn: minutesBefore(45), foundPlace: place, finder: named(`finder/${station.code}/${name}`) }) },
    deeds: [start(from), ...deeds],
  };
}
const stored = (at: Moment, shelf: string): Deed => complete(at, 'received#store', 'stored', 'property-custodian', { shelf });
const announced = (at: Moment): Deed => complete(at, 'announcing#announce', 'announced', 'property-custodian');
const claimed = (at: Moment, seed: string, proof = 'details'): Deed => event(at, 'claimed', 'on-duty', claimant(seed, proof));
const proven = (at: Moment): Deed => complete(at, 'checking#check', 'proven', 'legal-officer');
const givenBack = (at: Moment): Deed => complete(at, 'returning#return', 'returned', 'property-custodian');

function propertyFor(station: DemoStation, place: number): readonly Script[] {
  const [day, shelf] = [on(11 + place, '09:40'), `A-${place + 1}`];
  const over = [
    lost(station, 'given back there', place, on(14 + place, '11:05'), [looked(on(14 + place, '15:30'), 'found')]),
    found(station, 'returned to its owner', place + 1, day, [stored(later(day, 5400), shelf), announced(later(day, 9000)), claimed(later(day, 90_000), `claim/${station.code}`), proven(later(day, 93_000)), givenBack(later(day, 97_000))]),
  ];
  if (station.code === 'dongmen') {
    const year = on(380, '10:00');
    return [...over,
      lost(station, 'looked for', 4, ago(130), []),
      lost(station, 'never found', 7, on(390, '10:30'), [looked(on(388, '16:00'), 'notFound')]),
      lost(station, 'stays recorded', 2, on(6, '10:10'), [looked(on(4, '16:00'), 'notFound')]),
      lost(station, 'may match', 0, on(3, '09:20'), [looked(on(2, '10:00'), 'notFound'), event(ago(200), 'matched', 'on-duty', { matchingProperty: 'SD-DM-2026-00001' })]),
      lost(station, 'to be collected', 1, on(4, '15:40'), [looked(on(3, '10:00'), 'notFound'), event(on(2, '11:00'), 'matched', 'on-duty', { matchingProperty: 'SD-DM-2026-00002' }), complete(ago(300), 'matching#confirm', 'theirs', 'on-duty')]),
      found(station, 'to be stored', 5, ago(75), []),
      found(station, 'to be announced', 6, ago(400), [stored(ago(300), shelf)]),
      found(station, 'announced', 7, on(8, '15:00'), [stored(on(8, '17:00'), 'A-7'), announced(on(7, '09:10'))]),
      found(station, 'a claim is to be checked', 0, on(5, '10:20'), [stored(on(5, '14:00'), 'A-9'), announced(on(4, '09:30')), claimed(ago(55), 'claim/phone')]),
      found(station, 'to be given back', 3, on(6, '16:10'), [stored(on(5, '09:00'), 'B-2'), announced(on(5, '10:00')), claimed(on(1, '11:00'), 'claim/papers', 'papers'), proven(on(1, '15:00'))]),
      found(station, 'unclaimed for a year', 6, year, [stored(later(year, 4000), 'C-1'), announced(later(year, 9000))]),
    ];
  }
  if (station.code === 'xuefu') {
    const year = on(402, '14:20');
    return [...over, lost(station, 'may be stolen', 5, on(5, '12:10'), [looked(on(4, '10:00'), 'stolen', { note: '（演示）监控见他人拿走。' })]),
      found(station, 'fell to the state', 7, year, [stored(later(year, 4000), 'C-3'), announced(later(year, 9000)), complete(on(20, '10:00'), 'unclaimed#handOver', 'handedOver', 'chief')])];
  }
  return over;
}

/** People found first and property, at a station: what is under way, and what is over. */
export function findsFor(place: number): readonly Script[] {
  const station = STATIONS[place];
  return station === undefined ? [] : [...peopleFor(station), ...propertyFor(station, place)];
}
