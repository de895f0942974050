import { currentRequest } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import type { Call } from '../commands.js';
import { actorAt } from './views.js';

/** What whoever is signed in commands at a station. */
export function callAt(stationId: Id): Call {
  const { signedIn, address, requestId } = currentRequest();
  return { stationId, actor: actorAt(stationId), context: { stationIds: [stationId], bureauIds: [], accountId: signedIn.account.id, sessionId: signedIn.id, address, requestId } };
}
