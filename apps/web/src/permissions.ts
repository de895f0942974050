/**
 * The permissions the pages look for, as the server names them. A page or button whose permission is missing is not shown;
 * the server decides again on every request.
 */
export const PERMISSIONS = {
  readIncidents: 'incident.read',
  createIncident: 'incident.create',
  disposeIncident: 'incident.dispose',
  manageImports: 'import.manage',
  readWorkflows: 'workflow.read',
  startInstance: 'workflow.start',
  workTasks: 'task.work',
  readMembers: 'member.read',
  manageMembers: 'member.manage',
  readDuty: 'duty.read',
  manageDuty: 'duty.manage',
  readAudit: 'audit.read',
} as const;
