import { badInput, text } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';

/**
 * Why somebody wants to see personal data over REST: the header `x-stationhouse-purpose`, percent-encoded. Not in the
 * address, which proxies log.
 * @throws StationhouseError BAD_INPUT when it cannot be read
 */
export function purposeOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const given = headers['x-stationhouse-purpose'];
  if (typeof given !== 'string') return undefined;
  try {
    return decodeURIComponent(given);
  } catch {
    throw badInput('x-stationhouse-purpose', text('用途须以百分号编码（UTF-8）。', 'The purpose must be percent-encoded UTF-8.'));
  }
}
