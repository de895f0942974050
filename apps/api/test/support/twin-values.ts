import { newId, type Id } from '@stationhouse/kernel';
import { getNamedType, isObjectType, type GraphQLOutputType } from 'graphql';
import type { Operation } from './every-operation.js';
import type { Twins } from './twins.js';

/** Ids an argument may take, by the argument's name; `stationId` and `bureauId` are set by the attack. */
const TWIN_OF: Readonly<Record<string, keyof Twins['ids']>> = {
  accountId: 'accountId',
  accountIds: 'accountId',
  membershipId: 'membershipId',
  teamId: 'teamId',
  postId: 'postId',
  officerIds: 'accountId',
  commanderId: 'accountId',
  backupId: 'accountId',
  taskId: 'taskId',
  instanceId: 'instanceId',
  lostId: 'instanceId',
  foundId: 'instanceId',
  commentId: 'commentId',
  incidentId: 'incidentId',
  importId: 'importId',
  batchId: 'batchId',
  attachmentId: 'attachmentId',
  ids: 'noticeId',
  actorId: 'accountId',
  recordId: 'incidentId',
  sealId: 'sealId',
  jobIds: 'jobId',
  itemIds: 'instanceId',
  repairId: 'repairId',
  exerciseId: 'exerciseId',
  directorId: 'accountId',
  referralId: 'referralId',
  callId: 'callId',
  linkedId: 'linkedId',
  unitId: 'outsideUnitId',
  personId: 'outsidePersonId',
  holdId: 'holdId',
  grantId: 'grantId',
  delegationId: 'delegationId',
  whatIfId: 'whatIfId',
  after: 'instanceId',
  campaignId: 'campaignId',
  reorganisationId: 'reorganisationId',
  moveId: 'moveId',
  boardId: 'boardId',
  branchId: 'branchId',
  segmentId: 'segmentId',
  passId: 'passId',
  trackId: 'trackId',
  trackIds: 'trackId',
  keyId: 'keyId',
  savedQueryId: 'savedQueryId',
  localities: 'localityId',
  flagId: 'flagId',
  // A variant is no record: the hash of a way.
  variantId: 'instanceId',
  planId: 'planId',
  dashboardId: 'dashboardId',
  viewId: 'viewId',
  cardViewId: 'cardViewId',
  sharedCardId: 'sharedCardId',
  questionId: 'questionId',
  deliveryId: 'deliveryId',
  receiverIds: 'accountId',
  briefingId: 'briefingId',
  studyId: 'studyId',
  releaseId: 'releaseId',
  before: 'noticeId',
};

/** Whose instance is a search, and no dispute. */
const OF_SEARCHES: ReadonlySet<string> = new Set(['searchGround', 'exportGround', 'drawSegment', 'changeSegment', 'removeSegment', 'weighSegment', 'assignSegment', 'setSearchBasis', 'recordPass', 'withdrawPass', 'addTrack', 'withdrawTrack', 'recordPositions']);

/** What an argument named `id` means, by operation. */
const ID_OF: Readonly<Record<string, keyof Twins['ids']>> = {
  incident: 'incidentId',
  disposeIncident: 'incidentId',
  import: 'importId',
  startImport: 'importId',
  cancelImport: 'importId',
  resumeImport: 'importId',
  instance: 'instanceId',
  leaderAssignment: 'leaderId',
  task: 'taskId',
  answerBureauTask: 'taskId',
  giveBureauTaskBack: 'taskId',
  takeBureauTask: 'taskId',
  openBureauTask: 'taskId',
  bureauTask: 'taskId',
  changes: 'incidentId',
  bureauChanges: 'importId',
  signNotice: 'noticeId',
  exercise: 'exerciseId',
  planExercise: 'exerciseId',
  startExercise: 'exerciseId',
  pauseExercise: 'exerciseId',
  resumeExercise: 'exerciseId',
  setExerciseSpeed: 'exerciseId',
  haltExercise: 'exerciseId',
  endExercise: 'exerciseId',
  fireInject: 'injectId',
  skipInject: 'injectId',
  inboundEvent: 'inboundEventId',
  replayInboundEvent: 'inboundEventId',
  settleInboundEvent: 'inboundEventId',
  changeEventSourceSecret: 'eventSourceId',
  stopEventSource: 'eventSourceId',
  assignSegment: 'accountId',
};

