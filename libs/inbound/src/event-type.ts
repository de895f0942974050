import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import type { Reaction } from '@stationhouse/workflow-runtime';

/** An event as a plugin is shown it: its envelope was checked, its data fit the declared schema. */
export interface ReceivedEvent<Data extends JsonObject = JsonObject> {
  /** The sender's id; unique within its `source`. */
  readonly id: string;
  /** The CloudEvents `source`: where in the sender's world it arose. */
  readonly source: string;
  readonly subject: string | null;
  /** When it happened, else when it was received. */
  readonly time: Date;
  readonly data: Data;
  readonly station: { readonly id: Id; readonly timeZone: string };
}

/** A kind of inbound event that a plugin takes in (CloudEvents 1.0). */
export interface InboundEventType {
  /** The CloudEvents `type`, reverse-DNS with a version: `cn.example.fraud-alert.v1`. Unique in the house. */
  readonly type: string;
  readonly title: Bilingual;
  /** JSON Schema 2020-12 of `data`, an object; `x-personal` on what is personal. */
  readonly data: JsonObject;
  /** True when an event that cannot be handled must find somebody at once, whatever the hour: an alert. Default false. */
  readonly urgent: boolean;
  /** Says what becomes of an event. Pure: the same event, the same reaction. */
  readonly receive: (event: ReceivedEvent) => Reaction;
}

/** What a plugin says of one kind of event. */
export interface InboundEventDeclaration<Data extends JsonObject> extends Omit<InboundEventType, 'urgent' | 'receive'> {
  readonly urgent?: boolean;
  readonly receive: (event: ReceivedEvent<Data>) => Reaction;
}

/** Declares a kind of event for a plugin's `inbound`. */
export function defineInboundEvent<Data extends JsonObject>(declaration: InboundEventDeclaration<Data>): InboundEventType {
  return Object.freeze({ urgent: false, ...declaration, receive: declaration.receive as unknown as InboundEventType['receive'] });
}

/** A reverse-DNS name of at least three parts. */
const TYPE = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*){2,}$/;

/** What is wrong with a declaration; empty when nothing is. */
export function inboundProblems({ type, data }: InboundEventType): Bilingual[] {
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`外部事件 ${type}：${zhCN}`, `The inbound event ${type}: ${en}`));
  if (!TYPE.test(type)) note('类型须为带版本的反向域名，例如 cn.example.fraud-alert.v1。', 'write its type as a reverse domain name with a version, like cn.example.fraud-alert.v1.');
  if (data['type'] !== 'object') note('data 须描述一个对象（type: object）。', 'data must describe an object (type: object).');
  try {
    compileSchema(data);
  } catch (error) {
    note('data 不是有效的 JSON Schema。', `data is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
  }
  return problems;
}

/** A kind of event and the plugin that takes it in. */
export interface TakenIn {
  readonly pluginId: string;
  readonly type: InboundEventType;
}

/** The kinds of events that the plugins of a composition take in. */
export class InboundTypes {
  private readonly byType: ReadonlyMap<string, TakenIn>;

  constructor(plugins: readonly { readonly declaration: { readonly id: string; readonly inbound?: readonly InboundEventType[] } }[]) {
    this.byType = new Map(plugins.flatMap(({ declaration: { id: pluginId, inbound = [] } }) => inbound.map((type): [string, TakenIn] => [type.type, { pluginId, type }])));
  }

  find(type: string): TakenIn | undefined {
    return this.byType.get(type);
  }

  all(): TakenIn[] {
    return [...this.byType.values()];
  }
}
