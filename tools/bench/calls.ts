/** A small seeded generator (mulberry32): the same seed gives the same calls on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TOWNS = 68;
const KINDS = ['EMS: FALL VICTIM', 'EMS: CARDIAC EMERGENCY', 'EMS: RESPIRATORY EMERGENCY', 'Traffic: VEHICLE ACCIDENT -', 'Traffic: DISABLED VEHICLE -', 'Fire: FIRE ALARM', 'Fire: GAS-ODOR/LEAK'];
const STREETS = ['HAWS AVE', 'REINDEER CT & DEAD END', 'BRIAR PATH & WHITEMARSH LN', 'MAIN ST & SWEDE ST', 'CHERRYWOOD CT', 'RIDGE PIKE', 'OLD YORK RD & MEETINGHOUSE RD', 'LIMEKILN PIKE'];

/** The columns of a county's list of emergency calls, as real ones have them. */
export const CALL_COLUMNS = ['lat', 'lng', 'desc', 'zip', 'title', 'timeStamp', 'twp', 'addr', 'e'];

/** The names in the town column. */
export const TOWN_NAMES: readonly string[] = Array.from({ length: TOWNS }, (_, index) => `TOWNSHIP ${String(index + 1).padStart(2, '0')}`);

/** A header and `rows` calls as CSV lines, about 185 bytes each, every one different; one in 2,000 has no town. */
export function* callLines(rows: number, seed = 911): Generator<string> {
  const random = seeded(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
  yield `${CALL_COLUMNS.join(',')}\n`;
  let moment = Date.UTC(2015, 11, 10, 17, 40);
  for (let row = 0; row < rows; row += 1) {
    moment += Math.floor(random() * 440_000);
    const time = new Date(moment).toISOString();
    const town = random() < 1 / 2000 ? '' : pick(TOWN_NAMES);
    const street = `${1 + Math.floor(random() * 4_000)} ${pick(STREETS)}`;
    const desc = `${street};  ${town}; Station ${300 + Math.floor(random() * 80)}; ${time.slice(0, 10)} @ ${time.slice(11, 19)};`;
    const [lat, lng] = [40 + random() / 2, -75.7 + random() / 2];
    yield `${lat.toFixed(7)},${lng.toFixed(7)},${desc},${19_000 + Math.floor(random() * 500)},${pick(KINDS)},${time.slice(0, 10)} ${time.slice(11, 19)},${town},${street},${row}\n`;
  }
}
