import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, ErrorState, Loading, useWords } from '@stationhouse/plugin-web';
import { RolesDocument, type OrgUnitKind } from '../../gql/members.js';
import { useMe } from '../../session/me.js';

/** What each role sees of a person, in a sentence. */
export function useDataClassWords(): Record<string, string> {
  const { say } = useWords();
  return {
    P0: say('只看汇总，不见个人信息', 'totals only, no personal data'),
    P1: say('个人信息脱敏显示', 'personal data masked'),
    P2: say('填写事由后可看全部，留痕', 'all, with a purpose that is logged'),
    P3: say('未成年人、健康等，须指定人员并审批', 'minors, health: named people with approval'),
  };
}

/** Where a role is held. */
export function useScopeWords(): Record<OrgUnitKind, string> {
  const { say } = useWords();
  return { BUREAU: say('分局', 'Bureau'), STATION: say('派出所', 'Station'), TEAM: say('队', 'Team'), POST: say('岗位', 'Post') };
}

/** The roles of the house: where they are held, what they see, what they may do. */
export function RoleList() {
  const { say, textOf } = useWords();
  const { data, error, refetch } = useQuery(RolesDocument);
  const classes = useDataClassWords();
  const scopes = useScopeWords();
  const { secondFactorRoles } = useMe().bureau;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const titles = new Map(data.permissions.map(({ id, title }) => [id, title]));
  return (
    <section className="sh-card sh-tight">
      <DataTable
        label={say('角色列表', 'Roles')} rows={data.roles} rowKey={(role) => role.id}
        columns={[
          { key: 'title', title: say('角色', 'Role'), main: true, width: '170px', render: (role) => <><b>{textOf(role.title)}</b><div className="sh-mono sh-small sh-sub">{role.id}</div>{secondFactorRoles.includes(role.id) && <Chip>{say('须双因素验证', 'second factor')}</Chip>}</> },
          { key: 'scope', title: say('范围', 'Held at'), width: '90px', render: (role) => scopes[role.scope] },
          { key: 'class', title: say('个人信息', 'Personal data'), width: '260px', render: (role) => <><Chip>{role.dataClass}</Chip> <span className="sh-small">{classes[role.dataClass] ?? ''}</span></> },
          { key: 'permissions', title: say('权限', 'Permissions'), render: (role) => <span className="sh-small">{role.permissions.map((id) => textOf(titles.get(id)) || id).join(say('、', ', ')) || (role.external ? say('只在外部端使用', 'on the external surface only') : '—')}</span> },
        ]}
      />
    </section>
  );
}
