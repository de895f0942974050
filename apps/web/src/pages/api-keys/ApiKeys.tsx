import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, PageHeader, useWords } from '@stationhouse/plugin-web';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ApiKeysDocument } from '../../gql/api-keys.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { endsSoon, KeyTable, lastDay } from './KeyTable.js';
import { NewKey } from './NewKey.js';

/** The reader's own keys for programs. */
export default function ApiKeys() {
  const { say, date } = useWords();
  const me = useMe();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(ApiKeysDocument, { fetchPolicy: 'cache-and-network' });
  const holding = me.stations.filter(({ permissions }) => permissions.includes(PERMISSIONS.holdApiKeys));
  const days = data?.apiKeyDays ?? 0;
  const soon = data?.apiKeys.filter(endsSoon) ?? [];
  const mayMake = holding.length > 0 && days > 0;
  const make = mayMake && <Button type="primary" onClick={() => setMaking(true)}>{say('新建密钥', 'New key')}</Button>;
  return (
    <>
      <PageHeader
        title={say('接口密钥', 'API keys')} actions={make}
        facts={<><Link to="/account">{say('我的账号', 'My account')}</Link> · {say('供笔记本、报表工具和脚本查询使用；权限不超过您本人，读到的个人信息一律脱敏。', 'For notebooks, reports and scripts: never more than you may yourself, and personal data always masked.')}</>}
      />
      {soon.map(({ id, title, ending, expiresAt }) => <Alert key={id} type="warning" showIcon title={say('密钥“{title}”（…{ending}）{date} 到期，用它的程序届时会停；请先新建一个换上。', 'The key “{title}” (…{ending}) ends on {date}: make another for the programs that use it.', { title, ending, date: date(lastDay({ expiresAt })) })} />)}
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={4} /> : (
        <section className="sh-card sh-tight">
          {data.apiKeys.length === 0
            ? <EmptyState title={say('还没有接口密钥', 'No API key yet')} hint={mayMake ? say('新建后密钥只显示一次；请放进程序的环境变量，不要写进代码。', 'A key is shown once: put it into the program’s environment, never into its code.') : days === 0 ? say('本分局未开放接口密钥。', 'Your bureau does not allow API keys.') : say('您的角色不能持有接口密钥。', 'Your role holds no API keys.')} action={make} />
            : <KeyTable rows={data.apiKeys} />}
        </section>
      )}
      {making && <NewKey days={days} stations={holding.map(({ station }) => station)} onClose={() => { setMaking(false); void refetch(); }} />}
    </>
  );
}
