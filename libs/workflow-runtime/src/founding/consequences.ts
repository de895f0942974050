import { findRole, localitiesOf, type Locality } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id, type Locale } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { readRunning, type RunningWorkflow } from '../plugins/running.js';
import type { ReorganisationKind, ReorganisationPlan, Share } from './entities.js';
import type { Hands } from './hands.js';
import { heldAt, movingAway } from './people.js';

/** A reorganisation before it is written down. */
export interface Proposed extends ReorganisationPlan {
  readonly kind: ReorganisationKind;
  readonly bureauId: Id;
  readonly stationId: Id;
  readonly successorId: Id | null;
}

/** Somebody who works at the station. */
export interface Affected {
  readonly accountId: Id;
  readonly displayName: string;
  /** Held at the station now. */
  readonly roles: readonly string[];
  /** To be held at the successor, or at the new station. */
  readonly goesAs: readonly string[];
  /** Whether they hold a role elsewhere as well. */
  readonly elsewhere: boolean;
  /** Open tasks that they have taken. */
  readonly tasks: number;
}

/** What a reorganisation would come to. */
export interface Consequences {
  /** What happens, in words and counts, in the order of importance. */
  readonly says: readonly Bilingual[];
  /** What runs now, by workflow; those of which nothing runs are left out. */
  readonly running: readonly RunningWorkflow[];
  readonly people: readonly Affected[];
}

/** What another library says becomes of its own things when a station closes: nothing for what is not there. */
export interface SaysOnClosing {
  sayOnClosing(tenant: Tenant, station: Pick<Proposed, 'bureauId' | 'stationId' | 'successorId'>): Promise<Bilingual[]>;
}

/** Who else has something to say about a station's end; see {@link SaysOnClosing}. */
export class ClosingWords {
  private readonly others: SaysOnClosing[] = [];

  also(other: SaysOnClosing): void {
    this.others.push(other);
  }

  async all(tenant: Tenant, station: Pick<Proposed, 'bureauId' | 'stationId' | 'successorId'>): Promise<Bilingual[]> {
    const said: Bilingual[] = [];
    for (const other of this.others) said.push(...(await other.sayOnClosing(tenant, station)));
    return said;
  }
}

interface Counts {
  readonly drafts: number;
  readonly publications: number;
  readonly campaigns: number;
  readonly shifts: number;
  readonly exercises: number;
  readonly units: number;
  readonly outsiders: number;
  readonly arriving: number;
  readonly boards: number;
}

/** Names in a sentence; the list beside it has them all. */
const MOST_NAMED = 10;

const COUNTS = `
  SELECT (SELECT count(*)::int FROM (SELECT DISTINCT ON (d.workflow) d.content FROM overlay_draft d WHERE d.scope_id = $1 ORDER BY d.workflow, d.version DESC) d WHERE d.content IS NOT NULL) AS drafts,
         (SELECT count(*)::int FROM publication p WHERE p.scope_id = $1) AS publications,
         (SELECT count(*)::int FROM campaign_station p JOIN campaign c ON c.bureau_id = p.bureau_id AND c.id = p.campaign_id WHERE p.station_id = $1 AND p.carried_at IS NULL AND c.withdrawn_at IS NULL) AS campaigns,
         (SELECT count(*)::int FROM shift s WHERE s.station_id = $1 AND s.ends_at > $2) AS shifts,
         (SELECT count(*)::int FROM exercise x WHERE x.station_id = $1 AND x.status IN ('planned', 'running', 'paused')) AS exercises,
         (SELECT count(*)::int FROM outside_unit u WHERE u.station_id = $1) AS units,
         (SELECT count(DISTINCT m.account_id)::int FROM membership m JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.account_id WHERE m.station_id = $1 AND m.ended_at IS NULL AND a.active AND a.surface = 'external') AS outsiders,
         (SELECT count(*)::int FROM staff_move m WHERE m.to_station_id = $1 AND m.state = 'waiting') AS arriving,
         (SELECT count(*)::int FROM contact_board b WHERE b.station_id = $1 AND b.removed_at IS NULL) AS boards`;

