/** Fictional data in the shape of the contract. Resolvers are plain functions on the root value. */
const text = (zhCN: string, en: string) => ({ zhCN, en });
const now = Date.now();
const HOUR = 3_600_000;
const at = (hours: number) => new Date(now + hours * HOUR).toISOString();
/** The end of the local day (Asia/Shanghai) that is `days` ahead. */
const endOfDay = (days: number) => { const day = new Date(now + 8 * HOUR + (days + 1) * 24 * HOUR); day.setUTCHours(0, 0, 0, 0); return new Date(day.getTime() - 8 * HOUR).toISOString(); };

export interface MockState {
  login: string;
  locked: boolean;
  /** The operation that answers "database unavailable". */
  fail: string | undefined;
}

const ALL = ['incident.read', 'incident.create', 'incident.dispose', 'import.manage', 'instance.read', 'instance.start', 'instance.event', 'task.work', 'task.assign', 'member.read', 'member.grant', 'station.arrange', 'bureauMember.read', 'bureauMember.grant', 'account.read', 'account.manage', 'duty.read', 'duty.plan', 'auditRecord.read'];
const bureau = { id: 'b1', name: '江城分局', code: 'JC', timeZone: 'Asia/Shanghai', stationCount: 6, secondFactorRoles: ['bureau-admin'] };
const stations = [['s1', '东门派出所', 'DM'], ['s2', '学府派出所', 'XF'], ['s3', '新港派出所', 'XG'], ['s4', '北集派出所', 'BJ'], ['s5', '南苑派出所', 'NY'], ['s9', '未分派', 'WFP']].map(([id, name, code]) => ({
  id, bureauId: 'b1', name, code, kind: 'oldTown', timeZone: 'Asia/Shanghai', area: null, population: 110_000, unrouted: id === 's9',
  teams: [{ id: 't1', name: '社区警务队' }, { id: 't2', name: '案件办理队' }], posts: [{ id: 'p1', name: '东门城楼岗', teamId: null }],
}));
const account = (id: string, displayName: string, login: string, more: object = {}) => ({ id, login, displayName, active: true, secondFactor: false, lockedUntil: null, ...more });
const lin = account('a1', '林某', 'lin');
const people = [lin, account('a2', '顾某', 'gu', { secondFactor: true }), account('a3', '沈某', 'shen'), account('a4', '何某', 'he', { lockedUntil: at(0.2) }), account('a5', '欧阳某某', 'ouyang', { active: false })];
const role = (id: string, zhCN: string, en: string, scope: string, dataClass: string, permissions: string[]) => ({ id, title: text(zhCN, en), scope, dataClass, external: false, permissions });
const roles = [role('bureau-admin', '分局管理员', 'Bureau administrator', 'BUREAU', 'P0', ['member.manage', 'import.manage']), role('chief', '所长', 'Chief', 'STATION', 'P2', ALL), role('duty-officer', '值班民警', 'Duty officer', 'STATION', 'P2', ['incident.read', 'incident.create', 'instance.read']), role('auxiliary', '辅警', 'Auxiliary officer', 'STATION', 'P1', ['incident.read']), role('team-leader', '队长', 'Team leader', 'TEAM', 'P2', ['instance.read'])];
const member = (id: string, who: ReturnType<typeof account>, roleId: string, unit = 'STATION', unitName = '东门派出所') => ({ id, accountId: who.id, account: who, role: roleId, roleTitle: roles.find((entry) => entry.id === roleId)?.title, unitKind: unit, stationId: unit === 'BUREAU' ? null : 's1', teamId: null, postId: null, unitName });
const members = [member('m1', people[1], 'chief'), member('m2', lin, 'duty-officer'), member('m3', people[2], 'duty-officer'), member('m4', people[2], 'team-leader', 'TEAM', '社区警务队'), member('m5', people[3], 'auxiliary'), member('m6', people[4], 'auxiliary')];

