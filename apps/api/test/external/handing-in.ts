import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import { untilJobsDone } from '@stationhouse/testing';
import type { Client, House } from '../support/house.js';

/** What handing in needs of the world of the external surface. */
export interface HandingWorld {
  readonly house: House;
  /** The address of the external surface. */
  readonly outside: string;
  readonly stationId: Id;
  /** The other station of the bureau. */
  readonly elsewhere: Id;
  readonly chief: Client;
  readonly officer: Client;
}

interface Shown {
  readonly open: boolean;
  readonly mayMake: boolean;
  readonly links: readonly { readonly id: Id; readonly state: string; readonly address: string | null; readonly photos: number }[];
  readonly photos: readonly { readonly id: Id; readonly state: string }[];
}

const PHONE = 'a phone of the family, made up at random';
/** A JPEG of one pixel that says where it was taken. */
const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKpgA//Z',
  'base64',
);
const PLACED = Buffer.concat([PIXEL.subarray(0, 2), Buffer.from('fffe0010', 'hex'), Buffer.from('GPS 121.47 E  '), PIXEL.subarray(2)]);

/** Photos from people without an account, by a link for one instance. */
export function describeHandingIn(world: () => HandingWorld): void {
  const post = (path: string, body: object) => fetch(`${world().outside}/api/hand-in/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1' }, body: JSON.stringify(body) });
  const send = (token: string, { phone = PHONE, content = PLACED, name = 'photo.jpg' } = {}) => {
    const form = new FormData();
    for (const [field, value] of Object.entries({ token, phone, idempotencyKey: newId() })) form.append(field, value);
    form.append('file', new Blob([new Uint8Array(content)]), name);
    return fetch(`${world().outside}/api/hand-in/photos`, { method: 'POST', headers: { 'x-stationhouse': '1' }, body: form });
  };
  const code = async (response: Response) => (response.ok ? 'ok' : ((await response.json()) as { error: { code: string } }).error.code);
  async function answer<Data>(query: string, variables: Record<string, unknown>, client = world().officer): Promise<Data> {
    const { data, errors } = await client.graphql(query, { s: world().stationId, ...variables });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data as unknown as Data;
  }
  const refusal = async (query: string, variables: Record<string, unknown>, client = world().officer) => (await client.graphql(query, { s: world().stationId, ...variables })).errors?.[0]?.extensions.code;
  const search = async (exercise = false) => {
    const data = { person: { group: 'child', age: 5 }, lastSeenOn: new Date(Date.now() - 600_000).toISOString(), lastPlace: '钟楼' };
    return (await answer<{ startInstance: { instanceId: Id } }>('mutation($s: ID!, $d: JSON!, $x: Boolean!, $k: String!) { startInstance(stationId: $s, workflow: "missing-person", data: $d, exercise: $x, idempotencyKey: $k) { instanceId } }', { d: data, x: exercise, k: newId() })).startInstance.instanceId;
  };
  const MAKE = 'mutation($s: ID!, $i: ID!, $k: String!) { makeHandInLink(stationId: $s, instanceId: $i, idempotencyKey: $k) { id address } }';
  const make = async (instanceId: Id, key: string = newId()) => (await answer<{ makeHandInLink: { id: Id; address: string } }>(MAKE, { i: instanceId, k: key })).makeHandInLink;
  const tokenOf = ({ address }: { readonly address: string }) => address.split('#')[1] ?? '';
  const shown = async (instanceId: Id) => (await answer<{ instance: { handIn: Shown; attachments: { id: Id; likeness: boolean; purpose: string | null }[] } }>('query($s: ID!, $i: ID!) { instance(stationId: $s, id: $i, purpose: "核对照片") { handIn { open mayMake links { id state address photos } photos { id state } } attachments { id likeness purpose } } }', { i: instanceId })).instance;
  const DECIDE = 'mutation($s: ID!, $p: ID!, $a: Boolean!) { decideHandedPhoto(stationId: $s, photoId: $p, accept: $a) { state } }';

  it('a family hands photos in by a code, one phone, once; an officer takes them or not', async () => {
    const { house, stationId } = world();
    const instanceId = await search();
    const key = newId();
    const link = await make(instanceId, key);
    expect(await make(instanceId, key)).toEqual(link);
    const token = tokenOf(link);
    // What is asked says nothing of whom it is about, and looking uses nothing up.
    const asked = (await (await post('look', { token, phone: PHONE })).json()) as Record<string, unknown>;
    expect({ asked, errors: world().house.errors }).toMatchObject({ errors: [] });
    expect(asked).toMatchObject({ station: 'Outer station 0', left: 3 });
    expect(Object.keys(asked).sort()).toEqual(['consent', 'expiresAt', 'left', 'maxBytes', 'request', 'station', 'title']);
    expect(await code(await send(token))).toBe('HAND_IN_UNKNOWN');
    expect([await code(await post('open', { token, phone: PHONE })), await code(await post('open', { token, phone: PHONE })), await code(await post('open', { token, phone: 'another phone, which found the link' }))]).toEqual(['ok', 'ok', 'HAND_IN_USED']);
    expect([await code(await send(token)), await code(await send(token, { phone: 'another phone, which found the link' })), await code(await send(token, { name: 'photo.heic' })), await code(await send(token, { name: 'photo.png' })), await code(await send(token, { content: Buffer.alloc(11 * 1024 * 1024, 1) }))]).toEqual(['ok', 'HAND_IN_USED', 'FILE_TYPE_REFUSED', 'FILE_TYPE_REFUSED', 'FILE_TOO_LARGE']);
    const waiting = await shown(instanceId);
    expect(waiting).toMatchObject({ attachments: [], handIn: { open: true, links: [{ state: 'OPENED', address: null, photos: 1 }], photos: [{ state: 'WAITING' }] } });
    const photo = waiting.handIn.photos[0]?.id as Id;
    const bytes = await world().officer.rest('GET', `/api/stations/${stationId}/handed-photos/${photo}`);
    expect([bytes.headers.get('content-type'), Buffer.from(await bytes.arrayBuffer()).equals(PIXEL)]).toEqual(['image/jpeg', true]);
    await answer(DECIDE, { p: photo, a: true });
    await answer(DECIDE, { p: photo, a: true });
    expect(await refusal(DECIDE, { p: photo, a: false }, world().chief)).toBe('HANDED_PHOTO_DECIDED');
    expect((await shown(instanceId)).attachments).toEqual([expect.objectContaining({ likeness: true, purpose: '家属传照片' })]);
    expect((await world().officer.rest('GET', `/api/stations/${stationId}/handed-photos/${photo}`)).status).toBe(404);

    // Two more: one is not taken, and its bytes go; after the third none comes.
    expect([await code(await send(token)), await code(await send(token, { content: PIXEL })), await code(await send(token))]).toEqual(['ok', 'ok', 'HAND_IN_FULL']);
    const [, second] = (await shown(instanceId)).handIn.photos;
    await answer(DECIDE, { p: second?.id, a: false });
    await untilJobsDone(house.test, stationId);
    const left = await shown(instanceId);
    expect(left).toMatchObject({ attachments: [{}], handIn: { links: [{ state: 'FULL' }], photos: [{ state: 'ACCEPTED' }, { state: 'REFUSED' }, { state: 'WAITING' }] } });
    const { rows } = await house.test.owner.query<{ action: string }>(`SELECT action FROM audit_entry WHERE action LIKE 'handIn.%' AND record_id = $1 ORDER BY action`, [instanceId]);
    expect(rows.map(({ action }) => action)).toEqual(['handIn.made', 'handIn.opened', 'handIn.photo', 'handIn.photo', 'handIn.photo', 'handIn.refused']);
    const notices = await house.test.owner.query(`SELECT n.id FROM notice n JOIN notice_recipient r ON r.notice_id = n.id JOIN account a ON a.id = r.account_id WHERE n.kind = 'handIn.photo' AND n.record_id = $1`, [instanceId]);
    expect(notices.rows).toHaveLength(1);
    // Nothing that opens a link is kept, nor what a phone made up.
    const kept = JSON.stringify((await house.test.owner.query('SELECT to_jsonb(l) FROM hand_in_link l UNION ALL SELECT to_jsonb(e) FROM audit_entry e UNION ALL SELECT to_jsonb(c) FROM configuration_command c')).rows);
    expect([kept.includes(token), kept.includes(PHONE)]).toEqual([false, false]);
  });

  it('a link that is made up, late, withdrawn, of another search or of one that is over says so plainly, and an exercise has none', async () => {
    const { house, chief, elsewhere } = world();
    const instanceId = await search();
    const [first, second] = [await make(instanceId), await make(instanceId)];
    const opening = async (link: { readonly address: string }) => code(await post('open', { token: tokenOf(link), phone: PHONE }));
    expect([await code(await post('open', { token: 'made up', phone: PHONE })), await opening(first)]).toEqual(['HAND_IN_UNKNOWN', 'HAND_IN_REVOKED']);
    await house.test.owner.query(`UPDATE hand_in_link SET expires_at = now() - interval '1 second' WHERE id = $1`, [second.id]);
    expect(await opening(second)).toBe('HAND_IN_EXPIRED');
    const third = await make(instanceId);
    await answer('mutation($s: ID!, $l: ID!, $k: String!) { revokeHandInLink(stationId: $s, linkId: $l, idempotencyKey: $k) { state } }', { l: third.id, k: newId() });
    expect(await opening(third)).toBe('HAND_IN_REVOKED');
    const fourth = await make(instanceId);
    await answer('mutation($s: ID!, $i: ID!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "found", payload: { foundBy: "ground" }, idempotencyKey: $k) { version } }', { i: instanceId, k: newId() });
    // Said to be found: until somebody has confirmed it, a photo still helps.
    expect(await opening(fourth)).toBe('ok');
    await house.test.owner.query(`UPDATE instance SET status = 'closed', snapshot = snapshot || '{"status": "closed"}' WHERE id = $1`, [instanceId]);
    expect(await code(await send(tokenOf(fourth)))).toBe('HAND_IN_OVER');
    expect(await refusal(MAKE, { i: instanceId, k: newId() })).toBe('HAND_IN_CLOSED');
    expect(await refusal(MAKE, { i: await search(true), k: newId() })).toBe('HAND_IN_EXERCISE');
    expect(await refusal(MAKE, { s: elsewhere, i: instanceId, k: newId() }, chief)).toBe('NOT_FOUND');
  });

  it('a photo that nobody looks at within a day goes', async () => {
    const { house, stationId } = world();
    const instanceId = await search();
    const token = tokenOf(await make(instanceId));
    await post('open', { token, phone: PHONE });
    expect(await code(await send(token))).toBe('ok');
    await house.test.owner.query(`UPDATE outbox SET next_run = now(), wake_at = now() WHERE topic = 'workflow.handed-in.end' AND scope_id = $1 AND state = 'pending'`, [stationId]);
    await untilJobsDone(house.test, stationId);
    expect((await shown(instanceId)).handIn.photos).toMatchObject([{ state: 'LAPSED' }]);
  });
}
