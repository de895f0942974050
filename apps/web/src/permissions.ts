/**
 * The permissions the pages look for, as the server names them. A page or button whose permission is missing is not shown;
 * the server decides again on every request.
 */
export const PERMISSIONS = {
  readIncidents: 'incident.read',
  createIncident: 'incident.create',
  disposeIncident: 'incident.dispose',
  manageImports: 'import.manage',
  readInstances: 'instance.read',
  startInstance: 'instance.start',
  cancelInstance: 'instance.cancel',
  linkInstances: 'instance.link',
  referInstances: 'instance.refer',
  repairAutomations: 'automation.repair',
  operateNotices: 'notice.operate',
  createStation: 'station.create',
  secureBureau: 'bureau.secure',
  readMembers: 'member.read',
  grantRoles: 'member.grant',
  arrangeStation: 'station.arrange',
  readBureauMembers: 'bureauMember.read',
  grantBureauRoles: 'bureauMember.grant',
  readAccounts: 'account.read',
  manageAccounts: 'account.manage',
  readDuty: 'duty.read',
  planDuty: 'duty.plan',
  readAudit: 'auditRecord.read',
  manageCalendars: 'calendar.manage',
  assignTasks: 'task.assign',
  readOperations: 'operation.read',
  repairOperations: 'operation.repair',
} as const;
