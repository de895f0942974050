import type { SmallTable } from '@stationhouse/plugin-web';
import { rest } from '../session/rest.js';
import { session } from '../session/session.js';

/** Has the server read a table of rows for a station; nothing of it is kept. @throws RestError */
export async function readTable(stationId: string, file: File): Promise<SmallTable> {
  const body = new FormData();
  body.append('file', file, file.name);
  return rest<SmallTable>(`/api/stations/${stationId}/instances/table`, { body, token: await session.freshToken() });
}
