import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Args, Field, GraphQLSchemaHost, ID, ObjectType, ResolveField, Resolver, Subscription, Parent } from '@nestjs/graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { currentRequest, definePermission, liveHooks, Requires, Sessions, SIGN_IN_OVER } from '@stationhouse/access';
import { newId, text } from '@stationhouse/kernel';
import { createClient, type Client, type ExecutionResult } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { BureauMaker, openHouse, signIn, type House } from './house.js';

const watchStation = definePermission({ id: 'station.watch', title: text('关注', 'Watch'), description: text('关注。', 'Watch.'), defaultRoles: ['chief'] });

/** Events by hand; counts who listens. */
class Bell {
  private readonly waiting = new Map<symbol, (result: IteratorResult<{ watched: object }>) => void>();
  private readonly changed: (() => void)[] = [];
  listeners = 0;

  ring(): void {
    for (const [key, wake] of this.waiting) {
      this.waiting.delete(key);
      wake({ done: false, value: { watched: {} } });
    }
  }

  /** Resolves once somebody waits for an event, or (0) once nobody listens any more. */
  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => this.changed.push(resolve));
  }

  get waiters(): number {
    return this.waiting.size;
  }

  listen(): AsyncIterableIterator<{ watched: object }> {
    const key = Symbol('listener');
    this.listeners += 1;
    const iterator: AsyncIterableIterator<{ watched: object }> = {
      [Symbol.asyncIterator]: () => iterator,
      next: () => new Promise((resolve) => { this.waiting.set(key, resolve); this.tell(); }),
      return: async () => {
        this.listeners -= 1;
        this.waiting.get(key)?.({ done: true, value: undefined });
        this.waiting.delete(key);
        this.tell();
        return { done: true, value: undefined };
      },
    };
    return iterator;
  }

  private tell(): void {
    for (const wake of this.changed.splice(0)) wake();
  }
}

const bell = new Bell();

@ObjectType()
class Watched {
  @Field(() => String, { nullable: true }) unused?: string;
}

@Resolver(() => Watched)
class WatchResolver {
  @Subscription(() => Watched)
  @Requires(watchStation)
  watched(@Args('stationId', { type: () => ID }) _stationId: string): AsyncIterableIterator<{ watched: object }> {
    return bell.listen();
  }

  @Subscription(() => Watched)
  // eslint-disable-next-line stationhouse/guarded-operation -- what declares nothing must be refused: that is the test
  unguarded(): AsyncIterableIterator<{ watched: object }> {
    return bell.listen();
  }

  @ResolveField(() => String)
  who(@Parent() _parent: Watched): string {
    return currentRequest().account.login;
  }
}

