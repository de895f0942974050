import { useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Link } from 'react-router';
import { BureauPluginsDocument, StationPluginsDocument } from '../../gql/plugins.js';
import './configure.css';

/** The workflows of the plugins, to be fitted. */
export default function Gallery() {
  const { say, textOf } = useWords();
  const { bureauId, stationId, base } = useScope();
  const station = useQuery(StationPluginsDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined });
  const bureau = useQuery(BureauPluginsDocument, { variables: { bureauId }, skip: stationId !== undefined });
  const error = station.error ?? bureau.error;
  const plugins = (station.data?.plugins ?? bureau.data?.bureauPlugins)?.map(({ plugin, policy, ...rest }) => ({ plugin, policy, enabled: 'enabled' in rest ? rest.enabled : true }));
  if (error) return <ErrorState error={error} onRetry={() => void (stationId === undefined ? bureau : station).refetch()} />;
  if (plugins === undefined) return <Loading rows={6} />;
  const workflows = plugins.flatMap(({ plugin, policy, enabled }) => plugin.workflows.map((workflow) => ({ ...workflow, plugin, policy, enabled })));
  return (
    <>
      <PageHeader title={say('工作流配置', 'Workflow settings')} />
      {workflows.length === 0 ? <section className="sh-card"><EmptyState title={say('没有可配置的工作流', 'No workflows to fit')} hint={say('启用插件后，其工作流会出现在这里。', 'Enable a plugin, and its workflows appear here.')} /></section> : (
        <div className="cf-gallery">
          {workflows.map(({ id, title, enabled }) => (
            <Card key={id} title={textOf(title)} id={id} extra={<Chip tone={enabled ? 'ok' : 'plain'}>{enabled ? say('已启用', 'Enabled') : say('可启用', 'Available')}</Chip>}>
              <Link to={`${base}/workflows/${id}`}>{say('配置', 'Fit it')}</Link>
            </Card>
          ))}
        </div>
      )}
    </>
  );
}
