import path from 'node:path';
import { FILE_TYPES } from '@stationhouse/files';
import { isDuration, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { isNetwork, isOrigin } from '@stationhouse/workflow-runtime';
import { z } from 'zod';

/** One setting: the variable that carries it, how it is read, and what it does. docs/settings.md is made from these. */
interface SettingDefinition<Value> {
  readonly variable: string;
  readonly schema: z.ZodType<Value>;
  /** As written in the environment; shown in the reference. */
  readonly fallback: string | undefined;
  readonly meaning: Bilingual;
  /** Never printed. */
  readonly secret?: boolean;
}

function setting<Value>(definition: SettingDefinition<Value>): SettingDefinition<Value> {
  return definition;
}

const whole = (min: number, max: number) => z.string().regex(/^\d+$/, 'a whole number').transform(Number).pipe(z.number().min(min).max(max));
const flag = z.enum(['0', '1']).transform((value) => value === '1');
const duration = z.string().refine(isDuration, 'an ISO 8601 duration like PT3M');
const fileTypes = z
  .string()
  .transform((value) => value.split(',').map((one) => one.trim()))
  .refine((value) => value.every((one) => FILE_TYPES.some(({ id }) => id === one)), `some of ${FILE_TYPES.map(({ id }) => id).join(',')}`);
const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), `a URL beginning with ${protocols.join(' or ')}//`);

const listed = z.string().transform((value) => value.split(',').map((one) => one.trim()).filter((one) => one !== ''));
/** `plugin.destination` or `plugin.destination=origin`, with commas between. */
const egress = listed
  .transform((entries) => entries.map((entry) => /^(?<name>[a-z0-9-]+\.[a-z0-9-]+)(?:=(?<origin>.+))?$/.exec(entry)?.groups))
  .refine((entries) => entries.every((entry) => entry !== undefined && (entry['origin'] === undefined || isOrigin(entry['origin']))), 'PLUGIN.DESTINATION=https://host, with commas between (http:// for a loopback address only)')
  .transform((entries) => new Map(entries.map((entry) => [entry?.['name'] ?? '', entry?.['origin']])));
/** A template of tiles: `https://host/…/{z}/{x}/{y}.png`; without TLS on this machine alone. */
const tiles = z.string().refine((value) => ['{z}', '{x}', '{y}'].every((part) => value.includes(part)) && URL.canParse(value) && isOrigin(new URL(value).origin), 'https://host/…/{z}/{x}/{y}.png (http:// for a loopback address only)');
const networks = listed.refine((values) => values.every(isNetwork), 'networks like 10.20.0.0/16, with commas between');
/** A key may hold whatever characters it likes but a comma. */
const formerKeys = listed.pipe(z.array(z.string().min(32)));
const signingKey = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'whsec_ and 24 to 64 bytes in Base64');

