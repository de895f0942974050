import { badInput, newId, parseId, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { AuditAction, PluginInstanceRows } from '@stationhouse/plugin-api';
import { intoWgs84, isPosition, overlapsOf, readRing, ringProblemInWords, type Position, type Ring, type Terrain, type Weight } from '@stationhouse/three-losses-common/search';
import { IsNull } from 'typeorm';
import { segmentAssigned, segmentChanged, segmentDrawn, segmentRemoved, segmentWeighed } from './permissions.js';
import { PassRow, SegmentRow, type Assignee } from './rows.js';
import { lineOf, madeKey, note, requireVersion, said, takeTurn } from './turn.js';

/** Segments of one search that stand at once. */
export const MOST_SEGMENTS = 200;
const LONGEST_NAME = 60;
const LONGEST_REASON = 300;
const SEGMENT = text('搜索区', 'segment');

/** What a segment is drawn with. */
export interface SegmentWords {
  readonly name: string;
  /** Corners as `[longitude, latitude]`, closed or not. */
  readonly outline: readonly (readonly number[])[];
  readonly coordinateSystem: string;
  readonly terrain: Terrain;
  readonly position?: number | null | undefined;
}

/** The segments that stand, in their order. */
export function segmentsOf({ stationId, instance, repository }: PluginInstanceRows): Promise<SegmentRow[]> {
  return repository(SegmentRow).find({ where: { stationId, instanceId: instance.id, removed: IsNull() }, order: { position: 'ASC', id: 'ASC' } });
}

/** Draws a segment; the same key again answers with the first. @throws StationhouseError BAD_INPUT with `details.problem` and the place, CONFLICT for ground that another segment has */
export async function drawSegment(rows: PluginInstanceRows, words: SegmentWords, idempotencyKey: string): Promise<SegmentRow> {
  const { stationId, instance, repository } = rows;
  const key = madeKey(rows, idempotencyKey);
  await takeTurn(rows);
  const before = await repository(SegmentRow).findOneBy({ stationId, madeKey: key });
  if (before !== null) return before;
  const others = await segmentsOf(rows);
  if (others.length >= MOST_SEGMENTS) throw badInput('input', text(`一次查找最多 ${MOST_SEGMENTS} 个搜索区。`, `A search has at most ${MOST_SEGMENTS} segments.`), { problem: 'tooMany', most: MOST_SEGMENTS });
  const drawn = readSegment(words);
  refuseOverlap(drawn, others);
  const row: SegmentRow = { stationId, id: newId(), instanceId: instance.id, version: 1, ...drawn, position: words.position ?? Math.max(0, ...others.map(({ position }) => position)) + 1, weight: null, danger: null, assignee: null, drawn: said(rows), drawnAt: instance.now, removed: null, removedAt: null, covered: 0, madeKey: key };
  await repository(SegmentRow).insert(row);
  note(rows, segmentDrawn, { segment: row.id });
  return row;
}

/** @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT, CONFLICT for ground that another segment has, or an outline that was searched */
export async function changeSegment(rows: PluginInstanceRows, id: string, words: SegmentWords, expectedVersion: number): Promise<SegmentRow> {
  await takeTurn(rows);
  const before = await standing(rows, id, expectedVersion);
  const drawn = readSegment(words);
  if (JSON.stringify(drawn.outline) !== JSON.stringify(before.outline)) {
    await refuseSearched(rows, id, text('这个搜索区已有搜索记录，轮廓不能再改：改了，原来搜的就对不上了。请在旁边另画一个。', 'This segment has been searched, so its outline stays: what was searched would no longer fit. Draw another one beside it.'));
    refuseOverlap(drawn, (await segmentsOf(rows)).filter((other) => other.id !== id));
  }
  return changed(rows, segmentChanged, before, { ...drawn, position: words.position ?? before.position });
}

/** @throws StationhouseError NOT_FOUND, STALE_VERSION, CONFLICT for one that was searched */
export async function removeSegment(rows: PluginInstanceRows, id: string, expectedVersion: number): Promise<void> {
  await takeTurn(rows);
  const before = await standing(rows, id, expectedVersion);
  await refuseSearched(rows, id, text('这个搜索区已有搜索记录，不能撤销。登记有误的，先撤回那次搜索。', 'This segment has been searched and stays. Where that was recorded by mistake, withdraw the pass first.'));
  await changed(rows, segmentRemoved, before, { removed: said(rows), removedAt: rows.instance.now });
}

/** What a person knows of a segment that its distance does not say. */
export interface SegmentJudgement {
  /** Null: as likely as its distance says. */
  readonly weight: Weight | null;
  /** Null: in no more danger than elsewhere. */
  readonly danger: { readonly factor: number; readonly reason: string } | null;
}

/** Both are given anew. @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT without a reason or out of bounds */
export async function weighSegment(rows: PluginInstanceRows, id: string, { weight, danger }: SegmentJudgement, expectedVersion: number): Promise<SegmentRow> {
  await takeTurn(rows);
  const before = await standing(rows, id, expectedVersion);
  const judged = <Judged extends { readonly factor: number; readonly reason: string }>(one: Judged | null, field: string, least: number) => {
    if (one === null) return null;
    if (!(one.factor >= least && one.factor <= 10)) throw badInput(`${field}.factor`, text(`权重应在 ${least} 到 10 之间。`, `A weight is ${least} to 10.`), { problem: 'outOfRange', least, most: 10 });
    return { ...one, reason: lineOf(one.reason, `${field}.reason`, LONGEST_REASON), ...said(rows) };
  };
  return changed(rows, segmentWeighed, before, { weight: judged(weight, 'weight', 0.1), danger: judged(danger, 'danger', 1) });
}

/** @param assignee null: nobody @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT */
export async function assignSegment(rows: PluginInstanceRows, id: string, assignee: Assignee | null, expectedVersion: number): Promise<SegmentRow> {
  await takeTurn(rows);
  const before = await standing(rows, id, expectedVersion);
  if (assignee === null) return changed(rows, segmentAssigned, before, { assignee: null });
  if ((assignee.kind === 'team') !== (assignee.id === null)) throw badInput('assignee.id', text('指定民警或单位须带编号，队伍只写名称。', 'An account or a unit has an id; a team has a name alone.'), { problem: 'idOfKind' });
  const whose = assignee.id === null ? null : parseId(assignee.id, 'assignee.id');
  return changed(rows, segmentAssigned, before, { assignee: { kind: assignee.kind, id: whose, name: lineOf(assignee.name, 'assignee.name', LONGEST_NAME), ...said(rows) } });
}

/** @throws StationhouseError NOT_FOUND for a segment of another search, CONFLICT for one that was removed meanwhile, STALE_VERSION */
export async function standing({ stationId, instance, repository }: PluginInstanceRows, id: string, expectedVersion?: number): Promise<SegmentRow> {
  const row = await repository(SegmentRow).findOneBy({ stationId, id: parseId(id, 'segmentId'), instanceId: instance.id });
  if (row === null) throw new StationhouseError('NOT_FOUND', text('没有这个搜索区。', 'There is no such segment.'));
  if (row.removed !== null) throw new StationhouseError('CONFLICT', text(`这个搜索区已由${row.removed.byName}撤销。仍要搜索的，请重新划分。`, `${row.removed.byName} has removed this segment. Where it is still to be searched, draw it again.`), { problem: 'removed', at: row.removed.at });
  if (expectedVersion !== undefined) requireVersion(row, expectedVersion, SEGMENT);
  return row;
}

async function changed(rows: PluginInstanceRows, action: AuditAction, before: SegmentRow, change: Partial<SegmentRow>): Promise<SegmentRow> {
  const after = { ...before, ...change, version: before.version + 1 };
  await rows.repository(SegmentRow).update({ stationId: rows.stationId, id: before.id }, { ...change, version: after.version });
  note(rows, action, { segment: before.id });
  return after;
}

function readSegment({ name, outline, coordinateSystem, terrain }: SegmentWords): Pick<SegmentRow, 'name' | 'terrain'> & { outline: Ring } {
  const convert = intoWgs84(coordinateSystem);
  const corners = outline.map((corner) => (isPosition(corner) ? convert([corner[0], corner[1]]) : corner));
  const { ring, problems } = readRing(corners);
  if (ring === undefined) {
    const [first] = problems;
    if (first === undefined) throw new Error('An outline without problems has a ring.');
    throw badInput('outline', ringProblemInWords(first), { problem: first.code, problems });
  }
  return { name: lineOf(name, 'name', LONGEST_NAME), outline: ring, terrain };
}

function refuseOverlap({ outline }: { readonly outline: Ring }, others: readonly SegmentRow[]): void {
  const overlaps = overlapsOf([{ id: NEW, ring: outline }, ...others.map(({ id, outline: ring }) => ({ id, ring: ring as Ring }))]).filter(({ ids }) => ids.includes(NEW));
  const [largest] = overlaps;
  if (largest === undefined) return;
  const other = others.find(({ id }) => largest.ids.includes(id));
  const [longitude, latitude] = largest.at;
  throw new StationhouseError(
    'CONFLICT',
    text(`与搜索区“${other?.name ?? ''}”重叠约 ${Math.round(largest.areaM2)} 平方米（${place(largest.at)} 处），同一处会被算两次。请改画。`, `It shares about ${Math.round(largest.areaM2)} m² with the segment “${other?.name ?? ''}” near ${place(largest.at)}: that ground would count twice. Draw it otherwise.`),
    { problem: 'overlaps', segment: other?.id ?? '', longitude, latitude, areaM2: largest.areaM2 },
  );
}

const NEW = 'new';
const place = ([longitude, latitude]: Position) => `${longitude.toFixed(5)}, ${latitude.toFixed(5)}`;

async function refuseSearched({ stationId, repository }: PluginInstanceRows, segmentId: string, words: Bilingual): Promise<void> {
  if (await repository(PassRow).existsBy({ stationId, segmentId, withdrawn: IsNull() })) throw new StationhouseError('CONFLICT', words, { problem: 'searched' });
}
