import { ApolloClient, ApolloLink, gql, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, render } from '@testing-library/react';
import type { Scope } from '@stationhouse/plugin-web';
import { TextDecoder, TextEncoder } from 'node:util';

// The router asks for them as it loads, and jsdom has none.
Object.assign(globalThis, { TextDecoder, TextEncoder });
const { ScopeContext } = await import('@stationhouse/plugin-web');
const { useChanges } = await import('../src/session/live.js');
const { client } = await import('../src/session/client.js');

const SCOPE: Scope = { bureauId: 'b', bureauName: 'B', stationId: 's', name: 'S', timeZone: 'Asia/Shanghai', accountId: 'a', base: '/s/s', may: () => true };

describe('live changes', () => {
  let tell: (kind: string) => void;
  const asked: unknown[] = [];
  const heard = jest.fn<() => unknown>();

  function Page() {
    useChanges({ kinds: ['INSTANCE'], id: 'i' }, heard);
    return null;
  }

  beforeEach(() => {
    jest.useFakeTimers();
    const link = new ApolloLink(
      (operation) =>
        new Observable((observer) => {
          asked.push(operation.variables);
          tell = (kind) => observer.next({ data: { changes: { __typename: 'Change', kind, id: 's', stationId: 's', version: null } } });
        }),
    );
    const client = new ApolloClient({ cache: new InMemoryCache(), link });
    render(<ApolloProvider client={client}><ScopeContext.Provider value={SCOPE}><Page /></ScopeContext.Provider></ApolloProvider>);
  });
  afterEach(() => {
    cleanup();
    jest.useRealTimers();
    heard.mockReset();
    asked.length = 0;
  });

  /** A change arrives, and some time passes. */
  const hear = async (kind: string, ms: number) => {
    act(() => tell(kind));
    await act(() => jest.advanceTimersByTimeAsync(ms));
  };

  it('makes a page read again once the server listens, and with each change; what comes together is one reading', async () => {
    expect(asked).toEqual([{ stationId: 's', kinds: ['INSTANCE'], id: 'i' }]);
    await hear('READY', 250);
    expect(heard).toHaveBeenCalledTimes(1);
    await hear('INSTANCE', 0);
    await hear('READY', 250);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('reads again after a change that came while it was reading: the answer may be from before it', async () => {
    let answer: () => void = () => undefined;
    heard.mockImplementationOnce(() => new Promise<void>((resolve) => { answer = resolve; }));
    await hear('READY', 250);
    await hear('INSTANCE', 1_000);
    expect(heard).toHaveBeenCalledTimes(1);
    answer();
    await act(() => jest.advanceTimersByTimeAsync(250));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('is not put off by changes that do not cease, nor by a reading that fails', async () => {
    heard.mockImplementationOnce(() => Promise.reject(new Error('no network')));
    for (let change = 0; change < 10; change += 1) await hear('INSTANCE', 100);
    expect(heard.mock.calls.length).toBeGreaterThanOrEqual(4);
  });
});

describe('the client of the pages', () => {
  it('asks again though the same question is under way', async () => {
    let asked = 0;
    client.setLink(new ApolloLink(() => new Observable((observer) => {
      asked += 1;
      const answer = asked;
      setTimeout(() => { observer.next({ data: { answer } }); observer.complete(); }, 0);
    })));
    const ask = () => client.query({ query: gql`query { answer }`, fetchPolicy: 'network-only' });
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.map(({ data }) => data)).toEqual([{ answer: 1 }, { answer: 2 }]);
  });
});
