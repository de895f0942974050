import { accessEntities, createAccount, createBureau, createShift, grantBureauRole, grantRole, insertStation, Passwords } from '@stationhouse/access';
import { auditEntities } from '@stationhouse/audit';
import { Database } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { signIn } from '../../client/sign-in.js';
import { startProduct, stopProcess, type Seat } from '../graphql/world.js';
import { withServer } from '../server.js';

export const STATIONS = 40;
const PASSWORD = 'a long bench password';
const TYPE = 'cn.stationhouse.fraud-alert.v1';
const GRADES = ['high', 'medium', 'medium', 'low'] as const;

/** A source that the bureau has registered. */
interface Source {
  readonly path: string;
  readonly secret: string;
}

/** An alert as a source sends it. */
export type Alert = ReturnType<typeof alerts>[number];

/** The whole product over forty stations, and a source that sends it alerts. */
export class AlertsWorld {
  private constructor(
    readonly url: string,
    readonly superuserUrl: string,
    private readonly owner: pg.Client,
    /** The duty officer of each station, signed in. */
    readonly officers: readonly Seat[],
    private readonly source: Source,
  ) {}

  /** Starts everything, runs `work`, and removes everything again. */
  static with<Result>(work: (world: AlertsWorld) => Promise<Result>): Promise<Result> {
    return withServer([], async (server) => {
      const { child, url } = await startProduct(server, 'all');
      const owner = new pg.Client({ connectionString: server.superuserUrl });
      await owner.connect();
      try {
        const { bureauId, stationIds } = await organisation(server.urls.app);
        const officers: Seat[] = [];
        for (const [index, stationId] of stationIds.entries()) officers.push({ stationId, token: await signIn(url, `officer-${index}`, PASSWORD) });
        return await work(new AlertsWorld(url, server.superuserUrl, owner, officers, await register(url, bureauId, await signIn(url, 'admin', PASSWORD))));
      } finally {
        await owner.end();
        await stopProcess(child);
      }
    });
  }

  async rows<Row extends pg.QueryResultRow>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(statement, parameters)).rows;
  }

  /** Sends alerts in one signed request. @throws Error unless all of them are accepted */
  async send(events: readonly Alert[]): Promise<void> {
    const [id, at, body] = [newId(), new Date(), JSON.stringify(events)];
    const headers = { 'content-type': 'application/cloudevents-batch+json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(this.source.secret).sign(id, at, body) };
    const answer = await fetch(`${this.url}${this.source.path}`, { method: 'POST', headers, body });
    if (answer.status !== 202) throw new Error(`Alerts were not accepted: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    await answer.arrayBuffer();
  }

  /** Waits until nothing is left to do for what was sent. @throws Error where a job failed for good */
  async settled(): Promise<void> {
    for (;;) {
      const [left] = await this.rows<{ pending: number; dead: number }>(`SELECT count(*) FILTER (WHERE state = 'pending')::int AS pending, count(*) FILTER (WHERE state = 'dead')::int AS dead FROM outbox`);
      if (left?.dead !== 0) throw new Error(`${left?.dead} jobs failed.`);
      if (left.pending === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** What was sent so far needs nobody any more: its time limits and its ringing are not what is measured. */
  async rest(): Promise<void> {
    await this.rows('DELETE FROM timer');
    await this.rows(`UPDATE notice SET signed_at = now(), over_as = 'unneeded', climb_at = NULL, try_at = NULL, silence_at = NULL WHERE signed_at IS NULL`);
  }
}

let sent = 0;

/** Alerts of all grades over all stations, each of another person; nobody's telephone. */
export function alerts(count: number) {
  return Array.from({ length: count }, () => {
    const number = sent++;
    const data = { grade: GRADES[number % GRADES.length] as string, source: 'national', number: `N-${number}`, person: { phone: `000${String(number).padStart(8, '0')}`, name: '测试' }, narrative: '对方自称客服，要求共享屏幕并转账到安全账户。' };
    return { specversion: '1.0', id: newId(), source: '/national', type: TYPE, station: `B${Math.floor(number / GRADES.length) % STATIONS}`, time: new Date().toISOString(), data };
  });
}

async function register(url: string, bureauId: Id, token: string): Promise<Source> {
  const query = 'mutation ($b: ID!, $i: NewEventSource!) { createEventSource(bureauId: $b, input: $i) { secret source { path } } }';
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables: { b: bureauId, i: { title: 'National platform', stationId: null, types: [TYPE] } } }) });
  const { data, errors } = (await answer.json()) as { data?: { createEventSource: { secret: string; source: { path: string } } }; errors?: unknown };
  if (data === undefined || errors !== undefined) throw new Error(`The source was not registered: ${JSON.stringify(errors)}`);
  const { secret, source } = data.createEventSource;
  return { path: source.path, secret };
}

/** A bureau with its administrator and leader, and stations, each with an officer and a commander on duty. */
async function organisation(url: string): Promise<{ bureauId: Id; stationIds: Id[] }> {
  const database = await Database.open({ url, entities: [...auditEntities, ...accessEntities] });
  try {
    const bureauId = newId();
    const stationIds = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
      await createBureau(tenant, { id: bureauId, name: 'Bench', code: 'BENCH', timeZone: 'Asia/Shanghai' });
      const ids: Id[] = [];
      for (let index = 0; index < STATIONS; index += 1) ids.push((await insertStation(tenant, bureauId, { name: `Station ${index}`, code: `B${index}`, kind: 'oldTown', timeZone: 'Asia/Shanghai' })).id);
      return ids;
    });
    const passwordHash = await new Passwords({ memoryKibibytes: 8, passes: 1 }).hash(PASSWORD);
    await database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const person = async (login: string) => (await createAccount(tenant, bureauId, { login, displayName: login, passwordHash, mustChangePassword: false })).id;
      for (const [login, role] of [['admin', 'bureau-admin'], ['leader', 'bureau-leader']] as const) await grantBureauRole(tenant, { bureauId, accountId: await person(login), role });
      for (const [index, stationId] of stationIds.entries()) {
        const [officerId, commanderId] = [await person(`officer-${index}`), await person(`commander-${index}`)];
        await grantRole(tenant, { stationId, bureauId, accountId: officerId, role: 'duty-officer' });
        await grantRole(tenant, { stationId, bureauId, accountId: commanderId, role: 'duty-commander' });
        await createShift(tenant, stationId, { startsAt: new Date(Date.now() - 3_600_000), endsAt: new Date(Date.now() + 24 * 3_600_000), officerIds: [officerId], commanderId });
      }
    });
    return { bureauId, stationIds };
  } finally {
    await database.close();
  }
}
