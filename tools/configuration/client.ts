import { text, type Bilingual } from '@stationhouse/kernel';

/** A file of a configuration. */
export interface File {
  readonly path: string;
  /** Text; of a binary file its bytes in base64. */
  readonly content: string;
  readonly binary: boolean;
}

/** What bringing a folder in comes to; see `importConfiguration` of the API. */
export interface Imported {
  readonly applied: boolean;
  readonly changes: readonly { readonly path: string; readonly text: Words }[];
  readonly problems: readonly { readonly path: string; readonly line: number | null; readonly code: string; readonly text: Words }[];
  readonly unchanged: readonly string[];
}

interface Words {
  readonly zhCN: string;
  readonly en: string;
}

/** Whose configuration: the bureau's without a station. */
export interface Place {
  readonly bureauId: string;
  readonly stationId: string | null;
  readonly name: string;
}

/** What a server, or the way to it, refused with. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly text: Bilingual,
  ) {
    super(text.en);
  }
}

interface Refusal {
  readonly code?: string;
  /** GraphQL. */
  readonly text?: Words;
  /** REST. */
  readonly message?: Words;
}

const TEXT = 'text { zhCN en }';
const ME = '{ me { bureau { id name } stations { station { id code name } } } }';
const STATIONS = 'query ($bureauId: ID!) { stations(bureauId: $bureauId) { id code name } }';
const EXPORT = 'query ($bureauId: ID!, $stationId: ID) { configurationFolder(bureauId: $bureauId, stationId: $stationId) { path content binary } }';
const IMPORT = `mutation ($bureauId: ID!, $stationId: ID, $files: [ConfigurationFileInput!]!, $dryRun: Boolean!, $key: String!) {
  importConfiguration(bureauId: $bureauId, stationId: $stationId, files: $files, dryRun: $dryRun, idempotencyKey: $key) { applied changes { path ${TEXT} } problems { path line code ${TEXT} } unchanged } }`;

/** A house somewhere, as one signed-in person. */
export class House {
  private constructor(
    private readonly address: string,
    private readonly token: string,
  ) {}

  /** @param code of the second factor, asked for when the account needs one @throws Refused as sign-in refuses */
  static async open(address: string, login: string, password: string, code: () => Promise<string>): Promise<House> {
    const signIn = (more: object) => post<{ accessToken: string }>(address, '/auth/sign-in', { login, password, ...more });
    try {
      return new House(address, (await signIn({})).accessToken);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'SECOND_FACTOR_REQUIRED') throw error;
      return new House(address, (await signIn({ code: await code() })).accessToken);
    }
  }

  /** The place with a code among what the person sees; the bureau without one. @throws Refused NOT_FOUND */
  async place(code: string | undefined): Promise<Place> {
    const { me } = await this.ask<{ me: { bureau: { id: string; name: string }; stations: { station: { id: string; code: string; name: string } }[] } }>(ME);
    if (code === undefined) return { bureauId: me.bureau.id, stationId: null, name: me.bureau.name };
    const stations = me.stations.length > 0 ? me.stations.map(({ station }) => station) : (await this.ask<{ stations: { id: string; code: string; name: string }[] }>(STATIONS, { bureauId: me.bureau.id })).stations;
    const station = stations.find((one) => one.code === code);
    if (station === undefined) throw new Refused('NOT_FOUND', text(`没有代码为 ${code} 的派出所，可选：${stations.map((one) => one.code).join('、')}。`, `There is no station ${code}. There are: ${stations.map((one) => one.code).join(', ')}.`));
    return { bureauId: me.bureau.id, stationId: station.id, name: `${station.code} ${station.name}` };
  }

  async read({ bureauId, stationId }: Place): Promise<readonly File[]> {
    return (await this.ask<{ configurationFolder: readonly File[] }>(EXPORT, { bureauId, stationId })).configurationFolder;
  }

  async write({ bureauId, stationId }: Place, files: readonly File[], dryRun: boolean): Promise<Imported> {
    return (await this.ask<{ importConfiguration: Imported }>(IMPORT, { bureauId, stationId, files, dryRun, key: crypto.randomUUID() })).importConfiguration;
  }

  private async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await post<{ data?: Data; errors?: readonly { readonly extensions?: Refusal; readonly message: string }[] }>(this.address, '/graphql', { query, variables }, { authorization: `Bearer ${this.token}` });
    const [error] = errors ?? [];
    if (error !== undefined) throw refusalOf(error.extensions ?? {}, error.message);
    if (data === undefined) throw refusalOf({}, 'no answer');
    return data;
  }
}

async function post<Answer>(address: string, path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(60_000) };
  const answer = await fetch(new URL(path, address), init).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : '';
    throw new Refused('UNREACHABLE', text(`无法连接 ${address}（${why}），请核对地址和网络。`, `${address} cannot be reached (${why}). Check the address and the network.`));
  });
  const said = (await answer.json().catch(() => ({}))) as Answer & { readonly error?: Refusal; readonly errors?: unknown };
  // GraphQL says in its answer what was wrong, whatever the status.
  if (answer.ok || said.errors !== undefined) return said;
  throw refusalOf(said.error ?? {}, `HTTP ${answer.status}`);
}

/** What the server refused with, in both languages where it said so. */
function refusalOf({ code, text: told, message = told }: Refusal, otherwise: string): Refused {
  return new Refused(code ?? 'UNEXPECTED', message === undefined ? text(otherwise, otherwise) : text(message.zhCN, message.en));
}
