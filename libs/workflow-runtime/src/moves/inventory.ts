import { boardsNaming, delegationsOver, openAccess, ROLES, rolesHeld, type Handover, type StaffMoveKind } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { destinationOf, inChargeOf, isStaffed, isTakenBy, namedFor, taskItem, type Destination, type LeftTasks, type Present } from './destinations.js';

/** Whose move, from where, when: what an inventory is taken of. */
export interface Leaving {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly kind: StaffMoveKind;
  readonly leftStationIds: readonly Id[];
  readonly toStationId?: Id | null | undefined;
  readonly handovers: readonly Handover[];
  readonly dueAt: Date;
}

/** What hangs on a person at a station. */
export type LeftKind = 'TASKS' | 'SIGNATURES' | 'EXERCISES' | 'TAKEOVERS' | 'SHIFTS' | 'DRAFTS' | 'PUBLICATIONS' | 'DELEGATIONS_HELD' | 'DELEGATIONS_GIVEN' | 'ACCESS' | 'CONTACT_BOARDS';

/** One line of an inventory: so many things of one kind, and where they go. */
export interface LeftItem {
  /** Names it in a handover; empty where nobody can be named. */
  readonly item: string;
  readonly kind: LeftKind;
  readonly stationId: Id | null;
  readonly title: Bilingual;
  readonly count: number;
  /** What people know them by; at most 20. */
  readonly numbers: readonly string[];
  /** `stays` with the station, `ends` with the move, `flagged` until somebody confirms that it was replaced. */
  readonly to: Destination['to'] | 'stays' | 'ends' | 'flagged';
  readonly toAccountId: Id | undefined;
}

/** How many things these lines count. */
export function total(items: readonly LeftItem[], of: (item: LeftItem) => boolean): number {
  return items.filter(of).reduce((sum, { count }) => sum + count, 0);
}

/** Open tasks of one kind with their rows, and where they go. */
export interface LeftTaskGroup extends LeftTasks {
  readonly title: Bilingual;
  readonly tasks: readonly LeftTask[];
  readonly destination: Destination;
}

export interface LeftTask {
  readonly id: Id;
  readonly instanceId: Id;
  readonly number: string;
  /** False for one that nobody has taken. */
  readonly held: boolean;
}

/**
 * Who is there once everybody who goes by then has gone and everybody who comes has come. The officers of a successor are there at the station
 * it took over, so that somebody who goes along with the records is not gone from them.
 */
export async function presentAt(tenant: Tenant, stationId: Id, { accountId, dueAt, leftStationIds }: Pick<Leaving, 'accountId' | 'dueAt' | 'leftStationIds'>): Promise<Present[]> {
  const inside = ROLES.filter(({ external }) => !external).map(({ id }) => id);
  return tenant.sql<Present>(
    `SELECT p.account_id AS "accountId", array_agg(DISTINCT p.role ORDER BY p.role) AS roles FROM (
       SELECT m.account_id, m.role FROM serving m WHERE m.station_id = $1 AND m.role = ANY ($4) AND NOT (m.account_id = $2 AND coalesce(m.succeeding, m.station_id) = ANY ($5))
          AND NOT EXISTS (SELECT FROM staff_move s WHERE s.account_id = m.account_id AND s.state = 'waiting' AND s.due_at <= $3 AND coalesce(m.succeeding, m.station_id) = ANY (s.left_station_ids))
       UNION SELECT s.account_id, r ->> 'role' FROM station n JOIN staff_move s ON s.to_station_id = n.id OR s.to_station_id = n.successor_id, jsonb_array_elements(s.roles) r
              WHERE n.id = $1 AND s.state = 'waiting' AND s.due_at <= $3) p
       JOIN account a ON a.id = p.account_id AND a.active GROUP BY 1, a.display_name ORDER BY a.display_name, 1`,
    [stationId, accountId, dueAt, inside, [...leftStationIds]],
  );
}

/** Whoever leaves, where they are there as an officer of the successor. */
export function stillThere(people: readonly Present[], { accountId }: Pick<Leaving, 'accountId'>): Present | undefined {
  return people.find((one) => one.accountId === accountId);
}

/** Of an exercise whose clock stands nothing moves: its director gives its tasks out anew. */
const TASKS = `SELECT t.id, t.instance_id AS "instanceId", t.ref, t.roles, t.assignee_id IS NOT NULL AS held, i.number, i.workflow, i.definition
  FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id LEFT JOIN exercise x ON x.station_id = i.station_id AND x.id = i.exercise_id
 WHERE t.station_id = $1 AND t.status IN ('OPEN', 'CLAIMED') AND (x.id IS NULL OR x.status = 'running') AND (t.assignee_id = $2 OR (t.assignee_id IS NULL AND t.roles && $3::text[]))
 ORDER BY i.workflow, t.ref, t.id`;

