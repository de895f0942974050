import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { World } from '../support/world.js';
import { DISPATCH, POSTER, POSTS, searchesOf, VIDEO } from './searches.js';

/** What goes wrong in a search: answered clearly, nothing lost. */
export function describeInputs(world: () => World): void {
  it('a moment that cannot be is refused with both times, and the search stands as it did', async () => {
    const { send, dataOf } = world();
    const { report, at, refusal } = searchesOf(world());
    const { instanceId: boy } = await report();
    const before = await dataOf(boy);
    const [future, past] = [await at(30), await at(-300)];
    const found = await refusal(send('duty-officer', boy, 'found', { foundBy: 'post', foundOn: past }));
    expect([found.code, found.details?.reason, found.message]).toEqual(['EVENT_REFUSED', 'foundBeforeLost', expect.stringMatching(/Found at .* is before last seen at .*Correct when and where/)]);
    for (const [event, form] of [['found', { foundBy: 'post', foundOn: future }], ['clue', { seenOn: future, source: 'video', sure: 'certain' }], ['correct', { lastSeenOn: future, lastPlace: '城楼', source: 'family' }]] as const) {
      expect(await refusal(send('duty-officer', boy, event, form))).toMatchObject({ code: 'EVENT_REFUSED', details: { reason: 'inFuture' } });
    }
    expect(await dataOf(boy)).toEqual(before);
    // Where the last-seen time was wrong it is put right first; then the very same is taken.
    await send('duty-officer', boy, 'correct', { lastSeenOn: await at(-310), lastPlace: '城楼下', source: 'family' });
    await send('duty-officer', boy, 'found', { foundBy: 'post', foundOn: past });
    expect((await dataOf(boy))['claims']).toMatchObject([{ on: past, by: 'post' }]);
  });

  it('two posts claim the child at the same moment: both are kept, and a person confirms which', async () => {
    const { as, ask, station, dataOf } = world();
    const { report, answer } = searchesOf(world());
    const { instanceId: boy } = await report();
    const clients = [await as('community-officer'), await as('duty-commander'), await as('case-officer')];
    await Promise.all(clients.map((client, index) => ask(client, 'mutation ($s: ID!, $i: ID!, $p: JSON!, $k: String!) { sendEvent(stationId: $s, instanceId: $i, event: "found", payload: $p, idempotencyKey: $k) { version } }', { s: station(), i: boy, p: { foundBy: 'post', foundPlace: `${index + 1} 号门` }, k: newId() })));
    const claims = (await dataOf(boy))['claims'] as readonly { place: string }[];
    expect(claims.map(({ place }) => place).sort()).toEqual(['1 号门', '2 号门', '3 号门']);
    await answer('duty-officer', boy, 'found.confirming#confirm', 'confirmed', { condition: 'safe', foundPlace: '2 号门' });
    expect(await dataOf(boy)).toMatchObject({ foundPlace: '2 号门', claims });
  });

  it('a poster for somebody found meanwhile is not made', async () => {
    const { send, dataOf } = world();
    const { report, answer, refusal, open } = searchesOf(world());
    const { instanceId: boy } = await report();
    await send('duty-officer', boy, 'poster', { posterText: '寻找一名男孩。' });
    await send('duty-officer', boy, 'found', { foundBy: 'post' });
    expect((await refusal(send('duty-officer', boy, 'poster', { posterText: '寻找一名男孩。' }))).code).toBe('EVENT_NOT_ACCEPTED');
    await expect(answer('chief', boy, POSTER, 'approved')).rejects.toThrow('no open task');
    // It was somebody else: the poster is where it was, and goes with the finding.
    await answer('duty-officer', boy, 'found.confirming#confirm', 'notThem', { note: '另一名儿童' });
    expect(await open(boy)).toContain(POSTER);
    await answer('chief', boy, POSTER, 'approved');
    await send('duty-officer', boy, 'found', { foundBy: 'post' });
    await answer('duty-officer', boy, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(await dataOf(boy)).toMatchObject({ posterOn: expect.any(String), posterOffOn: expect.any(String) });
  });

  it('a camera of 10,000 characters, a post of another station, one that is none: refused by their field, and nobody is asked', async () => {
    const { settle } = world();
    const { report, answer, refusal, unit, linked } = searchesOf(world());
    const { instanceId: boy } = await report();
    const [here, there] = [await unit('南门岗亭'), await unit('邻所岗亭', 1)];
    expect((await refusal(answer('duty-officer', boy, VIDEO, 'requested', { cameras: ['南'.repeat(10_000)] }))).code).toBe('FORM_INVALID');
    expect((await refusal(answer('duty-officer', boy, VIDEO, 'requested', { cameras: [] }))).code).toBe('FORM_INVALID');
    for (const posts of [[there], [here, there], [newId()], ['南门岗亭']]) expect((await refusal(answer('duty-officer', boy, POSTS, 'asked', { posts }))).code).toMatch(/FORM_INVALID|NOT_FOUND|BAD_INPUT/);
    await settle();
    expect([...(await linked(boy, 'post-question')), ...(await linked(boy, 'video-request'))]).toEqual([]);
    await answer('duty-officer', boy, POSTS, 'asked', { posts: [here] });
    await settle();
    expect((await linked(boy, 'post-question')).map(({ data }) => data['item'])).toEqual([here]);
  });

  it('a photo that is no photo is refused, and another is taken', async () => {
    const { as, station } = world();
    const { report } = searchesOf(world());
    const { instanceId: boy } = await report();
    const client = await as('duty-officer');
    const attach = async (content: Uint8Array<ArrayBuffer>, name: string) => {
      const form = new FormData();
      form.append('idempotencyKey', newId());
      form.append('purpose', '近照');
      form.append('file', new File([content], name, { type: 'image/png' }));
      return fetch(`${world().house.server.url}/api/stations/${station()}/instances/${boy}/attachments`, { method: 'POST', headers: { authorization: `Bearer ${client.accessToken}`, 'x-stationhouse': '1' }, body: form });
    };
    const refused = await attach(new TextEncoder().encode('<script>alert(1)</script>'), '近照.png');
    expect([refused.status >= 400, await refused.text()]).toEqual([true, expect.stringMatching(/FILE|TYPE/)]);
    const PNG = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'));
    expect((await attach(PNG, '近照.png')).status).toBeLessThan(300);
  });

  it('a double press is one report; two reporters with other phones are two until a person says otherwise', async () => {
    const { rows } = world();
    const { report, refusal, answer } = searchesOf(world());
    const key = newId();
    const reporter = { reporter: { phone: '13900005990' } };
    const pressed = await Promise.all([report(reporter, { key, lostBefore: 5 }), report(reporter, { key, lostBefore: 5 })].map((asked) => asked.catch((error: { code: string }) => error.code)));
    const ids = pressed.flatMap((one) => (typeof one === 'string' ? [] : [one.instanceId]));
    expect(new Set(ids).size).toBe(1);
    const [father, mother] = [await report({ reporter: { phone: '13900005991' } }), await report({ reporter: { phone: '13900005992' } })];
    expect([father.started, mother.started, father.instanceId === mother.instanceId]).toEqual([true, true, false]);
    // One who acts on the same step twice is told that it is done.
    const [task] = await rows<{ id: Id }>(`SELECT id FROM task WHERE instance_id = $1 AND ref = $2`, [father.instanceId, DISPATCH]);
    const { as, ask, station } = world();
    const press = async (k: string) => ask(await as('duty-officer'), 'mutation ($s: ID!, $t: ID!, $k: String!) { completeTask(stationId: $s, taskId: $t, outcome: "dispatched", form: {}, idempotencyKey: $k) { version } }', { s: station(), t: task?.id, k });
    const once = newId();
    expect(await Promise.all([press(once), press(once)])).toMatchObject([{ version: expect.any(Number) }, { version: expect.any(Number) }]);
    expect((await refusal(press(newId()))).code).toBe('TASK_NOT_OPEN');
    await expect(answer('duty-officer', father.instanceId, DISPATCH, 'dispatched')).rejects.toThrow('no open task');
  });
}
