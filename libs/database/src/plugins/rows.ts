import type { EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { Tenant } from '../tenant.js';
import { pluginFault } from './walls.js';

/** The ways of a repository around the plugin's walls. */
const HIDDEN = ['manager', 'metadata', 'target', 'queryRunner', 'createQueryBuilder', 'query', 'extend', 'clear'] as const;

/** A repository without the ways around the plugin's walls. */
export type PluginRepository<Entity extends ObjectLiteral> = Omit<Repository<Entity>, (typeof HIDDEN)[number]>;

/** The door to a plugin's own rows, and to what it declares to read, within one tenant transaction. */
export interface PluginTenant extends Pick<Tenant, 'context' | 'now' | 'sql'> {
  /** A repository of one of the plugin's entities. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): PluginRepository<Entity>;
}

/** The door for one piece of work, and whether all that was asked through it was answered. */
export interface OpenDoor {
  readonly rows: PluginTenant;
  /** Waits for what is still under way. @throws StationhouseError PLUGIN_FAULT when there was any: nobody knows what became of it */
  settle(): Promise<void>;
  /** From now on whatever is asked is refused. */
  close(): void;
}

/** Opens the door. A statement that nobody waits for ends no process when it fails: it fails the work. */
export function openDoor(tenant: Tenant, pluginId: string): OpenDoor {
  const underWay = new Set<Promise<unknown>>();
  let open = true;
  const asked = <Answer>(ask: () => Answer): Answer => {
    const answer = open ? ask() : (Promise.reject(pluginFault(pluginId, 'a statement came after its work was done: wait for every statement')) as Answer);
    if (answer instanceof Promise) {
      underWay.add(answer);
      const done = () => void underWay.delete(answer);
      answer.then(done, done);
    }
    return answer;
  };
  const part = (target: object, key: string | symbol): unknown => {
    if (HIDDEN.some((hidden) => hidden === key)) throw pluginFault(pluginId, `a plugin’s repository has no "${String(key)}"`);
    const found: unknown = Reflect.get(target, key);
    return typeof found === 'function' ? (...given: unknown[]) => asked(() => Reflect.apply(found, target, given) as unknown) : found;
  };
  return {
    rows: {
      context: tenant.context,
      now: tenant.now,
      sql: (statement, parameters) => asked(() => tenant.sql(statement, parameters)),
      repository: <Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): PluginRepository<Entity> => new Proxy<Repository<Entity>>(tenant.repository(entity), { get: part }),
    },
    settle: async () => {
      if (underWay.size === 0) return;
      // What follows on an answer asks on: it comes to its end as well.
      while (underWay.size > 0) await Promise.allSettled(underWay);
      throw pluginFault(pluginId, 'its work ended before one of its statements was answered: wait for every statement');
    },
    close: () => void (open = false),
  };
}