/** The tasks that would be without a hand at the stations left: those held, and those that nobody else could take. */
export async function leftTasks(tenant: Tenant, catalog: WorkflowCatalog, leaving: Leaving): Promise<LeftTaskGroup[]> {
  const groups: LeftTaskGroup[] = [];
  for (const stationId of leaving.leftStationIds) {
    const people = await presentAt(tenant, stationId, leaving);
    const stays = stillThere(people, leaving);
    const own = await rolesHeld(tenant, [stationId], leaving.accountId);
    const alone = own.map(({ role }) => role).filter((role) => !isTakenBy([role], people));
    const rows = await tenant.sql<LeftTask & { ref: string; roles: string[]; workflow: string; definition: string }>(TASKS, [stationId, leaving.accountId, alone]);
    const versions = await catalog.versionsOf(tenant, rows.map(({ definition }) => definition));
    const found = new Map<string, Omit<LeftTaskGroup, 'destination' | 'tasks'> & { tasks: LeftTask[] }>();
    for (const { id, instanceId, number, held, ref, roles, workflow, definition } of rows) {
      const compiled = versions.get(definition)?.tasks[ref];
      const joint = compiled?.answers !== undefined;
      if (!held && isStaffed({ roles, joint }, people)) continue;
      // Whoever goes to the station's successor still works here: what they hold stays in their hands, where their new role may take it.
      if (held && stays !== undefined && isTakenBy(roles, [stays])) continue;
      // Roles a task escalated to are its own: one of a kind may go where another cannot.
      const key = `${workflow} ${ref} ${roles.join()}`;
      const title = compiled?.title ?? text(ref, ref);
      const of = versions.get(definition)?.title;
      const group = found.get(key) ?? { stationId, workflow, ref, roles, title: of === undefined ? title : text(`${of['zh-CN']} · ${title['zh-CN']}`, `${of.en} · ${title.en}`), byAssignment: compiled?.take === 'assign', joint, tasks: [] };
      group.tasks.push({ id, instanceId, number, held });
      found.set(key, group);
    }
    for (const group of found.values()) groups.push({ ...group, destination: destinationOf(group, people, namedFor(leaving.handovers, taskItem(stationId, group), taskItem(stationId))) });
  }
  return groups;
}

/** Everything that hangs on somebody, and where each goes. @param groups the tasks, as {@link leftTasks} found them */
export async function inventory(tenant: Tenant, leaving: Leaving, groups: readonly LeftTaskGroup[]): Promise<LeftItem[]> {
  const tasks = groups.map(({ destination, tasks: those, ...group }): LeftItem => ({
    item: group.joint ? '' : taskItem(group.stationId, group),
    kind: group.joint ? 'SIGNATURES' : 'TASKS',
    stationId: group.stationId, title: group.title, count: those.length, numbers: [...new Set(those.map(({ number }) => number))].slice(0, 20),
    to: destination.to, toAccountId: 'accountId' in destination ? destination.accountId : undefined,
  }));
  const others: LeftItem[] = [];
  for (const stationId of leaving.leftStationIds) {
    const people = await presentAt(tenant, stationId, leaving);
    const named = (item: string) => namedFor(leaving.handovers, item);
    const toSomebody = (item: string): Pick<LeftItem, 'item' | 'to' | 'toAccountId'> => {
      const accountId = people.find((one) => one.accountId === named(item))?.accountId;
      const inCharge = inChargeOf(people);
      return { item, to: accountId !== undefined ? 'person' : inCharge === undefined ? 'nobody' : 'inCharge', toAccountId: accountId ?? inCharge };
    };
    const shiftTo = people.find((one) => one.accountId === named(`shifts/${stationId}`))?.accountId;
    const stays = stillThere(people, leaving) !== undefined;
    for (const { kind, labels } of await hangingAt(tenant, stationId, leaving)) {
      if (labels.length === 0 || (stays && KEPT.has(kind))) continue;
      const place = kind === 'EXERCISES' ? toSomebody(`exercises/${stationId}`)
        : kind === 'TAKEOVERS' ? toSomebody(`takeovers/${stationId}`)
          : kind === 'SHIFTS' ? { item: `shifts/${stationId}`, to: shiftTo === undefined ? ('ends' as const) : ('person' as const), toAccountId: shiftTo }
            : { item: '', to: kind === 'CONTACT_BOARDS' ? ('flagged' as const) : ('stays' as const), toAccountId: undefined };
      others.push({ ...place, kind, stationId, title: TITLES[kind], count: labels.length, numbers: labels.slice(0, 20) });
    }
  }
  return [...tasks, ...others, ...(await ofTheBureau(tenant, leaving))];
}