const categories = [['dispute', null, '纠纷', 'Dispute'], ['dispute.neighbour', 'dispute', '邻里纠纷', 'Neighbours'], ['dispute.noise', 'dispute', '噪声扰民', 'Noise'], ['criminal.telecomFraud', null, '电信网络诈骗', 'Telecom fraud'], ['assistance.lostProperty', null, '遗失物品', 'Lost property'], ['traffic.accident', null, '交通事故', 'Traffic accident'], ['disaster.fireAlarm', null, '火警报警器', 'Fire alarm']].map(([code, parent, zh, en]) => ({ code, parent, title: text(zh ?? '', en ?? '') }));
const channels = ['PHONE_110', 'WALK_IN', 'PATROL', 'ONLINE', 'ALARM', 'TRANSFER'];
const addresses = ['东门街道城墙路 27 号某栋 2 单元', '滨江路与文庙巷交叉口', '花台社区 6 号楼 1203 室', '古城墙北段游客中心', '江城大学东区学生公寓 11 号楼', null, '东门街道城墙路与环城东路交叉口往北约二百米路西、原纺织厂家属院三期临街商铺门前人行道'];

const incidents = Array.from({ length: 132 }, (_unused, index) => {
  const open = index < 5 || index % 9 === 0;
  return {
    id: `i${index}`, stationId: 's1', number: `JQ-DM-2026-${String(11482 - index).padStart(5, '0')}`, version: 1, channel: channels[index % channels.length], category: categories[(index % 6) + 1], sourceCategory: index % 4 === 0 ? 'EMS: FALL VICTIM' : null,
    status: open ? 'OPEN' : 'DISPOSED', outcome: open ? null : 'mediated', outcomeTitle: open ? null : text('现场调解', 'Mediated on scene'), disposition: open ? null : '双方到场，已当场调解，楼上住户同意三日内检修水管并赔偿粉刷费用。', disposedAt: open ? null : at(-index * 3 + 1), disposedBy: open ? null : '沈某',
    receivedAt: at(-index * 3 - 0.6), occurredAt: at(-index * 3 - 1), dispatchedAt: at(-index * 3 - 0.55), acknowledgedAt: at(-index * 3 - 0.54), arrivedAt: at(-index * 3 - 0.45), underControlAt: null, clearedAt: open ? null : at(-index * 3), responseSeconds: index % 7 === 0 ? null : 200 + index * 7,
    address: addresses[index % addresses.length], postcode: index % 3 ? null : '434000', longitude: 112.241866, latitude: 30.332591, reporterName: '周*', reporterPhone: '138****2207', narrative: null, units: ['东门巡逻 1 组'], attributes: index % 4 === 0 ? { twp: 'LOWER MERION', e: '1' } : null,
    source: null, sourceId: null, importId: null, masked: true, instances: () => (index === 0 ? [summary(instance)] : []),
    timeline: [{ at: at(-index * 3 - 0.6), kind: 'received', title: text('接报', 'Received'), detail: text('110 电话', '110 call'), by: '何某', future: false }, { at: at(-index * 3 - 0.55), kind: 'dispatched', title: text('派警', 'Dispatched'), detail: text('东门巡逻 1 组', 'Patrol 1'), by: '指挥室', future: false }, { at: at(-index * 3 - 0.45), kind: 'arrived', title: text('到场', 'Arrived'), detail: null, by: '沈某', future: false }],
  };
});

