import { DEFAULT_TIME_ZONE } from '@stationhouse/kernel';
import { createContext, useContext } from 'react';

/** The bureau and, inside a station, the station a page works in. */
export interface Scope {
  readonly bureauId: string;
  readonly bureauName: string;
  /** Undefined on pages of the bureau. */
  readonly stationId: string | undefined;
  /** The station's name, or the bureau's. */
  readonly name: string;
  readonly timeZone: string;
  readonly accountId: string;
  /** The path all pages of this scope begin with: `/s/<id>` or `/bureau`. */
  readonly base: string;
  /** True when the reader holds the permission here. */
  may(permission: string): boolean;
}

/** Set by the shell around every page. */
export const ScopeContext = createContext<Scope | undefined>(undefined);

/** The bureau or station of the page. @throws Error outside the shell */
export function useScope(): Scope {
  const scope = useContext(ScopeContext);
  if (scope === undefined) throw new Error('useScope: no scope around this component');
  return scope;
}

/** The station of the page. @throws Error on a page of the bureau */
export function useStation(): Scope & { readonly stationId: string } {
  const scope = useScope();
  if (scope.stationId === undefined) throw new Error('useStation: this page belongs to the bureau');
  return scope as Scope & { readonly stationId: string };
}

/** The time zone of the page's station or bureau; the house's default before sign-in. */
export function useTimeZone(): string {
  return useContext(ScopeContext)?.timeZone ?? DEFAULT_TIME_ZONE;
}
