import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';

/** An incident that a caller reported. */
export interface CallersIncident {
  readonly incidentId: Id;
  /** `CRIMINAL`, … */
  readonly category: string;
  readonly at: Date;
}

/** An incident that a caller reported, with where it was: for whoever looks for the caller and says why. */
export interface CallersRecord extends CallersIncident {
  readonly number: string;
  readonly address: string | null;
  /** Degrees, WGS-84. */
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/**
 * What the runtime must know of incidents without importing them; libs/incidents provides it. An instance keeps the
 * incident's id; `Instance.incident` is resolved there, and `Incident.instances` through `instancesOfIncidents`.
 */
export abstract class IncidentReference {
  /** True when the station has that incident. */
  abstract exists(tenant: Tenant, stationId: Id, incidentId: Id): Promise<boolean>;

  /** The incident of a number at the station, exactly; undefined for none. */
  abstract byNumber(tenant: Tenant, stationId: Id, number: string): Promise<Id | undefined>;

  /**
   * Incidents of a station that somebody with this telephone number reported, compared where the numbers lie: nothing personal comes back.
   * @param phone written in whatever way; fewer than seven digits find nothing
   * @returns the latest first, at most 20
   */
  abstract ofCaller(tenant: Tenant, stationId: Id, phone: string, since: Date): Promise<readonly CallersIncident[]>;

  /** As {@link ofCaller}, at whatever time, with where each of them was. @param most how many of them at most */
  abstract recordsOfCaller(tenant: Tenant, stationId: Id, phone: string, most: number): Promise<readonly CallersRecord[]>;

  /**
   * Seals an incident that was disposed of, or lifts its seal, in a context that reaches sealed records.
   * @param at since when; null lifts it
   * @returns its number; undefined for none
   * @throws StationhouseError CONFLICT while it is open, or when it is sealed already
   */
  abstract seal(tenant: Tenant, stationId: Id, incidentId: Id, at: Date | null): Promise<string | undefined>;
}