const gradingForm = {
  type: 'object', required: ['risk', 'reason'],
  properties: {
    risk: { type: 'string', title: text('风险等级', 'Risk'), oneOf: [['red', '红 · 高危', 'Red'], ['orange', '橙 · 易激化', 'Orange'], ['yellow', '黄 · 一般', 'Yellow'], ['blue', '蓝 · 苗头', 'Blue']].map(([value, zh, en]) => ({ const: value, title: text(zh ?? '', en ?? '') })) },
    again: { type: 'boolean', title: text('是否再次发生冲突', 'Any further conflict') },
    reason: { type: 'string', maxLength: 2000, title: text('走访情况', 'What was found') },
    nextDate: { type: 'string', format: 'date', title: text('下次联系日期', 'Next contact') },
    parties: { type: 'array', title: text('到场当事人', 'Parties present'), items: { type: 'object', required: ['name'], properties: { name: { type: 'string', title: text('姓名', 'Name') }, phone: { type: 'string', title: text('电话', 'Phone') } } } },
  },
};
const workflow = {
  id: 'dispute-mediation', title: text('矛盾纠纷调解', 'Dispute mediation'), description: text('登记、分级、调解，达成协议后 3 天回访、30 天走访、3 个月评估。', 'Recorded, graded, mediated; visits after 3 and 30 days, assessment after 3 months.'), pluginId: 'dispute-mediation', version: 'v7', events: ['recurred'],
  startForm: { type: 'object', required: ['cause', 'summary'], properties: { cause: { type: 'string', title: text('起因', 'Cause'), oneOf: [['noise', '噪声', 'Noise'], ['property', '漏水、相邻', 'Leaks, boundaries'], ['pet', '犬只', 'Animals']].map(([value, zh, en]) => ({ const: value, title: text(zh ?? '', en ?? '') })) }, summary: { type: 'string', maxLength: 4000, title: text('简要情况', 'Summary') }, parties: gradingForm.properties.parties } },
  dataSchema: { type: 'object', properties: { cause: { type: 'string', title: text('起因', 'Cause'), oneOf: [{ const: 'property', title: text('漏水、相邻', 'Leaks, boundaries') }] }, risk: { type: 'string', title: text('风险等级', 'Risk') }, summary: { type: 'string', title: text('简要情况', 'Summary'), 'x-personal': 'P2' }, parties: { type: 'array', 'x-personal': 'P2', title: text('当事人', 'Parties'), items: { $ref: '#/$defs/party' } }, agreedOn: { type: 'string', format: 'date-time', title: text('达成协议', 'Agreed') } }, $defs: { party: { type: 'object', properties: { name: { type: 'string', title: text('姓名', 'Name') }, phone: { type: 'string', title: text('电话', 'Phone') }, minor: { type: 'boolean', title: text('未成年', 'Minor') } } } } },
  graph: {
    states: [['registered', '登记与分级', 'Registered', 'simple'], ['mediating', '调解', 'Mediating', 'compound'], ['followingUp', '跟踪回访', 'Following up', 'parallel'], ['legalProcess', '转法律程序', 'Legal process', 'simple'], ['settled', '办结', 'Settled', 'final'], ['handedOn', '移交', 'Handed on', 'final']].map(([path, zh, en, kind]) => ({ path, title: text(zh ?? '', en ?? ''), kind, children: [] })),
    edges: [['registered', 'mediating'], ['mediating.first', 'mediating.second'], ['mediating', 'followingUp'], ['mediating', 'legalProcess'], ['followingUp', 'settled'], ['followingUp', 'mediating'], ['legalProcess', 'handedOn']].map(([from, to]) => ({ from, to })),
  },
};
const states = [['registered', '登记与分级', 'Registered', 'done'], ['mediating', '调解', 'Mediating', 'done'], ['mediating.first', '第一次调解', 'First', 'done'], ['mediating.second', '第二次调解', 'Second', 'done'], ['followingUp', '跟踪回访', 'Following up', 'current'], ['followingUp.performance', '协议履行', 'Performance', 'current'], ['followingUp.performance.pending', '12-31 前付清', 'pending', 'current'], ['followingUp.soon', '3 天回访', '3-day visit', 'done'], ['followingUp.later', '30 天走访', '30-day visit', 'current'], ['followingUp.later.open', '待办', 'open', 'current'], ['followingUp.assess', '3 个月评估', 'Assessment', 'ahead'], ['legalProcess', '转法律程序', 'Legal', 'ahead'], ['settled', '办结', 'Settled', 'ahead'], ['handedOn', '移交', 'Handed on', 'ahead']].map(([path, zh, en, status]) => ({ path, title: text(zh ?? '', en ?? ''), status }));
const clock = (key: string, zh: string, en: string, state: string, startedAt: string, dueAt: string | null, explanation: [string, string], more: object = {}) => ({ key, title: text(zh, en), state, startedAt, dueAt, warnAt: null, pausedBecause: null, explanation: text(...explanation), because: null, ...more });
const instance = {
  id: 'n1', stationId: 's1', number: 'JF-DM-2026-00131', version: 9, workflow, title: '漏水引发的邻里纠纷', states, stateTitle: text('跟踪回访', 'Following up'), closed: false, outcome: null, exercise: false,
  data: { cause: 'property', risk: 'yellow', summary: '楼上水管渗漏致楼下天花板起皮，双方在楼道争执，无肢体冲突。', parties: [{ name: '周*', phone: '138****2207' }, { name: '唐*', phone: '159****0416' }], agreedOn: at(-28 * 24) }, masked: true,
  incident: () => incidents[0], startedAt: at(-41 * 24), startedBy: '值班民警 · 林某', closedAt: null,
  clocks: [
    clock('later', '30 天走访', '30-day visit', 'running', at(-28 * 24), endOfDay(1), ['协议签订起 30 天', '30 days from the agreement'], { because: '分局规定 1333+N，可在 25–30 天内调整', warnAt: at(-12) }),
    clock('performance', '协议履行', 'Performance', 'running', at(-28 * 24), endOfDay(40), ['修缮费付清', 'the repair is paid']),
    clock('answer', '物业答复', 'Answer of the estate', 'paused', at(-72), at(48), ['派出后 5 个工作日', '5 working days'], { pausedBecause: text('物业公司申请补充材料', 'the estate asked for papers') }),
    clock('soon', '3 天回访', '3-day visit', 'met', at(-28 * 24), at(-25 * 24), ['协议签订起 3 天', '3 days from the agreement']),
  ],
  timeline: [
    { at: endOfDay(1), kind: 'due', title: text('30 天走访到期', '30-day visit due'), detail: text('前一日提醒社区民警', 'a reminder goes out the day before'), by: null, future: true },
    { at: at(-50), kind: 'linked', title: text('物业公司收到联动任务', 'The estate got its task'), detail: text('尚未答复', 'no answer yet'), by: '值班民警', future: false },
    { at: at(-26 * 24), kind: 'visit', title: text('3 天回访：履行中，无反复', '3-day visit: being performed'), detail: text('满意', 'content'), by: '沈某', future: false },
    { at: at(-28 * 24), kind: 'agreed', title: text('达成调解协议', 'Agreement reached'), detail: text('协议书.docx · SHA-256 7f3a9c…', 'agreement.docx'), by: '沈某', future: false },
    { at: at(-37 * 24), kind: 'mediation', title: text('第一次调解未达成', 'First mediation failed'), detail: null, by: '沈某', future: false },
    { at: at(-41 * 24), kind: 'registered', title: text('登记，风险：黄', 'Registered, risk: yellow'), detail: text('规则 3：同一单元、无伤情', 'rule 3'), by: '林某', future: false },
  ],
  acceptedEvents: [{ id: 'recurred', title: text('登记反复', 'Report recurrence'), form: { type: 'object', required: ['what'], properties: { what: { type: 'string', maxLength: 1000, title: text('反复情况', 'What happened') } } } }],
  tasks: () => tasks.filter(({ id }) => id === 'k0' || id === 'k5'),
};
function summary(of: typeof instance) {
  return { id: of.id, number: of.number, workflow: of.workflow.id, title: of.title, workflowTitle: of.workflow.title, state: 'followingUp', stateTitle: of.stateTitle, closed: of.closed };
}
const titles = ['漏水引发的邻里纠纷', '夜间广场舞噪声', '宠物犬伤人赔偿', '装修堵塞消防通道', '拖欠工资引发的劳资纠纷，涉及十一名工人及两家分包单位，需协调人社部门一并处理'];
const instances = titles.map((title, index) => ({ ...instance, id: index === 0 ? 'n1' : `n${index + 1}`, number: `JF-DM-2026-${String(131 - index).padStart(5, '0')}`, title, data: { ...instance.data, risk: ['yellow', 'blue', 'orange', 'red', 'orange'][index] } }));
const tasks = [['later', '30 天走访', '30-day visit', endOfDay(1)], ['confirm', '确认协议履行', 'Confirm performance', endOfDay(40)], ['grade', '登记与分级', 'Grade', at(-3)], ['mediate', '第一次调解', 'First mediation', at(5.3)], ['grade2', '登记与分级', 'Grade', at(0.6)], ['assess', '3 个月评估', 'Assessment', null]].map(([key, zh, en, dueAt], index) => ({
  id: `k${index}`, stationId: 's1', instanceId: instances[index % 5]?.id, instance: summary(instances[index % 5] ?? instance), key, title: text(String(zh), String(en)), status: index % 2 ? 'OPEN' : 'CLAIMED', version: 1, role: 'community-officer', roleTitle: text('社区民警', 'Community officer'), assignee: index % 2 ? null : lin,
  outcomes: [{ id: 'done', title: text('已走访，无反复', 'Visited, no relapse') }, { id: 'relapse', title: text('发生反复', 'Relapsed') }], form: gradingForm, uiSchema: null, openedAt: at(-30), dueAt, overdue: dueAt !== null && Date.parse(String(dueAt)) < now, dueExplanation: dueAt ? text('协议签订起 30 天', '30 days from the agreement') : null,
  completedAt: null, completedBy: null, outcome: null, mayClaim: index % 2 === 1, mayComplete: index % 2 === 0, mayAssign: index < 3,
})).sort((left, right) => String(left.dueAt ?? '9').localeCompare(String(right.dueAt ?? '9')));

