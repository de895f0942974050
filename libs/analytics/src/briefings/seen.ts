import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { BriefingRow, BriefingSight } from './briefings.js';
import { TEXT_NAMES, type BriefingTexts, type DueItem, type Listed } from './contents.js';

/** What stands in a text where a number was. */
const OMITTED = '（编号略）';

/**
 * Briefings as somebody may be shown them. What is sealed or erased by now is named by none of them, whoever asks and however long ago they went out; counts stay as
 * they were published. Readers of the bureau see how much is due, and no list of records.
 * @param rows of one station, as they are kept
 */
export async function seenBriefings(tenant: Tenant, stationId: Id, rows: readonly BriefingRow[], { ofStation }: BriefingSight): Promise<BriefingRow[]> {
  const gone = await goneItems(tenant, stationId, rows.flatMap(itemsOf));
  const numbers = [...gone.values(), ...(await sealedNumbers(tenant, stationId, rows.flatMap(({ texts }) => Object.values(texts))))];
  return rows.map((row) => {
    const texts = withoutNumbers(row.texts, numbers);
    const withheld = itemsOf(row).some(({ instanceId }) => gone.has(instanceId)) || TEXT_NAMES.some((name) => texts[name] !== row.texts[name]);
    return { ...listing(row, ({ instanceId }) => ofStation && !gone.has(instanceId)), texts, withheld };
  });
}

/** The copy that leaves the station: how much is due, and no list of records. */
export function withoutRecords(row: BriefingRow): BriefingRow {
  return listing(row, () => false);
}

function listing(row: BriefingRow, shown: (item: DueItem) => boolean): BriefingRow {
  const list = ({ total, items }: Listed<DueItem>): Listed<DueItem> => ({ total, items: items.filter(shown) });
  const { figures } = row;
  return { ...row, figures: { ...figures, clocks: list(figures.clocks), followUps: list(figures.followUps) } };
}

function itemsOf({ figures: { clocks, followUps } }: BriefingRow): DueItem[] {
  return [...clocks.items, ...followUps.items];
}

/** Those whose instance nobody can read any more, with their numbers. */
async function goneItems(tenant: Tenant, stationId: Id, items: readonly DueItem[]): Promise<Map<Id, string>> {
  if (items.length === 0) return new Map();
  const there = new Set((await tenant.sql<{ id: Id }>('SELECT id FROM instance WHERE station_id = $1 AND id = ANY ($2)', [stationId, items.map(({ instanceId }) => instanceId)])).map(({ id }) => id));
  return new Map(items.filter(({ instanceId }) => !there.has(instanceId)).map(({ instanceId, number }) => [instanceId, number]));
}

/** Numbers of sealed records that somebody wrote into a text. */
async function sealedNumbers(tenant: Tenant, stationId: Id, texts: readonly string[]): Promise<string[]> {
  const written = texts.filter((one) => one !== '').join('\n');
  if (written === '') return [];
  return (await tenant.sql<{ number: string }>('SELECT DISTINCT number FROM sealed_record WHERE station_id = $1 AND lifted_at IS NULL AND strpos($2, number) > 0', [stationId, written])).map(({ number }) => number);
}

function withoutNumbers(texts: BriefingTexts, numbers: readonly string[]): BriefingTexts {
  if (numbers.length === 0) return texts;
  // A number is no part of a longer one.
  const pattern = new RegExp(`(?<![\\w-])(?:${numbers.map((number) => number.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![\\w-])`, 'g');
  return Object.fromEntries(TEXT_NAMES.map((name) => [name, texts[name].replace(pattern, OMITTED)])) as BriefingTexts;
}