/** What somebody who is still there has no need to hand over. */
const KEPT: ReadonlySet<LeftKind> = new Set(['EXERCISES', 'TAKEOVERS', 'SHIFTS']);

const TITLES: Readonly<Record<LeftKind, Bilingual>> = {
  TASKS: text('任务', 'Tasks'),
  SIGNATURES: text('会签', 'Joint signatures'),
  EXERCISES: text('导调的演练', 'Exercises directed'),
  TAKEOVERS: text('接办的停用插件事项', 'Instances of disabled plugins taken over'),
  SHIFTS: text('以后的班次', 'Shifts to come'),
  DRAFTS: text('未发布的流程配置草稿', 'Drafts of workflow settings'),
  PUBLICATIONS: text('排定发布的流程配置', 'Scheduled publications of workflow settings'),
  DELEGATIONS_HELD: text('受托的管理权限', 'Administration delegated to this person'),
  DELEGATIONS_GIVEN: text('委托他人的管理权限', 'Administration this person delegated'),
  ACCESS: text('授权查看', 'Access grants'),
  CONTACT_BOARDS: text('联系牌', 'Contact boards'),
};

async function hangingAt(tenant: Tenant, stationId: Id, { accountId, dueAt }: Leaving): Promise<{ kind: LeftKind; labels: string[] }[]> {
  const labels = async (statement: string, parameters: readonly unknown[] = [stationId, accountId]) => (await tenant.sql<{ label: string }>(statement, parameters)).map(({ label }) => label);
  return [
    { kind: 'EXERCISES', labels: await labels(`SELECT title AS label FROM exercise WHERE station_id = $1 AND director_id = $2 AND status IN ('planned', 'running', 'paused') ORDER BY id`) },
    { kind: 'TAKEOVERS', labels: await labels(`SELECT workflow AS label FROM plugin_takeover WHERE station_id = $1 AND how = 'finish' AND $2 = ANY (account_ids) ORDER BY 1`) },
    { kind: 'SHIFTS', labels: await labels(`SELECT to_char(s.starts_at AT TIME ZONE p.time_zone, 'YYYY-MM-DD HH24:MI') AS label FROM shift s JOIN station p ON p.id = s.station_id WHERE s.station_id = $1 AND s.starts_at >= $3 AND (${IN_SHIFT}) ORDER BY s.starts_at LIMIT 400`, [stationId, accountId, dueAt]) },
    { kind: 'DRAFTS', labels: await labels(`SELECT d.workflow AS label FROM (SELECT DISTINCT ON (workflow) workflow, content, saved_by FROM overlay_draft WHERE scope_id = $1 ORDER BY workflow, version DESC) d WHERE d.content IS NOT NULL AND d.saved_by = $2 ORDER BY 1`) },
    { kind: 'PUBLICATIONS', labels: await labels('SELECT workflow AS label FROM publication WHERE scope_id = $1 AND set_by = $2 ORDER BY 1') },
    { kind: 'CONTACT_BOARDS', labels: (await boardsNaming(tenant, [stationId], accountId)).map(({ place }) => place) },
  ];
}

/** Of the shift `s`: somebody is its officer, commander or backup. */
export const IN_SHIFT = `s.commander_id = $2 OR s.backup_id = $2 OR EXISTS (SELECT FROM shift_officer o WHERE o.station_id = s.station_id AND o.shift_id = s.id AND o.account_id = $2)`;

async function ofTheBureau(tenant: Tenant, { bureauId, accountId, kind, leftStationIds }: Leaving): Promise<LeftItem[]> {
  const leaves = kind !== 'transfer';
  const held = await delegationsOver(tenant, bureauId, accountId, leaves ? undefined : leftStationIds);
  const given = await tenant.sql('SELECT FROM delegation WHERE bureau_id = $1 AND given_by = $2 AND revoked_at IS NULL AND ends_at > clock_timestamp()', [bureauId, accountId]);
  const access = leaves ? await openAccess(tenant, accountId) : [];
  const line = (of: LeftKind, count: number, to: 'stays' | 'ends'): LeftItem[] => (count === 0 ? [] : [{ item: '', kind: of, stationId: null, title: TITLES[of], count, numbers: [], to, toAccountId: undefined }]);
  return [...line('DELEGATIONS_HELD', held.length, 'ends'), ...line('DELEGATIONS_GIVEN', given.length, 'stays'), ...line('ACCESS', access.length, 'ends')];
}