/** Every setting of the server, in the order of the reference. Durations name their unit; times are UTC. */
export const SETTINGS = {
  host: setting({ variable: 'HOST', schema: z.string().min(1), fallback: '127.0.0.1', meaning: text('监听地址。对外服务时放在反向代理之后。', 'Address to listen on. Put a reverse proxy in front before leaving loopback.') }),
  port: setting({ variable: 'PORT', schema: whole(1, 65_535), fallback: '4300', meaning: text('网页、GraphQL 与 REST 共用的端口。', 'The one port of web app, GraphQL and REST.') }),
  surface: setting({ variable: 'SURFACE', schema: z.enum(['all', 'internal', 'external']), fallback: 'all', meaning: text('提供哪些界面：internal 内网（民警），external 外网（调解员、联动单位等），all 两者各占一个端口；分开部署时内外各起进程。启动参数 --surface 优先。', 'Which surfaces it serves: internal (the police), external (mediators, linked units and the like), or all, each on a port of its own; deployed apart, each has processes of its own. The option --surface goes before it.') }),
  externalHost: setting({ variable: 'EXTERNAL_HOST', schema: z.string().min(1), fallback: '127.0.0.1', meaning: text('外网界面的监听地址。', 'Address the external surface listens on.') }),
  externalPort: setting({ variable: 'EXTERNAL_PORT', schema: whole(1, 65_535), fallback: '4310', meaning: text('外网界面的端口，须与 PORT 不同。', 'Port of the external surface; not the one of PORT.') }),
  externalPublicUrl: setting({ variable: 'EXTERNAL_PUBLIC_URL', schema: url('http:', 'https:').optional(), fallback: undefined, meaning: text('外部人员访问的地址，须与 PUBLIC_URL 不同源；https 时登录 Cookie 仅经加密连接发送。', 'The address people outside use, of another origin than PUBLIC_URL; with https the sign-in cookie travels encrypted only.') }),
  externalPhotoMegabytes: setting({ variable: 'EXTERNAL_PHOTO_MEGABYTES', schema: whole(1, 100), fallback: '15', meaning: text('外部人员上传的单张照片上限（MB）。', 'Largest photo that people outside send, in megabytes.') }),
  publicUrl: setting({ variable: 'PUBLIC_URL', schema: url('http:', 'https:').optional(), fallback: undefined, meaning: text('用户访问的地址；https 时登录 Cookie 仅经加密连接发送。缺省由 HOST 与 PORT 得出。', 'The address people use; with https the sign-in cookie travels encrypted only. Made from HOST and PORT when absent.') }),
  folder: setting({ variable: 'STATIONHOUSE_FOLDER', schema: z.string().min(1), fallback: '.stationhouse', meaning: text('数据目录：内置数据库、附件、审计封存记录。', 'Data folder: embedded database, files, sealed audit heads.') }),
  databaseUrl: setting({ variable: 'DATABASE_URL', schema: url('postgres:', 'postgresql:').optional(), fallback: undefined, secret: true, meaning: text('外部 PostgreSQL 18 的应用角色连接串；缺省使用内置数据库。', 'Connection string of the application role on a PostgreSQL 18 of your own; the embedded one when absent.') }),
  databaseOwnerUrl: setting({ variable: 'DATABASE_OWNER_URL', schema: url('postgres:', 'postgresql:').optional(), fallback: undefined, secret: true, meaning: text('外部数据库的属主角色连接串，仅用于升级表结构；缺省时只检查、不升级。', 'Connection string of the owner role, used by migrations only; when absent the schema is checked, not migrated.') }),
  databasePool: setting({ variable: 'DATABASE_POOL', schema: whole(2, 200), fallback: '16', meaning: text('每个进程的数据库连接数上限。', 'Database connections per process, at most.') }),
  longQuestions: setting({ variable: 'LONG_QUESTIONS', schema: whole(1, 100).optional(), fallback: undefined, meaning: text('每个进程同时回答多少个统计类查询（指标、热点、流程图、课题记录、接口密钥的请求、费用超过 4000 点的查询）；其余排队，每人同时一个。缺省为处理器核数减一，至少 1。', 'Long questions that one process answers at a time: figures, hot spots, process maps, records of studies, whatever API keys ask, and operations that cost more than 4,000 points. The others wait in line, one of each account at a time. Absent: one less than there are processors, and at least one.') }),
  stalledClient: setting({ variable: 'STALLED_CLIENT', schema: duration, fallback: 'PT1M', meaning: text('应答已在等候而客户端多久一点也不接收，连接即被断开（ISO 8601 时长）。', 'How long a client may take nothing of an answer that waits for it, before its connection is ended (ISO 8601 duration).') }),
  jobsUrl: setting({ variable: 'JOBS_URL', schema: url('postgres:', 'postgresql:', 'redis:', 'rediss:').optional(), fallback: undefined, secret: true, meaning: text('任务队列：redis:// 或直连的 postgres://；缺省与 DATABASE_URL 相同。多套系统共用一台 Redis 时加 ?prefix=名称。', 'The job queue: redis:// or a direct postgres://; DATABASE_URL when absent. Several installations on one Redis each add ?prefix=NAME.') }),
  tokenKey: setting({ variable: 'TOKEN_KEY', schema: z.string().min(32).optional(), fallback: undefined, secret: true, meaning: text('签发访问令牌、加密保存机密内容的密钥，至少 32 个字符；多进程须一致。缺省在数据目录生成。须与备份分开另存：丢失即无法打开加密内容。', 'Key that signs access tokens and encrypts what is kept encrypted, at least 32 characters, the same on every process. Made in the data folder when absent. Keep a copy of it, apart from the backups: without it what is encrypted stays shut.') }),
  formerTokenKeys: setting({ variable: 'FORMER_TOKEN_KEYS', schema: formerKeys, fallback: '', secret: true, meaning: text('更换 TOKEN_KEY 之后，先前的密钥（逗号分隔，新的在前）：仅用于打开以其加密保存的内容，不再用于签发和加密。', 'After a change of TOKEN_KEY: the keys before it, the latest first, with commas between. They open what was encrypted with them, and neither sign nor encrypt anything.') }),
  accessTokenMinutes: setting({ variable: 'ACCESS_TOKEN_MINUTES', schema: whole(1, 60), fallback: '5', meaning: text('访问令牌有效分钟数。', 'Minutes an access token lives.') }),
  sessionHours: setting({ variable: 'SESSION_HOURS', schema: whole(1, 168), fallback: '12', meaning: text('登录最长持续小时数。', 'Hours a sign-in lasts at most.') }),
  idleLockMinutes: setting({ variable: 'IDLE_LOCK_MINUTES', schema: whole(1, 720), fallback: '15', meaning: text('无操作多少分钟后锁屏。', 'Minutes without activity before the session locks.') }),
  uploadMegabytes: setting({ variable: 'UPLOAD_MEGABYTES', schema: whole(1, 20_000), fallback: '2048', meaning: text('单个上传文件上限（MB）。', 'Largest upload, in megabytes.') }),
  attachmentMegabytes: setting({ variable: 'ATTACHMENT_MEGABYTES', schema: whole(1, 5_000), fallback: '200', meaning: text('单个附件上限（MB）。', 'Largest attachment of an instance, in megabytes.') }),
  attachmentTypes: setting({ variable: 'ATTACHMENT_TYPES', schema: fileTypes, fallback: FILE_TYPES.map(({ id }) => id).join(','), meaning: text('允许的附件类型，以逗号分隔；以文件内容判定，不以文件名判定。', 'Types of attachments that are allowed, with commas between; a file is known by its content, not by its name.') }),
  s3Endpoint: setting({ variable: 'S3_ENDPOINT', schema: url('http:', 'https:').optional(), fallback: undefined, meaning: text('文件存入此 S3 服务（AWS S3、MinIO 等），须同时给出 S3_BUCKET 与密钥。缺省存入数据目录。', 'Files go to this S3 service (AWS S3, MinIO and the like); S3_BUCKET and the keys are needed as well. Into the data folder when absent.') }),
  s3Region: setting({ variable: 'S3_REGION', schema: z.string().regex(/^[a-z0-9-]{1,64}$/, 'a region like cn-north-1'), fallback: 'us-east-1', meaning: text('S3 区域，用于签名。', 'The region of the S3 service, which requests are signed for.') }),
  s3Bucket: setting({ variable: 'S3_BUCKET', schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket').optional(), fallback: undefined, meaning: text('存放文件的桶，须已建好。', 'The bucket that holds the files; it must exist.') }),
  s3PathStyle: setting({ variable: 'S3_PATH_STYLE', schema: flag, fallback: '1', meaning: text('1：桶名写在路径中（MinIO 等）；0：写在主机名中（AWS）。', '1 names the bucket in the path (MinIO and the like), 0 in the host name (AWS).') }),
  s3AccessKey: setting({ variable: 'S3_ACCESS_KEY', schema: z.string().min(1).optional(), fallback: undefined, secret: true, meaning: text('S3 访问密钥 ID。', 'Access key id of the S3 service.') }),
  s3SecretKey: setting({ variable: 'S3_SECRET_KEY', schema: z.string().min(1).optional(), fallback: undefined, secret: true, meaning: text('S3 访问密钥。', 'Secret access key of the S3 service.') }),
  notifyClimbAfter: setting({ variable: 'NOTIFY_CLIMB_AFTER', schema: duration, fallback: 'PT3M', meaning: text('紧急通知无人签收时，多久后上报带班领导、再上报分局（ISO 8601 时长）；流程可另行规定。', 'How long an urgent notice waits for a signature before it climbs to the duty commander, and again to the bureau (ISO 8601 duration); a workflow may say otherwise.') }),
  notifySilentAfter: setting({ variable: 'NOTIFY_SILENT_AFTER', schema: duration, fallback: 'PT15S', meaning: text('紧急通知发出后，多久没有任何终端响铃即视为无响应、立即上报（ISO 8601 时长）；流程可另行规定。', 'How long an urgent notice waits for a device that says it rings; then it climbs at once, marked silent (ISO 8601 duration); a workflow may say otherwise.') }),
  notifyKeep: setting({ variable: 'NOTIFY_KEEP', schema: duration, fallback: 'P90D', meaning: text('普通通知在所有人看过后保留多久（ISO 8601 时长），之后删除。', 'How long an ordinary notice stays after everybody has read it (ISO 8601 duration), before it is removed.') }),
  notifyKeepAll: setting({ variable: 'NOTIFY_KEEP_ALL', schema: duration, fallback: 'P3Y', meaning: text('紧急通知（含签收情况）与未看过的通知保留多久（ISO 8601 时长），按审计要求设置；签收与上报另在审计记录中永久保留。', 'How long urgent notices (with who signed) and unread ones stay (ISO 8601 duration): as long as the audit needs them. Signatures and climbs stay in the audit record for good.') }),
  incidentKeep: setting({ variable: 'INCIDENT_KEEP', schema: duration, fallback: 'P3Y', meaning: text('警情中的个人信息（报警人、电话、内容、地址、处置文字、导入原始列）在入库或反馈后（取晚者）保留多久（ISO 8601 时长），本所接报与导入的相同；关联事项未清除或依法留存的不清除。编号、类别、时间、结果、单位保留，坐标保留到约一公里，统计数字不变。默认 3 年为本系统约定，请按分局档案保管期限设置。', 'How long what an incident says of people – reporter, phone, narrative, address, text of the disposition, imported columns – is kept after it was taken into the register or disposed of, whichever was later (ISO 8601 duration); the same for calls taken here and imported ones; longer while an instance linked to it is kept or a legal hold stands. Number, category, moments, outcome and units stay, and of the position about a kilometre: figures do not move. Three years is this system’s default: set it to what the bureau’s records schedule says.') }),
  importKeep: setting({ variable: 'IMPORT_KEEP', schema: duration, fallback: 'P90D', meaning: text('导入任务结束后（未运行的自上传起），上传的文件、文件名、预览和错误行的内容保留多久（ISO 8601 时长）；行数等统计保留。默认 90 天为本系统约定。', 'How long an uploaded file, its name, its first rows and its refused values are kept after the import ended, or after the upload where nobody ran it (ISO 8601 duration); the counts stay. 90 days is this system’s default.') }),
  analystCostADay: setting({ variable: 'ANALYST_COST_A_DAY', schema: whole(1_000, 1_000_000_000), fallback: '2000000', meaning: text('每名分析员每日最多查询多少点（与单次查询的上限同一算法），按分局时区零点恢复；分局可以收紧。', 'Points of cost that one analyst may spend in a day, as the limit of an operation counts them; whole again at midnight by the clock of the bureau, which may allow less.') }),
  analystRowsADay: setting({ variable: 'ANALYST_ROWS_A_DAY', schema: whole(100, 1_000_000_000), fallback: '2000000', meaning: text('每名分析员每日最多查看和导出多少条课题记录；分局可以收紧。', 'Records of studies that one analyst may read and export in a day; a bureau may allow less.') }),
  analystQueryKeep: setting({ variable: 'ANALYST_QUERY_KEEP', schema: duration, fallback: 'P3Y', meaning: text('分析员查询记录（何时、何课题、何用途、多少条，不含条件和结果）保留多久（ISO 8601 时长）；个人信息保护法第五十六条要求至少 3 年。', 'How long the log of what analysts asked – when, for what study and purpose, how much; neither conditions nor answers – is kept (ISO 8601 duration). Three years, as PIPL article 56 keeps records of processing.') }),
  inboundKeep: setting({ variable: 'INBOUND_KEEP', schema: duration, fallback: 'P180D', meaning: text('外部事件的内容在收到后最长保留多久（ISO 8601 时长），不论是否已处置；所属事项先到期的随事项清除，依法留存的事项除外。何时收到、如何处置的记录保留。', 'How long what an inbound event says is kept after it came (ISO 8601 duration), at most and whether or not somebody has seen to it; sooner where its instance is erased, longer while that is on legal hold. That it came and what became of it stays.') }),
  notifySmsUrl: setting({ variable: 'NOTIFY_SMS_URL', schema: url('http:', 'https:').optional(), fallback: undefined, secret: true, meaning: text('短信网关地址：紧急通知以签名的 webhook 发往此处，不含个人信息；演练不发。缺省不发短信。', 'Address of the SMS gateway: urgent notices are posted there as signed webhooks without personal data; never in an exercise. No SMS when absent.') }),
  notifyPushUrl: setting({ variable: 'NOTIFY_PUSH_URL', schema: url('http:', 'https:').optional(), fallback: undefined, secret: true, meaning: text('推送网关地址，同上。缺省不推送。', 'Address of the push gateway, likewise. No push when absent.') }),
  notifySecret: setting({ variable: 'NOTIFY_SECRET', schema: signingKey.optional(), fallback: undefined, secret: true, meaning: text('签名短信与推送 webhook 的密钥（standardwebhooks 格式：whsec_ 加 Base64）；设置了网关地址时必填。', 'Key that signs the webhooks of SMS and push, as standardwebhooks.com has it: whsec_ and Base64. Required with either gateway.') }),
  pluginStatementTimeout: setting({ variable: 'PLUGIN_STATEMENT_TIMEOUT', schema: duration, fallback: 'PT5S', meaning: text('插件的一条 SQL 最长执行时间（ISO 8601 时长），超时即停止，不写入任何内容。', 'How long one SQL statement of a plugin may take (ISO 8601 duration); then it is stopped, and nothing is written.') }),
  automationProcesses: setting({ variable: 'AUTOMATION_PROCESSES', schema: whole(1, 16), fallback: '2', meaning: text('每个插件的自动步骤在一个后台进程中最多同时使用的子进程数；子进程用到时启动，闲置一分钟后结束。', 'Child processes that the automations of one plugin use at once in one worker, at most. They start when needed and end after an idle minute.') }),
  automationMegabytes: setting({ variable: 'AUTOMATION_MEGABYTES', schema: whole(32, 8_192), fallback: '256', meaning: text('一次自动步骤最多占用的内存（MB），另加子进程自身约 60 MB；超出即终止该次运行。', 'Memory one run of an automation may take, in megabytes, beside the 60 MB or so of its process itself; a run that takes more is ended.') }),
  egress: setting({ variable: 'EGRESS', schema: egress, fallback: '', meaning: text('允许插件的自动步骤访问的外部目标，以逗号分隔：插件.目标=https://主机[:端口]；插件已写明地址的可省略等号之后。未列出的一律拒绝；演练从不外发。', 'Destinations outside that automations of plugins may ask, with commas between: PLUGIN.DESTINATION=https://host[:port]; the part from = on may go where the plugin names the address itself. Whatever is not listed is refused; an exercise never asks.') }),
  egressNetworks: setting({ variable: 'EGRESS_NETWORKS', schema: networks, fallback: '', meaning: text('外部目标的域名可以解析到的内部网段（CIDR，以逗号分隔），例如 10.20.0.0/16；未列出的内部地址一律拒绝，以防域名被改指。', 'Private networks that host names of EGRESS may lead to (CIDR, with commas between), like 10.20.0.0/16. Any other private address is refused, lest a name be turned elsewhere.') }),
  egressSecret: setting({ variable: 'EGRESS_SECRET', schema: signingKey.optional(), fallback: undefined, secret: true, meaning: text('对插件外发请求签名的密钥（standardwebhooks 格式：whsec_ 加 Base64）；缺省不签名。', 'Key that signs requests of plugins to the outside, as standardwebhooks.com has it: whsec_ and Base64. Unsigned when absent.') }),
  mapFile: setting({ variable: 'MAP_FILE', schema: z.string().min(1).optional(), fallback: undefined, meaning: text('地图底图文件（PMTiles 第 3 版，矢量或图片）的路径，由本服务器提供，无需外网；须同时给出 MAP_COORDINATES。缺省不用底图，只画辖区。', 'Path of the file beneath every map: PMTiles version 3, vectors or pictures, served by this server, so that nothing is asked of a network. MAP_COORDINATES is needed as well. Absent: no ground but the stations’ areas.') }),
  mapTiles: setting({ variable: 'MAP_TILES', schema: tiles.optional(), fallback: undefined, meaning: text('底图瓦片服务地址模板，如 https://host/{z}/{x}/{y}.png；由各浏览器直接访问（其主机列入内容安全策略），会知道谁在看哪里。与 MAP_FILE 只能二选一，须同时给出 MAP_COORDINATES 与 MAP_ATTRIBUTION。', 'Template of a tile provider, like https://host/{z}/{x}/{y}.png. Browsers ask it themselves (its host enters the content security policy), so it learns what places are looked at. Either this or MAP_FILE; MAP_COORDINATES and MAP_ATTRIBUTION are needed as well.') }),
  mapCoordinates: setting({ variable: 'MAP_COORDINATES', schema: z.enum(['WGS84', 'GCJ02']).optional(), fallback: undefined, meaning: text('底图的坐标系：WGS84 或 GCJ02（国内公开地图），不可猜测，须写明。数据一律为 WGS-84，仅在画图时换算。', 'The system the ground is drawn in: WGS84, or GCJ02 (maps published in China). It cannot be told from the tiles. All data are WGS-84 and converted where they are drawn, and nowhere else.') }),
  mapAttribution: setting({ variable: 'MAP_ATTRIBUTION', schema: z.string().min(1).max(200).optional(), fallback: undefined, meaning: text('底图的版权与审图号，显示在地图上（纯文本）。用 MAP_TILES 时必填；用 MAP_FILE 时缺省取文件所载。', 'Who made the ground, shown on the map (plain text). Required with MAP_TILES; with MAP_FILE what the file says, when absent.') }),
  drainSeconds: setting({ variable: 'DRAIN_SECONDS', schema: whole(0, 300), fallback: '0', meaning: text('收到停止信号后，先以 /health/ready 报告未就绪并继续服务的秒数；多进程部署时设为大于反向代理健康检查间隔的值，重启便不会中断任何请求。', 'Seconds a stopped process goes on serving while /health/ready says it is not ready. With several processes set it above the interval of the proxy’s health check, and a restart interrupts no request.') }),
  demo: setting({ variable: 'STATIONHOUSE_DEMO', schema: flag, fallback: '1', meaning: text('空库首次启动时载入演示分局（1/0）。生产环境设为 0。', 'Load the demo bureau into an empty database at first start (1/0). Use 0 in production.') }),
  testClock: setting({ variable: 'STATIONHOUSE_TEST_CLOCK', schema: flag, fallback: '0', meaning: text('允许测试时钟（1/0）；NODE_ENV=production 时拒绝。', 'Allow the test clock (1/0); refused with NODE_ENV=production.') }),
  logLevel: setting({ variable: 'LOG_LEVEL', schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']), fallback: 'info', meaning: text('日志级别；日志为 JSON，不含个人信息。', 'Log level; logs are JSON without personal data.') }),
  metricsToken: setting({ variable: 'METRICS_TOKEN', schema: z.string().min(16).optional(), fallback: undefined, secret: true, meaning: text('读取 /metrics 的令牌；缺省只允许本机读取。', 'Bearer token for /metrics; loopback only when absent.') }),
} as const;

type Read = { readonly [Key in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Key]['schema']> };

/** Injects {@link Settings}. */
export const SETTINGS_TOKEN = Symbol('settings');

/** The settings of this process, read once. */
export interface Settings extends Read {
  /** Absolute. */
  readonly folder: string;
  readonly production: boolean;
}

/**
 * Reads every setting from the environment.
 * @throws StationhouseError SETTING_INVALID naming the variable and what it may be
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const entries = Object.entries(SETTINGS).map(([key, definition]) => [key, readOne(definition, environment)]);
  const read = Object.fromEntries(entries) as Read;
  const production = environment['NODE_ENV'] === 'production';
  if (read.testClock && production) {
    throw invalid('STATIONHOUSE_TEST_CLOCK', text('生产环境（NODE_ENV=production）不允许测试时钟。', 'the test clock is not allowed with NODE_ENV=production'));
  }
  if (read.surface === 'all' && read.externalPort === read.port && read.externalHost === read.host) {
    throw invalid('EXTERNAL_PORT', text('外网界面不能与内网共用端口，请另设一个。', 'the external surface needs a port of its own'));
  }
  if (read.publicUrl !== undefined && read.externalPublicUrl !== undefined && new URL(read.publicUrl).origin === new URL(read.externalPublicUrl).origin) {
    throw invalid('EXTERNAL_PUBLIC_URL', text('外网界面须与内网不同源。', 'the external surface needs an origin of its own'));
  }
  if (read.databaseUrl !== undefined && read.jobsUrl === undefined && isPooler(read.databaseUrl)) {
    throw invalid('JOBS_URL', text('DATABASE_URL 经过 PgBouncer，请另给直连的 postgres:// 或 redis://。', 'DATABASE_URL goes through PgBouncer: give a direct postgres:// or a redis:// as well'));
  }
  if ((read.notifySmsUrl ?? read.notifyPushUrl) !== undefined && read.notifySecret === undefined) {
    throw invalid('NOTIFY_SECRET', text('设置了短信或推送网关，须同时给出签名密钥', 'a gateway for SMS or push is set, so its signing key is needed as well'));
  }
  const missing = (['s3Bucket', 's3AccessKey', 's3SecretKey'] as const).find((key) => read[key] === undefined);
  if (read.s3Endpoint !== undefined && missing !== undefined) {
    throw invalid(SETTINGS[missing].variable, text('设置了 S3_ENDPOINT，须同时给出桶与密钥', 'S3_ENDPOINT is set, so the bucket and its keys are needed as well'));
  }
  checkMap(read);
  return { ...read, folder: path.resolve(read.folder), production };
}

/** What belongs together of a map's ground. */
function checkMap({ mapFile, mapTiles, mapCoordinates, mapAttribution }: Read): void {
  if (mapFile !== undefined && mapTiles !== undefined) throw invalid('MAP_TILES', text('MAP_FILE 与 MAP_TILES 只能二选一', 'give either MAP_FILE or MAP_TILES'));
  if ((mapFile ?? mapTiles) !== undefined && mapCoordinates === undefined) throw invalid('MAP_COORDINATES', text('设置了底图，须写明其坐标系 WGS84 或 GCJ02；写错会偏移数百米', 'a ground is set, so its coordinate system is needed: WGS84 or GCJ02. The wrong one is hundreds of metres off'));
  if (mapTiles !== undefined && mapAttribution === undefined) throw invalid('MAP_ATTRIBUTION', text('使用瓦片服务须写明其版权', 'a tile provider is set, so who is to be named is needed as well'));
}

function readOne(definition: SettingDefinition<unknown>, environment: NodeJS.ProcessEnv): unknown {
  const given = environment[definition.variable];
  const parsed = definition.schema.safeParse(given === undefined || given === '' ? definition.fallback : given);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues.map((issue) => issue.message).join('; ');
  throw invalid(definition.variable, text(`${why}`, why));
}

/** PgBouncer's customary port: its transaction pooling cannot carry LISTEN, which the job queue needs. */
export function isPooler(url: string): boolean {
  return new URL(url).port === '6432';
}

function invalid(variable: string, why: Bilingual): StationhouseError {
  return new StationhouseError(
    'SETTING_INVALID',
    text(`设置 ${variable} 无效：${why['zh-CN']}。参见 docs/settings.md。`, `Setting ${variable} is invalid: ${why.en}. See docs/settings.md.`),
    { variable },
  );
}

/** The settings reference as Markdown. */
export function settingsReference(): string {
  const rows = Object.values(SETTINGS as Record<string, SettingDefinition<unknown>>).map(
    ({ variable, fallback, meaning, secret }) => `| \`${variable}\` | ${fallback === undefined ? '–' : `\`${fallback}\``} | ${meaning['zh-CN']}<br>${meaning.en}${secret === true ? ' *(secret)*' : ''} |`,
  );
  return ['# Settings', '', 'Read once from the environment by `apps/api/src/settings.ts`; this page is generated from it (`npm run docs:settings`).', '', '| Variable | Default | Meaning |', '|---|---|---|', ...rows, ''].join('\n');
}
