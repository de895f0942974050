import { text, type Bilingual } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { objectOf, textOf } from '@stationhouse/workflow/json';

/** Whose an improvement may be: the code that data hold, the role, and how it is called. */
export const OWNERS: ReadonlyMap<string, { readonly role: string; readonly title: Bilingual }> = new Map([
  ['dutyCommander', { role: 'duty-commander', title: text('带班领导', 'Duty commander') }],
  ['teamLeader', { role: 'team-leader', title: text('队长', 'Team leader') }],
  ['commandRoom', { role: 'command-room', title: text('指挥室民警', 'Command room') }],
  ['dutyOfficer', { role: 'duty-officer', title: text('值班民警', 'Duty officer') }],
  ['communityOfficer', { role: 'community-officer', title: text('社区民警', 'Community officer') }],
  ['instructor', { role: 'instructor', title: text('教导员', 'Instructor') }],
]);

/** The roles that an improvement is asked of; the chief where nobody is named. */
export function ownerRoles(data: JsonObject): readonly string[] {
  return [OWNERS.get(textOf(objectOf(data['item'])['owner']))?.role ?? 'chief'];
}
