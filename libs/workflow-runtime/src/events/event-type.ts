import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { compileSchema, placesOfMore, type JsonObject } from '@stationhouse/workflow';
import type { Reaction } from './reactions.js';

/** A kind of event that one plugin, or the house itself, tells the others of: what happened, by ids and codes. */
export interface PluginEventType<Data extends JsonObject = JsonObject> {
  /** What happened, to whom it may concern: `dispute.settled`. Unique in the house together with its version. */
  readonly type: string;
  /** Raised when the data change in a way that somebody who reads them would notice. Older versions may be published beside it. */
  readonly version: number;
  readonly title: Bilingual;
  /** JSON Schema 2020-12 of the data, an object: ids, codes, numbers, moments. Neither personal data nor free text. */
  readonly data: JsonObject;
  /** Names the type of the data to TypeScript; never there. */
  readonly of?: Data;
}

/** Declares a kind of event for a plugin's `events.publishes`. */
export function defineEvent<Data extends JsonObject = JsonObject>(declaration: PluginEventType<Data>): PluginEventType<Data> {
  return Object.freeze(declaration);
}

/** An event as whoever consumes it is shown it. */
export interface PluginEvent<Data extends JsonObject = JsonObject> {
  /** The same however often it is delivered. */
  readonly id: Id;
  readonly type: string;
  readonly version: number;
  readonly time: Date;
  readonly data: Data;
  /** The instance whose step published it, and the incident that one goes back to. */
  readonly instanceId: Id | null;
  readonly incidentId: Id | null;
  /** What it leads to stays in the exercise. */
  readonly exercise: boolean;
  readonly station: { readonly id: Id; readonly timeZone: string };
  /** The settings of the consuming plugin at the station. */
  readonly settings: JsonObject;
}

/** What a plugin makes of an event of another one. */
export interface EventConsumer {
  readonly event: string;
  /** The version it reads. */
  readonly version: number;
  /** True where it is fine that nobody here publishes the event: its plugin may not be installed. */
  readonly optional: boolean;
  /** Says what becomes of it; undefined for nothing. Pure: the same event, the same reaction. */
  readonly react: (event: PluginEvent) => Reaction | undefined;
}

/** Declares a consumer for a plugin's `events.consumes`. */
export function onEvent<Data extends JsonObject>(consumer: Omit<EventConsumer, 'optional' | 'react'> & { readonly optional?: boolean; readonly react: (event: PluginEvent<Data>) => Reaction | undefined }): EventConsumer {
  return Object.freeze({ optional: false, ...consumer, react: consumer.react as unknown as EventConsumer['react'] });
}

/** What a plugin says and hears of. */
export interface PluginEvents {
  readonly publishes?: readonly PluginEventType[];
  readonly consumes?: readonly EventConsumer[];
}

const TYPE = /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)+$/;

/** What is wrong with a declaration; empty when nothing is. */
export function eventProblems({ type, version, data }: PluginEventType): Bilingual[] {
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`事件 ${type}@${version}：${zhCN}`, `The event ${type}@${version}: ${en}`));
  if (!TYPE.test(type)) note('类型须写成“对象.发生的事”，例如 dispute.settled。', 'write its type as what happened to what, like dispute.settled.');
  if (!Number.isInteger(version) || version < 1) note('version 须为正整数。', 'its version is a whole number from 1 on.');
  if (data['type'] !== 'object') note('data 须描述一个对象（type: object）。', 'data must describe an object (type: object).');
  for (const path of placesOfMore(data)) {
    note(`data 的 ${path} 不是编号、代码、数字或时刻：事件中不得有个人信息和自由文本，请改用编号，由接收方按自己的权限读取。`, `${path} of its data is no id, code, number or moment. An event carries neither personal data nor free text: publish an id, and let whoever hears of it read under their own rights.`);
  }
  try {
    compileSchema(data);
  } catch (error) {
    note('data 不是有效的 JSON Schema。', `data is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
  }
  return problems;
}
