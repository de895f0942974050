import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, render } from '@testing-library/react';
import type { Scope } from '@stationhouse/plugin-web';
import { TextDecoder, TextEncoder } from 'node:util';

// The router asks for them as it loads, and jsdom has none.
Object.assign(globalThis, { TextDecoder, TextEncoder });
const { ScopeContext } = await import('@stationhouse/plugin-web');
const { useChanges } = await import('../src/session/live.js');

const SCOPE: Scope = { bureauId: 'b', bureauName: 'B', stationId: 's', name: 'S', timeZone: 'Asia/Shanghai', accountId: 'a', base: '/s/s', may: () => true };

describe('live changes', () => {
  let tell: (kind: string) => void;
  const asked: unknown[] = [];
  const heard = jest.fn();

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
    heard.mockClear();
  });

  it('makes a page read again once the server listens, and with each change; what comes together is one reading', () => {
    expect(asked).toEqual([{ stationId: 's', kinds: ['INSTANCE'], id: 'i' }]);
    act(() => tell('READY'));
    act(() => void jest.advanceTimersByTime(250));
    expect(heard).toHaveBeenCalledTimes(1);
    act(() => tell('INSTANCE'));
    act(() => tell('READY'));
    act(() => void jest.advanceTimersByTime(250));
    expect(heard).toHaveBeenCalledTimes(2);
  });
});
