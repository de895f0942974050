import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { readIn, same, written, type ConfigurationFile, type ConfigurationPart, type Scope, type WriteFile } from '@stationhouse/workflow-runtime';
import { z } from 'zod';
import { manageImports } from '../../permissions.js';
import type { Mapping } from '../mapping/mapping.js';
import { profilesAt, saveProfileAt } from './profiles.js';

const PATH = 'import-profiles.yaml';
const code = z.string().min(1).max(40);
/** By source: a mapping as the page of the import keeps it, with stations by their codes; a station's own goes to that station. */
const grammar = z.record(
  z.string().min(1).max(80),
  z.looseObject({ routing: z.union([z.strictObject({ station: code }), z.strictObject({ column: z.string(), stations: z.record(z.string(), code), unrouted: code })]).optional() }),
);
type Written = z.infer<typeof grammar>[string];

/** How the columns of a bureau's or station's sources are mapped; nothing of what was imported. */
export class ImportProfilesFile implements ConfigurationPart {
  readonly levels = ['bureau', 'station'] as const;
  readonly permission = manageImports;
  readonly files = /^import-profiles\.yaml$/;

  async read(tenant: Tenant, scope: Scope): Promise<ConfigurationFile[]> {
    const profiles = await profilesAt(tenant, scope.bureauId, ownerOf(scope));
    if (profiles.length === 0) return [];
    const codes = new Map([...(await stationsOf(tenant, scope))].map(([known, id]) => [id, known]));
    return [{ path: PATH, content: written(Object.fromEntries(profiles.map(({ source, mapping }) => [source, portable(mapping as Mapping, scope, codes)]))) }];
  }

  async write(tenant: Tenant, scope: Scope, { file }: WriteFile): Promise<readonly Bilingual[]> {
    const ids = await stationsOf(tenant, scope);
    const codes = new Map([...ids].map(([known, id]) => [id, known]));
    const now = await profilesAt(tenant, scope.bureauId, ownerOf(scope));
    const changes: Bilingual[] = [];
    for (const [source, profile] of Object.entries(readIn(grammar, file))) {
      const known = now.find((one) => one.source === source);
      if (known !== undefined && same(portable(known.mapping as Mapping, scope, codes), profile)) continue;
      await saveProfileAt(tenant, scope.bureauId, ownerOf(scope), { ...profile, source, routing: routed(profile, scope, ids) });
      changes.push(known === undefined ? text(`新增导入对应关系“${source}”`, `New import profile "${source}"`) : text(`更新导入对应关系“${source}”`, `Changed import profile "${source}"`));
    }
    return changes;
  }
}

const ownerOf = ({ level, scopeId }: Scope): Id | null => (level === 'station' ? scopeId : null);

/** A mapping that means the same in another installation. */
function portable({ source: _, routing, ...rest }: Mapping, { level }: Scope, codes: ReadonlyMap<Id, string>): Written {
  if (level === 'station') return rest;
  const codeOf = (id: Id) => codes.get(id) ?? '';
  return { ...rest, routing: 'stationId' in routing ? { station: codeOf(routing.stationId) } : { column: routing.column, stations: Object.fromEntries(Object.entries(routing.stations).map(([value, id]) => [value, codeOf(id)])), unrouted: codeOf(routing.unrouted) } };
}

/** @throws StationhouseError NOT_FOUND for a code that no station here has */
function routed({ routing }: Written, { level, scopeId }: Scope, ids: ReadonlyMap<string, Id>): Mapping['routing'] {
  if (level === 'station') return { stationId: scopeId };
  if (routing === undefined) throw badInput('routing', text('请写明归入哪个派出所。', 'Say which station it goes to.'));
  const idOf = (known: string) => {
    const id = ids.get(known);
    if (id === undefined) throw notFound(text(`代码为“${known}”的派出所`, `A station with the code "${known}"`));
    return id;
  };
  return 'station' in routing ? { stationId: idOf(routing.station) } : { column: routing.column, stations: Object.fromEntries(Object.entries(routing.stations).map(([value, known]) => [value, idOf(known)])), unrouted: idOf(routing.unrouted) };
}

/** The stations of the bureau by their codes. */
async function stationsOf(tenant: Tenant, { bureauId }: Scope): Promise<ReadonlyMap<string, Id>> {
  return new Map((await tenant.sql<{ id: Id; code: string }>('SELECT id, code FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId])).map((station) => [station.code, station.id]));
}