/** What a reorganisation would come to, as things stand. @param tenant reaches the bureau, the station and its successor @param hands what the moves of people come to */
export async function consequencesOf(tenant: Tenant, catalog: WorkflowCatalog, words: ClosingWords, proposed: Proposed, hands: Hands): Promise<Consequences> {
  const running = await runningAt(tenant, catalog, proposed.stationId);
  const people = await affectedBy(tenant, proposed);
  const [names] = await tenant.sql<{ own: string; successor: string | null }>('SELECT s.name AS own, (SELECT n.name FROM station n WHERE n.id = $2) AS successor FROM station s WHERE s.id = $1', [proposed.stationId, proposed.successorId]);
  const [counts] = await tenant.sql<Counts>(COUNTS, [proposed.stationId, tenant.now]);
  if (names === undefined || counts === undefined) throw new Error('A reorganisation is of a station that is there.');
  const others = [...handWords(proposed.kind === 'split' ? hands : { ...hands, boards: 0 }), ...(await localityWords(tenant, proposed, names.successor)), ...(await awayWords(tenant, proposed))];
  const says = proposed.kind === 'split' ? splitWords(proposed, names.own, running, people, others) : [...closingWords(proposed, names, running, people, counts), ...others, ...(await words.all(tenant, proposed)), keptWords(names.successor)];
  return { says, running, people };
}

