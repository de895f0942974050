import { useQuery } from '@apollo/client/react';
import { useWords } from '@stationhouse/plugin-web';
import { RolesDocument } from '../../gql/members.js';
import type { ExplainRightsQuery } from '../../gql/rights.js';

type Holding = ExplainRightsQuery['explainRights']['units'][number]['holdings'][number];

/** Through what somebody holds something, in words. */
export function useSourceWords(): (source: { readonly through: Holding['through']; readonly role: string | null }) => string {
  const { say, textOf } = useWords();
  const titles = new Map(useQuery(RolesDocument).data?.roles.map(({ id, title }) => [id, textOf(title)]));
  return ({ through, role: id }) => {
    const role = titles.get(id ?? '') ?? id ?? '';
    return {
      ROLE: say('角色：{role}', 'Role: {role}', { role }),
      SUCCESSION: say('承接所角色：{role}', 'Role at the successor: {role}', { role }),
      BUREAU_ROLE: say('分局角色：{role}', 'Role at the bureau: {role}', { role }),
      DELEGATION: say('分局委托', 'Delegated by the bureau'),
      ACCESS_GRANT: say('授权查看', 'Access grant'),
    }[through];
  };
}
