/** A text as a detector reads it: letters and figures of one width, Chinese figures as digits, and where each stood. */
export interface Plain {
  readonly text: string;
  /** Place in the original of each character, and of the end. */
  readonly places: readonly number[];
}

/** Figures as people spell them to get them past somebody. */
const SPELLED: Readonly<Record<string, string>> = { 〇: '0', 零: '0', 一: '1', 幺: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 八: '8', 九: '9', 壹: '1', 贰: '2', 叁: '3', 肆: '4', 伍: '5', 陆: '6', 柒: '7', 捌: '8', 玖: '9' };
/** So many in a row are figures; fewer are words: 三天两头. */
const FEWEST = 4;
const SPELLED_RUN = new RegExp(`[${Object.keys(SPELLED).join('')}](?:[ \\-]?[${Object.keys(SPELLED).join('')}]){${FEWEST - 1},}`, 'gu');
/** Marks without width, which a copied text may be full of. */
const WITHOUT_WIDTH = /^(?:\p{Default_Ignorable_Code_Point})$/u;
const DASHES = /^[\u2010-\u2015\u2212\ufe58\ufe63]$/u;

/** @param original as it was typed or imported */
export function plainOf(original: string): Plain {
  let text = '';
  const places: number[] = [];
  let place = 0;
  for (const letter of original) {
    const written = WITHOUT_WIDTH.test(letter) ? '' : DASHES.test(letter) ? '-' : letter.normalize('NFKC');
    for (let unit = 0; unit < written.length; unit += 1) places.push(place);
    text += written;
    place += letter.length;
  }
  places.push(original.length);
  return { text: text.replaceAll(SPELLED_RUN, (run) => [...run].map((letter) => SPELLED[letter] ?? letter).join('')), places };
}
