import { text, type Bilingual } from '@stationhouse/kernel';

/** Surroundings that change how far people get: built-up ground, or open country without mountains (scenic areas, fields, woods). */
export const SURROUNDINGS = ['urban', 'country'] as const;
export type Surroundings = (typeof SURROUNDINGS)[number];

/** Metres within which 25, 50, 75 and 95 % of those found were found, in a straight line from where they were last known to be. */
export type Distances = readonly [m25: number, m50: number, m75: number, m95: number];

/** How people of one kind get lost: statistics of the past, not of this person. */
export interface LostPersonCategory {
  readonly title: Bilingual;
  readonly distances: Readonly<Record<Surroundings, Distances>>;
  /** Walking without a stop, on the level; what the farthest place is computed from. Running is not counted, nor is a ride. */
  readonly walkingMS: number;
  /** Where a figure is ours rather than a publication's, which one and why; `undefined`: none is. */
  readonly ours?: Bilingual;
}

/**
 * Sources. *Distances*: R. J. Koester, Lost Person Behavior, dbS Productions 2008 (International Search & Rescue Incident Database), columns urban and
 * temperate-flat, published in miles. *Walking*: adults and the old, R. W. Bohannon & A. W. Andrews, Physiotherapy 97 (2011) 182–189 (the fastest mean of an age group,
 * so that the farthest place is rather too far than too near); children, G. A. Cavagna, P. Franzetti & T. Fuchimoto, J. Physiol. 343 (1983) 323–339: the freely chosen
 * speed rises from 2.8 km/h at 2 years to 5 km/h at 12 (straight line between by us), taken at the oldest age of a group.
 * None of them counts people in China: `npm run bench -- search` shows what a wrong prior costs.
 */
export const SOURCES = {
  distances: 'Koester, Lost Person Behavior (dbS Productions, 2008), ISRID',
  walkingAdults: 'Bohannon & Andrews, Physiotherapy 97 (2011) 182–189',
  walkingChildren: 'Cavagna, Franzetti & Fuchimoto, J. Physiol. 343 (1983) 323–339',
} as const;

const METRES_PER_MILE = 1609.344;
const miles = (m25: number, m50: number, m75: number, m95: number): Distances => [m25, m50, m75, m95].map((distance) => Math.round(distance * METRES_PER_MILE)) as unknown as Distances;
/** Freely chosen walking at an age from 2 to 12, m/s. */
const childAt = (years: number) => Math.round(((2.8 + ((5 - 2.8) * (years - 2)) / 10) / 3.6) * 100) / 100;

const ADULT_MS = 1.43;
const OLD_MS = 1.34;
const TAKEN_FROM_HIKERS = text('来源无此类别城市数据，按徒步者（温带平地，即来源工具的默认值）', 'the source has no urban figures for this: those of hikers, temperate and flat, its tools’ default');

export const LOST_PERSONS = {
  child1to3: { title: text('幼儿（1～3 岁）', 'Child, 1 to 3'), distances: { urban: miles(0.1, 0.3, 0.5, 0.7), country: miles(0.1, 0.2, 0.6, 2) }, walkingMS: childAt(3) },
  child4to6: { title: text('儿童（4～6 岁）', 'Child, 4 to 6'), distances: { urban: miles(0.06, 0.3, 0.6, 2.1), country: miles(0.1, 0.4, 0.9, 4.1) }, walkingMS: childAt(6) },
  child7to9: { title: text('儿童（7～9 岁）', 'Child, 7 to 9'), distances: { urban: miles(0.1, 0.3, 0.9, 3.2), country: miles(0.1, 0.5, 1.3, 5) }, walkingMS: childAt(9) },
  child10to12: { title: text('儿童（10～12 岁）', 'Child, 10 to 12'), distances: { urban: miles(0.2, 0.9, 1.8, 3.6), country: miles(0.3, 1, 3, 6.2) }, walkingMS: childAt(12) },
  youth13to15: { title: text('少年（13～15 岁）', 'Youth, 13 to 15'), distances: { urban: miles(0.4, 0.8, 2, 6.2), country: miles(0.4, 0.8, 2, 6.2) }, walkingMS: ADULT_MS, ours: text('来源无城市数据，按野外', 'the source has no urban figures: those of the country') },
  dementia: { title: text('认知障碍老人', 'Dementia'), distances: { urban: miles(0.2, 0.7, 2, 7.8), country: miles(0.2, 0.6, 1.5, 7.9) }, walkingMS: OLD_MS },
  old: { title: text('老人（无认知障碍）', 'Old, without dementia'), distances: { urban: miles(0.4, 1.1, 2, 6.1), country: miles(0.4, 1.1, 2, 6.1) }, walkingMS: OLD_MS, ours: TAKEN_FROM_HIKERS },
  adult: { title: text('成年人', 'Adult'), distances: { urban: miles(0.4, 1.1, 2, 6.1), country: miles(0.4, 1.1, 2, 6.1) }, walkingMS: ADULT_MS, ours: TAKEN_FROM_HIKERS },
  mentalIllness: { title: text('精神障碍人员', 'Mental illness'), distances: { urban: miles(0.2, 0.4, 0.9, 7.7), country: miles(0.5, 0.6, 1.4, 5) }, walkingMS: ADULT_MS },
  intellectualDisability: { title: text('智力障碍人员', 'Intellectual disability'), distances: { urban: miles(0.2, 0.5, 2.3, 6.14), country: miles(0.2, 0.6, 1.3, 7.3) }, walkingMS: ADULT_MS },
  autism: { title: text('孤独症人员', 'Autism'), distances: { urban: miles(0.2, 0.6, 2.4, 5), country: miles(0.4, 1, 2.3, 9.5) }, walkingMS: ADULT_MS },
  despondent: { title: text('轻生倾向人员', 'Despondent'), distances: { urban: miles(0.06, 0.3, 0.9, 8.1), country: miles(0.2, 0.5, 1.4, 10.7) }, walkingMS: ADULT_MS },
} as const satisfies Record<string, LostPersonCategory>;

export type LostPersonKind = keyof typeof LOST_PERSONS;

/** The category of a kind, with the wide type of its fields. */
export function lostPerson(kind: LostPersonKind): LostPersonCategory {
  return LOST_PERSONS[kind];
}
