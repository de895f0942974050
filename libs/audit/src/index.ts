import type { Entities, Migration } from '@stationhouse/database';
import { AuditEntryRow } from './entry.js';
import { AuditRecord1700000000010 } from './migrations/audit-record.js';

export { audit, AuditEntryRow, type AuditDeed, type AuditRecord } from './entry.js';
export { auditActions, auditActionTitle, defineAuditAction, type AuditAction } from './actions.js';
export { sealAudit, type SealOptions } from './seal.js';
export { readHeads, type HeadFile, type SealedHead } from './head-file.js';
export { verifyAudit, type Finding, type FindingKind, type Verification, type VerifyOptions } from './verify.js';

/** The entity classes of this library. */
export const auditEntities: Entities = [AuditEntryRow];

/** The migrations of this library. */
export const auditMigrations: readonly Migration[] = [AuditRecord1700000000010];
