import { createHmac } from 'node:crypto';
import type { Unit } from '@stationhouse/access';
import { audit, type AuditDeed } from '@stationhouse/audit';
import { asPlugin, type PluginTenant, type PluginWork, type Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { tellJobOf, type ToldData } from './telling.js';

/** A deed of a plugin for the audit record: what, on which record, why, with which facts (never personal data). */
export type PluginDeed = Pick<AuditDeed, 'action' | 'record' | 'purpose' | 'details'>;

/** What is told to whoever answers at the unit that the work is done at; texts hold numbers and static words, never personal data. */
export type PluginNotice = Pick<NewNotice, 'key' | 'kind' | 'urgency' | 'title' | 'body' | 'roles'>;

/** What a plugin's own instance hears of the plugin's server, at whichever station of the bureau it is. */
export interface PluginWord {
  readonly stationId: Id;
  readonly instanceId: Id;
  /** A named event of its workflow. Where it is not heard now it is left; where its job runs twice it is heard twice. */
  readonly event: string;
  /** What the event's form is told: ids, numbers of records, codes and moments, never personal data – it waits in a job. */
  readonly data?: ToldData | undefined;
}

/** A plugin's rows of a bureau, within one transaction, whoever asks. Whatever is told or recorded goes out together with what the work writes. */
export interface PluginPublicRows extends PluginTenant {
  readonly bureauId: Id;
  /** The plugin's settings at the station; those of the bureau where the work is done at the bureau. */
  readonly settings: JsonObject;
  /** A value as it may be kept to know it again without keeping it: a hash under a key of the plugin and the installation. */
  keyed(value: string): string;
  /** Records a deed together with what the work writes: both are there afterwards, or neither. */
  audit(deed: PluginDeed): void;
  /** Tells people. */
  notify(notice: PluginNotice): void;
  /** Lets an instance hear an event, soon after the work is committed. */
  tell(word: PluginWord): void;
}

/** By what a plugin's work says what it has to say. */
export interface Saying {
  readonly notices: Notices;
  readonly jobs: Jobs;
  /** Of the installation; each plugin's values are hashed apart. */
  readonly key: Uint8Array;
}

/** Where a piece of work is done. */
interface Place {
  readonly unit: Unit;
  readonly bureauId: Id;
  readonly settings: JsonObject;
}

/** Works as the plugin's role, and then, as the platform again – a plugin's role writes neither record nor notice –, says what the work has to say. */
export async function asPluginSaying<Result>({ notices, jobs, key }: Saying, plugin: PluginWork, tenant: Tenant, { unit, bureauId, settings }: Place, work: (rows: PluginPublicRows) => Promise<Result>): Promise<Result> {
  const said = { deeds: [] as PluginDeed[], notices: [] as PluginNotice[], words: [] as PluginWord[] };
  const own = {
    bureauId,
    settings,
    keyed: (value: string) => createHmac('sha256', key).update(JSON.stringify([plugin.pluginId, value])).digest('base64url'),
    audit: (deed: PluginDeed) => void said.deeds.push(deed),
    notify: (notice: PluginNotice) => void said.notices.push(notice),
    tell: (word: PluginWord) => void said.words.push(word),
  };
  const result = await asPlugin(tenant, plugin, (rows) => work({ ...rows, ...own }));
  for (const deed of said.deeds) await audit(tenant, { ...deed, ...unit });
  for (const notice of said.notices) await notices.notify(tenant, { ...notice, unit });
  for (const word of said.words) await jobs.outbox.enqueue(tenant, tellJobOf(unit, { ...word, pluginId: plugin.pluginId, bureauId }));
  return result;
}
