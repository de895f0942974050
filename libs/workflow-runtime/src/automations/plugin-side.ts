/** What a handler's file needs, and nothing that opens or costs anything: the process that runs it loads this and no more of the house. */
export { AutomationFailure, defineAutomation, type AttachedFile, type Automation, type AutomationContext, type AutomationDeclaration, type AutomationDoors, type AutomationRetry, type DocumentFiles, type DocumentToMake, type ExerciseFacts, type FileToAttach } from './automation.js';
export { EgressAnswer, type EgressDeclaration, type EgressMethod, type EgressRequest } from './egress/declaration.js';