const page = <Node extends { id?: unknown }>(list: readonly Node[], { first = 50, after }: { first?: number; after?: string | null }) => {
  const from = after ? list.findIndex(({ id }) => id === after) + 1 : 0;
  const shown = list.slice(from, from + first);
  return { edges: shown.map((node) => ({ cursor: String(node.id), node })), pageInfo: { endCursor: String(shown.at(-1)?.id ?? ''), hasNextPage: from + first < list.length }, totalCount: list.length };
};
const importRow = (id: string, state: string, more: object = {}) => ({
  id, bureauId: 'b1', stationId: null, fileName: 'montgomery-911.zip', fileBytes: 12_400_000, format: 'csv', encoding: 'utf-8', columns: ['lat', 'lng', 'desc', 'zip', 'title', 'timeStamp', 'twp', 'addr'],
  preview: [['40.2978759', '-75.5812935', 'REINDEER CT & DEAD END; NEW HANOVER; Station 332', '19525', 'EMS: BACK PAINS/INJURY', '2015-12-10 17:10:52', 'NEW HANOVER', 'REINDEER CT'], ['40.2580614', '-75.2646799', 'BRIAR PATH & WHITEMARSH LN', '19446', 'EMS: DIABETIC EMERGENCY', '2015-12-10 17:29:21', 'HATFIELD', 'BRIAR PATH']],
  suggestedMapping: { fields: { receivedAt: { column: 'timeStamp' }, category: { column: 'title' }, address: { column: 'addr' }, postcode: { column: 'zip' }, longitude: { column: 'lng' }, latitude: { column: 'lat' }, narrative: { column: 'desc' } }, routing: { column: 'twp' }, attributes: 'rest' },
  source: 'montgomery', mapping: null, dryRun: false, state, bytesRead: 12_400_000, rowsRead: 99_492, rowsAdded: 99_449, rowsKnown: 0, rowsRejected: 0, rowsUnrouted: 43, failure: null, createdBy: '沈某', createdAt: at(-30), startedAt: at(-30), finishedAt: at(-29.9), ...more,
});
const imports = [importRow('import-new', 'UPLOADED', { rowsRead: 0, rowsAdded: 0, rowsUnrouted: 0, bytesRead: 0, fileName: 'milwaukee-calls-for-service.csv.gz' }), importRow('import-run', 'RUNNING', { bytesRead: 5_300_000, rowsRead: 42_310, rowsAdded: 42_290, rowsRejected: 20 }), importRow('import-done', 'DONE', { rowsRejected: 12 }), importRow('import-paused', 'PAUSED', { bytesRead: 3_000_000 })];
const audit = Array.from({ length: 60 }, (_unused, index) => ({ id: `u${index}`, at: at(-index / 3), actor: people[index % 4]?.displayName, actorId: people[index % 4]?.id, action: ['incident.read', 'incident.reveal', 'task.complete', 'session.signIn'][index % 4], actionTitle: [text('查看警情', 'Read an incident'), text('查看个人信息', 'Read personal data'), text('完成任务', 'Completed a task'), text('登录', 'Signed in')][index % 4], recordKind: index % 4 === 3 ? null : 'incident', recordId: index % 4 === 3 ? null : `i${index}`, recordNumber: index % 4 === 3 ? null : `JQ-DM-2026-${11482 - index}`, purpose: index % 4 === 1 ? '回访走访' : null, address: '10.20.3.14', stationId: 's1', details: null }));

