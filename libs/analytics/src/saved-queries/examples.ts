import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { addDays, addMonths, type LocalDate } from '../dates.js';

/** What an example is filled with. */
export interface ExampleGround {
  readonly stationIds: readonly Id[];
  /** The day it is, by the clock of the first station. */
  readonly today: LocalDate;
}

/** A query that answers a common question, ready to run. */
export interface QueryExample {
  readonly id: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly document: string;
  readonly variables: (ground: ExampleGround) => Record<string, unknown>;
  /** What the reader must hold at the stations: a permission’s id. */
  readonly permission: string;
  /** True where it asks finer than readers of aggregates (P0) are answered. */
  readonly fine: boolean;
}

const FIGURES = 'metric.read';
const firstOfMonth = (date: LocalDate) => `${date.slice(0, 7)}-01`;
/** Whole months that are over, at most so many. */
const months = (many: number) => ({ stationIds, today }: ExampleGround) => ({ stations: stationIds, from: addMonths(firstOfMonth(today), -many), to: firstOfMonth(today) });
/** Days that are over. */
const days = (many: number) => ({ stationIds, today }: ExampleGround) => ({ stations: stationIds, from: addDays(today, -many), to: today });

const POINTS = 'period dimensions { dimension value title { zhCN en } } count numerator denominator value';
const figures = (name: string, query: string, points = POINTS) => `query ${name}($stations: [ID!]!, $from: LocalDate!, $to: LocalDate!) {
  metricSeries(stationIds: $stations, query: { ${query}, from: $from, to: $to }) {
    metric { id title { zhCN en } unit { id } }
    periods { key complete }
    points { ${points} }
  }
}
`;

