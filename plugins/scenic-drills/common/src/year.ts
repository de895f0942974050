/** A drill that a site plans to hold in a month of a year. */
export interface PlannedKind {
  /** 1 to 12. */
  readonly month: number;
  /** As the drill's workflow calls its kinds. */
  readonly kind: string;
}

/** A drill that was held to its end. */
export interface HeldDrill {
  readonly instanceId: string;
  readonly kind: string;
  /** 1 to 12: when it began, by the station's clock. */
  readonly month: number;
}

/** How one of the year's drills stands. `behind`: its month is over and it was not held. */
export type YearStanding = 'held' | 'due' | 'ahead' | 'behind';

export interface YearEntry extends PlannedKind {
  readonly standing: YearStanding;
  /** The drill that was held for it. */
  readonly instanceId: string | null;
}

/**
 * How the drills of a year stand. Each that was held counts for the earliest planned of its kind, whenever it was held; none counts twice.
 * @param month the present one of that year, by the station's clock; 0 before the year, 13 after it
 */
export function standingOf(planned: readonly PlannedKind[], held: readonly HeldDrill[], month: number): YearEntry[] {
  const left = [...held].sort((one, other) => one.month - other.month);
  return [...planned].sort((one, other) => one.month - other.month || one.kind.localeCompare(other.kind)).map((entry) => {
    const at = left.findIndex(({ kind }) => kind === entry.kind);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    const standing: YearStanding = found !== undefined ? 'held' : entry.month < month ? 'behind' : entry.month === month ? 'due' : 'ahead';
    return { ...entry, standing, instanceId: found?.instanceId ?? null };
  });
}
