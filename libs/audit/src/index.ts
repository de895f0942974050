export { audit, AuditEntryRow, type AuditDeed, type AuditRecord } from './entry.js';
export { auditActions, auditActionTitle, defineAuditAction, type AuditAction } from './actions.js';