describe('live connections', () => {
  let house: House;
  let sockets: WebSocketServer;
  let address: string;
  let bureau: BureauMaker;
  let here: string;
  let count = 0;
  const clients: Client[] = [];

  beforeAll(async () => {
    house = await openHouse({ permissions: [watchStation], providers: [WatchResolver] });
    bureau = await BureauMaker.make(house, 'B1');
    here = await bureau.station('S1');
    sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql' });
    await once(sockets, 'listening');
    address = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/graphql`;
    useServer({ ...liveHooks(house.app.get(Sessions), (request) => request.socket.remoteAddress, 50), schema: house.app.get(GraphQLSchemaHost).schema }, sockets);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    await bell.until(() => bell.listeners === 0);
  });
  afterAll(async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    await once(sockets, 'close');
    await house.close();
  });

  async function chief() {
    count += 1;
    const accountId = await bureau.person(`chief${count}`, 'chief', here);
    return { accountId, browser: await signIn(house, `chief${count}`), login: `chief${count}` };
  }

  function connect(connectionParams: Record<string, unknown>) {
    let ended: (event: { code: number }) => void;
    const closed = new Promise<{ code: number }>((resolve) => (ended = resolve));
    const client = createClient({ url: address, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true, connectionParams, on: { closed: (event) => ended(event as { code: number }) } });
    clients.push(client);
    return { client, closed };
  }

  const watch = (client: Client, stationId = here) => client.iterate({ query: 'subscription ($s: ID!) { watched(stationId: $s) { who } }', variables: { s: stationId } });
  /** Over the wire an error is its message, which begins with its code. */
  const refusals = (result: IteratorResult<{ errors?: readonly { message: string }[] }>) => ((result.value as { errors?: readonly { message: string }[] }).errors ?? []).map((error) => error.message.split(':')[0]);

  it('ends a subscription with its next event when a permission was taken from the role', async () => {
    const { browser } = await chief();
    await bureau.person('admin', 'bureau-admin');
    const admin = await signIn(house, 'admin');
    const { client, closed } = connect({ accessToken: browser.token });
    const events = watch(client);
    const next = events.next().catch(() => undefined);
    await bell.until(() => bell.waiters === 1);
    const set = (held: boolean) => admin.graphql('mutation ($b: ID!, $h: Boolean!) { setRolePermission(bureauId: $b, role: "chief", permission: "station.watch", held: $h, reason: "停用") { role } }', { b: bureau.id, h: held });
    expect((await set(false)).code).toBeUndefined();
    bell.ring();
    expect(await closed).toMatchObject({ code: 4403 });
    await next;
    expect((await set(true)).code).toBeUndefined();
  });

  it('answers events as the one who subscribed', async () => {
    const [first, second] = [await chief(), await chief()];
    const [one, two] = [first, second].map(({ browser }) => watch(connect({ accessToken: browser.token }).client));
    const next = [one?.next(), two?.next()];
    await bell.until(() => bell.waiters === 2);
    bell.ring();
    expect((await Promise.all(next)).map((result) => (result?.value as ExecutionResult).data)).toEqual([{ watched: { who: first.login } }, { watched: { who: second.login } }]);
  });

  it('reads a session once for all its events of one moment', async () => {
    const { browser } = await chief();
    const { client } = connect({ accessToken: browser.token });
    const next = Array.from({ length: 20 }, () => watch(client).next());
    await bell.until(() => bell.waiters === 20);
    const find = jest.spyOn(house.app.get(Sessions), 'find');
    bell.ring();
    await Promise.all(next);
    // The connection itself looks now and then whether its sign-in still holds.
    expect(find.mock.calls.length).toBeLessThan(10);
    find.mockRestore();
  });

  it('refuses a connection without a sign-in', async () => {
    for (const parameters of [{}, { accessToken: 'x.y.z' }, { authorization: 'Basic abc' }, { accessToken: 7 }]) {
      const { client, closed } = connect(parameters);
      await expect(watch(client).next()).rejects.toBeDefined();
      expect((await closed).code).toBe(4403);
    }
  });

  it('guards subscriptions as it guards queries', async () => {
    const { browser } = await chief();
    const { client } = connect({ authorization: `Bearer ${browser.token}` });
    const there = await bureau.station(`T${count}`);
    expect(refusals(await watch(client, there).next())).toEqual(['NOT_FOUND']);
    expect(refusals(await client.iterate({ query: 'subscription { unguarded { who } }' }).next())).toEqual(['FORBIDDEN']);
    expect(refusals(await client.iterate({ query: '{ me { account { id } } }' }).next())).toEqual([]);
    expect(bell.listeners).toBe(0);
  });

  it('outlives its access token, but not its session', async () => {
    const { browser, login } = await chief();
    const { client, closed } = connect({ accessToken: browser.token });
    const events = watch(client);
    let next = events.next();
    await bell.until(() => bell.waiters === 1);
    house.clock.advance(10);
    bell.ring();
    expect((await next).value).toEqual({ data: { watched: { who: login } } });
    next = events.next();
    await bell.until(() => bell.waiters === 1);
    await browser.post('/auth/sign-out');
    bell.ring();
    await expect(next).rejects.toMatchObject({ code: SIGN_IN_OVER });
    expect((await closed).code).toBe(SIGN_IN_OVER);
  });

  it('shows nothing more once a role is taken or the session is idle', async () => {
    for (const over of ['revoked', 'idle'] as const) {
      const { browser, accountId } = await chief();
      const { client } = connect({ accessToken: browser.token });
      const next = watch(client).next();
      await bell.until(() => bell.waiters === 1);
      if (over === 'revoked') await house.test.owner.query('UPDATE membership SET ended_at = now() WHERE account_id = $1', [accountId]);
      else house.clock.advance(20);
      bell.ring();
      await expect(next).rejects.toMatchObject({ code: SIGN_IN_OVER });
    }
  });

  it('closes a silent connection soon after its session ended elsewhere', async () => {
    const { browser } = await chief();
    const { client, closed } = connect({ accessToken: browser.token });
    const next = watch(client).next();
    await bell.until(() => bell.waiters === 1);
    await browser.post('/auth/sign-out');
    await expect(next).rejects.toMatchObject({ code: SIGN_IN_OVER });
    expect((await closed).code).toBe(SIGN_IN_OVER);
  });

  it('closes a silent connection soon after its rights changed, as when an access grant ends by itself', async () => {
    const { browser, accountId } = await chief();
    await bureau.grant(accountId, 'bureau-leader');
    const grantId = newId();
    await house.test.owner.query(`INSERT INTO access_grant (station_id, id, bureau_id, account_id, purpose, hours, asked_at, starts_at, ends_at) VALUES ($1, $2, $3, $4, '核查', 1, $5::timestamptz - interval '55 minutes', $5::timestamptz - interval '55 minutes', $5::timestamptz + interval '5 minutes')`, [here, grantId, bureau.id, accountId, house.clock.now()]);
    const { client, closed } = connect({ accessToken: browser.token });
    const next = watch(client).next();
    await bell.until(() => bell.waiters === 1);
    house.clock.advance(6);
    await expect(next).rejects.toMatchObject({ code: SIGN_IN_OVER });
    expect((await closed).code).toBe(SIGN_IN_OVER);
  });

  it('lets go of its source when the client stops listening', async () => {
    const { browser } = await chief();
    const { client } = connect({ accessToken: browser.token });
    const events = watch(client);
    void events.next();
    await bell.until(() => bell.waiters === 1);
    await events.return?.();
    await bell.until(() => bell.listeners === 0);
  });
});