/** The root value of the mock schema. */
export function resolvers(state: MockState): object {
  const isBureau = () => state.login === 'bureau';
  return {
    me: () => ({ account: lin, bureau, memberships: isBureau() ? [member('m0', lin, 'bureau-admin', 'BUREAU', '江城分局')] : [members[1]], stations: state.login === 'nobody' ? [] : stations.map((station) => ({ station, roles: ['duty-officer'], permissions: ALL })), bureauPermissions: isBureau() ? ALL : [], secondFactor: false, idleLockMinutes: 15, restriction: state.login === 'new' ? 'passwordChange' : null }),
    roles, permissions: ALL.map((id) => ({ id, title: text(id, id), description: text(id, id) })), grantableAccounts: () => people, resetPassword: () => ({ account: lin, initialPassword: 'Qm7-tidal-Harbour-42' }), setAccountActive: () => lin, stations: () => stations, station: ({ stationId }: { stationId: string }) => stations.find(({ id }) => id === stationId), members: () => members, bureauMembers: () => [member('m0', lin, 'bureau-admin', 'BUREAU', '江城分局')], accounts: () => people,
    onDuty: () => ({ at: new Date().toISOString(), shift: { id: 'h1', startsAt: at(-10), endsAt: endOfDay(0), team: { id: 't1', name: '社区警务队' }, officers: [lin, people[2]], commander: people[1], backup: people[3] }, officers: [lin, people[2]], commander: people[1], backup: people[3], fallback: null }),
    shifts: () => [0, 1, 2].map((index) => ({ id: `h${index}`, startsAt: at(-10 + index * 24), endsAt: index === 0 ? endOfDay(0) : at(14 + index * 24), team: { id: 't1', name: '社区警务队' }, officers: [lin, people[2]], commander: people[1], backup: null })),
    incidentCategories: categories,
    incidents: (input: { filter?: { search?: string; statuses?: string[] }; first?: number; after?: string }) => page(incidents.filter((incident) => (!input.filter?.search || `${incident.number} ${incident.address}`.includes(input.filter.search)) && (!input.filter?.statuses || input.filter.statuses.includes(incident.status))), input),
    incident: ({ id, purpose }: { id: string; purpose?: string }) => {
      const found = incidents.find((incident) => incident.id === id);
      if (!found) throw Object.assign(new Error('NOT_FOUND'), { extensions: { code: 'NOT_FOUND', text: text('未找到警情。', 'Incident not found.') } });
      return purpose ? { ...found, masked: false, reporterName: '周小满', reporterPhone: '13800002207', narrative: '楼上漏水一周，找了三次没人管，今天吵起来了，请派人来看看。' } : found;
    },
    imports: () => imports, import: ({ id }: { id: string }) => imports.find((entry) => entry.id === id), importProfiles: () => [{ id: 'f1', source: 'montgomery', mapping: imports[0]?.suggestedMapping }],
    workflows: () => [workflow], instances: (input: { filter?: { closed?: boolean }; first?: number }) => page(instances.filter(({ closed }) => input.filter?.closed === undefined || closed === input.filter.closed), input),
    instance: ({ id, purpose }: { id: string; purpose?: string }) => {
      const found = instances.find((entry) => entry.id === id) ?? instance;
      return purpose ? { ...found, masked: false, data: { ...found.data, parties: [{ name: '周小满', phone: '13800002207', minor: false }, { name: '唐大可', phone: '15900000416', minor: false }] } } : found;
    },
    tasks: (input: { filter?: { mine?: boolean; statuses?: string[] }; first?: number }) => page(tasks.filter((task) => (!input.filter?.mine || task.assignee?.id === lin.id) && (!input.filter?.statuses || input.filter.statuses.includes(task.status))), input),
    task: ({ id }: { id: string }) => tasks.find((task) => task.id === id),
    auditEntries: (input: { first?: number; after?: string }) => page(audit, input), bureauAuditEntries: (input: { first?: number; after?: string }) => page(audit, input),
    createAccount: ({ input }: { input: { login: string; displayName: string } }) => ({ account: account('a9', input.displayName, input.login), initialPassword: 'Qm7-tidal-Harbour-42' }),
    createIncident: () => incidents[0], disposeIncident: () => ({ ...incidents[0], status: 'DISPOSED' }), startInstance: () => ({ instanceId: 'n1', version: 1, instance }),
    claimTask: () => ({ instanceId: 'n1', version: 2, instance }), releaseTask: () => ({ instanceId: 'n1', version: 2, instance }), assignTask: () => ({ instanceId: 'n1', version: 2, instance }), sendEvent: () => ({ instanceId: 'n1', version: 2, instance }),
    completeTask: () => { throw Object.assign(new Error('FORM_INVALID'), { extensions: { code: 'FORM_INVALID', text: text('有 1 项填写不正确，请修改后重新提交。', 'One field is not right. Change it and submit again.'), details: { problems: [{ field: 'reason', text: text('请写明走访情况。', 'Say what was found.') }] } } }); },
    enrolSecondFactor: () => ({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Stationhouse:lin?secret=JBSWY3DPEHPK3PXP&issuer=Stationhouse' }), saveImportProfile: () => ({ id: 'f2', source: 'x', mapping: {} }), startImport: () => imports[1], cancelImport: () => imports[3],
    changes: async function* () { await new Promise(() => undefined); yield { changes: null }; }, bureauChanges: async function* () { await new Promise(() => undefined); yield { bureauChanges: null }; },
  };
}
