import { EmptyState, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';

/** What does not exist and what one may not see look the same. */
export function NotFound({ noPlace = false }: { noPlace?: boolean }) {
  const { say } = useWords();
  const { base } = useScope();
  if (noPlace) {
    return (
      <>
        <PageHeader title={say('还没有分配岗位', 'No place assigned yet')} />
        <section className="sh-card"><EmptyState title={say('这个账号还没有任何角色', 'This account holds no role yet')} hint={say('请联系所长或分局管理员分配角色，分配后重新登录即可。', 'Ask the chief or the bureau administrator to grant a role, then sign in again.')} /></section>
      </>
    );
  }
  return (
    <>
      <PageHeader title={say('未找到', 'Not found')} />
      <section className="sh-card">
        <EmptyState
          title={say('没有这个页面，或者不在您的权限范围内', 'There is no such page, or it is not yours to see')}
          hint={say('请核对链接或编号；如需查看，请联系所长或分局管理员。', 'Check the link or number. If you need it, ask the chief or the bureau administrator.')}
          action={<Link to={base === '' ? '/' : base}>{say('返回首页', 'Back to the start')}</Link>}
        />
      </section>
    </>
  );
}
