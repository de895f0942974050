import type { Tone, Words } from '@stationhouse/plugin-web';
import type { OutsideState } from '../../gql/outside.js';

/** How an account outside stands, in words. */
export function personStates(say: Words['say']): Readonly<Record<OutsideState, { readonly words: string; readonly tone: Tone }>> {
  return {
    INVITED: { words: say('待首次登录', 'Invited'), tone: 'info' },
    LATE: { words: say('邀请码已过期', 'Code has expired'), tone: 'warn' },
    ACTIVE: { words: say('正常', 'Active'), tone: 'ok' },
    SUSPENDED: { words: say('已停用', 'Suspended'), tone: 'bad' },
    EXPIRED: { words: say('已到期', 'Expired'), tone: 'warn' },
  };
}

/** The kinds of unit, as the server names them. */
export function unitKinds(say: Words['say']): { readonly value: string; readonly label: string }[] {
  return [
    { value: 'subDistrict', label: say('街道办', 'Sub-district office') },
    { value: 'community', label: say('社区', 'Community') },
    { value: 'mediationCommittee', label: say('人民调解委员会', "People's mediation committee") },
    { value: 'property', label: say('物业', 'Property management') },
    { value: 'legalAid', label: say('法律援助中心', 'Legal aid centre') },
    { value: 'hospital', label: say('医院', 'Hospital') },
    { value: 'school', label: say('学校', 'School') },
    { value: 'volunteers', label: say('义警队', 'Volunteer patrol') },
    { value: 'gate', label: say('门岗', 'Gate') },
    { value: 'broadcast', label: say('广播室', 'Broadcast room') },
    { value: 'post', label: say('岗位、警务站', 'Post') },
    { value: 'other', label: say('其他', 'Other') },
  ];
}
