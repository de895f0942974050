import { AsyncLocalStorage } from 'node:async_hooks';
import { StationhouseError, text, type Id, type Locale } from '@stationhouse/kernel';
import { Abilities, type HeldRole, type Standing } from '../permissions/abilities.js';
import type { PermissionRegistry } from '../permissions/permission.js';

/** The account behind a request. */
export interface SessionAccount {
  readonly id: Id;
  readonly bureauId: Id;
  readonly login: string;
  readonly displayName: string;
}

/** What a session must do before anything else is allowed. */
export type Restriction = 'passwordChange' | 'secondFactorEnrolment';

/** A live sign-in, as its row said at the start of the request. */
export interface Session extends Standing {
  readonly id: Id;
  readonly account: SessionAccount;
  readonly secondFactor: boolean;
  readonly idleLockMinutes: number;
  readonly restriction: Restriction | undefined;
  /** The API key that asks in the account’s name, where nobody is signed in; the session’s id is the key’s. */
  readonly key?: { readonly mayChange: boolean };
}

/** What came with a request, before anybody is known. */
export interface RequestFacts {
  readonly requestId: string;
  /** The network address it came from. */
  readonly address: string | undefined;
  readonly locale: Locale;
  readonly transport: 'http' | 'websocket';
  /** Aborted when whoever asked no longer waits for the answer. */
  readonly gone?: AbortSignal | undefined;
}

/** One request or one websocket operation: who asks, from where, and what they may do. */
export class RequestContext implements RequestFacts {
  readonly requestId: string;
  readonly address: string | undefined;
  readonly locale: Locale;
  readonly transport: 'http' | 'websocket';
  readonly gone: AbortSignal | undefined;
  /** The GraphQL operation it asks, once it was read: the hash of its document, and what it costs as the limit of an operation counts. */
  operation: { readonly hash: string; readonly cost: number } | undefined;
  private readonly kept = new Map<unknown, unknown>();
  private readonly computed: Abilities | undefined;

  constructor(
    facts: RequestFacts,
    /** Undefined when nobody is signed in. */
    readonly session: Session | undefined,
    /** Why a credential that was sent does not count. */
    readonly refusal: StationhouseError | undefined,
    registry: PermissionRegistry,
    /** Whose session it is that was idle too long; `refusal` says so. */
    private readonly locked?: Session,
  ) {
    this.requestId = facts.requestId;
    this.address = facts.address;
    this.locale = facts.locale;
    this.transport = facts.transport;
    this.gone = facts.gone;
    this.computed = session === undefined ? undefined : new Abilities(session, registry);
  }

  /** @throws StationhouseError the reason nobody counts as signed in */
  get signedIn(): Session {
    if (this.session !== undefined) return this.session;
    throw this.refusal ?? new StationhouseError('UNAUTHENTICATED', text('请先登录。', 'Sign in first.'));
  }

  /** As {@link signedIn}, and whoever's session is locked: for what a covered screen may still tell. @throws StationhouseError the reason nobody counts as signed in */
  get signedInEvenLocked(): Session {
    return this.locked ?? this.signedIn;
  }

  /** @throws StationhouseError UNAUTHENTICATED and kin when nobody is signed in */
  get account(): SessionAccount {
    return this.signedIn.account;
  }

  /** @throws StationhouseError UNAUTHENTICATED and kin when nobody is signed in */
  get memberships(): readonly HeldRole[] {
    return this.signedIn.memberships;
  }

  /** @throws StationhouseError UNAUTHENTICATED and kin when nobody is signed in */
  get abilities(): Abilities {
    void this.signedIn;
    return this.computed as Abilities;
  }

  /** One value per request and key, made on first use: DataLoaders live here. */
  once<Value>(key: unknown, make: () => Value): Value {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key) as Value;
  }
}

const current = new AsyncLocalStorage<RequestContext>();

/** The request this call serves; undefined in workers and at start. */
export function findRequest(): RequestContext | undefined {
  return current.getStore();
}

/** The request this call serves. @throws StationhouseError INTERNAL outside a request */
export function currentRequest(): RequestContext {
  const request = current.getStore();
  if (request !== undefined) return request;
  throw new StationhouseError('INTERNAL', text('内部错误：此操作不在请求之内。', 'Internal error: this ran outside a request.'));
}

/** Runs `work`, and everything it awaits, as part of the request. */
export function runAsRequest<Result>(request: RequestContext, work: () => Result): Result {
  return current.run(request, work);
}
