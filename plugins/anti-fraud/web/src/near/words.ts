import { windOf, type Leg } from '@stationhouse/anti-fraud-common';
import type { Words } from '@stationhouse/plugin-web';

/** How far and in which direction, as it is said on the radio: “东北 650 米”. */
export function legWords({ metres, bearing }: Leg, { say, number }: Pick<Words, 'say' | 'number'>): string {
  const winds = [say('北', 'N'), say('东北', 'NE'), say('东', 'E'), say('东南', 'SE'), say('南', 'S'), say('西南', 'SW'), say('西', 'W'), say('西北', 'NW')];
  const far = metres < 1000 ? say('{metres} 米', '{metres} m', { metres: number(Math.round(metres / 10) * 10) }) : say('{km} 公里', '{km} km', { km: number(Math.round(metres / 100) / 10) });
  return metres < 10 ? far : `${winds[windOf(bearing)]} ${far}`;
}

/** What a telephone dials. */
export const dialled = (phone: string) => `tel:${phone.replace(/[^\d+]/g, '')}`;

/** What a phone opens its own map with; the house has none. */
export const onMap = (longitude: number, latitude: number, name: string) => `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name)})`;