/** The gallery. Each is run by a test, by every role that may use the workbench and is shown it. */
export const EXAMPLES: readonly QueryExample[] = [
  {
    id: 'metrics', permission: FIGURES, fine: false, variables: () => ({}),
    title: text('有哪些指标、能按什么维度拆分', 'Which metrics there are, and what they break down by'),
    description: text('平台与各插件的全部指标：单位、口径、维度及取值。先看这里，再写查询。', 'Every metric of the platform and its plugins: unit, meaning, dimensions and their values. Start here.'),
    document: `query Metrics {
  metrics {
    id
    title { zhCN en }
    description { zhCN en }
    unit { id title { zhCN en } }
    measure
    dimensions { id title { zhCN en } nested }
  }
}
`,
  },
  {
    id: 'byMonth', permission: FIGURES, fine: false, variables: months(12),
    title: text('近 12 个月接报警情，按月、按所', 'Incidents by month and station, twelve months'),
    description: text('每月每所接报的警情数；率由计数自行计算，不要把率相加。', 'Incidents received each month at each station. Compute rates from counts; never add rates.'),
    document: figures('IncidentsByMonth', 'metrics: ["incident.received"], granularity: MONTH, dimensions: ["station"]'),
  },
  {
    id: 'lastYear', permission: FIGURES, fine: false, variables: months(6),
    title: text('按类别同比：与去年同期相比', 'By category, against the same months last year'),
    description: text('每月各类别警情数，旁列去年同月数和增减幅度（printedChange 可直接引用）。', 'Each category by month beside the same month of the year before; printedChange is ready to print.'),
    document: figures('AgainstLastYear', 'metrics: ["incident.received"], granularity: MONTH, dimensions: ["category"], compare: SAME_PERIOD_LAST_YEAR', `${POINTS} previous { count value } difference change printedChange`),
  },
  {
    id: 'quarters', permission: FIGURES, fine: false, variables: months(12),
    title: text('按季度环比', 'Quarter against quarter'),
    description: text('各季度接报警情与上一季度相比。', 'Incidents of each quarter beside the quarter before.'),
    document: figures('Quarters', 'metrics: ["incident.received"], granularity: QUARTER, compare: PREVIOUS_PERIOD', `${POINTS} previous { count value } printedChange`),
  },
  {
    id: 'response', permission: FIGURES, fine: false, variables: months(6),
    title: text('签收及时率、到场及时率、平均到场用时', 'Acknowledged and answered in time, mean response time'),
    description: text('三项指标一次取回；numerator、denominator 可跨所、跨月相加后再算率。', 'Three metrics in one query; add numerators and denominators over stations and months, then divide.'),
    document: figures('Response', 'metrics: ["incident.acknowledgedInTime", "incident.answeredInTime", "incident.responseTime"], granularity: MONTH'),
  },
  {
    id: 'channels', permission: FIGURES, fine: false, variables: months(6),
    title: text('接报渠道构成', 'How incidents came in'),
    description: text('近 6 个月各渠道接报的警情数。', 'Incidents of six months by channel.'),
    document: figures('Channels', 'metrics: ["incident.received"], dimensions: ["channel"]'),
  },
  {
    id: 'workflows', permission: FIGURES, fine: false, variables: months(6),
    title: text('各流程发起事项与任务按时率', 'Instances started and tasks on time, by workflow'),
    description: text('每个工作流发起多少事项，任务有多少在到期前办结。', 'How many instances each workflow started, and how many tasks were done before they were due.'),
    document: figures('Workflows', 'metrics: ["workflow.started", "workflow.tasksOnTime"], dimensions: ["workflow"]'),
  },
  {
    id: 'hours', permission: FIGURES, fine: true, variables: days(90),
    title: text('高发时段：星期 × 小时', 'When it happens: weekday by hour'),
    description: text('近 90 天接报警情按星期和小时分布，可直接画热力图。', 'Ninety days of incidents by weekday and hour, ready for a heat map.'),
    document: figures('Hours', 'metrics: ["incident.received"], dimensions: ["weekday", "hour"]', 'dimensions { dimension value } count'),
  },
  {
    id: 'weeks', permission: FIGURES, fine: true, variables: days(84),
    title: text('纠纷警情周报：周日为一周之始', 'Disputes by week, weeks from Sunday'),
    description: text('只看“纠纷”及其下级类别；complete 为 false 的周尚未结束或被范围截断，不要比较。', 'Disputes with everything below; a week with complete: false still goes on or is cut: do not compare it.'),
    document: figures('DisputesByWeek', 'metrics: ["incident.received"], granularity: WEEK, weekStart: 7, filter: [{ dimension: "category", in: ["dispute"] }]', 'period complete count'),
  },
  {
    id: 'days', permission: FIGURES, fine: true, variables: days(30),
    title: text('近 30 天每日接报，与前一日相比', 'Each of the last thirty days, against the day before'),
    description: text('逐日接报警情数与前一日之差。', 'Incidents day by day with the difference from the day before.'),
    document: figures('Days', 'metrics: ["incident.received"], granularity: DAY, compare: PREVIOUS_PERIOD', 'period count previous { count } difference'),
  },
  {
    id: 'counts', permission: 'incident.count', fine: true,
    variables: ({ stationIds, today }) => ({ stations: stationIds, from: `${addDays(today, -90)}T00:00:00+08:00` }),
    title: text('按处置结果统计警情', 'Incidents by how they ended'),
    description: text('近 90 天警情按处置结果计数，最多的在前。', 'Ninety days of incidents by outcome, the most first.'),
    document: `query Outcomes($stations: [ID!]!, $from: DateTime!) {
  incidentCounts(stationIds: $stations, by: OUTCOME, filter: { receivedFrom: $from, statuses: [DISPOSED] }) {
    key
    title { zhCN en }
    count
  }
}
`,
  },
  {
    id: 'records', permission: 'incident.read', fine: true,
    variables: ({ stationIds, today }) => ({ station: stationIds[0], from: `${addDays(today, -30)}T00:00:00+08:00`, after: null }),
    title: text('逐页读取警情记录（已脱敏）', 'Incident records, page by page (masked)'),
    description: text('把 pageInfo.endCursor 作为 after 传入即得下一页；姓名、电话、叙述按权限脱敏。', 'Pass pageInfo.endCursor as after for the next page. Names, phones and texts are masked by your rights.'),
    document: `query Records($station: ID!, $from: DateTime!, $after: String) {
  incidents(stationId: $station, first: 50, after: $after, filter: { receivedFrom: $from }) {
    totalCount
    pageInfo { endCursor hasNextPage }
    edges { node { id number receivedAt arrivedAt channel category { code title { zhCN en } } status outcome } }
  }
}
`,
  },
  {
    id: 'running', permission: 'operation.read', fine: true,
    variables: ({ stationIds }) => ({ stations: stationIds }),
    title: text('在办事项停在哪一步', 'Where running instances stand'),
    description: text('各流程在办事项按所处状态计数，附最早发起时间和超期时限数。', 'Running instances by workflow and state, with the oldest and the clocks that are overdue.'),
    document: `query Running($stations: [ID!]!) {
  instanceCounts(stationIds: $stations) {
    workflow
    state
    stateTitle { zhCN en }
    count
    oldestStartedAt
    overdueClocks
  }
}
`,
  },
  {
    id: 'rights', permission: FIGURES, fine: false, variables: () => ({}),
    title: text('我能查哪些派出所、有哪些权限', 'Which stations I may ask about, and what I may do'),
    description: text('列出本人（或本密钥）可进入的派出所及其权限；其中的 id 用作其他查询的变量。', 'The stations that you, or your key, may enter, with permissions; their ids are the variables of other queries.'),
    document: `query Rights {
  me {
    bureau { id name }
    stations { station { id code name population populationAsOf } permissions }
  }
}
`,
  },
  {
    id: 'recordsBehind', permission: 'incident.read', fine: true, variables: months(1),
    title: text('一个统计数是由哪些记录得出的', 'The records behind a figure'),
    description: text('cell 照抄 metricSeries 的提问，再加上所选点的 period 和 dimensions（values）。rowCount 等于该点的 count。', 'cell repeats what metricSeries was asked, with the period and the dimensions (values) of one of its points. rowCount is the count of that point.'),
    document: `query RecordsBehind($stations: [ID!]!, $from: LocalDate!, $to: LocalDate!, $after: String) {
  figureRecords(
    stationIds: $stations
    cell: { metric: "incident.received", from: $from, to: $to, filter: [{ dimension: "category", in: ["dispute"] }] }
    first: 50
    after: $after
  ) {
    totalCount
    rowCount
    pageInfo { endCursor hasNextPage }
    edges { node { kind id number title { zhCN en } stateTitle { zhCN en } at } }
  }
}
`,
  },
];
