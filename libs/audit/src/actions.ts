import type { Bilingual } from '@stationhouse/kernel';

/** A kind of deed the record knows, as an exported constant of the library that does it. */
export interface AuditAction {
  /** `<thing>.<deed>`, stable: stored in every entry. */
  readonly id: string;
  readonly title: Bilingual;
}

const ACTIONS = new Map<string, AuditAction>();

/** Declares an action. @throws Error when another library declared the id with another title */
export function defineAuditAction(action: AuditAction): AuditAction {
  const known = ACTIONS.get(action.id);
  if (known !== undefined && (known.title.en !== action.title.en || known.title['zh-CN'] !== action.title['zh-CN'])) {
    throw new Error(`Audit action ${action.id} is declared twice.`);
  }
  ACTIONS.set(action.id, action);
  return action;
}

/** All declared actions. */
export function auditActions(): readonly AuditAction[] {
  return [...ACTIONS.values()];
}

/** What people read for an action; its id in both languages when the library that declared it is gone. */
export function auditActionTitle(id: string): Bilingual {
  return ACTIONS.get(id)?.title ?? { 'zh-CN': id, en: id };
}
