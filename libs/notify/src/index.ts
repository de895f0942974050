import type { Entities, Migration } from '@stationhouse/database';
import { NoticeDeliveryRow, NoticeRecipientRow, NoticeRow } from './entities.js';
import { Notices1700000000450 } from './migrations/0450-notices.js';
import { Ringing1700000000460 } from './migrations/0460-ringing.js';

export type { NoticeChannel, OutgoingMessage } from './channels/channel.js';
export { Deliveries, DELIVERY_TOPIC } from './channels/deliveries.js';
export { signature, webhookChannel, type WebhookOptions } from './channels/webhook.js';
export { tellOfEndingKeys } from './ending-keys.js';
export { ClimbWorker, type ClimbWorkerOptions } from './climb-worker.js';
export { NoticeDeliveryRow, NoticeRecipientRow, NoticeRow, type DeliveryState, type Over, type Stage, type Urgency } from './entities.js';
export { countInbox, failedDeliveries, inboxCounts, isRinging, listInbox, listRinging, markRead, noticesAbout, readNotice, type FailedDelivery, type InboxCounts, type InboxNotice, type InboxSelection, type RecordNotice } from './inbox.js';
export { Notices, type NewNotice, type NoticesOptions } from './notices.js';
export { NotifyModule, type NotifyModuleOptions } from './notify.module.js';
export { Notice, UrgencyName } from './graphql/types.js';
export { notifyPermissions, operateNotices } from './permissions.js';
export { RungTasks, type CompleteRungTask, type RungTask } from './rung-tasks.js';
export { removeNoticesAbout, removeOldNotices, type Retention } from './retention.js';
export { isWithinReach, recipientsOf, type Address } from './recipients.js';

/** The entity classes of this library. */
export const notifyEntities: Entities = [NoticeRow, NoticeRecipientRow, NoticeDeliveryRow];

/** The migrations of this library; they come after those of libs/jobs. */
export const notifyMigrations: readonly Migration[] = [Notices1700000000450, Ringing1700000000460];
