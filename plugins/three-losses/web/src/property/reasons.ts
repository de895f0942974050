import { text, type Bilingual } from '@stationhouse/kernel';
import type { PropertyLikenessCode } from '../gql/matching.js';

/** In what two agree or differ, in words. */
export const REASONS: Readonly<Record<PropertyLikenessCode, Bilingual>> = {
  NUMBER: text('编号一致', 'Same number'),
  NUMBER_TAIL: text('编号尾号一致', 'Number ends the same'),
  OTHER_NUMBER: text('编号不同', 'Other number'),
  BRAND: text('品牌一致', 'Same make'),
  OTHER_BRAND: text('品牌不同', 'Other make'),
  COLOURS: text('颜色相符', 'Colours agree'),
  OTHER_COLOURS: text('颜色不同', 'Other colours'),
  KIND: text('种类一致', 'Same kind'),
  WORDS: text('描述相近', 'Described alike'),
  PLACE: text('地点相近', 'Places alike'),
  TIME: text('时间相近', 'Soon after'),
};
