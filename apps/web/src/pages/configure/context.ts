import type { FlowCard, Overlay } from '@stationhouse/workflow';
import { createContext, useContext } from 'react';
import type { Composition, Ground } from './compose.js';

export interface RoleName {
  readonly id: string;
  readonly title: string;
}

/** What every part of the designer works with. It stays the same while somebody types, until what was typed is composed. */
export interface Design {
  readonly ground: Ground;
  /** What the draft comes to; of a draft that is being typed, a moment behind it. */
  readonly composition: Composition;
  readonly roles: readonly RoleName[];
  /** False for whoever may only read, and while a publication is scheduled. */
  readonly mayEdit: boolean;
  readonly selected: FlowCard | undefined;
  roleTitle(id: string): string;
  /** @param group changes of one field in a row are undone as one */
  edit(change: (overlay: Overlay) => Overlay, group?: string): void;
  /** Opens the card of a path; undefined closes it. */
  select(path: string | undefined): void;
}

export const DesignContext = createContext<Design | undefined>(undefined);

/** The draft as it is typed, at once. */
export const OverlayContext = createContext<Overlay | undefined>(undefined);

/** What a field of the designer shows: the draft as it is typed. @throws Error outside the designer */
export function useOverlay(): Overlay {
  const overlay = useContext(OverlayContext);
  if (overlay === undefined) throw new Error('useOverlay: no designer around this component');
  return overlay;
}

/** The draft that is edited. @throws Error outside the designer */
export function useDesign(): Design {
  const design = useContext(DesignContext);
  if (design === undefined) throw new Error('useDesign: no designer around this component');
  return design;
}

/** The roles that fields offer, outside of a designer of overlays. */
export const RolesContext = createContext<readonly RoleName[] | undefined>(undefined);

/** The roles that may be chosen here. */
export function useRoles(): readonly RoleName[] {
  const own = useContext(RolesContext);
  const design = useContext(DesignContext);
  return own ?? design?.roles ?? [];
}
