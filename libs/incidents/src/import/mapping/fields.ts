/** How a field's text becomes a value. */
export type FieldKind = 'text' | 'moment' | 'number' | 'channel' | 'category' | 'outcome' | 'units';

export interface FieldRule {
  readonly kind: FieldKind;
  readonly required?: true;
  /** Most characters of a text. */
  readonly max?: number;
  /** Bounds of a number (WGS-84 degrees). */
  readonly range?: readonly [number, number];
  /** Column names that mean this field, in both languages, lower case without blanks or punctuation. */
  readonly synonyms: readonly string[];
}

/** The fields of an incident that a column can fill. Texts lose outer blanks; a blank is no value. */
export const IMPORT_FIELDS = {
  receivedAt: {
    kind: 'moment',
    required: true,
    synonyms: ['receivedat', 'received', 'timestamp', 'time', 'datetime', 'calltime', 'alarmtime', 'tfsalarmdate', 'callreceived', 'reporteddate', '接警时间', '报警时间', '受理时间', '时间', '发生时间'],
  },
  occurredAt: { kind: 'moment', synonyms: ['occurredat', 'occurred', 'occurrencetime', 'incidentdate', '案发时间', '事发时间'] },
  dispatchedAt: { kind: 'moment', synonyms: ['dispatchedat', 'dispatched', 'dispatchtime', '派警时间', '下达时间'] },
  acknowledgedAt: { kind: 'moment', synonyms: ['acknowledgedat', 'acknowledged', 'enroute', 'enroutetime', '签收时间'] },
  arrivedAt: { kind: 'moment', synonyms: ['arrivedat', 'arrived', 'arrivaltime', 'onscene', 'tfsarrivaltime', '到场时间', '到达时间', '到达现场时间'] },
  underControlAt: { kind: 'moment', synonyms: ['undercontrolat', 'undercontrol', 'fireundercontroltime', '控制时间'] },
  clearedAt: { kind: 'moment', synonyms: ['clearedat', 'cleared', 'cleartime', 'closedat', 'lasttfsunitcleartime', '结束时间', '处警结束时间', '办结时间'] },
  channel: { kind: 'channel', synonyms: ['channel', 'callsource', '报警方式', '来源渠道', '警情来源'] },
  category: { kind: 'category', synonyms: ['category', 'title', 'type', 'nature', 'calltype', 'eventtype', 'initialcadeventtype', '警情类别', '警情类型', '类别', '类型', '案由'] },
  outcome: { kind: 'outcome', synonyms: ['outcome', 'status', 'dispositioncode', 'result', '处置结果', '处理结果', '状态'] },
  disposition: { kind: 'text', max: 4_000, synonyms: ['disposition', 'dispositiontext', 'remarks', '处置情况', '反馈内容', '处警情况'] },
  address: { kind: 'text', max: 500, synonyms: ['address', 'addr', 'location', 'street', 'intersection', '地址', '地点', '警情地址', '发生地点', '案发地点'] },
  postcode: { kind: 'text', max: 20, synonyms: ['postcode', 'zip', 'zipcode', 'postalcode', '邮编', '邮政编码'] },
  longitude: { kind: 'number', range: [-180, 180], synonyms: ['longitude', 'lng', 'lon', 'long', 'x', '经度'] },
  latitude: { kind: 'number', range: [-90, 90], synonyms: ['latitude', 'lat', 'y', '纬度'] },
  reporterName: { kind: 'text', max: 100, synonyms: ['reportername', 'reporter', 'caller', 'callername', '报警人', '报警人姓名'] },
  reporterPhone: { kind: 'text', max: 40, synonyms: ['reporterphone', 'phone', 'callerphone', '报警电话', '联系电话', '电话'] },
  narrative: { kind: 'text', max: 10_000, synonyms: ['narrative', 'desc', 'description', 'details', 'summary', '警情内容', '报警内容', '简要警情', '内容', '案情'] },
  units: { kind: 'units', max: 100, synonyms: ['units', 'unit', 'respondingunits', '出警单位', '处警单位', '警力'] },
} as const satisfies Record<string, FieldRule>;

export type ImportField = keyof typeof IMPORT_FIELDS;

export const IMPORT_FIELD_NAMES = Object.keys(IMPORT_FIELDS) as ImportField[];

/** Column names for the row's own id and for the station. */
export const ID_SYNONYMS: readonly string[] = ['id', 'xid', 'incidentnumber', 'incidentid', 'callid', 'eventid', 'caseid', '编号', '警情编号', '接警单编号', '警单号'];
export const STATION_SYNONYMS: readonly string[] = ['station', 'district', 'twp', 'township', 'precinct', 'incidentstationarea', 'policestation', '派出所', '管辖单位', '所属派出所', '辖区'];

/** A column name as synonyms are compared: `TFS_Arrival_Time` is `tfsarrivaltime`. */
export function comparable(column: string): string {
  return column.normalize('NFKC').toLowerCase().replace(/[\s_\-.()/（）#]+/g, '');
}
