import { audit } from '@stationhouse/audit';
import type { Database } from '@stationhouse/database';
import { isStationhouseError, systemClock, type Clock } from '@stationhouse/kernel';
import { signature } from '@stationhouse/notify';
import { egressRequested } from '../../audit-actions.js';
import type { AutomationCallRow } from '../../entities.js';
import { AutomationFailure } from '../automation.js';
import { requestOutside } from './client.js';
import type { EgressAnswer, EgressDeclaration, EgressMethod, EgressRequest } from './declaration.js';

/** What an installation says of the way out. */
export interface EgressSettings {
  /** Where the destinations it allows lie: origin by `<plugin>.<id>`. All others are refused. */
  readonly origins: ReadonlyMap<string, string>;
  /** Private networks that names may lead to, in CIDR notation. */
  readonly networks: readonly string[];
  /** Signs what goes out as standardwebhooks.com has it; unsigned when absent. */
  readonly secret?: string | undefined;
}

export interface EgressOptions extends EgressSettings {
  readonly database: Database;
  /** Told of each request: the destination as `<plugin>.<id>`, and what came of it, a status class like `2xx` or a code. */
  readonly onRequest?: (destination: string, result: string) => void;
  /** Real time, for the signature's time stamp. */
  readonly clock?: Clock;
}

type Destination = Pick<EgressDeclaration, 'methods' | 'mostBytes'> & { readonly name: string; readonly origin: string };
type Prepared = { readonly url: URL; readonly method: EgressMethod; readonly headers: Record<string, string>; readonly body: Uint8Array };
type EgressCall = Pick<AutomationCallRow, 'id' | 'stationId' | 'instanceId' | 'automation' | 'exercise'>;

const MEBIBYTE = 1024 * 1024;
const DEFAULT_METHODS: readonly EgressMethod[] = ['POST'];
const WITHIN_MS = 30_000;
const HEADERS = /^(accept|accept-language|content-type|if-none-match|x-[a-z0-9-]+)$/i;
const KEY = /^[\w.-]{1,64}$/;

/**
 * The one way out for plugins: to destinations that the plugin declares and the installation allows. Each request is on the audit record before
 * it leaves – where to, by which call, and nothing of what it says.
 */
export class Egress {
  constructor(private readonly options: EgressOptions) {}

  /**
   * Makes a request for a call.
   * @param signal ends it with the call
   * @throws AutomationFailure egressUndeclared, egressNotAllowed, egressInvalid, egressAddressRefused, egressTooLarge, egressFailed
   */
  async fetch(call: EgressCall, plugin: { readonly id: string; readonly egress?: readonly EgressDeclaration[] }, id: string, request: EgressRequest, signal: AbortSignal): Promise<EgressAnswer> {
    const declared = plugin.egress?.find((one) => one.id === id);
    const name = `${plugin.id}.${declared?.id ?? 'undeclared'}`;
    try {
      const { networks } = this.options;
      const destination = this.allowed(name, id, declared, call);
      const prepared = prepare(destination, call, request);
      this.sign(prepared, call);
      await this.record(call, name, prepared.method);
      const answer = await requestOutside({ ...prepared, networks, mostBytes: destination.mostBytes ?? MEBIBYTE, signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
      this.options.onRequest?.(name, `${Math.floor(answer.status / 100)}xx`);
      return answer;
    } catch (error) {
      this.options.onRequest?.(name, codeOf(error));
      if (error instanceof Error && error.name === 'TimeoutError') throw new AutomationFailure('egressFailed', { note: 'no answer in time' });
      throw error;
    }
  }

  private allowed(name: string, id: string, declared: EgressDeclaration | undefined, call: EgressCall): Destination {
    if (declared === undefined) throw new AutomationFailure('egressUndeclared', { note: NAME.test(id) ? id : '', final: true });
    const origin = this.options.origins.get(name);
    // No handler runs in an exercise; silence is a promise, so it is asked for here as well.
    if (origin === undefined || call.exercise) throw new AutomationFailure('egressNotAllowed', { note: name, final: true });
    return { ...declared, name, origin };
  }

  private sign({ headers, body }: Prepared, call: EgressCall): void {
    const { secret, clock = systemClock } = this.options;
    if (secret === undefined) return;
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const id = headers['idempotency-key'] ?? call.id;
    Object.assign(headers, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature(secret, id, timestamp, Buffer.from(body).toString('utf8')) });
  }

  private record({ stationId, instanceId, automation }: EgressCall, destination: string, method: EgressMethod): Promise<void> {
    return this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const [instance] = await tenant.sql<{ number: string }>('SELECT number FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
      if (instance === undefined) throw new Error('A call belongs to an instance.');
      await audit(tenant, { action: egressRequested, stationId, record: { kind: 'instance', id: instanceId, number: instance.number }, details: { automation, destination, method } });
    });
  }
}

const NAME = /^[a-z0-9-]{1,64}$/;

/** The request as it leaves, or a refusal of what no destination takes. */
function prepare({ origin, methods = DEFAULT_METHODS }: Destination, call: EgressCall, { method = methods.includes('POST') ? 'POST' : methods[0], path = '/', headers = {}, body = '', key }: EgressRequest): Prepared {
  const refuse = (note: string) => new AutomationFailure('egressInvalid', { note, final: true });
  if (method === undefined || !methods.includes(method)) throw refuse('the method is not declared');
  // Two slashes would name another host.
  if (!path.startsWith('/') || !URL.canParse(path, origin) || new URL(path, origin).origin !== new URL(origin).origin) throw refuse('the path leads elsewhere');
  for (const [header, value] of Object.entries(headers)) if (!HEADERS.test(header) || /[^\t\x20-\x7e]/.test(value)) throw refuse('a header is not allowed');
  if (key !== undefined && !KEY.test(key)) throw refuse('the key has at most 64 letters, digits, ., _ and -');
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  if (bytes.byteLength > MEBIBYTE) throw refuse(`the body has more than ${MEBIBYTE} bytes`);
  const lower = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
  return { url: new URL(path, origin), method, headers: { ...lower, 'idempotency-key': key === undefined ? call.id : `${call.id}.${key}` }, body: bytes };
}

function codeOf(error: unknown): string {
  if (error instanceof AutomationFailure || isStationhouseError(error)) return error.code;
  return error instanceof Error && error.name === 'TimeoutError' ? 'egressFailed' : 'ended';
}
