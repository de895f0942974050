import { useQuery } from '@apollo/client/react';
import { EmptyState, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PluginStatesDocument } from '../../gql/shell.js';
import { PERMISSIONS } from '../../permissions.js';

/** A page of a plugin where the station works with it; where it does not, why, and the way on. The server refuses in any case. */
export function PluginPage({ pluginId, children }: { pluginId: string; children: ReactNode }) {
  const { stationId, may } = useStation();
  const { data, loading } = useQuery(PluginStatesDocument, { variables: { stationId }, skip: !may(PERMISSIONS.readPlugins) });
  const standing = data?.plugins.find(({ plugin }) => plugin.id === pluginId);
  if (standing === undefined) return loading ? <Loading rows={6} /> : children;
  return standing.enabled ? children : <PluginOff standing={standing} />;
}

interface State {
  readonly because: string;
  readonly policyReason: string | null;
  readonly running: number;
  readonly plugin: { readonly title: { readonly zhCN: string; readonly en: string } };
}

function PluginOff({ standing: { plugin, because, policyReason, running } }: { standing: State }) {
  const { say, textOf } = useWords();
  const { base, may } = useStation();
  const manages = may(PERMISSIONS.managePlugins);
  const why = because === 'POLICY' ? say('分局已禁用此功能：{reason}。', 'The bureau has forbidden it: {reason}.', { reason: policyReason ?? '' }) : say('本所没有启用此功能。', 'The station does not use it.');
  const next = manages ? say('可在“插件”页查看并启用。', 'See and enable it on the page “Plugins”.') : say('如需使用，请联系所长。', 'Ask the chief if you need it.');
  return (
    <>
      <PageHeader title={textOf(plugin.title)} />
      <section className="sh-card" data-plugin-off>
        <EmptyState
          title={say('此功能已停用', 'This feature is disabled')} hint={`${why}${say('已有数据保留，仍可在“事项”中查看。', ' Its data stay, and can be read under “Instances”.')}${next}`}
          action={
            <div className="sh-row">
              {running > 0 && <Link to={`${base}/instances`}><Button>{say('查看在办的 {count, number} 件', 'See the {count, number} that run', { count: running })}</Button></Link>}
              {manages && <Link to={`${base}/plugins`}><Button type="primary">{say('打开“插件”', 'Open “Plugins”')}</Button></Link>}
            </div>
          }
        />
      </section>
    </>
  );
}
