// What the file of an automation imports: types, `defineAutomation`, failures. The process that runs handlers loads that file; the whole
// contract (`@stationhouse/plugin-api`) would cost it two seconds and 100 MB at each start (ADR 0012).
export { AutomationFailure, defineAutomation, EgressAnswer, type AttachedFile, type Automation, type AutomationContext, type AutomationDeclaration, type AutomationDoors, type EgressDeclaration, type EgressMethod, type EgressRequest, type DocumentFiles, type DocumentToMake, type FileToAttach } from '@stationhouse/workflow-runtime/automation';
