import { definePermission, STATION_OFFICERS, type Permission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const readInstances = definePermission({
  id: 'instance.read',
  title: text('查看事项与任务', 'Read instances and tasks'),
  description: text('查看本所事项、任务和时限；个人信息按角色脱敏，填写用途后方可查看全文。', 'Read the station’s instances, tasks and clocks; personal data are masked by role and shown in full only with a purpose.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary'],
  byAccessGrant: true,
});

export const startInstances = definePermission({
  id: 'instance.start',
  title: text('发起事项', 'Start instances'),
  description: text('由警情发起事项，或直接登记事项。', 'Start an instance from an incident or by itself.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary'],
});

export const sendEvents = definePermission({
  id: 'instance.event',
  title: text('登记事件', 'Report events'),
  description: text('在事项中登记事件，例如登记反复。', 'Report an event of an instance, for example a recurrence.'),
  defaultRoles: [...STATION_OFFICERS],
});

export const workTasks = definePermission({
  id: 'task.work',
  title: text('领取和办理任务', 'Take and do tasks'),
  description: text('领取、退回和完成本岗位的任务。', 'Take, release and complete the tasks of one’s role.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary'],
  duty: text('任务须有人签收办理', 'Tasks must be taken and done by somebody'),
});

export const workBureauTasks = definePermission({
  id: 'bureauTask.work',
  title: text('办理分局待办', 'Do the bureau’s tasks'),
  description: text('查看、领取和办理辖区各所流程交由本人分局岗位办理的任务：只看到任务卡上写明的内容，每次打开都有记录；看不到事项的其他内容。', 'See, take and answer the tasks that workflows of the bureau’s stations give to one’s role at the bureau: what their card shows alone, each opening on record; nothing else of the instance.'),
  defaultRoles: ['anti-fraud-centre', 'bureau-leader', 'bureau-approver', 'bureau-legal'],
  reachesStations: true,
  duty: text('交由分局办理的任务须有人办理', 'Somebody must do the tasks that are given to the bureau'),
});

export const addAttachments = definePermission({
  id: 'attachment.add',
  title: text('添加附件', 'Attach files'),
  description: text('为办理中的事项上传附件，移除本人上传的附件。', 'Attach files to running instances, and remove one’s own.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary'],
});

export const removeAttachments = definePermission({
  id: 'attachment.remove',
  title: text('移除附件', 'Remove attachments'),
  description: text('移除他人上传的附件；历史记录及其 SHA-256 保留。', 'Remove what others attached; the history entry with its SHA-256 stays.'),
  defaultRoles: ['chief', 'duty-commander'],
});

export const exportEventLog = definePermission({
  id: 'eventlog.export',
  title: text('导出流程日志', 'Export event logs'),
  description: text('导出本所某一流程的办理日志（XES、OCEL），供流程分析使用；不含个人信息，人员以本次导出的代号表示。', 'Export the event log of a workflow (XES, OCEL) for process mining; without personal data, people under pseudonyms of the one export.'),
  defaultRoles: ['chief'],
});

export const assignTasks = definePermission({
  id: 'task.assign',
  title: text('指派任务', 'Assign tasks'),
  description: text('把任务指派给本所人员，或收回他人领取的任务。', 'Assign a task to somebody of the station, or take it back from whoever holds it.'),
  defaultRoles: ['chief', 'duty-commander', 'team-leader'],
});

export const editClocks = definePermission({
  id: 'clock.edit',
  title: text('调整时限', 'Change clocks'),
  description: text('按流程规定，填写原因后调整本人岗位可调整的时限，或审批他人的调整；不得超过法定上限。', 'Change clocks as far as the workflow lets one’s role, with a reason, or approve somebody else’s change; never beyond a bound of the law.'),
  defaultRoles: STATION_OFFICERS,
});

export const manageCalendars = definePermission({
  id: 'calendar.manage',
  title: text('维护工作日历', 'Manage working calendars'),
  description: text('导入每年放假通知，查看因缺少通知而未确定的时限数。', 'Import the yearly holiday notice, and see how many clocks wait for one.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
  delegable: 'bureau',
});

export const manageStationHours = definePermission({
  id: 'calendar.station',
  title: text('设置本所作息与班次', 'Set hours and shifts'),
  description: text('设置本所下班时间和班次，供工作日与班次时限使用。', 'Set the station’s close of business and shifts, which clocks in working days and shifts count by.'),
  defaultRoles: ['chief'],
});

export const publishConfiguration = definePermission({
  id: 'configuration.publish',
  title: text('发布流程配置', 'Publish the configuration of workflows'),
  description: text('分局管理员为全部派出所、所长为本所，在上级和流程规定的界限内设置各流程（参数、界限、锁定、任务、补充表单项和步骤）；处理与新版的冲突，恢复以前的版本。', 'Set in workflows, the bureau’s administrator for all its stations and a chief for the own one, what the bounds from above allow – parameters, bounds, locks, tasks, extra questions and steps –, decide conflicts with a new version, and bring an earlier revision back.'),
  defaultRoles: ['chief', 'bureau-admin'],
  delegable: 'bureau',
});

export const reviewConfiguration = definePermission({
  id: 'configuration.review',
  title: text('复核流程配置', 'Review drafts of the configuration'),
  description: text('复核他人起草的流程配置：批注、同意或退回。最后修改草稿的人不能复核自己的改动。', 'Review drafts that somebody else wrote: comment, approve or refuse. Whoever changed a draft last does not review it.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'bureau-admin'],
  reachesStations: true,
});

export const readConfiguration = definePermission({
  id: 'configuration.read',
  title: text('查看流程配置', 'See the configuration of workflows'),
  description: text('查看本所各流程的现行定义、由谁因何改动了哪些内容，以及历次发布。', 'See what workflows a station works with, who changed what in them and why, and every published revision.'),
  defaultRoles: [...STATION_OFFICERS, 'bureau-admin'],
  reachesStations: true,
});

export const authorWorkflows = definePermission({
  id: 'workflow.author',
  title: text('编写自建流程', 'Write workflows of the bureau’s own'),
  description: text('编写、发布、停用本分局的自建流程；各所启用后按此办理。流程中的任务只能交给本来可以办理任务的角色。', 'Write, publish and retire workflows of the bureau’s own, which its stations may enable. Their tasks go to roles that may do tasks anyway.'),
  defaultRoles: ['bureau-admin'],
  delegable: 'bureau',
});

export const pushTemplates = definePermission({
  id: 'configuration.campaign',
  title: text('下发模板', 'Hand templates down'),
  description: text('把分局的一版流程配置从某日起下发给选定的派出所，查看采用情况，暂停、撤回；在分局规定的界限处代派出所处理冲突。', 'Hand a revision of the bureau’s configuration down to chosen stations from a date on, watch who has adopted it, pause it, take it back, and decide conflicts for a station where the bureau’s own word is at stake.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const migrateInstances = definePermission({
  id: 'instance.migrate',
  title: text('迁移在办事项', 'Move running instances to a new version'),
  description: text('把在办事项迁移到现行流程版本：制定方案、试演、执行、暂停、继续和撤回。试演结果列出事项编号、状态和时限，不含个人信息。', 'Move running instances to the version in force: plan, rehearse, run, suspend, resume and take back. The report lists numbers, states and clocks of instances, nothing personal.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
});

export const readOperations = definePermission({
  id: 'operation.read',
  title: text('查看运行状况', 'See operations'),
  description: text('查看事项数量、超时时限、停滞原因以及后台任务的积压和失败；只有数量和技术状态，不含事项内容和个人信息。查看停滞的具体事项另须“查看事项与任务”。', 'See counts of instances, overdue clocks, what is stuck, and the backlog and failures of background jobs: counts and technical state, nothing of a record or a person. Which instances are stuck is shown to those who also read instances.'),
  defaultRoles: ['chief', 'duty-commander', 'bureau-admin'],
  reachesStations: true,
  delegable: 'stations',
});

export const repairOperations = definePermission({
  id: 'operation.repair',
  title: text('处置运行问题', 'Repair operations'),
  description: text('重新运行或丢弃失败的后台任务，批量触发迟到的定时、重算时限，并可暂停或取消；每一项都记入审计。', 'Run failed background jobs again or drop them, fire late timers and determine clocks in bulk, suspend or cancel that; each item is audited.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
  delegable: 'stations',
});

export const repairAutomations = definePermission({
  id: 'automation.repair',
  title: text('处理失败的自动步骤', 'Repair failed automations'),
  description: text('查看自动步骤的运行情况；填写原因后重试、改参数后重试或跳过失败的自动步骤和关联事项。', 'See how automations run, and retry, change and retry, or skip failed ones and instances that could not be started, with a reason.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
});

export const cancelInstances = definePermission({
  id: 'instance.cancel',
  title: text('撤销事项', 'Call off instances'),
  description: text('填写原因后撤销进行中的事项：未完成的任务和时限一并关闭，已执行的自动步骤作撤回处理。', 'Call off a running instance with a reason: what is open closes, and what automations did is compensated.'),
  defaultRoles: ['chief'],
});

export const linkInstances = definePermission({
  id: 'instance.link',
  title: text('关联事项', 'Link instances'),
  description: text('把本所同属一个系列的事项关联起来，或解除关联，须填写原因。', 'Put instances of the station that belong together into a series, or take one out, with a reason.'),
  defaultRoles: STATION_OFFICERS,
});

export const referInstances = definePermission({
  id: 'instance.refer',
  title: text('移交与接收', 'Refer and receive'),
  description: text('把事项移交给其他派出所，接收或退回其他所移交来的事项；随移交的只有编号、名称和不含个人信息的字段。', 'Refer an instance to another station, and accept or decline what others refer; only number, title and fields that are not personal go along.'),
  defaultRoles: ['chief', 'duty-commander', 'duty-officer'],
});

export const directExercises = definePermission({
  id: 'exercise.direct',
  title: text('导调演练', 'Direct exercises'),
  description: text('制定演练方案，开始、暂停、调速、触发或跳过导调、结束演练，查看未触发的导调。', 'Plan exercises, start, pause and end them, set their speed, fire or skip injects, and see injects that have yet to fire.'),
  defaultRoles: ['chief', 'duty-commander'],
});

export const haltExercises = definePermission({
  id: 'exercise.halt',
  title: text('停止演练·转实警', 'Stop an exercise: real incident'),
  description: text('遇有真实警情时，一键停止演练并通知全体参演人员。参演人员都可操作。', 'When a real incident happens, stop an exercise at once and tell everybody taking part. Anybody who takes part may.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary'],
  duty: text('演练中遇真实警情须有人能停', 'Somebody must be able to stop an exercise for a real call'),
});

export const readPlugins = definePermission({
  id: 'plugin.read',
  title: text('查看插件', 'See plugins'),
  description: text('查看派出所启用了哪些插件、原因、处理的个人信息和影响评估的状态，以及在办数量；不含事项内容。', 'See which plugins a station works with and why, the personal data they process, how their assessments stand, and how many instances run; nothing of their content.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary', 'bureau-admin', 'bureau-leader', 'bureau-legal'],
  reachesStations: true,
});

export const managePlugins = definePermission({
  id: 'plugin.manage',
  title: text('启用和停用插件', 'Enable and disable plugins'),
  description: text('在本所启用或停用插件；停用时查看在办事项和时限，并指定接办人。', 'Enable and disable plugins at the station; on disabling, see what runs and name who finishes it.'),
  defaultRoles: ['chief'],
});

export const setPluginPolicies = definePermission({
  id: 'plugin.policy',
  title: text('设定插件策略', 'Set policies on plugins'),
  description: text('为全分局统一启用或禁用插件，或交由各所决定；禁用时设定在办事项由何岗位接办。只见数量，不见事项内容。', 'Mandate or forbid a plugin for all stations, or leave it to them; on forbidding, say which role finishes what runs. Counts only, nothing of the content.'),
  defaultRoles: ['bureau-admin', 'bureau-leader'],
  delegable: 'bureau',
});

export const assessPlugins = definePermission({
  id: 'plugin.assess',
  title: text('登记个人信息影响评估', 'Record personal-data assessments'),
  description: text('登记插件的个人信息保护影响评估（个人信息保护法第五十五、五十六条）：所长为本所，分局为全部派出所。', 'Record the personal-data impact assessment of a plugin (PIPL 55, 56): a chief for the station, the bureau for all its stations.'),
  defaultRoles: ['chief', 'bureau-admin', 'bureau-leader', 'bureau-legal'],
});

export const readTemplates = definePermission({
  id: 'document.read',
  title: text('查看文书模板', 'See document templates'),
  description: text('查看、下载和预览本所各类文书现用的 Word 模板；模板不含个人信息。', 'See, download and preview the Word templates the station prints its documents from; a template holds nothing personal.'),
  defaultRoles: [...STATION_OFFICERS, 'bureau-admin'],
  reachesStations: true,
});

export const manageTemplates = definePermission({
  id: 'document.manage',
  title: text('维护文书模板', 'Set document templates'),
  description: text('上传、启用和恢复文书的 Word 模板：所长为本所，分局管理员为全部派出所。', 'Upload Word templates of documents, put them in force and bring earlier ones back: a chief for the station, the bureau’s administrator for all stations.'),
  defaultRoles: ['chief', 'bureau-admin'],
  delegable: 'bureau',
});

export const readRetention = definePermission({
  id: 'retention.read',
  title: text('查看留存与清除', 'See what is kept and erased'),
  description: text('查看本所哪些个人信息即将到期、已清除，哪些事项依法留存；不含内容。', 'See which personal data of the station expire and were erased, and what is on legal hold; nothing of the content.'),
  defaultRoles: ['chief', 'legal-officer', 'bureau-legal'],
  reachesStations: true,
});

export const holdInstances = definePermission({
  id: 'retention.hold',
  title: text('依法留存与解除', 'Place and lift legal holds'),
  description: text('对事项设置依法留存，到期不清除；复核或解除留存。每次须写明理由。', 'Keep an instance beyond its time, review and lift such holds; each with a reason.'),
  defaultRoles: ['legal-officer', 'chief'],
  duty: text('依法保留须有人办理', 'Somebody must be able to place a legal hold'),
});

export const readSeals = definePermission({
  id: 'seal.read',
  title: text('查看封存记录', 'See what is sealed'),
  description: text('查看本所封存了哪些记录：编号、依据、经办人；不含内容。', 'See which records of a station are sealed: number, clause, by whom; nothing of the content.'),
  defaultRoles: ['legal-officer', 'chief', 'bureau-legal'],
  reachesStations: true,
});

export const sealRecords = definePermission({
  id: 'seal.place',
  title: text('封存记录', 'Seal records'),
  description: text('依法封存已办结的事项或已反馈的警情：封存后任何人查询、统计、导出均不可见（治安管理处罚法第一百三十六条）。', 'Seal an instance that has closed, or an incident that was disposed of: it is then in no answer, figure or export, for nobody (Public Security Administration Punishments Law, article 136).'),
  defaultRoles: ['legal-officer', 'chief'],
});

export const liftSeals = definePermission({
  id: 'seal.lift',
  title: text('解除封存', 'Lift seals'),
  description: text('为依法查询解除封存，每次须写明理由。', 'Lift a seal for an inquiry that the law allows; each with a reason.'),
  defaultRoles: ['bureau-legal'],
  reachesStations: true,
});

export const openEmergencyCards = definePermission({
  id: 'emergency.open',
  title: text('打开应急卡', 'Open emergency cards'),
  description: text('紧急情况下，不经事先审批打开正在办理的事项的应急卡（联系所需的最少信息）：只限有此任务、收到其紧急通知或流程指定的人员，直至解除或办结；每次查看都有记录，事后由所长复核。', 'In need, open the emergency card of an instance without prior approval – the least facts that it takes to reach somebody: only with a task of it, rung by a notice about it, or in a role that its workflow names, and until it is over; each opening is on record, and the chief reviews it.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre'],
  reachesStations: true,
  duty: text('紧急情况下须有人能够联系当事人', 'Somebody must be able to reach a person in an emergency'),
});

export const readEmergencyViews = definePermission({
  id: 'emergency.views',
  title: text('查看应急卡查看记录', 'See who opened emergency cards'),
  description: text('查看谁在何时、以何岗位、因何打开过本所事项的应急卡，以及复核结论；不含卡上内容。', 'See who opened the emergency cards of the station’s instances, when, in which role and why, and what reviews made of it; nothing of what the cards show.'),
  defaultRoles: ['chief', 'instructor', 'auditor', 'bureau-legal', 'bureau-auditor'],
  reachesStations: true,
});

export const reviewEmergencyViews = definePermission({
  id: 'emergency.review',
  title: text('复核应急卡查看', 'Review who opened emergency cards'),
  description: text('事后复核应急卡的查看：确认无异常，或对某次查看提出疑问；本人的查看由他人复核。', 'Review the openings of emergency cards afterwards: find them in order, or question one; never one’s own.'),
  defaultRoles: ['chief', 'instructor', 'bureau-legal'],
  reachesStations: true,
  duty: text('应急卡的查看须有人复核', 'Somebody must review who opened emergency cards'),
});

export const nameTeams = definePermission({
  id: 'team.name',
  title: text('确定知情人员', 'Say who sees restricted instances'),
  description: text('对限知情人员查看的事项，加入或移出知情人员；本人须为知情人员。', 'Add people to the team of a restricted instance and take them off it; whoever does so is on it themselves.'),
  defaultRoles: ['chief'],
});

export const joinTeams = definePermission({
  id: 'team.join',
  title: text('紧急加入知情人员', 'Join a team in need'),
  description: text('紧急情况下凭编号和事由加入限知情人员查看的事项；所长随即收到通知，审计留痕。', 'In need, join the team of a restricted instance by its number and with a reason; the chief is told at once, and it is on record.'),
  defaultRoles: ['chief', 'duty-commander', 'duty-officer'],
});

/** Every permission of this library. */
export const workflowPermissions: readonly Permission[] = [
  readInstances, startInstances, sendEvents, workTasks, workBureauTasks, assignTasks, editClocks, manageCalendars, manageStationHours, publishConfiguration, reviewConfiguration, readConfiguration, authorWorkflows, pushTemplates, migrateInstances,
  repairAutomations, cancelInstances, linkInstances, referInstances, directExercises, haltExercises, addAttachments, removeAttachments, exportEventLog,
  readOperations, repairOperations, readPlugins, managePlugins, setPluginPolicies, assessPlugins,
  readTemplates, manageTemplates,
  readRetention, holdInstances,
  readSeals, sealRecords, liftSeals,
  nameTeams, joinTeams,
  openEmergencyCards, readEmergencyViews, reviewEmergencyViews,
];
