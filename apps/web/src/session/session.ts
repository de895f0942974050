import { codeOf } from '@stationhouse/plugin-web';
import { rest } from './rest.js';

/** Where the reader stands with the server. */
export type SessionState =
  | { readonly status: 'starting' }
  | { readonly status: 'unreachable'; readonly error: unknown }
  | { readonly status: 'signed-out'; readonly because?: 'expired' | 'signed-out' }
  | { readonly status: 'signed-in'; readonly locked: boolean };

interface Tokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly code?: string;
}

const LOCKED_KEY = 'stationhouse.locked';

/**
 * The session of this tab. The access token lives in memory only; the refresh cookie is the server's and out of reach of scripts.
 * Refreshing rotates that cookie, and using an old one ends the session everywhere, so tabs take turns (Web Locks).
 */
class Session {
  #state: SessionState = { status: 'starting' };
  #token: string | undefined;
  #expiresAt = 0;
  #refreshing: Promise<string> | undefined;
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  get token(): string | undefined {
    return this.#token;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether this browser's pages were locked when they were last open. */
  get wasLocked(): boolean {
    return localStorage.getItem(LOCKED_KEY) !== null;
  }

  /** Finds out whether the cookie still holds. Called once, and by "try again". */
  async start(): Promise<void> {
    this.#set({ status: 'starting' });
    try {
      await this.refresh();
      if (this.#state.status === 'starting') this.#set({ status: 'signed-in', locked: this.wasLocked });
    } catch (error) {
      // Refresh itself says "signed out" when the server refused; what is left is a server out of reach.
      if (this.#state.status === 'starting') this.#set({ status: 'unreachable', error });
    }
  }

  /** @throws RestError SIGN_IN_FAILED, SECOND_FACTOR_REQUIRED, ACCOUNT_LOCKED */
  async signIn(credentials: Credentials): Promise<void> {
    this.#accept(await rest<Tokens>('/auth/sign-in', { body: credentials }));
    localStorage.removeItem(LOCKED_KEY);
    this.#set({ status: 'signed-in', locked: false });
  }

  async signOut(): Promise<void> {
    try {
      await rest('/auth/sign-out', { token: this.#token });
    } finally {
      this.#end('signed-out');
    }
  }

  /** Hides the page until the password is given again. */
  lock(): void {
    if (this.#state.status !== 'signed-in' || this.#state.locked) return;
    localStorage.setItem(LOCKED_KEY, '1');
    this.#set({ status: 'signed-in', locked: true });
  }

  /** @throws RestError SIGN_IN_FAILED, ACCOUNT_LOCKED */
  async unlock(password: string): Promise<void> {
    try {
      this.#accept(await rest<Tokens>('/auth/unlock', { body: { password }, token: this.#token }));
    } catch (error) {
      if (codeOf(error) === 'SESSION_EXPIRED' || codeOf(error) === 'UNAUTHENTICATED') this.#end('expired');
      throw error;
    }
    localStorage.removeItem(LOCKED_KEY);
    this.#set({ status: 'signed-in', locked: false });
  }

  /** Changes the reader's password; their other sessions end. @throws RestError SIGN_IN_FAILED, BAD_INPUT */
  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    await rest('/auth/password', { body: { currentPassword, newPassword }, token: await this.freshToken() });
    // The token may still carry the restriction that has just been lifted.
    await this.refresh();
  }

  /** Resolves when the page is open again; rejects when the reader signs out instead. */
  untilUnlocked(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#state.status === 'signed-in' && !this.#state.locked) finish(resolve);
        else if (this.#state.status !== 'signed-in') finish(() => reject(new Error('The session ended while locked.')));
      };
      const finish = (then: () => void) => {
        stop();
        then();
      };
      const stop = this.subscribe(look);
      look();
    });
  }

  /** An access token good for at least 20 seconds. @throws RestError when the session is over */
  async freshToken(): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#expiresAt - 20_000) return this.#token;
    return this.refresh();
  }

  /** As {@link freshToken}, for a covered screen: while it is locked the token opens nothing but what that may tell. @throws RestError when the session is over */
  async coveredToken(): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#expiresAt - 20_000) return this.#token;
    return takeTurn(async () => this.#accept(await rest<Tokens>('/auth/cover')));
  }

  /** A new access token; calls at the same time share one request. @throws RestError when the session is over */
  refresh(): Promise<string> {
    this.#refreshing ??= takeTurn(() => this.#refreshOnce()).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshOnce(): Promise<string> {
    try {
      return this.#accept(await rest<Tokens>('/auth/refresh'));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'SESSION_LOCKED') {
        this.#set({ status: 'signed-in', locked: true });
        await this.untilUnlocked();
        if (this.#token !== undefined) return this.#token;
      }
      if (code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED' || code === 'SESSION_LOCKED') {
        this.#end(this.#state.status === 'starting' ? undefined : 'expired');
      }
      throw error;
    }
  }

  #accept({ accessToken, expiresInSeconds }: Tokens): string {
    this.#token = accessToken;
    this.#expiresAt = Date.now() + expiresInSeconds * 1_000;
    return accessToken;
  }

  #end(because: 'expired' | 'signed-out' | undefined): void {
    this.#token = undefined;
    localStorage.removeItem(LOCKED_KEY);
    this.#set({ status: 'signed-out', ...(because ? { because } : {}) });
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Runs `work` while no other tab refreshes. Old browsers and plain-http addresses have no locks: then it just runs. */
async function takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? work() : locks.request('stationhouse-refresh', work);
}

export const session = new Session();
