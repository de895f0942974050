import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { World } from '../support/world.js';
import { searchesOf } from './searches.js';

interface Track {
  readonly id: Id;
  readonly format: string;
  readonly team: string | null;
  readonly pointsKept: number;
  readonly unreadable: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly lines: readonly (readonly unknown[])[] | null;
}

const FIELDS = 'id format team pointsKept unreadable from to lines';

/** What searchers' phones record on the way, sent late and out of order. */
export function describeRecording(world: () => World): void {
  it('is one track of each phone: late, twice, out of order, with its gaps, also after the search is over', async () => {
    const { ask, as, station, advance, send, codeOf } = world();
    const { report, at, answer, refusal } = searchesOf(world());
    const { instanceId: boy } = await report();
    await advance('PT20M');
    const fixes = async (minutesAgo: readonly number[], more = {}) => Promise.all(minutesAgo.map(async (minutes) => ({ longitude: 112.64 + minutes / 10_000, latitude: 29.92, at: await at(-minutes), accuracyM: 8, ...more })));
    const record = async (recordingId: string, positions: readonly object[], { key = newId(), role = 'auxiliary', at: place = 0 } = {}) =>
      ask<Track>(await as(role, place), `mutation ($s: ID!, $i: ID!, $d: SearchPositionsInput!, $k: String!) { recordPositions(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { ${FIELDS} } }`, { s: station(place), i: boy, d: { recordingId, positions }, k: key });
    const tracks = async () => (await ask<{ tracks: readonly Track[] }>(await as('duty-officer'), `query ($s: ID!, $i: ID!) { searchGround(stationId: $s, instanceId: $i, purpose: "查找") { tracks { ${FIELDS} } } }`, { s: station(), i: boy })).tracks;

    const [phone, other, key] = [newId(), newId(), newId()];
    const late = await fixes([12, 11]);
    await record(phone, await fixes([4, 3]));
    await record(phone, late, { key });
    await record(phone, late, { key });
    // Another phone of the same account is another track; what a phone is unsure of is left out and counted.
    await record(other, [...(await fixes([6])), ...(await fixes([5], { accuracyM: 400 }))]);
    expect(await tracks()).toEqual([
      { id: expect.any(String), format: 'PHONE', team: 'Losses auxiliary 0', pointsKept: 4, unreadable: 0, from: late[0]?.at, to: expect.any(String), lines: [[expect.anything(), expect.anything()], [expect.anything(), expect.anything()]] },
      expect.objectContaining({ pointsKept: 1, unreadable: 1 }),
    ]);
    // A pass counts by it as by any other track.
    const [track] = await tracks();
    expect(track?.lines?.[0]?.[0]).toEqual([112.6412, 29.92]);

    expect(await refusal(record(phone, await fixes([-5])))).toMatchObject({ code: 'BAD_INPUT', details: { problem: 'inFuture' } });
    expect(await refusal(record(phone, [{ longitude: 200, latitude: 29.92, at: await at() }]))).toMatchObject({ code: 'BAD_INPUT', details: { problem: 'place' } });
    expect(await refusal(record(phone, []))).toMatchObject({ code: 'BAD_INPUT' });
    expect(await codeOf(record(phone, await fixes([1]), { at: 1 }))).toBe('NOT_FOUND');
    // Somebody else's recording of the same id is theirs.
    await record(phone, await fixes([2]), { role: 'community-officer' });
    expect(await tracks()).toHaveLength(3);

    // Found and closed while the phone had no signal: what it walked before counts, what it walked since does not.
    await send('community-officer', boy, 'found', { foundBy: 'ground' });
    await answer('duty-officer', boy, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    await answer('duty-officer', boy, 'found.guardian#check', 'proven', { guardian: { name: '测试家长', proof: 'police' } });
    await advance('PT5M');
    expect((await record(phone, [...(await fixes([6, 7])), ...(await fixes([1]))])).pointsKept).toBe(6);
    expect(await codeOf(record(phone, await fixes([1])))).toBe('INSTANCE_CLOSED');
  });
}