/** The typed queries of the plugins' workflows, one object and lists of it. */
export const TYPED = { one: new Set<string>(), many: new Set<string>() };

/** Keeps which operations ask for typed objects; before {@link valuesFor}. */
export function rememberTyped(operations: readonly Operation[]): void {
  const typed = (type: GraphQLOutputType) => {
    const named = getNamedType(type);
    return isObjectType(named) && (['instance', 'fields'].every((field) => field in named.getFields()) || getNamedType(named.getFields()['record']?.type as GraphQLOutputType)?.toString() === 'StudyRecord');
  };
  for (const { name, field } of operations) {
    const named = getNamedType(field.type);
    if (typed(field.type)) TYPED.one.add(name);
    const edges = isObjectType(named) ? named.getFields()['edges']?.type : undefined;
    const edge = edges && getNamedType(edges);
    const node = isObjectType(edge) ? edge.getFields()['node']?.type : undefined;
    if (node && typed(node)) TYPED.many.add(name);
  }
}

/** What an operation's arguments are filled with: the records of a furnished station. A new argument that names a record is said here, or the tests that ask everything fail. */
export function valuesFor(twins: Twins, unit: { stationId: Id; bureauId: Id }) {
  const texts: Readonly<Record<string, string>> = { workflow: 'dispute-mediation', subject: 'dispute-mediation', subjects: 'dispute-mediation', columns: 'data.cause', pluginId: 'dispute-mediation', scheduleId: 'retention', role: 'community-officer', permission: 'no.such', event: 'recurred', outcome: 'accepted', category: 'dispute', code: '123456', timeZone: 'Asia/Shanghai', by: 'PT1S', metric: 'dispute-mediation.screened', metrics: 'dispute-mediation.screened', dimensions: 'cause', dimension: 'cause', in: 'noise', categories: 'traffic', cell: '500:6600:21700', line: 'load chief', period: '2024-03-01', value: 'noise', document: 'mediation-agreement', recordNumber: 'NONE', at: '08:30', rule: 'batchClosing', path: 'hours.yaml', content: 'closes: "18:00"\nshifts: []\n' };
  return (scalar: string, name: string, operation: string): unknown => {
    if (name === 'stationId' || name === 'stationIds' || name === 'toStationId' || name === 'fromStationId' || name === 'atStationIds' || name === 'withStationId' || name === 'atStationId' || name === 'likeStationId' || name === 'successorId' || name === 'neighbourIds') return unit.stationId;
    if (name === 'bureauId') return unit.bureauId;
    if (scalar === 'ID') {
      const kind = operation === 'haltExerciseInstance' ? 'practisedId' : name === 'instanceId' && OF_SEARCHES.has(operation) ? 'searchId' : name === 'id' ? (ID_OF[operation] ?? (TYPED.one.has(operation) ? 'instanceId' : undefined)) : TWIN_OF[name];
      if (kind === undefined) throw new Error(`${operation}(${name}: ID): say here which record it names`);
      return twins.ids[kind];
    }
    // A typed object goes by its id or by its number, and a field by a key that it has.
    if (TYPED.one.has(operation) && name === 'number') return null;
    if ((operation === 'instances' || operation === 'studyRecords' || TYPED.many.has(operation)) && (name === 'key' || name === 'value')) return name === 'value' ? 'noise' : operation.endsWith('eaderAssignments') ? 'about' : 'cause';
    switch (scalar) {
      case 'String':
        return texts[name] ?? (name === 'idempotencyKey' ? newId() : name === 'after' ? (operation === 'planExercise' ? 'PT5M' : null) : `${name} of an attack`);
      case 'Int':
        return name === 'first' ? 20 : name === 'size' ? 500 : 1;
      case 'Float':
        return 30;
      case 'Boolean':
        return true;
      case 'DateTime':
        return name === 'to' || name.endsWith('To') || name === 'endsAt' ? '2030-01-02T00:00:00.000Z' : '2020-01-01T00:00:00.000Z';
      case 'LocalDate':
        return name === 'to' ? '2024-04-01' : '2024-03-01';
      case 'JSON':
        return name === 'data' || name === 'rows' ? { cause: 'noise', summary: 'attack' } : {};
      default:
        throw new Error(`${operation}(${name}: ${scalar}): this scalar is not known here`);
    }
  };
}
