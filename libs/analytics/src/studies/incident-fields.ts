import { CATEGORIES, CHANNELS } from '@stationhouse/incidents';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { TypedField, TypedShape } from '@stationhouse/workflow-runtime';
import { INCIDENT_SUBJECT } from './study.js';

/** A field of an incident as a study tells it. */
interface Told {
  readonly kind: 'text' | 'choice' | 'integer' | 'number';
  /** SQL over `i` of what is told: nobody filters, orders or groups by anything finer. */
  readonly sql: string;
  readonly choices?: readonly { readonly value: string; readonly title: Bilingual }[];
  readonly description?: Bilingual;
}

/** A field of an incident: what it is called, and what is told of it without a person; `told` is undefined for what is always gone. */
interface IncidentField {
  readonly title: Bilingual;
  readonly told?: Told;
}

const CATEGORY_CHOICES = CATEGORIES.map(({ code, title }) => ({ value: code, title }));
const CHANNEL_CHOICES = Object.entries(CHANNELS).map(([value, title]) => ({ value, title }));
const BELOW = text('类别编码；条件含其下各类', 'The code of a category; a condition takes everything below it along');

/** Of the position about a kilometre is told, as retention leaves it; of everything that somebody said or wrote, nothing. */
export const INCIDENT_FIELDS: Readonly<Record<string, IncidentField>> = {
  category: { title: text('警情类别', 'Category'), told: { kind: 'text', sql: 'i.category', choices: CATEGORY_CHOICES, description: BELOW } },
  channel: { title: text('来源渠道', 'Channel'), told: { kind: 'choice', sql: 'i.channel', choices: CHANNEL_CHOICES } },
  responseSeconds: { title: text('到场用时（秒）', 'Seconds to arrive'), told: { kind: 'integer', sql: 'CASE WHEN i.arrived_at >= i.received_at THEN round(extract(epoch FROM i.arrived_at - i.received_at))::int END' } },
  longitude: { title: text('经度（约一公里）', 'Longitude, within about a kilometre'), told: { kind: 'number', sql: 'round(i.longitude::numeric, 2)' } },
  latitude: { title: text('纬度（约一公里）', 'Latitude, within about a kilometre'), told: { kind: 'number', sql: 'round(i.latitude::numeric, 2)' } },
  address: { title: text('地址', 'Address') },
  reporterName: { title: text('报警人', 'Reporter') },
  reporterPhone: { title: text('报警电话', 'Telephone') },
  narrative: { title: text('报警内容', 'Narrative') },
  disposition: { title: text('处理情况', 'Disposition') },
  units: { title: text('处警单位', 'Units') },
  attributes: { title: text('导入的其他列', 'Other imported columns') },
};

/** Every field of which something is told, with its key. */
export function toldFields(): { readonly key: string; readonly title: Bilingual; readonly told: Told }[] {
  return Object.entries(INCIDENT_FIELDS).flatMap(([key, { title, told }]) => (told === undefined ? [] : [{ key, title, told }]));
}

/** Incidents of a study as GraphQL types them: what is gone is no field of theirs. A channel is the officers' own list. */
export const INCIDENT_SHAPE: TypedShape = {
  workflow: INCIDENT_SUBJECT,
  title: text('警情', 'Incident'),
  description: undefined,
  typeName: 'StudyIncident',
  one: 'studyIncident',
  many: 'studyIncidents',
  fields: toldFields().map(({ key, title, told: { kind, choices = [], description } }): TypedField => ({
    key, path: [key], kind, list: false, title, description, dataClass: 'P0', same: false, choices, fields: [], typeName: kind === 'choice' ? 'IncidentChannel' : '',
  })),
};
