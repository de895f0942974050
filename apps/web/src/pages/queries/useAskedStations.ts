import { useScope } from '@stationhouse/plugin-web';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';

/** The stations that examples are filled in for: this one, or at the bureau all that one may ask about. */
export function useAskedStations(): string[] {
  const { stationId } = useScope();
  const { stations } = useMe();
  if (stationId !== undefined) return [stationId];
  const asks = [PERMISSIONS.keepQueries, PERMISSIONS.readMetrics];
  return stations.filter(({ permissions }) => asks.every((permission) => permissions.includes(permission))).map(({ station }) => station.id);
}
