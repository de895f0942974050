import { createHmac } from 'node:crypto';
import { deriveKey } from '@stationhouse/access';

/**
 * Keyed hashes of what matters are known by: often a person's number, which nobody reads back from them. The same value has the same hash at every
 * station, so that stations of a bureau know of each other; and another one for every plugin, so that none learns what another's records are about.
 */
export class MatterKeys {
  private readonly key: Uint8Array;

  /** @param tokenKey of the installation */
  constructor(tokenKey: string) {
    this.key = deriveKey(tokenKey, 'matter');
  }

  of(pluginId: string, value: string): string {
    return createHmac('sha256', this.key).update(JSON.stringify([pluginId, value])).digest('hex');
  }
}