/** What runs at a station, by workflow. */
async function runningAt(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<RunningWorkflow[]> {
  const all: RunningWorkflow[] = [];
  for (const plugin of catalog.allPlugins()) all.push(...(await readRunning(tenant, catalog, plugin, [stationId])).workflows);
  return all.filter(({ running }) => running > 0).sort((left, right) => right.running - left.running);
}

async function affectedBy(tenant: Tenant, { stationId, people }: Proposed): Promise<Affected[]> {
  const held = await heldAt(tenant, stationId);
  const ids = [...new Set(held.map(({ accountId }) => accountId))];
  const rows = await tenant.sql<{ accountId: Id; displayName: string; elsewhere: boolean; tasks: number }>(
    `SELECT a.id AS "accountId", a.display_name AS "displayName", EXISTS (SELECT FROM membership m WHERE m.bureau_id = a.bureau_id AND m.account_id = a.id AND m.ended_at IS NULL AND m.station_id IS DISTINCT FROM $1) AS elsewhere,
            (SELECT count(*)::int FROM task t WHERE t.station_id = $1 AND t.assignee_id = a.id AND t.status = 'CLAIMED') AS tasks
       FROM account a WHERE a.id = ANY ($2) ORDER BY a.display_name, a.id`,
    [stationId, ids],
  );
  return rows.map((row) => ({ ...row, roles: held.filter(({ accountId }) => accountId === row.accountId).map(({ role }) => role), goesAs: people.filter(({ accountId }) => accountId === row.accountId).map(({ role }) => role) }));
}

function closingWords({ ends }: Proposed, { own, successor }: { readonly own: string; readonly successor: string | null }, running: readonly RunningWorkflow[], people: readonly Affected[], counts: Counts): Bilingual[] {
  const says: Bilingual[] = [];
  const note = (count: number, zhCN: string, en: string) => (count === 0 ? undefined : says.push(text(zhCN, en)));
  const [ending, going] = [running.filter(({ workflow }) => successor === null || ends.includes(workflow)), running.filter(({ workflow }) => successor !== null && !ends.includes(workflow))];
  const [leaving, losing] = [people.filter(({ goesAs }) => goesAs.length > 0), people.filter(({ goesAs, elsewhere }) => goesAs.length === 0 && !elsewhere)];
  const clocks = sum(going, 'clocks');
  note(1, `“${own}”不再接警、发起事项、任命人员和排班${successor === null ? '' : `；新的工作由“${successor}”办理`}。`, `“${own}” takes no more calls, starts no instance, appoints nobody and plans no shift${successor === null ? '' : `; new work is done at “${successor}”`}.`);
  note(sum(going, 'running'), `${sum(going, 'running')} 件在办事项继续办理，编号和归属不变，由“${successor}”民警按同样岗位办理；${clocks} 个时限照常计时，提醒发给“${successor}”。`, `${many(sum(going, 'running'), 'running instance goes', 'running instances go')} on under the same numbers, worked by the officers of “${successor}” in the same roles. ${many(clocks, 'clock keeps running and reminds', 'clocks keep running and remind')} “${successor}”.`);
  note(sum(ending, 'running'), `${sum(ending, 'running')} 件在办事项将被撤销：${ending.map(({ title, running: count }) => `${title['zh-CN']} ${count} 件`).join('、')}。`, `${many(sum(ending, 'running'), 'running instance is', 'running instances are')} called off: ${ending.map(({ title, running: count }) => `${title.en} ${count}`).join(', ')}.`);
  note(leaving.length, `${leaving.length} 人到“${successor}”任职，本所职务同时免去。`, `${many(leaving.length, 'person gets roles', 'people get roles')} at “${successor}”; those here end.`);
  note(losing.length, `${losing.length} 人此后没有任何派出所的岗位，不能再办理业务：${named(losing, 'zh-CN')}。`, `${many(losing.length, 'person holds', 'people hold')} no role at any station afterwards: ${named(losing, 'en')}.`);
  const released = people.filter(({ goesAs }) => successor === null || goesAs.length === 0).reduce((total, { tasks }) => total + tasks, 0);
  note(successor === null ? 0 : released, `${released} 件由不再任职的人领取的任务退回，由“${successor}”同岗位民警领取。`, `${many(released, 'task', 'tasks')} taken by people who do not go along will be given back, for the same role at “${successor}”.`);
  note(counts.drafts + counts.publications, `${counts.drafts} 份未发布的配置草稿留存备查，${counts.publications} 项排定的发布取消。`, `${many(counts.drafts, 'unpublished draft is', 'unpublished drafts are')} kept for reference; ${many(counts.publications, 'scheduled publication is', 'scheduled publications are')} called off.`);
  note(counts.campaigns, `${counts.campaigns} 次模板下发不再在本所执行。`, `${many(counts.campaigns, 'campaign is', 'campaigns are')} not carried out here any more.`);
  note(counts.shifts, `此后的 ${counts.shifts} 个班次作废${successor === null ? '' : `，由“${successor}”的排班负责`}。`, `${many(counts.shifts, 'planned shift is', 'planned shifts are')} void${successor === null ? '' : `: the roster of “${successor}” answers`}.`);
  note(counts.arriving, `已安排调入“${own}”的 ${counts.arriving} 人届时不能到任，请改派。`, `${many(counts.arriving, 'person who is', 'people who are')} to move to “${own}” cannot: move them elsewhere.`);
  note(counts.boards, `“${own}”的 ${counts.boards} 块联系牌须撤下或更换。`, `${many(counts.boards, 'contact board', 'contact boards')} of “${own}” must be taken down or replaced.`);
  note(counts.exercises, `${counts.exercises} 场计划中或进行中的演练，请事先结束。`, `${many(counts.exercises, 'exercise is', 'exercises are')} planned or running: end that before.`);
  note(counts.units + counts.outsiders, `外部单位 ${counts.units} 个、外部人员 ${counts.outsiders} 人可办完手上的任务卡；新的协作请另行登记。`, `${many(counts.units, 'unit', 'units')} and ${many(counts.outsiders, 'person', 'people')} outside may finish the cards they have; register new work elsewhere.`);
  return says;
}

/** `1 person holds`, `3 people hold`: English counts. */
function many(count: number, one: string, other: string): string {
  return `${count} ${count === 1 ? one : other}`;
}

function keptWords(successor: string | null): Bilingual {
  return successor === null
    ? text('记录、统计和审计一律保留：分局可查，当时的统计不变。', 'Records, figures and the audit record are all kept: the bureau reads them, and the figures of that time stay.')
    : text(`记录、统计和审计一律保留：分局和“${successor}”可查，当时的统计不变。`, `Records, figures and the audit record are all kept: the bureau and “${successor}” read them, and the figures of that time stay.`);
}

/** What follows for tasks and boards from people going, in the words of staff moves. */
function handWords({ pooled, toInCharge, boards, warnings }: Hands): Bilingual[] {
  return [
    ...(pooled === 0 ? [] : [text(`调出人员手上的 ${pooled} 件任务退回，由同岗位民警领取。`, `${many(pooled, 'task', 'tasks')} in the hands of those who go will be given back, for others of the role.`)]),
    ...(toInCharge === 0 ? [] : [text(`${toInCharge} 件任务没有同岗人员可接，交所长（或代行负责人）。`, `${many(toInCharge, 'task has', 'tasks have')} nobody else of the role: the chief gets what is left, or whoever stands in.`)]),
    ...(boards === 0 ? [] : [text(`${boards} 块联系牌上的民警已调走，须更换。`, `${many(boards, 'contact board names', 'contact boards name')} people who go, and must be replaced.`)]),
    ...warnings,
  ];
}

/** What becomes of the communities and grid cells of a station. */
async function localityWords(tenant: Tenant, { kind, bureauId, stationId, localities, founds }: Proposed, successor: string | null): Promise<Bilingual[]> {
  const all = await localitiesOf(tenant, bureauId, stationId);
  const going = kind === 'split' ? all.filter(({ id }) => localities.includes(id)) : all;
  if (going.length === 0) return [];
  const communities = going.filter((one) => one.kind === 'community').length;
  const what = text([communities > 0 ? `${communities} 个社区` : '', going.length > communities ? `${going.length - communities} 个网格` : ''].filter(Boolean).join('、'), [communities > 0 ? `communities: ${communities}` : '', going.length > communities ? `grid cells: ${going.length - communities}` : ''].filter(Boolean).join(', '));
  const to = founds?.name ?? successor;
  return [to === null ? text(`${what['zh-CN']}此后没有派出所管辖，请重新导入其归属。`, `No station polices these afterwards, declare them anew: ${what.en}.`) : text(`${what['zh-CN']}划归“${to}”：${placesNamed(going, 'zh-CN')}。`, `“${to}” polices from then on – ${what.en}: ${placesNamed(going, 'en')}.`)];
}

function placesNamed(places: readonly Locality[], locale: Locale): string {
  const [comma, more] = locale === 'zh-CN' ? ['、', '等'] : [', ', ' and others'];
  return places.slice(0, MOST_NAMED).map(({ name }) => name).join(comma) + (places.length > MOST_NAMED ? more : '');
}

async function awayWords(tenant: Tenant, { bureauId, stationId }: Proposed): Promise<Bilingual[]> {
  const away = (await movingAway(tenant, bureauId, await heldAt(tenant, stationId))).map(({ displayName }) => displayName);
  if (away.length === 0) return [];
  return [text(`${away.length} 人另有待生效的调动，按该调动办理，此前保留本所职务：${away.slice(0, MOST_NAMED).join('、')}。`, `${many(away.length, 'person has', 'people have')} a move of their own ahead: it stands, and they keep their roles until then: ${away.slice(0, MOST_NAMED).join(', ')}.`)];
}

function shareWords(name: string, share: Share | null): Bilingual[] {
  const { population, populationAsOf, area } = share ?? {};
  return [
    ...(population === undefined || population === null ? [] : [text(`“${name}”常住人口 ${population} 人${populationAsOf ? `（截至 ${populationAsOf}）` : ''}。`, `“${name}”: population ${population}${populationAsOf ? ` (as of ${populationAsOf})` : ''}.`)]),
    ...(area === undefined || area === null ? [] : [text(`“${name}”的辖区改为所附边界。`, `“${name}” gets the area that was given.`)]),
  ];
}

function splitWords({ founds, stays, begins }: Proposed, own: string, running: readonly RunningWorkflow[], people: readonly Affected[], others: readonly Bilingual[]): Bilingual[] {
  const [name, going, kept] = [founds?.name ?? '', people.filter(({ goesAs }) => goesAs.length > 0), sum(running, 'running')];
  return [
    text(`新设“${name}”，工作流配置、插件、时限和定时计划与“${own}”相同。`, `“${name}” is founded with the configuration, plugins, hours and schedules of “${own}”.`),
    ...(going.length === 0 ? [] : [text(`${going.length} 人到“${name}”任职，“${own}”职务同时免去：${named(going, 'zh-CN')}。`, `${many(going.length, 'person gets roles', 'people get roles')} at “${name}”; those at “${own}” end: ${named(going, 'en')}.`)]),
    ...(kept === 0 ? [] : [text(`${kept} 件在办事项留在“${own}”，编号不变；需要时逐件移交。`, `${kept} running instances stay at “${own}” under their numbers; refer them one by one where needed.`)]),
    ...others,
    ...shareWords(own, stays), ...shareWords(name, begins),
    text(`“${own}”的记录、统计和审计不变。`, `Records, figures and the audit record of “${own}” stay as they are.`),
  ];
}

function named(people: readonly Affected[], locale: Locale): string {
  const [comma, open, close] = locale === 'zh-CN' ? ['、', '（', '）'] : [', ', ' (', ')'];
  const all = people.slice(0, MOST_NAMED).map(({ displayName, roles }) => `${displayName}${open}${roles.map((role) => findRole(role)?.title[locale] ?? role).join(comma)}${close}`);
  return all.join(comma) + (people.length > MOST_NAMED ? { 'zh-CN': '等', en: ' and others' }[locale] : '');
}

function sum(running: readonly RunningWorkflow[], what: 'running' | 'clocks'): number {
  return running.reduce((total, one) => total + one[what], 0);
}
