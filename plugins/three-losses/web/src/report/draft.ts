import type { VoiceNote } from '@stationhouse/plugin-web';

export type Group = 'child' | 'youth' | 'adult' | 'elder';
export type Danger = 'water' | 'selfHarm' | 'illness' | 'weather' | 'traffic' | 'abuse';

/** A piece of clothing by its colour and what it is, as both stand in the record. */
export interface Garment {
  readonly colour: string;
  readonly piece: string;
}

/** What an officer has tapped so far. */
export interface Draft {
  readonly group?: Group;
  readonly age?: number;
  readonly sex?: 'male' | 'female';
  readonly clothing: readonly Garment[];
  readonly place: string;
  readonly point?: { readonly longitude: number; readonly latitude: number };
  /** Minutes before now, or a moment, ISO 8601. */
  readonly seen?: number | string;
  readonly dangers: readonly Danger[];
  readonly phone: string;
  readonly account: string;
  readonly voice?: VoiceNote;
}

export const EMPTY: Draft = { clothing: [], place: '', dangers: [], phone: '', account: '' };

const NOT_ASKED_WHERE = '待问清（见语音）';

/** A person's own words for clothes: 红色上衣、蓝色短裤. */
export const clothingOf = ({ clothing }: Draft): string => clothing.map(({ colour, piece }) => `${colour}${piece}`).join('、');

/** True where all is tapped that a search begins with. */
export const isWhole = ({ group, place, seen }: Draft): boolean => group !== undefined && place.trim() !== '' && seen !== undefined;

/** True where a search may begin: all of it is there, or a voice note that says it. */
export const mayBegin = (draft: Draft): boolean => isWhole(draft) || draft.voice !== undefined;

/** What was tapped when a report begins from an incident: nothing is asked twice. */
export function fromIncident(facts: { readonly masked: boolean; readonly narrative?: string | null; readonly address?: string | null; readonly reporterPhone?: string | null; readonly longitude?: number | null; readonly latitude?: number | null }): Partial<Draft> {
  const { masked, narrative, address, reporterPhone, longitude, latitude } = facts;
  const open = (value: string | null | undefined) => (masked ? '' : (value ?? ''));
  const point = typeof longitude === 'number' && typeof latitude === 'number' ? { point: { longitude, latitude } } : {};
  return { place: open(address), phone: open(reporterPhone), account: open(narrative), ...point };
}

/**
 * The data of the start. What a voice note alone leaves open is named in `unasked`: nobody is taken for an adult, the moment is the report's own at the latest, and
 * the place says that it is to be asked.
 * @param now milliseconds of the server's time
 */
export function dataOf(draft: Draft, now: number): Record<string, unknown> {
  const { group, age, sex, place, point, seen, dangers, phone, account } = draft;
  const clothing = clothingOf(draft);
  const unasked = [...(group === undefined ? ['who'] : []), ...(seen === undefined ? ['when'] : []), ...(place.trim() === '' ? ['where'] : [])];
  const lastSeenOn = typeof seen === 'string' ? seen : new Date(Math.floor(now / 60_000) * 60_000 - (seen ?? 0) * 60_000).toISOString();
  return {
    person: { group: group ?? 'unknown', ...(age === undefined ? {} : { age }), ...(sex === undefined ? {} : { sex }), ...(clothing === '' ? {} : { clothing }) },
    lastSeenOn,
    lastPlace: place.trim() || NOT_ASKED_WHERE,
    ...(point === undefined ? {} : { point }),
    ...(dangers.length === 0 ? {} : { risks: [...dangers] }),
    ...(phone.trim() === '' ? {} : { reporter: { phone: phone.trim() } }),
    ...(account.trim() === '' ? {} : { account: account.trim() }),
    ...(unasked.length === 0 ? {} : { unasked }),
  };
}

const DAY_MINUTES = 1_440;

/** The last moment before now at which clocks there showed a time. */
export function lastAt(time: string, now: Date, timeZone: string): string {
  const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
  const ago = (minutesOf(shown) - minutesOf(time) + DAY_MINUTES) % DAY_MINUTES;
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000 - ago * 60_000).toISOString();
}
